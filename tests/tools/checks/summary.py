# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What came of a run, from nox's report and the logs: what was slow, what failed, and how many tests passed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks import costs, counts
from checks.counts import Counts
from checks.paths import LOGS, REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 12
# A line of pytest's --durations: "12.34s call     tests/playbooks/test_plan.py::test_a_plan[en]".
_DURATION = re.compile(r"^ *([\d.]+)s (?:call|setup|teardown) +(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class _Session:
    name: str
    succeeded: bool
    wall: float

    @property
    def cpu(self) -> float:
        return costs.cpu_seconds(self.name)

    @property
    def counts(self) -> Counts:
        """What only prepares a check has no log, and counts when it fails."""
        return counts.of_log(self._log, succeeded=self.succeeded) if self._log or not self.succeeded else Counts()

    def slow_tests(self) -> Iterator[tuple[float, str]]:
        for seconds, test in _DURATION.findall(self._log):
            yield float(seconds), f"{self.name}: {test}"

    @cached_property
    def _log(self) -> str:
        file = LOGS / f"{self.name}.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def tell(left_running: list[str]) -> bool:
    """Print it, with the counts as the last line; return if everything passed."""
    sessions = _sessions()
    print(f"\n{'wall s':>8} {'CPU s':>8}  slowest sessions")
    for session in sorted(sessions, key=lambda session: -session.wall)[:_MOST]:
        print(f"{session.wall:8.1f} {session.cpu:8.1f}  {session.name}")
    print(f"{'':8} {sum(session.cpu for session in sessions):8.1f}  all sessions")
    if tests := sorted((test for session in sessions for test in session.slow_tests()), reverse=True):
        print(f"\n{'wall s':>8}  slowest tests")
        for seconds, name in tests[:_MOST]:
            print(f"{seconds:8.1f}  {name}")
    print()
    for command in left_running:
        print(f"left running, stopped now: {command}")
    if failed := [session.name for session in sessions if not session.succeeded]:
        print(f"failed: {' '.join(failed)}")
    total = sum((session.counts for session in sessions), Counts(failed=len(left_running)))
    line = f"{total.passed} passed, {total.failed} failed"
    (LOGS / "summary").write_text(f"{line}\n", encoding="utf-8")
    print(line, flush=True)
    return total.failed == 0


def _sessions() -> list[_Session]:
    if not REPORT.exists():
        return [_Session("nox", succeeded=False, wall=0)]
    entries = json.loads(REPORT.read_text(encoding="utf-8"))["sessions"]
    return [_Session(entry["name"], entry["result"] == "success", entry["duration"]) for entry in entries]
