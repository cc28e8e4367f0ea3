# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recorded outcomes are read with care and come into the report beside what programs found."""

from __future__ import annotations

import csv
import io
import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._csv import DIALECTS
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._csv import report_csv
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._markdown import report_markdown
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._recorded import (
    COLUMNS,
    FORMAT,
    Ordered,
    read_outcomes,
    with_outcomes,
)
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._writing import outcomes_csv
from ansible_collections.fleetops.kesc.tests.unit.support.worklists import (
    BASE,
    CODE,
    NEW,
    OLD,
    made,
    order,
)

if t.TYPE_CHECKING:
    from pathlib import Path

RECORD = {
    "host": "birch-legal",
    "tenant": "Birch Legal",
    "partial_code": "NEW02",
    "outcome": "replaced",
    "license_id": "0A00-000002-NEW",
    "agreed": {"name": BASE, "licensing_model": "user", "limit": "25", "expires": "2027-12-12"},
    "macs_waiting": ["reception"],
    "recorded_at": "2026-11-24T10:00:00Z",
    "note": "all well",
}
ORDERED = {"birch-legal": Ordered("Birch Legal", "NEW02", OLD)}
NOT_REACHED = _report.build_report({"birch-legal": None})
FAILED = {"failed": True, "msg": "Failed to connect", "error": {"error_code": "connection", "tenant": "Birch Legal"}}


@pytest.fixture
def exported(tmp_path: Path) -> t.Callable[..., str]:
    """Writes a file as the page exports it; keywords change its first record."""

    def export(*, by: str = "Anna", more: t.Sequence[dict[str, t.Any]] = (), **changes: t.Any) -> str:
        content = {"format": FORMAT, "version": 1, "worklist": "x", "recorded_by": by}
        file = tmp_path / f"outcomes-{len(list(tmp_path.iterdir()))}.json"
        file.write_text(json.dumps({**content, "tenants": [{**RECORD, **changes}, *more]}), encoding="utf-8")
        return str(file)

    return export


def row(report: dict[str, t.Any], host: str = "birch-legal") -> dict[str, t.Any]:
    return next(row for row in report["tenants"] if row["host"] == host)


def completed(
    path: str, report: dict[str, t.Any] | None = None, *, earlier: dict[str, t.Any] | None = None
) -> dict[str, t.Any]:
    return with_outcomes(report or NOT_REACHED, read_outcomes([path]), ordered=ORDERED.__getitem__, earlier=earlier)


def test_a_replaced_tenant_is_reported_with_what_the_person_saw(exported: t.Callable[..., str]) -> None:
    report = completed(exported())
    assert report["summary"] == {"tenants": 1, "replaced": 1}
    assert row(report) == {
        "host": "birch-legal",
        "tenant": "Birch Legal",
        "outcome": "replaced",
        "transition": None,
        "verified": None,
        "partial_code": "NEW02",
        "before": {
            "license_id": None,
            "name": BASE,
            "licensing_model": "user",
            "limit": 25,
            "in_use": 19,
            "expires": "2026-12-12",
        },
        "after": {
            "license_id": "0A00-000002-NEW",
            "name": BASE,
            "licensing_model": "user",
            "limit": 25,
            "in_use": None,
            "expires": "2027-12-12",
        },
        "features_gained": [],
        "features_lost": [],
        "guards": [],
        "message": "",
        "remedy": "",
        "left_in_store": [],
        "waiting": ["reception"],
        "warnings": [],
        "recorded": {"at": "2026-11-24T10:00:00Z", "by": "Anna", "outcome": "replaced", "note": "all well"},
    }


def test_only_lines_that_were_ticked_as_agreeing_are_reported(exported: t.Callable[..., str]) -> None:
    after = row(completed(exported(agreed={"limit": "25"}, license_id="")))["after"]
    assert {name: value for name, value in after.items() if value is not None} == {"limit": 25}


@pytest.mark.parametrize("outcome", ["held_back", "failed"])
def test_a_stopped_tenant_is_reported_with_the_note(outcome: str, exported: t.Callable[..., str]) -> None:
    report = completed(exported(outcome=outcome, note="limit is 15"))
    assert (row(report)["outcome"], row(report)["message"], row(report)["after"]) == (outcome, "limit is 15", None)
    assert "limit is 15" in report_markdown(report)


