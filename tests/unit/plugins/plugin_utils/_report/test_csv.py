# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as a CSV file."""

from __future__ import annotations

import csv
import io
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._csv import report_csv
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, license, replaced


def read(report: dict[str, t.Any]) -> list[dict[str, str]]:
    text = report_csv(report, dialect="comma").decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_there_is_a_line_a_tenant() -> None:
    lines = read(_report.build_report({"a": None, "b": failed(), "c": replaced()}))
    assert [line["host"] for line in lines] == ["a", "b", "c"]
    third = lines[2]
    assert (third["before_name"], third["after_name"], third["after_limit"]) == ("Basic", "Plus", "100")
    assert (third["partial_code"], third["verified"], third["waiting"]) == ("MN4OP", "True", "mac")
    assert (third["before_in_use"], third["features_gained"], third["message"]) == ("5", "mail", "")
    assert lines[0]["after_name"] == ""


def test_a_cell_is_one_line_and_quoted_where_it_must_be() -> None:
    (line,) = read(_report.build_report({"host": failed(msg='He said "no", then;\r\nleft', tenant="A, B")}))
    assert (line["message"], line["tenant"]) == ('He said "no", then; left', "A, B")


@pytest.mark.parametrize("column", ["tenant", "before_name", "message", "waiting", "features_lost"])
def test_no_cell_is_a_formula(column: str) -> None:
    evil = '=HYPERLINK("https://evil.test")'
    result = {
        **replaced(tenant=evil, before=license(name=evil), features_lost=[evil]),
        "failed": True,
        "msg": evil,
        "devices": {"waiting": [{"name": evil}]},
    }
    (line,) = read(_report.build_report({"host": result}))
    assert line[column] == f"'{evil}"


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=20))
def test_any_text_stays_in_its_cell_and_its_row(text: str) -> None:
    lines = read(_report.build_report({"host": failed(tenant=text, msg=text), "other": None}))
    assert [line["host"] for line in lines] == ["host", "other"]
