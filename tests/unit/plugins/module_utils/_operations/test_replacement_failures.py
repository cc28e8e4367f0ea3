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
    AuthenticationError,
    KescError,
    LicenseNotUsableError,
    ServerError,
    Step,
    UnavailableError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position, in_position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import GuardTrippedError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import activation_code, active, license
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replacement

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._operations._replacement import Replacement

NEW = license("NEW")
AFTER_THE_CHANGE = {Step.DEPLOY, Step.CONFIRM, Step.PURGE}
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


def _attempt(provider: FakeProvider, **order: t.Any) -> tuple[KescError | None, Replacement]:
    attempt = replacement(provider, **order)
    try:
        attempt.carry_out()
    except KescError as error:
        return error, attempt
    return None, attempt


def _replace(provider: FakeProvider, **order: t.Any) -> KescError | None:
    return _attempt(provider, **order)[0]


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
    error, attempt = _attempt(provider)
    assert error is not None
    assert error.step is Step.APPLY
    assert provider.calls == ["licenses", "recognize", "verify", "apply", "withdraw"]
    assert set(provider.store) == {"OLD"}
    assert (error.changed, attempt.leftovers.left) == (False, {})


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(UnavailableError("busy"), id="busy"),
        pytest.param(UnreachableError("gone"), id="gone"),
        pytest.param(AuthenticationError("the session has ended"), id="a session that ended"),
        pytest.param(AccessDeniedError("no right"), id="a right that is missing"),
        pytest.param(ServerError("unknown"), id="what nobody knows"),
    ],
)
def test_only_a_refusal_takes_out_what_was_added(error: KescError) -> None:
    """Taking it out gives no activation back, and the next run needs it."""
    provider = FakeProvider([active("OLD")], license=NEW, fault=Fault(call=3, error=error))
    failed, attempt = _attempt(provider)
    assert failed is error
    assert "License NEW, added for verification, stays in the store: the next run uses it" in error.message
    assert error.changed
    assert "withdraw" not in provider.calls
    assert attempt.leftovers.left == {"NEW": "MN4OP"}


def test_what_a_failed_verification_has_added_stays_and_is_named() -> None:
    """The provider says in the error what it has added before it failed."""
    error = UnavailableError("busy")
    error.left_in_store.append("NEW")
    provider = FakeProvider([active("OLD")], license=NEW, fault=Fault(call=2, error=error, after_effect=True))
    _failed, attempt = _attempt(provider)
    assert "License NEW, added for verification, stays in the store" in error.message
    assert attempt.leftovers.left == {"NEW": "MN4OP"}
    assert set(provider.store) == {"OLD", "NEW"}


def test_a_verification_without_an_answer_says_what_may_be_there() -> None:
    provider = FakeProvider([active("OLD")], license=NEW, fault=Fault(call=2, error=AnswerLostError("broke")))
    error = _replace(provider)
    assert error is not None
    assert "The code may be in the tenant's store all the same" in error.message
    assert error.changed


def test_a_lost_application_leaves_the_code_where_it_may_still_take_effect() -> None:
    provider = FakeProvider([active("OLD")], license=NEW, fault=Fault(call=3, error=AnswerLostError("broke")))
    error, attempt = _attempt(provider)
    assert error is not None
    assert "License NEW stays in the store, for the server may have accepted it" in error.message
    assert set(provider.store) == {"OLD", "NEW"}
    assert attempt.leftovers.left == {"NEW": "MN4OP"}


def test_a_license_that_came_into_force_stays_when_its_deployment_fails_and_that_is_said() -> None:
    fault = Fault(call=4, error=AccessDeniedError("no right to switch the deployment"))
    provider = FakeProvider([active("OLD", automatic_deployment=True)], license=NEW, fault=fault)
    error, attempt = _attempt(provider)
    assert error is not None
    assert provider.calls == ["licenses", "recognize", "verify", "apply", "deploy", "licenses"]
    assert "Failed to hand the automatic deployment over to the new license" in error.message
    assert "License NEW is in force, and the next run does the rest" in error.message
    assert provider.store["NEW"].position is Position.ACTIVE
    assert (error.changed, attempt.leftovers.left) == (True, {})


def test_an_accepted_license_is_waited_for_when_its_deployment_fails_and_never_taken_out() -> None:
    fault = Fault(call=4, error=UnavailableError("busy"))
    provider = FakeProvider([active("OLD", automatic_deployment=True)], license=NEW, fault=fault, looks_until_effect=3)
    error = _replace(provider)
    assert error is not None
    assert "License NEW is in force" in error.message
    assert provider.store["NEW"].position is Position.ACTIVE


def test_an_accepted_license_that_does_not_come_is_left_and_that_is_said() -> None:
    fault = Fault(call=4, error=UnavailableError("busy"))
    provider = FakeProvider(
        [active("OLD", automatic_deployment=True)], license=NEW, fault=fault, looks_until_effect=1000
    )
    error = _replace(provider)
    assert error is not None
    assert "Whether it is in force could not be told" in error.message
    assert "License NEW stays in the store, for the server may have accepted it" in error.message
    assert set(provider.store) == {"OLD", "NEW"}


@pytest.mark.parametrize("call", [2, 3, 4], ids=["while it is verified", "applied", "confirmed"])
def test_an_interruption_removes_nothing(call: int) -> None:
    fault = Fault(call=call, error=KeyboardInterrupt(), after_effect=True)
    provider = FakeProvider([active("OLD")], license=NEW, fault=fault)
    with pytest.raises(KeyboardInterrupt):
        _replace(provider)
    assert "withdraw" not in provider.calls
    assert {"OLD", "NEW"} <= set(provider.store)


def test_a_leftover_that_cannot_be_taken_out_is_named_with_what_comes_next() -> None:
    fault = Fault(call=3, error=UnavailableError("busy"))
    provider = FakeProvider([active("OLD", limit=500)], license=NEW, fault=fault)
    error, attempt = _attempt(provider)
    assert isinstance(error, GuardTrippedError)
    assert "License NEW, added for verification, could not be removed again (busy): the next run tries it" in str(error)
    assert (attempt.leftovers.left, attempt.leftovers.refused) == ({"NEW": "MN4OP"}, {"NEW"})
    assert error.changed