def test_a_stopped_tenant_without_a_note_still_has_a_message(exported: t.Callable[..., str]) -> None:
    assert row(completed(exported(outcome="failed", note="")))["message"] == "recorded without a note"


def test_the_report_says_who_recorded_what(exported: t.Callable[..., str]) -> None:
    report = completed(exported())
    line = "replaced, 2026-11-24T10:00:00Z, by Anna, note: all well"
    assert f"- **Birch Legal**: {line}" in report_markdown(report)
    assert next(csv.DictReader(io.StringIO(report_csv(report, dialect="comma").decode())))["recorded"] == line


def test_what_the_run_itself_found_stands_whatever_was_recorded(exported: t.Callable[..., str]) -> None:
    report = completed(exported(), _report.build_report({"birch-legal": FAILED}))
    assert (row(report)["outcome"], row(report)["recorded"]["outcome"]) == ("failed", "replaced")


def test_a_record_replaces_what_an_earlier_report_said(exported: t.Callable[..., str]) -> None:
    earlier = _report.build_report({"birch-legal": FAILED, "alder": FAILED})
    report = completed(exported(), earlier=earlier)
    assert [(row["host"], row["outcome"]) for row in report["tenants"]] == [
        ("alder", "failed"),
        ("birch-legal", "replaced"),
    ]
    assert report["summary"] == {"tenants": 2, "replaced": 1, "failed": 1}


def test_without_records_and_an_earlier_report_a_report_stays_as_it_is() -> None:
    """However many tenants it has: nothing is done, and nobody's variables are read."""
    assert with_outcomes(NOT_REACHED, {}, ordered={}.__getitem__, earlier=None) is NOT_REACHED


@pytest.mark.parametrize("outcome", ["not_reached", "on_work_list"])
def test_a_record_tells_of_a_tenant_that_no_run_looked_at(outcome: str, exported: t.Callable[..., str]) -> None:
    by_hand = {"birch-legal"} if outcome == "on_work_list" else set()
    report = _report.build_report({"birch-legal": None}, left_out={"on_work_list": by_hand})
    assert report["tenants"][0]["outcome"] == outcome
    assert completed(exported(), report=report)["tenants"][0]["outcome"] == "replaced"


def test_a_tenant_that_came_onto_the_work_list_later_is_reported_there() -> None:
    now = _report.build_report({"birch-legal": None}, left_out={"on_work_list": {"birch-legal"}})
    assert with_outcomes(now, {}, ordered=ORDERED.__getitem__, earlier=NOT_REACHED) == now


def test_a_tenant_without_a_recorded_outcome_is_left_alone(exported: t.Callable[..., str]) -> None:
    assert completed(exported(outcome="")) == NOT_REACHED


def test_the_last_record_of_a_tenant_counts(exported: t.Callable[..., str]) -> None:
    early = exported(outcome="failed", recorded_at="2026-11-24T09:00:00Z")
    late = exported(outcome="replaced", recorded_at="2026-11-24T11:00:00Z")
    assert {read_outcomes(paths)["birch-legal"]["outcome"] for paths in ([early, late], [late, early])} == {"replaced"}


def test_a_record_about_another_code_is_refused(exported: t.Callable[..., str]) -> None:
    with pytest.raises(InvalidRequestError, match="about the code ending OLD01, the order has the one ending NEW02"):
        completed(exported(partial_code="OLD01"))


def test_a_record_of_a_host_that_no_report_knows_is_refused(exported: t.Callable[..., str]) -> None:
    with pytest.raises(InvalidRequestError, match="recorded for stranger, which is not among the hosts"):
        completed(exported(host="stranger"))


@pytest.mark.parametrize(
    "spelling", [CODE, CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " "), CODE.replace("-", "\u2013")]
)
def test_a_code_that_somebody_wrote_into_a_note_is_left_out(spelling: str, exported: t.Callable[..., str]) -> None:
    note = read_outcomes([exported(note=f"used {spelling} today")])["birch-legal"]["note"]
    assert note in ("used *****-*****-*****-NEW02 today", "used *****-*****-*****-new02 today")


