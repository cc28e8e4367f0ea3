# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A failure at any call: the store is as it was found, or the error says what remains."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AccessDeniedError,
    AnswerLostError,
    KescError,
    LicenseNotUsableError,
    Step,
    UnavailableError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position, in_position
from ansible_collections.fleetops.kesc.plugins.module_utils._presentation._result import failure_values
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CATALOG, activation_code, active, license
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replacement

NEW = license("NEW")
AFTER_THE_CHANGE = {Step.CONFIRM, Step.PURGE}
STORES = {
    "no license": [],
    "an active license": [active("OLD")],
    "a better license": [active("OLD", name="Plus")],
    "an active and a reserve license": [active("OLD"), license("R", position=Position.RESERVE)],
    "a stored code": [active("OLD"), NEW],
    "a code in place": [active("NEW")],
}
ERRORS = (UnreachableError, UnavailableError, AccessDeniedError, AnswerLostError, LicenseNotUsableError, KescError)

faults = st.builds(
    lambda call, error, lasting: Fault(call=call, error=error("it broke"), lasting=lasting),
    st.integers(0, 8),
    st.sampled_from(ERRORS),
    st.booleans(),
)
orders = st.fixed_dictionaries(
    {
        "position": st.sampled_from([Position.ACTIVE, Position.RESERVE]),
        "check_mode": st.booleans(),
        "staged": st.booleans(),
        "purge_replaced": st.booleans(),
        "allowed": st.sampled_from([frozenset(), frozenset({"downgrade"})]),
    }
)


def _replace(provider: FakeProvider, **order: t.Any) -> KescError | None:
    try:
        replacement(provider, **order).carry_out()
    except KescError as error:
        return error
    return None


@given(st.sampled_from(sorted(STORES)), st.booleans(), faults, orders)
def test_before_the_change_the_store_is_as_found_or_the_error_names_what_remains(
    store: str, hidden: bool, fault: Fault, order: dict[str, t.Any]
) -> None:
    before: dict[str, License] = {each.license_id: each for each in STORES[store]}
    provider = FakeProvider(before.values(), license=NEW, hidden=hidden, fault=fault)
    error = _replace(provider, **order)
    if error is not None and not error.changed:
        assert provider.store == before
    if error is not None and error.step not in AFTER_THE_CHANGE:
        assert provider.store == before or "icense NEW" in error.message
    if order["check_mode"] and error is None:
        assert provider.store == before
    assert provider.closed == 1


@given(st.sampled_from(sorted(STORES)), faults, orders)
def test_no_failure_takes_the_old_license_away(store: str, fault: Fault, order: dict[str, t.Any]) -> None:
    provider = FakeProvider(STORES[store], license=NEW, fault=fault)
    position = t.cast(Position, order["position"])
    was = in_position(STORES[store], position)
    _replace(provider, **order)
    provider._fault = None
    now = in_position(provider.licenses(), position)
    assert was is None or (now is not None and now.license_id in {was.license_id, "NEW"})


@given(st.sampled_from(sorted(STORES)), st.booleans(), faults, orders)
def test_no_error_shows_the_code_and_each_names_tenant_and_step(
    store: str, hidden: bool, fault: Fault, order: dict[str, t.Any]
) -> None:
    error = _replace(FakeProvider(STORES[store], license=NEW, hidden=hidden, fault=fault), **order)
    if error is not None:
        assert error.message.startswith("Failed to ")
        assert error.tenant == "Birch"
        assert error.step in set(Step)
        assert not [section for section in activation_code().reveal().split("-") if section in error.message]


def test_a_refused_application_takes_the_added_code_out_again() -> None:
    fault = Fault(call=3, error=LicenseNotUsableError("not valid for the Administration Server itself"))
    provider = FakeProvider([active("OLD")], license=NEW, fault=fault)
    error = _replace(provider)
    assert error is not None
    assert error.step is Step.APPLY
    assert provider.calls == ["licenses", "recognize", "verify", "apply", "licenses", "withdraw"]
    assert set(provider.store) == {"OLD"}


def test_a_lost_application_leaves_the_code_where_it_may_still_take_effect() -> None:
    provider = FakeProvider([active("OLD")], license=NEW, fault=Fault(call=3, error=AnswerLostError("broke")))
    error = _replace(provider)
    assert error is not None
    assert "License NEW stays in the store" in error.message
    assert set(provider.store) == {"OLD", "NEW"}


def test_a_license_that_took_its_position_after_all_stays() -> None:
    fault = Fault(call=3, error=AccessDeniedError("no right to switch the deployment"), after_effect=True)
    provider = FakeProvider([active("OLD")], license=NEW, fault=fault)
    error = _replace(provider)
    assert error is not None
    assert "License NEW stays, since its position is active" in error.message
    assert provider.store["NEW"].position is Position.ACTIVE
    shown = failure_values(error, before=None, tenant="Birch", partial_code=None, catalog=CATALOG, now=NOW)
    assert shown["changed"], "the active license is another one now"


@pytest.mark.parametrize("call", [3, 4], ids=["while it is applied", "while it is confirmed"])
def test_an_interruption_of_the_change_removes_nothing(call: int) -> None:
    fault = Fault(call=call, error=KeyboardInterrupt(), after_effect=True)
    provider = FakeProvider([active("OLD")], license=NEW, fault=fault)
    with pytest.raises(KeyboardInterrupt):
        _replace(provider)
    assert "withdraw" not in provider.calls
    assert {"OLD", "NEW"} <= set(provider.store)


@pytest.mark.parametrize("after_effect", [False, True], ids=["before the effect", "after the effect"])
@pytest.mark.parametrize("hidden", [False, True], ids=["readable bodies", "hidden bodies"])
def test_an_interrupted_verification_is_undone(after_effect: bool, hidden: bool) -> None:
    fault = Fault(call=2, error=KeyboardInterrupt(), after_effect=after_effect)
    provider = FakeProvider([active("OLD")], license=NEW, hidden=hidden, fault=fault)
    with pytest.raises(KeyboardInterrupt):
        _replace(provider)
    assert set(provider.store) == {"OLD"}


def test_an_interrupted_verification_never_removes_what_it_did_not_add() -> None:
    fault = Fault(call=2, error=KeyboardInterrupt(), after_effect=True)
    provider = FakeProvider([active("OLD"), NEW], license=NEW, hidden=True, fault=fault)
    with pytest.raises(KeyboardInterrupt):
        _replace(provider)
    assert set(provider.store) == {"OLD", "NEW"}
