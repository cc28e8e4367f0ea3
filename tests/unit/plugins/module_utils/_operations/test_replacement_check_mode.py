# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode: ``stored`` changes nothing at all, ``staged`` puts the store back whatever happens."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import CodeRefusedError, KescError, UnreachableError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Transition
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import Expected
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import GuardTrippedError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import (
    active,
    days,
    license,
)
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import OperationResult

OLD, NEW = active("OLD"), license("NEW")


def check(provider: FakeProvider, **order: t.Any) -> OperationResult:
    return replace(provider, check_mode=True, **order)


@pytest.mark.parametrize(
    ("store", "order"),
    [
        pytest.param([OLD], {}, id="a new code"),
        pytest.param([], {}, id="a first license"),
        pytest.param([OLD, NEW], {}, id="a stored code"),
        pytest.param([active("NEW")], {}, id="a code in place"),
        pytest.param([active("NEW", license_type="subscription")], {}, id="a subscription in place"),
        pytest.param([active("NEW", assigned=False)], {}, id="a code that only devices hold"),
        pytest.param([OLD], {"position": Position.RESERVE}, id="a reserve code"),
        pytest.param([active(expires=days(60))], {"only_within_days": 30}, id="too early"),
        pytest.param([OLD, NEW], {"purge_replaced": True}, id="a purge"),
        pytest.param([OLD], {"expected": Expected(name="Plus", limit=10)}, id="an order sheet that a guard stops"),
        pytest.param([active("OLD", name="Plus"), NEW], {}, id="a stored code that a guard stops"),
    ],
)
@pytest.mark.parametrize("hidden", [False, True], ids=["readable bodies", "hidden bodies"])
def test_stored_makes_no_changing_call(store: list[t.Any], order: dict[str, t.Any], hidden: bool) -> None:
    provider = FakeProvider(store, license=NEW, hidden=hidden)
    try:
        result = check(provider, **order)
    except GuardTrippedError as stopped:
        result = stopped.result
    assert provider.changing_calls == []
    assert not result.applied


def test_an_unverified_code_is_a_change_whose_transition_is_unknown() -> None:
    result = check(FakeProvider([OLD], license=NEW))
    assert (result.changed, result.verified, result.after) == (True, False, None)
    assert result.before == OLD
    assert result.comparison.transition is Transition.UNKNOWN
    assert (result.comparison.gained, result.comparison.lost, result.guards) == ((), (), ())
    assert "was not verified" in result.warnings[0]
    assert "check_mode_verification" in result.warnings[0]


def test_the_order_sheet_fills_the_forecast() -> None:
    expected = Expected(name="Plus", limit=120, expires=dt.date(2027, 3, 1))
    result = check(FakeProvider([OLD], license=NEW), expected=expected)
    assert (result.changed, result.verified, result.comparison.transition) == (True, False, Transition.UNKNOWN)
    assert (result.after.name, result.after.limit) == ("Plus", 120)
    assert result.after.expires.date() == dt.date(2027, 3, 1)
    assert (result.after.license_id, result.after.position) == ("", Position.ACTIVE)
    assert result.comparison.gained == ("mail",)
    assert any("what 'expected' says" in warning for warning in result.warnings)


def test_a_forecast_that_a_guard_would_stop_is_stopped() -> None:
    with pytest.raises(GuardTrippedError, match="smaller_limit") as stopped:
        check(FakeProvider([OLD], license=NEW), expected=Expected(limit=99))
    assert (stopped.value.result.changed, stopped.value.result.verified) == (False, False)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param(OLD, Expected(edition="plus"), id="only the edition is expected"),
        pytest.param(OLD, Expected(limit=100), id="only the limit is expected"),
        pytest.param(
            active(expires=NOW.replace(month=6, hour=23, minute=59, second=59)),
            Expected(expires=dt.date(2026, 6, 1)),
            id="the end stays on the same day",
        ),
        pytest.param(None, Expected(expires=NOW.date()), id="the new license ends today"),
    ],
)
def test_what_a_forecast_does_not_know_trips_nothing(before: t.Any, expected: Expected) -> None:
    result = check(FakeProvider([before] if before else [], license=NEW), expected=expected)
    assert [guard.name for guard in result.guards if guard.tripped] == []


