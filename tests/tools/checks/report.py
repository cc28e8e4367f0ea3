# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Print what is done: one numbered line for each thing that has ended, and the log of what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.counts import Counts

if TYPE_CHECKING:
    from pathlib import Path


class Report:
    """Counts the lines that it prints, up to the total given, and adds up the tests."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._printed = 0
        self.counts = Counts()

    def line(self, where: str, what: str, outcome: str, seconds: float | None = None) -> None:
        self._printed += 1
        number = f"[{self._printed:{len(str(self._total))}}/{self._total}]"
        took = "" if seconds is None else f"{seconds:8.1f} s"
        print(f"{number} {where:16} {what:12} {outcome:32}{took}".rstrip(), flush=True)

    def passed(self, where: str, what: str, counts: Counts, seconds: float) -> None:
        self.counts += counts
        skipped = f", {counts.skipped} skipped" if counts.skipped else ""
        tests = f": {counts.passed} passed{skipped}" if counts.passed + counts.skipped > 1 else ""
        self.line(where, what, f"ok{tests}", seconds)

    def failed(self, where: str, what: str, counts: Counts, seconds: float, log: Path) -> None:
        self.counts += counts
        self.line(where, what, "FAILED", seconds)
        print(f"----- {log}\n{log.read_text(encoding='utf-8', errors='replace').rstrip()}\n-----", flush=True)
