# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read how many tests a log reports."""

from __future__ import annotations

import re
from dataclasses import dataclass

# pytest's closing line: "==== 1 failed, 41 passed, 2 skipped in 3.21s ====", without the signs under -q.
_CLOSING_LINE = re.compile(r"^[= ]*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s", re.MULTILINE)
_COUNT = re.compile(r"(\d+) ([a-z]+)")
_FAILED = frozenset({"failed", "error", "errors"})


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def of_log(log: str, *, succeeded: bool) -> Counts:
    """The sum of the pytest runs in a check's log; a check without tests is one test itself.

    A check that failed counts as failed even when each of its tests passed.
    """
    total = Counts()
    for line in _CLOSING_LINE.findall(log):
        for number, word in _COUNT.findall(line):
            total += Counts(
                passed=int(number) if word == "passed" else 0,
                failed=int(number) if word in _FAILED else 0,
                skipped=int(number) if word == "skipped" else 0,
            )
    if succeeded:
        return total if total != Counts() else Counts(passed=1)
    return total if total.failed else total + Counts(failed=1)
