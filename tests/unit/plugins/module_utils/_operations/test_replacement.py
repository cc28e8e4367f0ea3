# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every way through a replacement, and the calls that it makes."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import CodeRefusedError, Step, UnavailableError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Transition
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import Expected
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position, in_position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._device_report import NOT_COUNTED
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import GuardTrippedError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import (
    activation_code,
    active,
    days,
    license,
)
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace, replacement

OLD, NEW = active("OLD"), license("NEW")
ADD_AND_APPLY = ["licenses", "recognize", "verify", "apply", "licenses", "devices"]


def test_a_new_code_takes_the_place_of_the_old_license_which_stays_in_the_store() -> None:
    provider = FakeProvider([OLD], license=NEW)
    result = replace(provider)
    assert provider.calls == ADD_AND_APPLY
    assert provider.replaced == ["OLD"]
    assert in_position(list(provider.store.values()), Position.ACTIVE).license_id == "NEW"
    assert provider.store["OLD"].position is Position.NONE
    assert (result.changed, result.applied, result.verified) == (True, True, True)
    assert result.before == OLD
    assert result.after == dataclasses.replace(NEW, position=Position.ACTIVE)
    assert result.comparison.transition is Transition.RENEWAL
    assert [guard.name for guard in result.guards if guard.tripped] == []


def test_a_first_license_is_initial() -> None:
    result = replace(FakeProvider([], license=NEW))
    assert (result.changed, result.before, result.comparison.transition) == (True, None, Transition.INITIAL)


def test_a_code_in_place_is_left_alone_without_asking_the_activation_servers() -> None:
    provider = FakeProvider([active("NEW"), license("X")], license=NEW)
    result = replace(provider)
    assert provider.calls == ["licenses", "recognize"]
    assert (result.changed, result.applied, result.verified) == (False, False, True)
    assert result.before == result.after == active("NEW")
    assert result.comparison.transition is Transition.NONE
    assert result.devices == NOT_COUNTED


def test_a_code_in_place_whose_body_is_hidden_is_recognised_by_verification() -> None:
    provider = FakeProvider([active("NEW")], license=NEW, hidden=True)
    result = replace(provider)
    assert provider.calls == ["licenses", "recognize", "verify"]
    assert (result.changed, result.verified) == (False, True)
    assert provider.store == {"NEW": active("NEW")}


def test_a_stored_code_is_applied_without_asking_the_activation_servers() -> None:
    provider = FakeProvider([OLD, NEW], license=NEW)
    result = replace(provider)
    assert provider.calls == ["licenses", "recognize", "apply", "licenses", "devices"]
    assert (result.changed, result.verified) == (True, True)


def test_a_license_that_only_devices_still_hold_is_taken_into_use_by_the_tenant() -> None:
    provider = FakeProvider([active("NEW", assigned=False)], license=NEW)
    result = replace(provider)
    assert provider.calls == ["licenses", "recognize", "usable", "apply", "licenses", "devices"]
    assert provider.replaced == [None]
    assert result.changed


def test_a_license_that_only_devices_can_hold_is_in_place() -> None:
    provider = FakeProvider([active("NEW", assigned=False)], license=NEW, usable=False)
    result = replace(provider)
    assert provider.calls == ["licenses", "recognize", "usable"]
    assert not result.changed


def test_a_reserve_code_follows_the_active_license_and_is_compared_with_it() -> None:
    provider = FakeProvider([active("OLD", name="Plus")], license=license("NEW", name="Plus"))
    result = replace(provider, position=Position.RESERVE)
    assert {each.license_id: each.position for each in provider.store.values()} == {
        "OLD": Position.ACTIVE,
        "NEW": Position.RESERVE,
    }
    assert result.before is None
    assert result.comparison.before == active("OLD", name="Plus")
    assert result.comparison.transition is Transition.RENEWAL


def test_a_reserve_code_replaces_the_reserve_license() -> None:
    reserve = license("R", position=Position.RESERVE)
    provider = FakeProvider([OLD, reserve], license=NEW)
    result = replace(provider, position=Position.RESERVE)
    assert provider.replaced == ["R"]
    assert result.before == reserve


@pytest.mark.parametrize(
    ("refreshed", "changed"),
    [
        pytest.param({"limit": 120}, True, id="a new limit"),
        pytest.param({"expires": days(400)}, True, id="a new end"),
        pytest.param({"subscription_state": "paused"}, True, id="a new state"),
        pytest.param({}, False, id="nothing new"),
        pytest.param({"in_use": 7}, False, id="only other use"),
    ],
)
def test_a_subscription_in_place_is_refreshed_and_changed_only_by_new_terms(
    refreshed: dict[str, object], changed: bool
) -> None:
    subscription = active("NEW", license_type="subscription")
    provider = FakeProvider([subscription], license=NEW, refreshed=refreshed)
    result = replace(provider)
    assert provider.calls == ["licenses", "recognize", "refresh", "licenses"]
    assert (result.changed, result.applied, result.verified) == (changed, changed, True)
    assert result.before == subscription
    assert result.after == dataclasses.replace(subscription, **refreshed)  # type: ignore[arg-type]
    assert result.comparison.transition is Transition.NONE


