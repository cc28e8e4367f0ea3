# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a rotation: outcomes, counts, and the same rows as CSV, Markdown and a table."""

from __future__ import annotations

import csv
import io
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _texts as _report_texts
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, guard, license, replaced

GUARD, EARLY = guard("downgrade"), guard("too_early")
AUDITED = {"changed": False, "licenses": [license("S", position="none"), license()], "tenants": []}


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        pytest.param(None, "not_reached", id="no result"),
        pytest.param({"skipped": True, "changed": False}, "not_reached", id="skipped"),
        pytest.param(replaced(), "replaced", id="replaced"),
        pytest.param(replaced(applied=False), "would_replace", id="check mode"),
        pytest.param(replaced(transition="none"), "refreshed", id="a subscription with new terms"),
        pytest.param(replaced(changed=False, transition="none"), "unchanged", id="in place"),
        pytest.param(replaced(changed=False, guards=[EARLY]), "too_early", id="too early"),
        pytest.param(replaced(guards=[{**EARLY, "tripped": False}]), "replaced", id="a guard that did not trip"),
        pytest.param(AUDITED, "audited", id="read only"),
        pytest.param(failed(), "failed", id="a failure"),
        pytest.param({"failed": True, "msg": "no"}, "failed", id="a failure without an error"),
        pytest.param({"failed": True, "error": None}, "failed", id="an error that is nothing"),
        pytest.param({**replaced(guards=[GUARD]), **failed("guard_tripped")}, "held_back", id="a guard"),
    ],
)
def test_outcomes(result: dict[str, t.Any] | None, outcome: str) -> None:
    assert _report.outcome_of(result) == outcome
    assert outcome in _report.OUTCOMES


class TestByHand:
    """Tenants whose licenses a person replaces."""

    def test_waits_on_the_work_list_until_an_outcome_is_recorded(self) -> None:
        report = _report.build_report({"api": None, "birch": None}, left_out={"on_work_list": {"birch"}})
        assert {row["host"]: row["outcome"] for row in report["tenants"]} == {
            "api": "not_reached",
            "birch": "on_work_list",
        }
        assert list(report["summary"]) == ["tenants", "on_work_list", "not_reached"]

    def test_a_tenant_without_a_code_is_left_alone_and_fails_nothing(self) -> None:
        report = _report.build_report(
            {"api": None, "birch": failed(), "cedar": None}, left_out={"no_code": {"birch", "cedar"}}
        )
        assert {row["host"]: row["outcome"] for row in report["tenants"]} == {
            "api": "not_reached",
            "birch": "failed",
            "cedar": "no_code",
        }
        assert _report.unfinished(report) == {"api": "not_reached", "birch": "failed"}
        assert not _report.OUTCOMES["no_code"].needs_person

    def test_what_a_run_found_of_it_stands(self) -> None:
        report = _report.build_report({"birch": failed()}, left_out={"on_work_list": {"birch"}})
        assert report["tenants"][0]["outcome"] == "failed"

    def test_does_not_look_done(self) -> None:
        report = _report.build_report({"birch": None}, left_out={"on_work_list": {"birch"}})
        assert _report_texts.report_table(report)[2].split("|")[2:7] == [
            " on_work_list ",
            "            ",
            " ?       ",
            " ?     ",
            " ?       ",
        ]
        waits = "- **birch** (on_work_list): A person replaces this license; no outcome is recorded yet."
        assert waits in _report_texts.report_markdown(report)


def test_a_row_holds_what_matters_and_nothing_else() -> None:
    report = _report.build_report({"host": replaced(guards=[GUARD, {"name": "expired", "tripped": False}])})
    assert report["tenants"] == [
        {
            "host": "host",
            "tenant": "Birch",
            "outcome": "replaced",
            "transition": "upgrade",
            "verified": True,
            "partial_code": "MN4OP",
            "before": {"license_id": "OLD", "name": "Basic", "limit": 100, "expires": "2026-03-11T12:00:00Z"},
            "after": {"license_id": "NEW", "name": "Plus", "limit": 100, "expires": "2027-03-01T12:00:00Z"},
            "features_gained": ["mail"],
            "features_lost": [],
            "guards": ["downgrade"],
            "message": "",
            "waiting": ["mac"],
            "warnings": ["a warning"],
            "recorded": None,
        }
    ]


RESULTS: dict[str, dict[str, t.Any] | None] = {
    "c-replaced": replaced(),
    "a-missing": None,
    "b-failed": failed(),
    "d-audited": AUDITED,
    "e-early": replaced(changed=False, guards=[EARLY]),
    "f-unknown": replaced(applied=False, verified=False, after=None, transition="unknown"),
}


def test_every_host_has_one_row_of_one_shape_sorted_by_host() -> None:
    report = _report.build_report(RESULTS)
    assert [row["host"] for row in report["tenants"]] == sorted(RESULTS)
    assert len({tuple(row) for row in report["tenants"]}) == 1
    assert json.loads(json.dumps(report)) == report