def test_four_words_of_five_letters_are_no_code(exported: t.Callable[..., str]) -> None:
    note = "Anna: seems right after lunch"
    assert read_outcomes([exported(note=note)])["birch-legal"]["note"] == note


def test_a_texts_length_is_bounded_and_it_is_one_visible_line(exported: t.Callable[..., str]) -> None:
    note = read_outcomes([exported(note="a\n\u202eb" + "c" * 5000)])["birch-legal"]["note"]
    assert note.startswith(r"a \u202ebc")
    assert len(note) == 1000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "are not JSON", id="half a file"),
        pytest.param("{}", "holds no outcomes of a work list", id="another file"),
        pytest.param(json.dumps({"format": FORMAT, "version": 2}), "holds no outcomes", id="another version"),
        pytest.param(json.dumps({"format": FORMAT, "version": 1}), "have no list of tenants", id="no tenants"),
        pytest.param("a,b\r\n1,2\r\n", "have no column host and no column outcome", id="another table"),
        pytest.param("host,outcome\r\nbirch-legal,done\r\n", "is 'done'", id="an outcome that does not exist"),
        pytest.param(
            json.dumps({"format": FORMAT, "version": 1, "tenants": [{**RECORD, "agreed": []}]}),
            "a record that no work list exported",
            id="a member of another type",
        ),
        pytest.param("x" * 5_000_001, "larger than", id="a file without end"),
        pytest.param(
            "host,outcome\r\nm\xfcnchen,".encode("cp1252"), "neither in UTF-8 nor in UTF-16", id="a code page"
        ),
    ],
)
def test_a_file_with_anything_else_is_an_error_that_names_it(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    file = tmp_path / "outcomes"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InvalidRequestError, match=message) as error:
        read_outcomes([str(file)])
    assert str(file) in str(error.value)


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(InvalidRequestError, match="cannot be read"):
        read_outcomes(["/nowhere/outcomes.json"])


class TestCsv:
    def test_has_a_line_for_each_tenant_with_the_outcome_still_open(self) -> None:
        lines = list(
            csv.DictReader(
                io.StringIO(outcomes_csv(made(order("a", tenant="=1+1"), order("b")), dialect="comma").decode())
            )
        )
        assert [tuple(line) for line in lines] == [COLUMNS, COLUMNS]
        assert [(line["host"], line["tenant"], line["partial_code"], line["outcome"]) for line in lines] == [
            ("a", "'=1+1", "NEW02", ""),
            ("b", "Birch Legal", "NEW02", ""),
        ]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_is_read_with_whatever_a_spreadsheet_puts_between_the_cells(self, tmp_path: Path, delimiter: str) -> None:
        stream = io.StringIO()
        writer = csv.DictWriter(stream, COLUMNS, delimiter=delimiter, restval="")
        writer.writeheader()
        agreed = {"name": BASE, "limit": "25"}
        line = {name: RECORD[name] for name in ("host", "partial_code", "outcome", "license_id", "recorded_at")}
        writer.writerow({**line, **agreed, "macs_waiting": "one\ntwo", "note": "'=1+1", "recorded_by": "Anna"})
        file = tmp_path / "outcomes.csv"
        file.write_text("\ufeff" + stream.getvalue(), encoding="utf-8", newline="")
        record = read_outcomes([str(file)])["birch-legal"]
        assert (record["agreed"], record["macs_waiting"], record["note"]) == (agreed, ["one", "two"], "=1+1")
        assert row(completed(str(file)))["recorded"]["by"] == "Anna"

    @pytest.mark.parametrize("dialect", sorted(DIALECTS))
    def test_that_was_not_filled_in_records_nothing(self, tmp_path: Path, dialect: str) -> None:
        file = tmp_path / "outcomes.csv"
        file.write_bytes(outcomes_csv(made(), dialect=dialect))
        assert read_outcomes([str(file)]) == {}


def test_an_unchanged_tenant_has_the_same_license_before_and_after(exported: t.Callable[..., str]) -> None:
    found = row(completed(exported(outcome="unchanged")))
    assert found["before"] == found["after"]
    assert OLD["expires"] != NEW["expires"] == found["after"]["expires"]
