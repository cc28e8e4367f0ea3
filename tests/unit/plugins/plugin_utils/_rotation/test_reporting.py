# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Making a report: what goes into it, what is written besides, and what is told."""

from __future__ import annotations

import datetime as dt
import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._journal._tenant_journal import of_this_rotation
from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import NotWrittenError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._recorded import FORMAT
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._run import Run
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _reporting
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import read_sheet
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.host_vars import HostVars
from ansible_collections.fleetops.kesc.tests.unit.support.results import UNVERIFIED, failed, record, replaced

if t.TYPE_CHECKING:
    from pathlib import Path

MOMENT = dt.datetime(2026, 11, 29, 5, 38, 12, tzinfo=dt.UTC)


def make(
    folder: Path, results: dict[str, dict[str, t.Any] | None], *, kind: str = "rotate", **values: t.Any
) -> _reporting.Made:
    """The report of hosts whose tasks registered these results, in ``folder``."""
    hostvars = HostVars({host: {"license_rotation_result": result} for host, result in results.items()})
    settings: dict[str, t.Any] = {
        "run": Run(kind=kind, at=MOMENT, by="anna@controller", collection="1.0.0", core="2.21.5", command="ansible"),
        "hosts": list(results),
        "report_dir": folder,
        "csv_dialect": "excel",
        "left_out": {},
        "stopped": None,
        "journal": "",
        "closes_journal": False,
        "slices": (),
        "outcomes": (),
        "sheet": None,
        "earlier": None,
        "plan_file": None,
    }
    order = _reporting.ReportOrder(**{**settings, **values})
    return _reporting.make_report(order, lambda host: HostVariables(host, hostvars))


def outcomes(made: _reporting.Made) -> dict[str, str]:
    return {row["host"]: row["outcome"] for row in made.report["tenants"]}


class TestWhatIsTold:
    def test_ends_with_where_the_report_is(self, tmp_path: Path) -> None:
        made = make(tmp_path, {"birch": replaced()})
        assert made.summary[-1] == f"Report: {tmp_path}/report.html (also .md, .csv and .json)"
        assert made.shortcomings == []

    @pytest.mark.parametrize(
        ("results", "sentence"),
        [
            ({"a": failed(), "b": replaced()}, "1 of 2 tenants was not replaced as asked. The report says why."),
            ({"a": failed(), "b": None}, "2 of 2 tenants were not replaced as asked. The report says why."),
        ],
    )
    def test_counts_what_was_not_done(self, tmp_path: Path, results: dict[str, t.Any], sentence: str) -> None:
        assert make(tmp_path, results).shortcomings == [sentence]


def test_the_plan_follows_from_the_report(tmp_path: Path) -> None:
    made = make(tmp_path, {"birch": UNVERIFIED}, kind="plan", plan_file=tmp_path / "the plan.json")
    plan = json.loads((tmp_path / "the plan.json").read_text(encoding="utf-8"))
    assert (plan["unverified"], plan["tenants"][0]["action"]) == (1, "replace")
    assert made.files["plan"] == tmp_path / "the plan.json"
    assert f"-e license_rotation_plan='{tmp_path}/the plan.json'" in made.summary[-2]


