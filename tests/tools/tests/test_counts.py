# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from checks.counts import Counts, of_log


@pytest.mark.parametrize(
    ("log", "succeeded", "expected"),
    [
        pytest.param("all is well\n", True, Counts(passed=1), id="a check without tests is one test"),
        pytest.param("oh no\n", False, Counts(failed=1), id="a failed check without tests is one failed test"),
        pytest.param("5 passed in 0.12s\n", True, Counts(passed=5), id="quiet pytest"),
        pytest.param("==== 1 failed, 2 passed, 3 skipped in 1.00s ====\n", False, Counts(2, 1, 3), id="pytest"),
        pytest.param("= 5 passed in 0.1s =\n= 2 passed in 61.1s (0:01:01) =\n", True, Counts(7), id="two runs"),
        pytest.param("1 passed, 2 errors in 0.1s\n", False, Counts(1, 2), id="errors are failures"),
        pytest.param("5 passed in 0.12s\n", False, Counts(5, 1), id="all passed, but the check failed"),
        pytest.param("said that 5 passed in 0.12s\n", True, Counts(1), id="not a closing line"),
        pytest.param("5 passed, 1 warning in 0.12s\n", True, Counts(5), id="warnings are not tests"),
    ],
)
def test_counts_of_a_log(log: str, succeeded: bool, expected: Counts) -> None:
    assert of_log(log, succeeded=succeeded) == expected
