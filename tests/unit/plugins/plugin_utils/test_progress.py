# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a fleet has come, in few lines whatever its size."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._progress import Progress
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, replaced

UNCHANGED = replaced(changed=False, transition="none")


def progress(clock: FakeClock, *, total: int | None = 1000, interval: float = 10) -> Progress:
    made = Progress(interval=interval, now=clock.monotonic)
    made.begin(total)
    return made


def test_a_line_is_said_when_its_time_has_come() -> None:
    clock = FakeClock()
    made = progress(clock)
    assert made.count(replaced()) == []
    clock.advance(9.9)
    assert made.count(replaced()) == []
    clock.advance(0.1)
    assert made.count(UNCHANGED) == ["3 of 1000 tenants: 2 replaced, 1 unchanged (about 55 minutes left)"]
    assert made.count(replaced()) == []


def test_the_end_says_what_was_not_said_yet_and_says_it_once() -> None:
    made = progress(FakeClock(), total=2)
    made.count(replaced())
    made.count(failed())
    assert made.end() == ["2 of 2 tenants: 1 replaced, 1 failed"]
    assert made.end() == []


def test_a_play_without_tenants_says_nothing() -> None:
    assert progress(FakeClock()).end() == []


@pytest.mark.parametrize(
    ("seconds", "total", "left"),
    [
        pytest.param(10, 4, " (about 30 seconds left)", id="seconds"),
        pytest.param(60, 4, " (about 3 minutes left)", id="minutes"),
        pytest.param(10, 1, "", id="done"),
        pytest.param(10, None, "", id="no total"),
    ],
)
def test_the_time_left_is_guessed_from_the_time_that_passed(seconds: float, total: int | None, left: str) -> None:
    clock = FakeClock()
    made = progress(clock, total=total)
    clock.advance(seconds)
    (line,) = made.count(replaced())
    assert line.endswith(f"1 replaced{left}")


def test_thousands_of_failures_are_counted_and_nobody_is_named() -> None:
    made = progress(FakeClock(), total=5000)
    lines = [line for _number in range(5000) for line in made.count(failed())]
    assert [*lines, *made.end()] == ["5000 of 5000 tenants: 5000 failed"]


def test_a_failure_that_the_task_goes_on_after_is_counted_as_one() -> None:
    made = progress(FakeClock(), total=2)
    made.count({**failed(), "failed": False})
    made.count({**replaced(applied=False), **failed("guard_tripped"), "failed": False})
    assert made.end() == ["2 of 2 tenants: 1 held back, 1 failed"]
