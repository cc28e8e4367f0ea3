# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for a change to show up: it may take effect late, and the wait has an end."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import NotConfirmedError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._read_back import read_back
from ansible_collections.fleetops.kesc.tests.unit.support.builders import active
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock


class _Slow:
    """A provider whose license takes its position after some seconds."""

    def __init__(self, clock: FakeClock, *, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self.looks: list[float] = []

    def licenses(self) -> list[License]:
        self.looks.append(self._clock.monotonic())
        return [active("NEW" if self._clock.monotonic() >= self._seconds else "OLD")]


def _is_new(licenses: list[License]) -> bool:
    return [each.license_id for each in licenses] == ["NEW"]


def _wait(seconds: float, *, timeout: float) -> tuple[list[License], _Slow]:
    clock = FakeClock()
    provider = _Slow(clock, seconds=seconds)
    found = read_back(
        provider,  # type: ignore[arg-type]
        Position.ACTIVE,
        until=_is_new,
        timeout=timeout,
        clock=clock,  # type: ignore[arg-type]
    )
    return found, provider


def test_an_immediate_effect_is_seen_without_a_pause() -> None:
    found, provider = _wait(0, timeout=60)
    assert found == [active("NEW")]
    assert provider.looks == [0.0]


def test_the_pauses_grow_up_to_five_seconds() -> None:
    _found, provider = _wait(20, timeout=60)
    assert provider.looks == [0.0, 0.5, 1.5, 3.5, 7.5, 12.5, 17.5, 22.5]


@pytest.mark.parametrize(("seconds", "timeout"), [(4.9, 5), (59.5, 60), (60, 60), (0.1, 0.2)])
def test_an_effect_shortly_before_the_limit_is_seen(seconds: float, timeout: float) -> None:
    found, provider = _wait(seconds, timeout=timeout)
    assert found == [active("NEW")]
    assert provider.looks[-1] <= timeout


@pytest.mark.parametrize("timeout", [0, 5, 60])
def test_the_wait_ends_as_an_error_at_its_limit(timeout: float) -> None:
    clock = FakeClock()
    provider = _Slow(clock, seconds=timeout + 1)
    with pytest.raises(NotConfirmedError, match=f"after {timeout} seconds the active position shows license OLD"):
        read_back(
            provider,  # type: ignore[arg-type]
            Position.ACTIVE,
            until=_is_new,
            timeout=timeout,
            clock=clock,  # type: ignore[arg-type]
        )
    assert clock.monotonic() == timeout
    assert len(provider.looks) == len(clock.pauses) + 1


def test_an_empty_position_is_told_as_such() -> None:
    clock = FakeClock()
    with pytest.raises(NotConfirmedError, match="the reserve position shows no license that can be told") as failed:
        read_back(
            _Slow(clock, seconds=0),  # type: ignore[arg-type]
            Position.RESERVE,
            until=lambda licenses: len(licenses) > 1,
            timeout=1,
            clock=clock,  # type: ignore[arg-type]
        )
    assert "confirm_timeout" in failed.value.remedy
