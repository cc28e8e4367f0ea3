# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report: a row a tenant, counts and seats; and reading one back."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.tests.unit.support.results import (
    UNVERIFIED,
    audited,
    failed,
    guard,
    license,
    replaced,
)

if t.TYPE_CHECKING:
    from pathlib import Path

RESULTS: dict[str, dict[str, t.Any] | None] = {
    "c-replaced": replaced(),
    "a-missing": None,
    "b-failed": failed(),
    "d-audited": audited(),
    "e-early": replaced(changed=False, guards=[guard("too_early")]),
    "f-unknown": UNVERIFIED,
}


def test_every_host_has_one_row_of_one_shape_sorted_by_host() -> None:
    report = _report.build_report(RESULTS)
    assert [row["host"] for row in report["tenants"]] == sorted(RESULTS)
    assert len({tuple(row) for row in report["tenants"]}) == 1
    assert json.loads(_report.report_json(report)) == report


def test_the_summary_counts_outcomes_in_a_fixed_order() -> None:
    assert list(_report.build_report(RESULTS)["summary"].items()) == [
        ("tenants", 6),
        ("replaced", 1),
        ("would_try", 1),
        ("too_early", 1),
        ("audited", 1),
        ("failed", 1),
        ("not_reached", 1),
    ]
    assert _report.build_report({})["summary"] == {"tenants": 0}


def test_each_host_has_its_own_reason_for_a_missing_result() -> None:
    report = _report.build_report(
        {"api": None, "birch": failed(), "cedar": None, "elm": None},
        left_out={"no_code": {"birch", "cedar"}, "on_work_list": {"elm"}},
        tenants={"cedar": "Cedar Clinics"},
    )
    assert {row["host"]: (row["tenant"], row["outcome"]) for row in report["tenants"]} == {
        "api": ("api", "not_reached"),
        "birch": ("Birch", "failed"),
        "cedar": ("Cedar Clinics", "no_code"),
        "elm": ("elm", "on_work_list"),
    }
    assert _report.unfinished(report) == {"api": "not_reached", "birch": "failed"}


class TestSeats:
    """How many seats the licenses in force have, and how many of them are used."""

    def test_are_added_up_by_licensing_model(self) -> None:
        report = _report.build_report(
            {
                "a": replaced(after=license("NEW", limit=30, in_use=20)),
                "b": failed("guard_tripped", before=license(limit=10, in_use=12)),
                "c": audited(license(licensing_model=None, limit=7, in_use=7)),
            }
        )
        assert report["seats"] == [
            {"licensing_model": None, "tenants": 1, "limit": 7, "in_use": 7},
            {"licensing_model": "user", "tenants": 2, "limit": 40, "in_use": 32},
        ]

    def test_of_a_license_that_is_not_known_are_not_counted(self) -> None:
        results = {
            "a": None,
            "b": audited(license(limit=None)),
            "c": audited(license(in_use=None)),
            "d": replaced(before=None, after=None),
        }
        assert _report.build_report(results)["seats"] == []

    def test_of_a_new_license_are_used_as_those_of_the_old_one_where_nothing_else_is_known(self) -> None:
        report = _report.build_report({"a": replaced(after=license("NEW", limit=30, in_use=None))})
        assert [(each["limit"], each["in_use"]) for each in report["seats"]] == [(30, 5)]


class TestReading:
    def test_is_nothing_where_there_is_no_file(self, tmp_path: Path) -> None:
        assert _report.read_report(tmp_path / "report.json") is None

    def test_gives_what_was_written(self, tmp_path: Path) -> None:
        report = _report.build_report(RESULTS)
        file = tmp_path / "report.json"
        file.write_bytes(_report.report_json(report))
        assert _report.read_report(file) == report

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            pytest.param("{", "is not a report: Expecting property name", id="half a file"),
            pytest.param("\x00\xff", "is not a report: ", id="no text"),
            pytest.param("[]", "is not a report: 'list' object", id="a list"),
            pytest.param('{"tenants": []}', "another version", id="no version"),
            pytest.param('{"format": "fleetops.kesc.report", "version": 2}', "another version", id="a later version"),
            pytest.param('{"format": "fleetops.kesc.report", "version": 1}', "was changed", id="no tenants"),
            pytest.param(
                '{"format": "fleetops.kesc.report", "version": 1, "tenants": [{"host": "a"}]}',
                "was changed",
                id="rows with other members",
            ),
        ],
    )
    def test_of_anything_else_is_an_error_that_names_the_file(self, tmp_path: Path, content: str, message: str) -> None:
        file = tmp_path / "report.json"
        file.write_text(content, encoding="latin-1")
        with pytest.raises(InvalidRequestError, match=message) as error:
            _report.read_report(file)
        assert str(file) in error.value.cause