def test_the_summary_counts_outcomes_in_a_fixed_order() -> None:
    assert list(_report.build_report(RESULTS)["summary"].items()) == [
        ("tenants", 6),
        ("replaced", 1),
        ("would_replace", 1),
        ("too_early", 1),
        ("audited", 1),
        ("failed", 1),
        ("not_reached", 1),
    ]
    assert _report.build_report({}) == {"summary": {"tenants": 0}, "tenants": []}


@pytest.mark.parametrize(
    ("result", "tenant"),
    [
        pytest.param(replaced(), "Birch", id="of the result"),
        pytest.param({"failed": True, "error": {"tenant": "Cedar"}}, "Cedar", id="of the error"),
        pytest.param(None, "host", id="the host, else"),
        pytest.param(replaced(tenant=""), "host", id="the host for a main server"),
    ],
)
def test_the_name_of_a_tenant(result: dict[str, t.Any] | None, tenant: str) -> None:
    assert _report.build_report({"host": result})["tenants"][0]["tenant"] == tenant


def test_an_audit_shows_the_license_in_force() -> None:
    (row,) = _report.build_report({"host": AUDITED})["tenants"]
    assert row["before"] == row["after"]
    assert row["before"]["license_id"] == "OLD"
    (row,) = _report.build_report({"host": {"licenses": []}})["tenants"]
    assert (row["before"], row["after"]) == (None, None)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_csv_has_a_line_a_tenant() -> None:
    lines = read(_report_texts.report_csv(_report.build_report(RESULTS)))
    assert [line["host"] for line in lines] == sorted(RESULTS)
    third = lines[2]
    assert (third["before_name"], third["after_name"], third["after_limit"]) == ("Basic", "Plus", "100")
    assert (third["partial_code"], third["waiting"], third["message"]) == ("MN4OP", "mac", "")
    assert lines[0]["after_name"] == ""


def test_csv_quotes_what_needs_quotes() -> None:
    awkward = 'He said "no", then;\r\nleft'
    (line,) = read(_report_texts.report_csv(_report.build_report({"host": failed(msg=awkward, tenant="A, B")})))
    assert (line["message"], line["tenant"]) == (awkward, "A, B")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"], ids=repr)
@pytest.mark.parametrize("column", ["tenant", "before_name", "message", "waiting"])
def test_no_cell_of_the_csv_is_a_formula(start: str, column: str) -> None:
    evil = start + 'HYPERLINK("https://evil.test")'
    result = {
        **replaced(tenant=evil, before=license(name=evil)),
        "failed": True,
        "msg": evil,
        "devices": {"waiting": [{"name": evil}]},
    }
    (line,) = read(_report_texts.report_csv(_report.build_report({"host": result})))
    assert line[column] == f"'{evil}"


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.text(st.characters(codec="utf-8"), max_size=20))
def test_any_text_stays_in_its_cell_and_its_row(tenant: str, message: str) -> None:
    report = _report.build_report({"host": failed(tenant=tenant, msg=message), "other": None})
    lines = read(_report_texts.report_csv(report))
    assert len(lines) == 2
    assert lines[0]["message"].removeprefix("'") in {message, message.removeprefix("'")}
    table = _report_texts.report_table(report)
    assert len(table) == 4
    assert len({line.replace("\\\\", "").replace("\\|", "").count("|") for line in table}) == 1


def test_the_table_shows_both_sides_and_is_padded() -> None:
    results = {
        "a": replaced(),
        "b": replaced(before=None),
        "c": replaced(after=license()),
        "d": RESULTS["f-unknown"],
        "e": failed(before=license()),
    }
    table = _report_texts.report_table(
        _report.build_report({name: each and {**each, "tenant": name} for name, each in results.items()})
    )
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    assert cells[0] == ["tenant", "outcome", "transition", "license", "limit", "expires", "waiting"]
    assert cells[2] == ["a", "replaced", "upgrade", "Basic \u2192 Plus", "100", "2026-03-11 \u2192 2027-03-01", "1"]
    assert cells[3][3:6] == ["none \u2192 Plus", "none \u2192 100", "none \u2192 2027-03-01"]
    assert cells[4][3:6] == ["Basic", "100", "2026-03-11"]
    assert cells[5][3:6] == ["Basic \u2192 ?", "100 \u2192 ?", "2026-03-11 \u2192 ?"]
    assert cells[6][3:6] == ["Basic", "100", "2026-03-11"]
    assert len({len(line) for line in table}) == 1


def test_markdown_says_what_needs_a_person_and_which_devices_wait() -> None:
    text = _report_texts.report_markdown(_report.build_report(RESULTS))
    assert text.startswith("# License rotation\n\n- tenants: 6\n- replaced: 1\n")
    assert "\n## What needs a person\n\n- **Birch** (failed): Failed to connect\n" in text
    assert "\n- **Birch**: mac\n" in text
    assert text.endswith("\n")


