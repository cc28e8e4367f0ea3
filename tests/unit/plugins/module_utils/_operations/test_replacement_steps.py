# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Confirming a replacement, and naming the step that failed."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    KescError,
    NotConfirmedError,
    Step,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._replacement import (
    Replacement,
    ReplacementOrder,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import (
    CATALOG,
    activation_code,
    active,
    license,
)
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace, replacement

OLD, NEW = active("OLD"), license("NEW")


def test_an_effect_that_comes_late_is_waited_for() -> None:
    clock = FakeClock()
    provider = FakeProvider([OLD], license=NEW, looks_until_effect=4)
    result = replace(provider, clock=clock)
    assert result.after.license_id == "NEW"
    assert clock.pauses == [0.5, 1.0, 2.0, 4.0]


def test_an_effect_that_never_comes_is_an_error_that_says_what_remains() -> None:
    clock = FakeClock()
    provider = FakeProvider([OLD], license=NEW, looks_until_effect=1000)
    with pytest.raises(NotConfirmedError) as failed:
        replace(provider, clock=clock, confirm_timeout=20.0)
    assert failed.value.step is Step.CONFIRM
    assert "after 20 seconds the active position shows license OLD (Basic)" in failed.value.message
    assert "License NEW" in failed.value.message
    assert set(provider.store) == {"OLD", "NEW"}
    assert sum(clock.pauses) <= 20.0


def test_a_server_that_cannot_be_reached_is_told_with_the_tenant() -> None:
    def connect() -> t.NoReturn:
        raise UnreachableError("https://ksc.test cannot be reached")

    order = ReplacementOrder(tenant="Birch", code=activation_code())
    with pytest.raises(UnreachableError, match="Failed to connect for tenant 'Birch'"):
        Replacement(order, connect=connect, catalog=CATALOG, clock=FakeClock()).carry_out()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "step"),
    [(0, Step.INSPECT), (1, Step.RECOGNIZE), (2, Step.VERIFY), (3, Step.APPLY), (4, Step.CONFIRM)],
    ids=lambda value: value.name.lower() if isinstance(value, Step) else "",
)
def test_each_step_names_itself_when_it_fails(call: int, step: Step) -> None:
    provider = FakeProvider([OLD], license=NEW, fault=Fault(call=call, error=KescError("it broke")))
    attempt = replacement(provider)
    with pytest.raises(KescError) as failed:
        attempt.carry_out()
    assert (failed.value.step, failed.value.tenant) == (step, "Birch")
    assert attempt.before == (OLD if call else None)