def test_a_refresh_that_fails_is_told_as_such() -> None:
    fault = Fault(call=2, error=UnavailableError("the activation servers did not refresh"))
    provider = FakeProvider([active("NEW", license_type="subscription")], license=NEW, fault=fault)
    with pytest.raises(UnavailableError, match="Failed to refresh the subscription for tenant 'Birch'"):
        replace(provider)


def test_a_license_with_days_left_is_left_alone_without_failing() -> None:
    provider = FakeProvider([active(expires=days(60))], license=NEW)
    result = replace(provider, only_within_days=30)
    assert provider.calls == ["licenses", "recognize"]
    assert (result.changed, result.verified, result.comparison.transition) == (False, False, Transition.UNKNOWN)
    assert result.before == result.after == active(expires=days(60))
    assert [(guard.name, guard.tripped) for guard in result.guards] == [("too_early", True)]
    assert "60 days left" in result.warnings[0]


def test_too_early_does_not_keep_a_code_in_place_from_being_seen() -> None:
    result = replace(FakeProvider([active("NEW", expires=days(60))], license=NEW), only_within_days=30)
    assert (result.comparison.transition, result.guards) == (Transition.NONE, ())


@pytest.mark.parametrize("only_within_days", [10, 30, None])
def test_a_license_near_its_end_is_replaced(only_within_days: int | None) -> None:
    assert replace(FakeProvider([OLD], license=NEW), only_within_days=only_within_days).applied


def test_a_refused_code_leaves_everything_as_it_was() -> None:
    provider = FakeProvider([OLD], license=None)
    refusal = replacement(provider)
    with pytest.raises(CodeRefusedError) as refused:
        refusal.carry_out()
    assert provider.calls == ["licenses", "recognize", "verify"]
    assert provider.store == {"OLD": OLD}
    assert refused.value.message.startswith("Failed to verify the activation code for tenant 'Birch'")
    assert refusal.before == OLD


def test_a_guard_stops_the_replacement_and_the_code_is_taken_out_again() -> None:
    provider = FakeProvider([active("OLD", name="Plus")], license=license("NEW", limit=10))
    with pytest.raises(GuardTrippedError) as stopped:
        replace(provider)
    assert provider.calls == ["licenses", "recognize", "verify", "withdraw"]
    assert provider.store == {"OLD": active("OLD", name="Plus")}
    message = stopped.value.message
    assert message.startswith("Failed to replace the license of tenant 'Birch': stopped by 3 guard(s)")
    assert "allow_downgrade: true" in message
    assert "10 is smaller than the 50 in use" in message
    result = stopped.value.result
    assert (result.changed, result.applied, result.verified) == (False, False, True)
    assert result.after.name == "Basic"
    assert result.comparison.lost == ("mail",)


def test_a_guard_leaves_a_code_that_was_stored_before_in_the_store() -> None:
    provider = FakeProvider([active("OLD", name="Plus"), NEW], license=NEW)
    with pytest.raises(GuardTrippedError):
        replace(provider)
    assert provider.changing_calls == []


def test_what_is_allowed_is_done_with_a_warning() -> None:
    provider = FakeProvider([active("OLD", name="Plus")], license=NEW)
    result = replace(provider, allowed=frozenset({"downgrade"}))
    assert (result.applied, result.comparison.transition) == (True, Transition.DOWNGRADE)
    assert "Allowed by allow_downgrade: mail would be lost." in result.warnings


def test_an_unexpected_license_is_not_applied() -> None:
    provider = FakeProvider([OLD], license=NEW)
    with pytest.raises(GuardTrippedError, match="limit is 100, the order sheet says 120"):
        replace(provider, expected=Expected(limit=120))
    assert provider.store == {"OLD": OLD}


def test_the_replaced_license_is_purged_when_asked() -> None:
    provider = FakeProvider([OLD], license=NEW)
    result = replace(provider, purge_replaced=True)
    assert provider.calls == ["licenses", "recognize", "verify", "apply", "licenses", "withdraw", "devices"]
    assert list(provider.store) == ["NEW"]
    assert result.applied


def test_nothing_is_purged_where_nothing_was_replaced() -> None:
    provider = FakeProvider([], license=NEW)
    replace(provider, purge_replaced=True)
    assert "withdraw" not in provider.calls


def test_the_license_just_applied_is_never_purged() -> None:
    provider = FakeProvider([active("NEW", assigned=False)], license=NEW)
    replace(provider, purge_replaced=True)
    assert list(provider.store) == ["NEW"]


def test_a_purge_that_fails_says_that_the_license_was_replaced_already() -> None:
    fault = Fault(call=5, error=UnavailableError("the server is busy"))
    provider = FakeProvider([OLD], license=NEW, fault=fault)
    with pytest.raises(UnavailableError) as failed:
        replace(provider, purge_replaced=True)
    assert failed.value.step is Step.PURGE
    assert provider.store["NEW"].position is Position.ACTIVE


def test_the_days_of_a_reserve_license_do_not_count_as_those_in_force() -> None:
    provider = FakeProvider([active(expires=days(300))], license=NEW)
    result = replace(provider, position=Position.RESERVE, only_within_days=30)
    assert [guard.name for guard in result.guards if guard.tripped] == ["too_early"]
    assert provider.changing_calls == []


def test_nothing_in_an_outcome_shows_the_code() -> None:
    result = replace(FakeProvider([OLD], license=NEW))
    assert activation_code().reveal() not in repr(result)
