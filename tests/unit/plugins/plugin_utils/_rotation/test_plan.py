# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of a rotation: what follows from an audit, written, read again, and refused where it is none."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _plan
from ansible_collections.fleetops.kesc.tests.unit.support.results import UNVERIFIED as FORECAST
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, guard, replaced

RESULTS: dict[str, tuple[t.Any, str]] = {
    "a new code": (replaced(applied=False), "replace"),
    "a new code that was not verified": (FORECAST, "replace"),
    "a code in place": (replaced(changed=False, applied=False, transition="none"), "keep"),
    "a license with months to run": (replaced(changed=False, guards=[guard("too_early")]), "wait"),
    "a guard": (failed("guard_tripped", guards=[guard("downgrade")]), "hold"),
    "a failure": (failed(), "nothing"),
    "a tenant without a result": (None, "nothing"),
}


@pytest.mark.parametrize("case", RESULTS)
def test_what_a_rotation_is_to_do(case: str) -> None:
    result, action = RESULTS[case]
    plan = _plan.plan_of(_report.build_report({"birch": result}))
    assert [(entry["host"], entry["action"]) for entry in plan["tenants"]] == [("birch", action)]


def test_it_counts_the_replacements_that_were_not_verified() -> None:
    held = {**FORECAST, **failed("guard_tripped")}
    results = {"a": FORECAST, "b": replaced(applied=False), "c": FORECAST, "d": held, "e": failed()}
    assert _plan.plan_of(_report.build_report(results))["unverified"] == 2


def test_a_tenant_of_the_work_list_is_left_to_people() -> None:
    plan = _plan.plan_of(_report.build_report({"birch": None}, left_out={"on_work_list": {"birch"}}))
    assert plan["tenants"][0]["action"] == "by_hand"


def test_an_entry_says_what_a_person_needs_for_a_review() -> None:
    stopped = failed("guard_tripped", **{**FORECAST, "guards": [guard("downgrade")]}, msg="stopped by 1 guard(s)")
    (entry,) = _plan.plan_of(_report.build_report({"birch": stopped}))["tenants"]
    assert entry["before"] == {"license_id": "OLD", "name": "Basic", "limit": 100, "expires": "2026-03-11T12:00:00Z"}
    assert (entry["after"], entry["transition"], entry["verified"]) == (None, "unknown", False)
    assert (entry["guards"], entry["message"], entry["partial_code"]) == (
        ["downgrade"],
        "stopped by 1 guard(s)",
        "MN4OP",
    )


@given(
    results=st.dictionaries(st.text(min_size=1), st.sampled_from([result for result, _action in RESULTS.values()])),
    random=st.randoms(use_true_random=False),
)
def test_a_plan_is_the_same_in_whatever_order_its_tenants_came_and_reads_back_whole(
    results: dict[str, t.Any], random: t.Any
) -> None:
    shuffled = list(results.items())
    random.shuffle(shuffled)
    plan = _plan.plan_of(_report.build_report(results))
    assert plan == _plan.plan_of(_report.build_report(dict(shuffled)))
    assert _plan.parse_plan("plan.json", json.dumps(plan).encode()) == {
        entry["host"]: entry for entry in plan["tenants"]
    }


ENTRY = _plan.plan_of(_report.build_report({"birch": FORECAST}))["tenants"][0]
NO_PLANS = {
    "no JSON": ("{", "is not a plan: JSONDecodeError"),
    "something else": ('{"tenants": []}', "is not a plan: KeyError: 'format'"),
    "a list": ("[]", "is not a plan: TypeError"),
    "another version": ('{"format": "fleetops.kesc.plan", "version": 2, "tenants": []}', "not a plan of this version"),
    "an action nobody knows": (
        json.dumps({"format": "fleetops.kesc.plan", "version": 1, "tenants": [{**ENTRY, "action": "delete"}]}),
        "the action of birch is 'delete', not one of by_hand, hold, keep, nothing, replace, wait",
    ),
    "an entry without its license": (
        json.dumps({"format": "fleetops.kesc.plan", "version": 1, "tenants": [{"host": "birch", "action": "keep"}]}),
        "birch has no after, before,",
    ),
}


@pytest.mark.parametrize("case", NO_PLANS)
def test_what_is_no_plan_is_refused_with_the_reason(case: str) -> None:
    text, reason = NO_PLANS[case]
    with pytest.raises(InvalidRequestError) as refused:
        _plan.parse_plan("plans/june.json", text.encode())
    assert reason in refused.value.cause
    assert "plans/june.json" in refused.value.cause


def test_a_plan_is_text_that_ends_in_a_line() -> None:
    text = _plan.plan_json(_report.build_report({"birch": FORECAST})).decode()
    assert text.endswith("}\n")
    assert json.loads(text)["tenants"][0]["host"] == "birch"
