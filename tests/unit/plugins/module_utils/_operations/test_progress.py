# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who waits for many tenants is told now and then how far it has come, and when it will be done."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._operations._progress import spoken, time_left
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock


def said(clock: FakeClock, *readings: tuple[float, int], total: int) -> list[str]:
    """What is said while so many have been read after so many further seconds."""
    lines: list[str] = []
    progress = spoken(lines.append, clock=clock)
    for seconds, done in readings:
        clock.advance(seconds)
        progress(done, total)
    return lines


def test_a_line_comes_every_five_seconds() -> None:
    assert said(FakeClock(), (4.9, 10), (0.1, 11), (4.0, 20), (6.0, 25), total=100) == [
        "11 of 100 tenants read (about 40 seconds left)",
        "25 of 100 tenants read (about 45 seconds left)",
    ]


@pytest.mark.parametrize("done", [0, 100])
def test_neither_the_beginning_nor_the_end_is_progress(done: int) -> None:
    assert said(FakeClock(), (60.0, done), total=100) == []


def test_where_nobody_listens_nothing_is_said() -> None:
    clock = FakeClock()
    progress = spoken(None, clock=clock)
    clock.advance(60)
    progress(1, 2)


@pytest.mark.parametrize(
    ("seconds", "done", "text"),
    [
        pytest.param(10.0, 50, " (about 10 seconds left)", id="seconds"),
        pytest.param(89.4, 50, " (about 89 seconds left)", id="many seconds"),
        pytest.param(90.0, 50, " (about 2 minutes left)", id="minutes"),
    ],
)
def test_the_rest_takes_as_long_as_the_pace_says(seconds: float, done: int, text: str) -> None:
    assert time_left(seconds, done=done, total=100) == text