class TestJournal:
    @pytest.fixture
    def journal(self, tmp_path: Path) -> Path:
        file = tmp_path / "journal.jsonl"
        file.write_text(json.dumps(record("birch", "finished", result=replaced())) + "\n", encoding="utf-8")
        return file

    def test_is_closed_when_the_report_is_written(self, tmp_path: Path, journal: Path) -> None:
        text = journal.read_bytes()
        made = make(tmp_path, {"birch": None}, journal=str(journal), closes_journal=True)
        assert outcomes(made) == {"birch": "replaced"}
        closed = tmp_path / "journal-20261129T053812Z.jsonl"
        assert made.files["journal"] == closed
        assert closed.read_bytes() == text
        assert list(of_this_rotation(_journal.read(str(journal)))) == []

    def test_does_not_replace_one_that_was_closed_before(self, tmp_path: Path, journal: Path) -> None:
        (tmp_path / "journal-20261129T053812Z.jsonl").write_text("", encoding="utf-8")
        made = make(tmp_path, {"birch": None}, journal=str(journal), closes_journal=True)
        assert made.files["journal"] == tmp_path / "journal-20261129T053812Z-2.jsonl"

    def test_stays_open_in_check_mode(self, tmp_path: Path, journal: Path) -> None:
        assert "journal" not in make(tmp_path, {"birch": None}, journal=str(journal)).files
        assert journal.exists()

    def test_stays_open_where_the_report_could_not_be_written(self, tmp_path: Path, journal: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(NotWrittenError):
            make(tmp_path / "file" / "report", {"birch": None}, journal=str(journal), closes_journal=True)
        assert journal.exists()

    def test_that_is_not_there_is_no_file_of_the_report(self, tmp_path: Path) -> None:
        made = make(tmp_path, {"a": None}, journal=str(tmp_path / "journal.jsonl"), closes_journal=True)
        assert "journal" not in made.files


class TestMerging:
    def test_adds_the_tenants_that_no_slice_tells_of(self, tmp_path: Path) -> None:
        make(tmp_path / "one", {"a": replaced(), "b": failed()})
        make(tmp_path / "two", {"c": replaced()})
        made = make(
            tmp_path / "all", {"a": None, "d": None}, kind="merge", slices=[f"{tmp_path}/one", f"{tmp_path}/two"]
        )
        assert outcomes(made) == {"a": "replaced", "b": "failed", "c": "replaced", "d": "not_reached"}
        assert (tmp_path / "all" / "journal-merged.jsonl").stat().st_mode & 0o777 == 0o600

    def test_names_what_is_still_open(self, tmp_path: Path) -> None:
        make(tmp_path / "one", {"a": replaced()})
        line = json.dumps(record("b", "verifying"))
        (tmp_path / "one" / "journal.jsonl").write_text(f"{line}\n", encoding="utf-8")
        made = make(tmp_path / "all", {}, kind="merge", slices=[f"{tmp_path}/one"])
        assert [f"{tmp_path}/one/journal.jsonl: the rotation " in sentence for sentence in made.shortcomings] == [True]
        assert f"{tmp_path}/one/journal.jsonl: the rotation" in made.summary[-3]


class TestWorkListOutcomes:
    @pytest.fixture
    def recorded(self, tmp_path: Path) -> str:
        record = {"host": "birch", "partial_code": CODE[-5:], "outcome": "replaced", "license_id": "N"}
        file = tmp_path / "outcomes.json"
        file.write_text(json.dumps({"format": FORMAT, "version": 1, "tenants": [record]}), encoding="utf-8")
        return str(file)

    def test_complete_the_newest_report(self, tmp_path: Path, recorded: str) -> None:
        make(tmp_path, {"alder": replaced(), "birch": None})
        made = make(tmp_path, {"birch": None}, kind="worklist", outcomes=[recorded], earlier=tmp_path / "report.json")
        assert outcomes(made) == {"alder": "replaced", "birch": "replaced"}
        assert [each["host"] for each in made.report["since"]["outcomes"]] == ["birch"]

    def test_must_be_about_the_code_on_the_order_sheet(self, tmp_path: Path, recorded: str) -> None:
        sheet = read_sheet("orders.csv", f"tenant,activation_code\nbirch,{CODE}\n".encode(), {})
        assert outcomes(make(tmp_path, {"birch": None}, outcomes=[recorded], sheet=sheet)) == {"birch": "replaced"}
        other = CODE[:-5] + CODE[-5:][::-1]
        sheet = read_sheet("orders.csv", f"tenant,activation_code\nbirch,{other}\n".encode(), {})
        with pytest.raises(InvalidRequestError, match=f"the order has the one ending {other[-5:]}"):
            make(tmp_path, {"birch": None}, outcomes=[recorded], sheet=sheet)


def test_an_earlier_report_of_another_version_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidRequestError, match="another version"):
        make(tmp_path, {"birch": None}, earlier=tmp_path / "report.json")
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_what_was_written_is_read_back_whole(tmp_path: Path) -> None:
    made = make(tmp_path, {"birch": replaced(tenant="Bir\udc80ch")})
    assert _report.read_report(tmp_path / "report.json") == made.report
    assert made.report["tenants"][0]["tenant"] == "Bir\\udc80ch"
