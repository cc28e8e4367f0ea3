# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a fleet has come, in few lines whatever its size."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._progress import Progress
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, replaced

UNCHANGED = replaced(changed=False, transition="none")


def progress(clock: FakeClock, *, total: int | None = 1000, interval: float = 10, most_named: int = 3) -> Progress:
    made = Progress(interval=interval, most_named=most_named, now=clock.monotonic)
    made.begin(total)
    return made


def test_a_line_is_said_when_its_time_has_come() -> None:
    clock = FakeClock()
    made = progress(clock)
    assert made.count("a", replaced()) == []
    clock.advance(9.9)
    assert made.count("b", replaced()) == []
    clock.advance(0.1)
    assert made.count("c", UNCHANGED) == ["3 of 1000 tenants: 2 replaced, 1 unchanged (about 55 minutes left)"]
    assert made.count("d", replaced()) == []


def test_the_end_says_what_was_not_said_yet_and_says_it_once() -> None:
    made = progress(FakeClock(), total=2)
    made.count("a", replaced())
    made.count("b", failed())
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
    (line,) = made.count("a", replaced())
    assert line.endswith(f"1 replaced{left}")


def test_thousands_of_failures_are_a_few_lines() -> None:
    made = progress(FakeClock())
    lines = [line for number in range(5000) for line in made.count(f"host-{number}", failed(msg="It is\ngone. " * 100))]
    assert len(lines) == 4
    assert lines[0].startswith("failed: [host-0] It is gone. It is gone.")
    assert lines[0].endswith(" ...")
    assert max(map(len, lines)) < 350
    assert lines[-1] == "The report names those that follow."


def test_what_a_guard_held_back_is_named() -> None:
    made = progress(FakeClock())
    assert made.count("birch", failed("guard_tripped", msg="stopped")) == ["held back: [birch] stopped"]
