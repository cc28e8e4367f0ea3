# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters of a rotation, from host variables to findings and reports."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.errors import AnsibleError, AnsibleFilterError

from ansible_collections.fleetops.kesc.plugins.filter.rotation import FilterModule
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE

if t.TYPE_CHECKING:
    from pathlib import Path

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


def test_the_names_of_the_filters() -> None:
    assert set(FILTERS) == {
        "order_findings",
        "rotation_report",
        "failure_of",
        "rotation_plan",
        "report_csv",
        "report_html",
        "report_markdown",
        "report_summary",
        "report_table",
        "report_unfinished",
    }


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


@pytest.mark.parametrize(
    ("variables", "outcome"),
    [
        pytest.param({}, "not_reached", id="nothing registered"),
        pytest.param({"license_rotation_result": SUCCESS}, "replaced", id="replaced"),
        pytest.param({"license_rotation_result": SKIPPED, "license_rotation_failure": FAILURE}, "failed", id="failed"),
        pytest.param(
            {"license_rotation_result": None, "license_rotation_licenses": {"licenses": []}}, "audited", id="audited"
        ),
        pytest.param({"license_rotation_result": SKIPPED}, "not_reached", id="skipped"),
    ],
)
def test_a_report_is_made_of_what_each_host_registered(variables: dict[str, t.Any], outcome: str) -> None:
    report = FILTERS["rotation_report"](["a"], {"a": variables, "b": {}})
    assert [row["outcome"] for row in report["tenants"]] == [outcome]


def test_of_a_failed_task_only_what_the_report_needs_is_kept() -> None:
    kept = FILTERS["failure_of"]({**FAILURE, "invocation": {"module_args": {"password": "pass-word"}}})
    assert kept == FAILURE
    assert FILTERS["failure_of"]({}) == {"failed": True, "msg": "", "error": None}


@pytest.mark.parametrize("name", ["report_csv", "report_html", "report_markdown", "report_summary", "report_table"])
def test_reports_are_rendered(name: str) -> None:
    report = FILTERS["rotation_report"](["a"], {"a": {"license_rotation_result": SUCCESS}})
    assert "Birch" in str(FILTERS[name](report))


@pytest.mark.parametrize("name", ["report_csv", "report_html", "report_markdown", "report_summary", "report_table"])
@pytest.mark.parametrize("value", [None, [], {}, {"tenants": []}], ids=repr)
def test_what_is_no_report_is_refused_with_a_sentence(name: str, value: object) -> None:
    with pytest.raises(AnsibleFilterError, match="not a report made by"):
        FILTERS[name](value)


@pytest.mark.parametrize("name", ["report_csv", "report_html", "report_markdown", "report_summary", "report_table"])
def test_a_written_report_gives_the_same_as_the_report_itself(name: str, tmp_path: Path) -> None:
    report = FILTERS["rotation_report"](["a"], {"a": {"license_rotation_result": SUCCESS}})
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report), encoding="utf-8")
    assert FILTERS[name](str(file)) == FILTERS[name](report)


def test_the_unfinished_tenants_of_a_report() -> None:
    variables = {
        "a": {"license_rotation_result": SUCCESS},
        "b": {"license_rotation_result": {**FAILURE, "error": {"error_code": "guard_tripped"}}},
        "c": {},
    }
    report = FILTERS["rotation_report"](list(variables), variables)
    assert FILTERS["report_unfinished"](report) == {"b": "held_back", "c": "not_reached"}


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "there is no report"), ("no JSON", "is no report of a rotation"), ("[]", "is no report of a rotation")],
    ids=["no file", "no JSON", "something else"],
)
def test_a_file_that_is_no_report_is_refused_with_a_sentence(content: str | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(AnsibleFilterError, match=message):
        FILTERS["report_csv"](str(file))
