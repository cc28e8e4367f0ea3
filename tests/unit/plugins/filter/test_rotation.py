# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters of a rotation, from host variables to findings and reports."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleError

from ansible_collections.fleetops.kesc.plugins.filter.rotation import FilterModule
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE

FILTERS = FilterModule().filters()
SUCCESS = {
    "changed": True,
    "applied": True,
    "tenant": "Birch",
    "transition": "renewal",
    "guards": [],
    "before": None,
    "after": None,
}
FAILURE = {"failed": True, "msg": "Failed to connect", "error": {"error_code": "unreachable", "tenant": "Birch"}}
SKIPPED = {"skipped": True, "changed": False}


def test_orders_are_read_from_host_variables() -> None:
    variables = {
        "a": {"license_rotation_activation_code": CODE, "license_rotation_tenant": "A"},
        "b": {"license_rotation_activation_code": CODE, "license_rotation_tenant_id": 7},
        "c": {"license_rotation_activation_code": OTHER_CODE, "license_rotation_tenant": None},
        "d": {},
        "not asked for": {},
    }
    sentences = FILTERS["order_findings"](["a", "b", "c", "d"], variables, require_code=True)
    assert [sentence.split(":")[0] for sentence in sentences] == ["d", "c, d", "a, b"]
    assert len(FILTERS["order_findings"](["a", "b"], variables, allow_code_reuse=True)) == 0


@pytest.mark.parametrize(
    ("concerning", "count"),
    [(None, 2), (["a"], 1), (["a", "c"], 2), (["d"], 0), ([], 0)],
    ids=["all", "one of two hosts", "one of each", "a host in order", "none"],
)
def test_a_limited_run_hears_only_what_concerns_it_but_looks_at_all(concerning: list[str] | None, count: int) -> None:
    variables = {
        "a": {"license_rotation_activation_code": CODE, "license_rotation_tenant": "A"},
        "b": {"license_rotation_activation_code": CODE, "license_rotation_tenant": "B"},
        "c": {"license_rotation_tenant": "C"},
        "d": {"license_rotation_activation_code": OTHER_CODE, "license_rotation_tenant": "D"},
    }
    assert len(FILTERS["order_findings"](list(variables), variables, concerning, require_code=True)) == count


SHEET = [
    {"tenant": tenant, "activation_code": code, "expected": {}, "file": "orders.csv", "line": number}
    for number, (tenant, code) in enumerate([("A", CODE), ("crm-3", CODE), ("Z", OTHER_CODE)], start=2)
]


def test_orders_of_a_sheet_are_held_against_the_whole_inventory() -> None:
    variables = {
        "a": {"license_rotation_tenant": "A"},
        "b": {"license_rotation_activation_code": OTHER_CODE, "license_rotation_tenant": "B"},
        "c": {"kesc_tenant": {"name": "C", "external_id": "crm-3"}},
    }
    sentences = FILTERS["order_findings"](["a", "b"], variables, sheet=SHEET)
    assert [sentence.split(": all")[0] for sentence in sentences] == [
        "line 4 of orders.csv: 'Z' is neither a host of the inventory nor its tenant",
        "a (line 2 of orders.csv), c (line 3 of orders.csv)",
        "b, line 4 of orders.csv",
    ]


@pytest.mark.parametrize(
    ("concerning", "count"), [(["a"], 2), (["b"], 2), (["c"], 2), ([], 1)], ids=["a", "b", "not in the run", "none"]
)
def test_a_line_that_means_no_tenant_concerns_every_run(concerning: list[str], count: int) -> None:
    variables = {
        "a": {"license_rotation_tenant": "A"},
        "b": {"license_rotation_activation_code": OTHER_CODE, "license_rotation_tenant": "B"},
        "c": {"kesc_tenant": {"name": "C", "external_id": "crm-3"}},
    }
    assert len(FILTERS["order_findings"](["a", "b"], variables, concerning, sheet=SHEET)) == count


class Unreadable(dict[str, t.Any]):
    """Variables of a host with a template that cannot be resolved."""

    def get(self, key: str, _default: t.Any = None) -> t.Any:
        raise AnsibleError(f"{key} is undefined")


def test_variables_that_cannot_be_read_are_a_finding_of_their_host_alone() -> None:
    variables = {"a": Unreadable(), "b": Unreadable()}
    sheet = [{**SHEET[0], "tenant": "b"}]
    assert FILTERS["order_findings"](["a"], variables, sheet=sheet) == [
        "a: its variables cannot be read: license_rotation_server_url is undefined"
    ]
