# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replacements where the server does not tell which license is in force, or where one is named."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    LicenseMismatchError,
    NotConfirmedError,
    PositionUnknownError,
    Step,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Transition
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import Expected
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import GuardTrippedError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import (
    active,
    days,
    license,
)
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace

NEW = license("NEW")
UNTOLD = [license(name, position=Position.UNKNOWN, expires=days(10)) for name in ("U1", "U2")]
MODES = pytest.mark.parametrize(
    "mode",
    [{}, {"check_mode": True}, {"check_mode": True, "staged": True}],
    ids=["real run", "check mode", "staged check mode"],
)


@MODES
def test_what_cannot_be_told_is_not_replaced(mode: dict[str, t.Any]) -> None:
    provider = FakeProvider(UNTOLD, license=NEW)
    with pytest.raises(PositionUnknownError, match="Failed to replace the license of tenant 'Birch'") as refused:
        replace(provider, **mode)
    assert refused.value.step is Step.GUARD
    assert provider.changing_calls == []


@MODES
def test_another_license_than_the_one_named_is_not_replaced(mode: dict[str, t.Any]) -> None:
    provider = FakeProvider([active("OLD")], license=NEW)
    with pytest.raises(LicenseMismatchError, match=r"the active license is OLD \(Basic\), not OTHER"):
        replace(provider, license_id="OTHER", **mode)
    assert provider.changing_calls == []


def test_the_license_that_is_named_is_replaced() -> None:
    provider = FakeProvider([active("OLD")], license=NEW)
    assert replace(provider, license_id="OLD").before == active("OLD")


def test_an_untold_license_that_is_named_is_compared_and_replaced() -> None:
    provider = FakeProvider(UNTOLD, license=NEW)
    result = replace(provider, license_id="U2")
    assert provider.replaced == ["U2"]
    assert result.before == UNTOLD[1]
    assert result.comparison.transition is Transition.RENEWAL


def test_guards_hold_for_an_untold_license_that_is_named() -> None:
    plus = license("U1", name="Plus", position=Position.UNKNOWN, in_use=90, expires=days(10))
    provider = FakeProvider([plus], license=license("NEW", limit=80))
    with pytest.raises(GuardTrippedError) as stopped:
        replace(provider, license_id="U1")
    assert {guard.name for guard in stopped.value.result.guards if guard.tripped} == {
        "downgrade",
        "limit_below_use",
        "smaller_limit",
    }


@pytest.mark.parametrize("named", [None, "OLD", "NEW"], ids=["none", "the old one", "the new one"])
def test_a_code_in_place_is_in_place_whatever_is_named(named: str | None) -> None:
    """The order that named the old license is run again after it was carried out."""
    provider = FakeProvider([active("NEW")], license=NEW)
    assert not replace(provider, license_id=named).changed
    assert provider.changing_calls == []


@MODES
def test_a_reserve_license_that_took_over_stays_in_force(mode: dict[str, t.Any]) -> None:
    provider = FakeProvider([active("NEW"), license("OLD", expires=days(-1))], license=NEW)
    result = replace(provider, position=Position.RESERVE, **mode)
    assert not result.changed
    assert provider.changing_calls == []
    assert any("is the active one already, and stays that" in warning for warning in result.warnings)


def test_a_code_in_place_that_the_order_sheet_describes_otherwise_is_warned_of() -> None:
    result = replace(FakeProvider([active("NEW")], license=NEW), expected=Expected(limit=99))
    assert not result.changed
    assert any("limit is 100, the order sheet says 99" in warning for warning in result.warnings)


def test_a_deployment_left_behind_is_warned_of() -> None:
    left = license("OLD", automatic_deployment=True)
    result = replace(FakeProvider([active("NEW", automatic_deployment=False), left], license=NEW))
    assert any("License OLD (Basic) is deployed to devices" in warning for warning in result.warnings)


class Silent(FakeProvider):
    """A server that never tells which license is in force."""

    def apply(self, license: t.Any, *, position: Position, replaces: t.Any) -> None:
        super().apply(license, position=position, replaces=replaces)
        self._pending = {**self.store, license.license_id: _untold(self.store[license.license_id])}


def _untold(subject: t.Any) -> t.Any:
    return license(subject.license_id, position=Position.UNKNOWN)


def test_a_silent_server_confirms_as_far_as_it_tells_and_that_is_said() -> None:
    result = replace(Silent(UNTOLD, license=NEW), license_id="U1")
    assert result.applied
    assert any("does not tell whether it is the one in force" in warning for warning in result.warnings)


def test_a_server_that_fell_silent_confirms_nothing() -> None:
    with pytest.raises(NotConfirmedError):
        replace(Silent([active("OLD")], license=NEW), license_id="OLD", confirm_timeout=5.0)
