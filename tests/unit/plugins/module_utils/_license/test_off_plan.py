# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is carried out is what was planned, or nothing."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._license._off_plan import (
    Planned,
    Terms,
    off_plan_after,
    off_plan_before,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import GuardTrippedError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import active, days, license
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace

OLD, NEW = active("OLD"), license("NEW")
OLD_TERMS = Terms("OLD", "Basic", 100, days(10).date())
NEW_TERMS = Terms("NEW", "Basic", 100, days(365).date())


@pytest.mark.parametrize(
    ("found", "planned", "finding"),
    [
        pytest.param(OLD, OLD_TERMS, "", id="as planned"),
        pytest.param(OLD, Terms("OLD"), "", id="as far as the plan tells"),
        pytest.param(None, None, "", id="still without a license"),
        pytest.param(OLD, None, "the plan found no license there, and now there is one", id="a license since"),
        pytest.param(None, OLD_TERMS, "the license that the plan found is no longer there", id="gone since"),
        pytest.param(
            active("OTHER"),
            OLD_TERMS,
            "not the one that the plan found: license_id is OTHER, the plan says OLD",
            id="id",
        ),
        pytest.param(active("OLD", limit=99), OLD_TERMS, "limit is 99, the plan says 100", id="its limit"),
        pytest.param(
            active("OLD", expires=days(11)), OLD_TERMS, "expires is 2026-03-12, the plan says 2026-03-11", id="its end"
        ),
        pytest.param(active("OLD", expires=None), OLD_TERMS, "expires is None, the plan says", id="no end any more"),
    ],
)
def test_the_license_in_force_must_be_the_one_that_the_plan_found(
    found: t.Any, planned: Terms | None, finding: str
) -> None:
    guard = off_plan_before(found, Planned(planned))
    assert finding in guard.finding
    assert guard.tripped is bool(finding)
    assert ("; make a new plan" in guard.finding) is bool(finding)


@pytest.mark.parametrize(
    ("planned", "tripped"),
    [
        pytest.param(NEW_TERMS, False, id="as planned"),
        pytest.param(None, False, id="a plan that could not tell"),
        pytest.param(Terms(limit=100), False, id="a forecast of the limit"),
        pytest.param(Terms(limit=50), True, id="another limit than forecast"),
        pytest.param(Terms("ELSE"), True, id="another license"),
    ],
)
def test_the_new_license_must_be_the_planned_one(planned: Terms | None, tripped: bool) -> None:
    assert off_plan_after(NEW, Planned(OLD_TERMS, planned)).tripped is tripped


def test_a_plan_that_still_fits_is_carried_out() -> None:
    outcome = replace(FakeProvider([OLD], license=NEW), planned=Planned(OLD_TERMS, NEW_TERMS))
    assert outcome.applied
    assert "off_plan" in {guard.name for guard in outcome.guards}


def test_a_tenant_that_changed_since_is_stopped_before_its_store_is_touched() -> None:
    provider = FakeProvider([OLD], license=NEW)
    with pytest.raises(GuardTrippedError, match="off_plan: the license in force is not the one that the plan found"):
        replace(provider, planned=Planned(Terms("ELSE")))
    assert provider.changing_calls == []


def test_a_license_that_is_not_the_planned_one_is_not_applied_and_the_store_is_as_before() -> None:
    provider = FakeProvider([OLD], license=NEW)
    with pytest.raises(GuardTrippedError, match="off_plan: the new license is not the planned one: limit is 100"):
        replace(provider, planned=Planned(OLD_TERMS, Terms(limit=5)))
    assert "apply" not in provider.calls
    assert set(provider.store) == {"OLD"}


def test_a_code_that_is_in_place_needs_no_plan() -> None:
    provider = FakeProvider([active("NEW")], license=NEW)
    assert not replace(provider, planned=Planned(OLD_TERMS)).changed
    assert provider.store["NEW"].position is Position.ACTIVE


def test_without_a_plan_the_guard_is_not_among_the_guards() -> None:
    outcome = replace(FakeProvider([OLD], license=NEW))
    assert "off_plan" not in {guard.name for guard in outcome.guards}