def test_markdown_without_trouble_has_no_empty_sections() -> None:
    text = _report_texts.report_markdown(_report.build_report({"host": replaced(devices={"waiting": []})}))
    assert [line for line in text.splitlines() if line.startswith("##")] == ["## All tenants"]


def test_markdown_names_those_of_whom_there_is_nothing_to_tell_in_one_line() -> None:
    text = _report_texts.report_markdown(_report.build_report({"birch": None, "cedar": None}))
    assert "\n- **not reached**: birch, cedar\n" in text


def test_one_long_name_does_not_widen_every_line_of_the_table() -> None:
    table = _report_texts.report_table(_report.build_report({"a": replaced(tenant="x" * 500), "b": replaced()}))
    assert [len(line) > 500 for line in table] == [False, False, True, False]


class TestSummaryOnATerminal:
    def test_of_a_small_fleet_is_the_whole_table(self) -> None:
        report = _report.build_report({f"host-{number}": failed() for number in range(_report_texts.MOST_LINES)})
        lines = _report_texts.report_summary(report)
        assert lines[: len(_report_texts.report_table(report))] == _report_texts.report_table(report)
        assert lines[-1].startswith("30 of 30 tenants were not replaced as asked: host-0, host-1, host-10,")

    def test_of_a_large_fleet_is_counts_and_some_tenants_those_first_that_tell_most(self) -> None:
        held = failed("guard_tripped", msg="Failed\nto " + "x" * 300)
        results = {f"a-{number}": None for number in range(40)} | {"b": held, "c": failed(), "d": replaced()}
        lines = _report_texts.report_summary(_report.build_report(results, left_out={"on_work_list": {"a-0"}}))
        assert lines[:3] == [
            "43 tenants, 1 replaced, 1 on the work list, 1 held back, 1 failed, 39 not reached",
            "failed: Birch: Failed to connect",
            f"held back: Birch: Failed to {'x' * 300}"[:157] + "...",
        ]
        assert lines[3:31] == [f"not reached: a-{number}" for number in sorted(range(1, 40), key=str)[:28]]
        assert lines[31:] == [
            "and 11 more",
            "41 of 43 tenants were not replaced as asked",
            "1 of 43 tenants are on the work list, with no outcome recorded",
        ]

    def test_of_a_large_fleet_without_trouble_is_one_line(self) -> None:
        report = _report.build_report({f"host-{number}": replaced() for number in range(5000)})
        assert _report_texts.report_summary(report) == ["5000 tenants, 5000 replaced"]


@pytest.mark.parametrize(
    ("result", "ends"),
    [
        pytest.param(replaced(), "2027-03-01T12:00:00Z", id="replaced"),
        pytest.param(replaced(applied=False), "2026-03-11T12:00:00Z", id="check mode"),
        pytest.param(replaced(changed=False, guards=[EARLY]), "2026-03-11T12:00:00Z", id="too early"),
        pytest.param(failed("guard_tripped", before=license()), "2026-03-11T12:00:00Z", id="held back"),
        pytest.param(AUDITED, "2026-03-11T12:00:00Z", id="audited"),
        pytest.param(None, None, id="not reached"),
    ],
)
def test_the_license_in_force_after_the_run(result: dict[str, t.Any] | None, ends: str | None) -> None:
    (row,) = _report.build_report({"host": result})["tenants"]
    found = _report.in_force(row)
    assert (found and found["expires"]) == ends


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("A|B", "A\\|B", id="a pipe"),
        pytest.param("A\\|B", "A\\\\\\|B", id="a backslash before a pipe"),
        pytest.param("A\r\nB\tC", "A B C", id="line breaks"),
    ],
)
def test_markdown_escapes_what_would_break_a_table(name: str, shown: str) -> None:
    report = _report.build_report({"host": failed(tenant=name)})
    assert f"| {shown} " in _report_texts.report_table(report)[2]
    assert f"- **{shown}** (failed)" in _report_texts.report_markdown(report)


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"])
def test_a_name_brings_no_html_into_the_markdown(evil: str) -> None:
    report = _report.build_report({"host": failed(tenant=evil, msg=evil, before=license(name=evil))})
    text = _report_texts.report_markdown(report).replace("\\<", "")
    assert "<script" not in text
    assert "<img" not in text


@pytest.mark.parametrize(
    "result", [None, failed(), failed("guard_tripped")], ids=["not reached", "failed", "held back"]
)
def test_a_license_that_nobody_told_of_is_not_said_to_be_none(result: dict[str, t.Any] | None) -> None:
    (row,) = _report.build_report({"host": result})["tenants"]
    assert _report_texts.sides(row, "name") == ("?",)