def test_a_subscription_in_place_is_not_refreshed_and_that_is_said() -> None:
    result = check(FakeProvider([active("NEW", license_type="subscription")], license=NEW))
    assert (result.changed, result.verified) == (False, False)
    assert "only known after a refresh" in result.warnings[0]


def test_a_stored_code_is_verified_by_what_the_store_says() -> None:
    result = check(FakeProvider([OLD, license("NEW", name="Plus")], license=NEW))
    assert (result.changed, result.applied, result.verified) == (True, False, True)
    assert result.comparison.transition is Transition.UPGRADE
    assert result.after.position is Position.ACTIVE


def test_staged_adds_reads_and_removes_and_says_so() -> None:
    provider = FakeProvider([OLD], license=NEW)
    result = check(provider, staged=True)
    assert provider.calls == ["licenses", "recognize", "verify", "devices", "withdraw"]
    assert provider.store == {"OLD": OLD}
    assert (result.changed, result.applied, result.verified) == (True, False, True)
    assert result.comparison.transition is Transition.RENEWAL
    assert any("removed it again" in warning for warning in result.warnings)


def test_staged_leaves_a_code_that_was_stored_before() -> None:
    provider = FakeProvider([OLD, NEW], license=NEW, hidden=True)
    result = check(provider, staged=True)
    assert provider.calls == ["licenses", "recognize", "verify", "devices"]
    assert set(provider.store) == {"OLD", "NEW"}
    assert not any("removed it again" in warning for warning in result.warnings)


def test_staged_sees_that_a_hidden_code_is_in_place() -> None:
    provider = FakeProvider([active("NEW")], license=NEW, hidden=True)
    result = check(provider, staged=True)
    assert (result.changed, provider.store) == (False, {"NEW": active("NEW")})


def test_staged_and_refused_leaves_the_store() -> None:
    provider = FakeProvider([OLD], license=None)
    with pytest.raises(CodeRefusedError):
        check(provider, staged=True)
    assert provider.store == {"OLD": OLD}


def test_a_provider_that_verifies_without_change_is_asked_in_any_check_mode() -> None:
    provider = FakeProvider([OLD], license=NEW)
    provider.capabilities = dataclasses.replace(  # type: ignore[misc]
        provider.capabilities, verifies_without_change=True
    )
    result = check(provider)
    assert result.verified
    assert "verify" in provider.calls


def test_a_staged_code_that_cannot_be_removed_again_is_an_error_that_names_it() -> None:
    fault = Fault(call=4, error=UnreachableError("https://ksc.test cannot be reached"))
    with pytest.raises(UnreachableError) as failed:
        check(FakeProvider([OLD], license=NEW, fault=fault), staged=True)
    assert "License NEW, added for verification, could not be removed again" in failed.value.message


@pytest.mark.parametrize("call", [0, 1, 3], ids=["licenses", "recognize", "devices"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1)], ids=["Ctrl-C", "exit"])
def test_staged_leaves_the_store_as_it_was_when_it_is_interrupted(error: BaseException, call: int) -> None:
    provider = FakeProvider([OLD], license=NEW, fault=Fault(call=call, error=error))
    with pytest.raises(type(error)):
        check(provider, staged=True)
    assert provider.store == {"OLD": OLD}
    assert provider.closed == 1


@pytest.mark.parametrize("call", range(5), ids=["licenses", "recognize", "verify", "devices", "withdraw"])
def test_staged_leaves_the_store_as_it_was_when_a_call_fails_or_says_what_remains(call: int) -> None:
    provider = FakeProvider([OLD], license=NEW, fault=Fault(call=call, error=KescError("it broke")))
    message = ""
    try:
        check(provider, staged=True)
    except KescError as error:
        message = error.message
    assert provider.store == {"OLD": OLD} or "License NEW, added for verification, could not be removed" in message
