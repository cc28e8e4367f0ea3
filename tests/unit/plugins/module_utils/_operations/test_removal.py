# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Taking a license out of its position."""

from __future__ import annotations

import contextlib
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AccessDeniedError,
    KescError,
    LicenseMismatchError,
    NotConfirmedError,
    PositionUnknownError,
    Step,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Transition
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._removal import RemovalOrder, remove_license
from ansible_collections.fleetops.kesc.tests.unit.support.builders import active, license
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import OperationResult

OLD, RESERVE = active("OLD"), license("R", position=Position.RESERVE)


def remove(provider: FakeProvider, license_id: str = "OLD", **order: t.Any) -> OperationResult:
    try:
        return remove_license(
            RemovalOrder(tenant="Birch", license_id=license_id, **order),
            connect=lambda: provider,
            clock=FakeClock(),  # type: ignore[arg-type]
        )
    finally:
        assert provider.closed == 1


def test_the_license_leaves_its_position_and_stays_in_the_store() -> None:
    provider = FakeProvider([OLD, RESERVE])
    result = remove(provider)
    assert provider.calls == ["licenses", "vacate", "licenses"]
    assert {each.license_id: each.position for each in provider.store.values()} == {
        "OLD": Position.NONE,
        "R": Position.RESERVE,
    }
    assert (result.changed, result.applied, result.verified) == (True, True, True)
    assert (result.before, result.after) == (OLD, None)
    assert result.comparison.transition is Transition.NONE


def test_a_reserve_license_is_removed_from_the_reserve_position() -> None:
    provider = FakeProvider([OLD, RESERVE])
    assert remove(provider, "R", position=Position.RESERVE).before == RESERVE
    assert provider.store["OLD"] == OLD


@pytest.mark.parametrize(
    "store", [[], [license("OLD")], [RESERVE]], ids=["no license", "only stored", "only a reserve"]
)
def test_an_empty_position_is_no_change(store: list[t.Any]) -> None:
    provider = FakeProvider(store)
    result = remove(provider)
    assert provider.calls == ["licenses"]
    assert (result.changed, result.applied, result.before, result.after) == (False, False, None, None)


def test_another_license_in_the_position_is_never_removed() -> None:
    provider = FakeProvider([OLD])
    with pytest.raises(LicenseMismatchError) as refused:
        remove(provider, "OTHER")
    assert provider.calls == ["licenses"]
    assert refused.value.message.startswith(
        "Failed to remove the license of tenant 'Birch': the active license is OLD (Basic), not OTHER."
    )


def test_a_license_whose_position_is_unknown_is_not_told_to_be_gone() -> None:
    provider = FakeProvider([license("OLD", position=Position.UNKNOWN)])
    with pytest.raises(PositionUnknownError, match="does not tell whether license OLD is the active one"):
        remove(provider)
    assert provider.changing_calls == []


def test_a_removal_that_had_nothing_to_change_is_no_change() -> None:
    result = remove(FakeProvider([OLD], vacates=False))
    assert (result.changed, result.applied) == (False, False)


def test_a_license_that_only_devices_hold_stays_and_that_is_said() -> None:
    held = active("OLD", assigned=False)
    provider = FakeProvider([held])
    result = remove(provider)
    assert provider.changing_calls == []
    assert (result.changed, result.before, result.after) == (False, held, held)
    assert (result.comparison.before, result.comparison.after) == (held, held)
    assert "only they can let it go" in result.warnings[0]


def test_check_mode_makes_no_changing_call() -> None:
    provider = FakeProvider([OLD])
    result = remove(provider, check_mode=True, purge=True)
    assert provider.calls == ["licenses"]
    assert (result.changed, result.applied) == (True, False)
    assert (result.before, result.after) == (OLD, None)


def test_a_purge_deletes_what_was_removed() -> None:
    provider = FakeProvider([OLD, RESERVE])
    remove(provider, purge=True)
    assert provider.calls == ["licenses", "vacate", "licenses", "withdraw"]
    assert set(provider.store) == {"R"}


def test_a_removal_that_shows_late_is_waited_for() -> None:
    provider = FakeProvider([OLD], looks_until_effect=3)
    assert remove(provider).changed
    assert provider.calls == ["licenses", "vacate", *["licenses"] * 4]


def test_a_removal_that_never_shows_is_an_error() -> None:
    provider = FakeProvider([OLD], looks_until_effect=1000)
    with pytest.raises(NotConfirmedError, match="Failed to confirm the removal of the license") as failed:
        remove(provider, confirm_timeout=10.0)
    assert failed.value.step is Step.CONFIRM_REMOVAL


@pytest.mark.parametrize(
    ("call", "step"),
    [(0, Step.INSPECT), (1, Step.REMOVE), (2, Step.CONFIRM_REMOVAL), (3, Step.PURGE)],
    ids=["read", "remove", "confirm", "purge"],
)
def test_each_step_names_itself_when_it_fails(call: int, step: Step) -> None:
    provider = FakeProvider([OLD], fault=Fault(call=call, error=AccessDeniedError("no right")))
    with pytest.raises(AccessDeniedError) as failed:
        remove(provider, purge=True)
    assert (failed.value.step, failed.value.tenant) == (step, "Birch")


def test_a_server_that_cannot_be_reached_is_told_with_the_tenant() -> None:
    def connect() -> t.NoReturn:
        raise UnreachableError("https://ksc.test cannot be reached")

    with pytest.raises(UnreachableError, match="Failed to connect for tenant 'Birch'"):
        remove_license(RemovalOrder(tenant="Birch", license_id="X"), connect=connect, clock=FakeClock())  # type: ignore[arg-type]


@given(st.integers(0, 4), st.booleans(), st.booleans())
def test_no_failure_removes_another_license(call: int, after_effect: bool, purge: bool) -> None:
    provider = FakeProvider(
        [OLD, RESERVE], fault=Fault(call=call, error=KescError("it broke"), after_effect=after_effect)
    )
    with contextlib.suppress(KescError):
        remove(provider, purge=purge)
    assert provider.store["R"] == RESERVE
