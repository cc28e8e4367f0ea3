# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters around a fleet: who is rotated, who is left out, and whether a plan fits."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.fleetops.kesc.plugins.filter.fleet import FilterModule
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _plan
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, replaced

if t.TYPE_CHECKING:
    from pathlib import Path

FILTERS = FilterModule().filters()
HOSTVARS: dict[str, dict[str, t.Any]] = {
    "alder": {"license_rotation_activation_code": CODE},
    "birch": {"license_rotation_activation_code": OTHER_CODE},
    "cedar": {"license_rotation_activation_code": CODE, "license_rotation_by_hand": True},
    "dogwood": {"license_rotation_tenant": "Dogwood Ltd"},
    "elm": {},
}
HOSTS = list(HOSTVARS)
SHEET = [
    {"tenant": "Dogwood  Ltd", "activation_code": CODE, "expected": {}, "file": "orders.csv", "line": 2},
    {"tenant": "elm", "activation_code": "", "expected": {}, "file": "orders.csv", "line": 3},
]


def order(**options: t.Any) -> dict[str, t.Any]:
    return FILTERS["rotation_order"](HOSTS, HOSTVARS, **options)


def plan_file(tmp_path: Path, **results: t.Any) -> str:
    file = tmp_path / "plan.json"
    file.write_bytes(_plan.plan_json(_report.build_report(results)))
    return str(file)


def would_replace(code: str = CODE) -> dict[str, t.Any]:
    return replaced(applied=False, partial_code=code[-5:])


def test_tenants_without_a_code_and_those_of_people_are_left_out() -> None:
    assert order() == {
        "hosts": ["alder", "birch"],
        "sizes": ["100%"],
        "canary": [],
        "settled": [],
        "no_code": ["dogwood", "elm"],
        "not_planned": [],
    }


def test_a_code_may_stand_on_the_order_sheet() -> None:
    found = order(sheet=SHEET)
    assert (found["hosts"], found["no_code"]) == (["alder", "birch", "dogwood"], ["elm"])


@pytest.mark.parametrize(
    ("canary", "sizes", "expected"),
    [
        pytest.param("1", None, (["alder", "birch"], [1, 10, 50, 250]), id="a number, as the command line gives it"),
        pytest.param(1, 5, (["alder", "birch"], [1, 5]), id="numbers"),
        pytest.param(["birch"], ["50%"], (["birch", "alder"], [1, "50%"]), id="a host"),
    ],
)
def test_the_canary_comes_first(canary: t.Any, sizes: t.Any, expected: t.Any) -> None:
    found = order(canary=canary, sizes=sizes)
    assert (found["hosts"], found["sizes"]) == expected


def test_a_canary_that_is_nobody_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="license_rotation_canary names no tenant of this rotation"):
        order(canary=["nobody"])


def test_what_a_run_that_was_cut_off_has_settled_is_left_out(tmp_path: Path) -> None:
    journal = str(tmp_path / "journal.jsonl")
    results = {"alder": replaced(partial_code=CODE[-5:]), "birch": failed()}
    for host, result in results.items():
        _journal.append(journal, {"host": host, "event": "finished", "result": result}, at=NOW)
    found = order(journal=journal)
    assert (found["settled"], found["hosts"]) == (["alder"], ["birch"])


def test_a_run_of_fewer_tenants_does_not_take_up_and_close_the_rotation_of_all(tmp_path: Path) -> None:
    journal = str(tmp_path / "journal.jsonl")
    for host in ("alder", "birch"):
        _journal.append(journal, {"host": host, "event": "verifying", "stored": []}, at=NOW)
    for is_slice in (False, True):
        with pytest.raises(AnsibleFilterError, match=r"that are not part of this run \(birch\).* the same hosts"):
            FILTERS["rotation_order"](["alder", "elm"], HOSTVARS, journal=journal, is_slice=is_slice)


def test_only_what_the_plan_replaces_is_rotated(tmp_path: Path) -> None:
    plan = plan_file(tmp_path, alder=would_replace(), birch=replaced(changed=False, transition="none"))
    found = order(plan=plan)
    assert (found["hosts"], found["not_planned"]) == (["alder"], ["birch", "dogwood", "elm"])


def test_the_plan_of_a_slice_may_have_other_tenants(tmp_path: Path) -> None:
    plan = plan_file(tmp_path, alder=would_replace(), fir=would_replace())
    assert order(plan=plan, is_slice=True)["hosts"] == ["alder"]


MISFITS = {
    "a tenant that is no longer there": (
        {"fir": would_replace()},
        "fir: the inventory has no such tenant",
    ),
    "another code since": (
        {"birch": would_replace()},
        "birch: the plan is for the code ending MN4OP, the order has the one ending CD8EF",
    ),
    "a code that is gone": ({"elm": would_replace()}, "elm: the plan is for the code ending MN4OP, the order has none"),
}


@pytest.mark.parametrize("case", MISFITS)
def test_a_plan_that_does_not_fit_stops_everything(tmp_path: Path, case: str) -> None:
    results, sentence = MISFITS[case]
    with pytest.raises(AnsibleFilterError) as refused:
        order(plan=plan_file(tmp_path, **results))
    assert str(refused.value).startswith("No tenant was touched, for the plan does not fit. ")
    assert sentence in str(refused.value)


def test_a_limited_run_carries_out_its_part_of_the_plan(tmp_path: Path) -> None:
    plan = plan_file(tmp_path, alder=would_replace(), birch=would_replace(OTHER_CODE))
    assert FILTERS["rotation_order"](["birch"], HOSTVARS, plan=plan)["hosts"] == ["birch"]


def test_a_plan_is_text_that_ends_in_a_line() -> None:
    text = _plan.plan_json(_report.build_report({"alder": would_replace()})).decode()
    assert text.endswith("}\n")
    assert json.loads(text)["tenants"][0]["host"] == "alder"


HELD = failed("guard_tripped")


@pytest.mark.parametrize(
    ("variables", "stops"),
    [
        pytest.param({"license_rotation_result": failed()}, True, id="a failure"),
        pytest.param({"license_rotation_failure": failed()}, True, id="a failure before the task"),
        pytest.param({"license_rotation_result": HELD}, False, id="a guard"),
        pytest.param({"license_rotation_result": {"skipped": True}}, False, id="skipped"),
        pytest.param({}, False, id="nothing"),
    ],
)
def test_a_failure_of_the_canary_stops_the_rotation(variables: dict[str, t.Any], stops: bool) -> None:
    why = FILTERS["rotation_stop"](["alder"], {"alder": variables}, canary=["alder", "birch"])
    assert bool(why) is stops


def test_the_limit_may_come_as_text() -> None:
    hostvars = {"alder": {"license_rotation_result": failed()}, "birch": {"license_rotation_result": replaced()}}
    stop = FILTERS["rotation_stop"]
    assert stop(list(hostvars), hostvars, max_fail_percentage="49")
    assert not stop(list(hostvars), hostvars, max_fail_percentage="50")
