# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The actions that write reports and work lists: which hosts they take, where they write, what they show and return."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.action.license_rotation_report import ActionModule as ReportAction
from ansible_collections.fleetops.kesc.plugins.action.license_worklist import ActionModule as WorklistAction
from ansible_collections.fleetops.kesc.tests.unit.support.actions import make_action
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.host_vars import HostVars
from ansible_collections.fleetops.kesc.tests.unit.support.results import UNVERIFIED, failed, record, replaced

if t.TYPE_CHECKING:
    from pathlib import Path

BEGUN = {
    "tenants": ["alder", "birch"],
    "hosts": ["alder"],
    "left_out": {"settled": [], "no_code": [], "not_planned": [], "on_work_list": ["birch"]},
    "audit": False,
    "journal": "",
    "sources": [{"kind": "order_sheet", "file": "orders.csv", "sha256": "00"}],
}
AUDIT = {**BEGUN, "audit": True}


@pytest.fixture(autouse=True)
def started_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(
    action: type[t.Any], options: dict[str, t.Any], by_host: dict[str, dict[str, t.Any]], **keywords: t.Any
) -> dict[str, t.Any]:
    """The result of a task in a play of these hosts, with their variables less their prefix."""
    variables = {
        host: {f"license_rotation_{name}": value for name, value in each.items()} for host, each in by_host.items()
    }
    task_vars = {
        "hostvars": HostVars(variables),
        "ansible_play_hosts_all": list(variables),
        "groups": {"all": list(variables)},
    }
    keywords = {"check_mode": False, **keywords}
    result: dict[str, t.Any] = make_action(action, options, **keywords).run(task_vars=task_vars)
    return result


def report(
    options: dict[str, t.Any], by_host: dict[str, dict[str, t.Any]] | None = None, **keywords: t.Any
) -> dict[str, t.Any]:
    hosts = {"alder": {"result": replaced()}, "birch": {"result": failed()}} if by_host is None else by_host
    return run(ReportAction, options, hosts, **keywords)


def written(result: dict[str, t.Any]) -> dict[str, t.Any]:
    assert not result.get("failed"), result
    with open(result["files"]["json"], encoding="utf-8") as file:  # noqa: PTH123 the path is text already
        document: dict[str, t.Any] = json.load(file)
    return document


def outcomes(result: dict[str, t.Any]) -> dict[str, str]:
    return {row["host"]: row["outcome"] for row in written(result)["tenants"]}


class TestReport:
    def test_takes_the_hosts_of_the_play_and_returns_what_it_wrote_and_showed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        result = report({})
        assert outcomes(result) == {"alder": "replaced", "birch": "failed"}
        assert (result["changed"], result["unfinished"]) == (False, ["birch"])
        assert result["shortcomings"] == ["1 of 2 tenants was not replaced as asked. The report says why."]
        assert result["files"]["html"] == f"{tmp_path}/license-rotation-report/report.html"
        assert capsys.readouterr().out.splitlines() == result["summary"]

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            pytest.param({"hosts": ["alder"]}, {"alder": "replaced"}, id="those that are named"),
            pytest.param({"begun": BEGUN}, {"alder": "replaced", "birch": "on_work_list"}, id="those of the run"),
            pytest.param(
                {"begun": BEGUN, "hosts": ["alder"]}, {"alder": "replaced", "birch": "on_work_list"}, id="both"
            ),
            pytest.param({"begun": BEGUN, "kind": "worklist"}, {"birch": "on_work_list"}, id="those of the work list"),
        ],
    )
    def test_takes_the_hosts(
        self, options: dict[str, t.Any], expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ReportAction, "hosts_of", lambda _self, pattern, _variables: [pattern])
        assert outcomes(report(options)) == expected

    @pytest.mark.parametrize(
        ("options", "kind", "name"),
        [
            ({}, "rotate", "-rotate"),
            ({"begun": BEGUN}, "rotate", "-rotate"),
            ({"begun": AUDIT}, "audit", "-audit"),
            ({"begun": AUDIT, "kind": "plan"}, "plan", "-plan"),
        ],
    )
    def test_is_of_the_kind_of_its_run(self, options: dict[str, t.Any], kind: str, name: str) -> None:
        result = report(options)
        assert written(result)["run"]["kind"] == kind
        assert result["files"]["folder"].endswith(name)

    def test_names_the_files_that_the_orders_came_from(self) -> None:
        assert written(report({"begun": BEGUN}))["run"]["inputs"] == BEGUN["sources"]

    def test_fails_no_run_that_must_not_fail(self) -> None:
        result = report({"fail_at_end": False})
        assert (result["unfinished"], result["shortcomings"]) == ([], [])

    def test_writes_the_plan_where_one_is_wanted(self, tmp_path: Path) -> None:
        hosts = {"alder": {"result": UNVERIFIED}}
        assert "plan" not in report({"plan_file": "the-plan.json"}, hosts)["files"]
        result = report({"kind": "plan", "plan_file": "the-plan.json"}, hosts)
        assert result["files"]["plan"] == f"{tmp_path}/the-plan.json"

    def test_is_written_in_check_mode_too_and_leaves_the_journal_open(self, tmp_path: Path) -> None:
        journal = tmp_path / "journal.jsonl"
        journal.write_text(json.dumps(record("birch", "finished", result=failed())) + "\n", encoding="utf-8")
        begun = {**BEGUN, "journal": str(journal)}
        checked = report({"begun": begun}, check_mode=True)
        assert written(checked)["run"]["check_mode"] is True
        assert checked["files"]["folder"].endswith("-rotate-check")
        assert journal.exists()
        closed = report({"begun": begun})
        assert outcomes(closed)["birch"] == "failed"
        assert closed["files"]["journal"] != str(journal)
        assert not journal.exists(), "nothing is handed on"

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (
                {"kind": "merge"},
                "there is nothing to merge. Name the report folders of the slices in license_rotation_report_files.",
            ),
            ({"kind": "merge", "report_files": ["nowhere-*"]}, "no file or folder matches 'nowhere-*'."),
            ({"csv_dialect": "xlsx"}, "value of csv_dialect must be one of: excel, semicolon, comma, got: xlsx"),
            ({"earlier_report": "/dev/null"}, "'/dev/null' is not a report: Expecting value"),
            ({"report_dir": "/dev/null"}, "'/dev/null' cannot be written: File exists. Make room for it"),
        ],
    )
    def test_that_cannot_be_written_is_a_failure_that_says_why(self, options: dict[str, t.Any], message: str) -> None:
        result = report(options)
        assert result["failed"]
        assert message in result["msg"]


class TestWorklist:
    HOSTS: t.ClassVar[dict[str, dict[str, t.Any]]] = {
        "alder": {"tenant": "Alder", "activation_code": CODE},
        "birch": {"tenant": "Birch", "by_hand": True, "activation_code": CODE, "console_language": "pl"},
    }

    def test_has_the_tenants_whose_licenses_a_person_replaces(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        result = run(WorklistAction, {}, self.HOSTS)
        assert (result["hosts"], result["changed"]) == (["birch"], False)
        assert result["files"]["html"] == f"{tmp_path}/license-rotation-worklist/worklist.html"
        shown = capsys.readouterr().out
        assert f"Work list of 1 tenant: {tmp_path}/license-rotation-worklist/worklist.html (also .md)" in shown
        assert "destroy it" not in shown

    @pytest.mark.parametrize(
        ("environment", "options", "hosts", "title"),
        [
            ("de", {"console_language": "it"}, HOSTS, "Lista zadań"),
            ("de", {"console_language": "it"}, {"birch": {**HOSTS["birch"], "console_language": None}}, "Elenco"),
            ("de", {}, {"birch": {**HOSTS["birch"], "console_language": None}}, "Arbeitsliste"),
            ("", {}, {"birch": {**HOSTS["birch"], "console_language": None}}, "Work list"),
        ],
        ids=["of its hosts", "of the task", "of the environment", "English"],
    )
    def test_is_in_the_language(
        self,
        monkeypatch: pytest.MonkeyPatch,
        environment: str,
        options: dict[str, t.Any],
        hosts: dict[str, dict[str, t.Any]],
        title: str,
    ) -> None:
        monkeypatch.setenv("KESC_CONSOLE_LANGUAGE", environment)
        result = run(WorklistAction, options, hosts)
        with open(result["files"]["md"], encoding="utf-8") as file:  # noqa: PTH123 the path is text already
            assert file.readline().startswith(f"# {title}")

    def test_has_the_labels_of_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "labels.yml").write_text("Submit: Wyślij to\n", encoding="utf-8")
        result = run(WorklistAction, {"console_labels": "labels.yml", "worklist_dir": "list"}, self.HOSTS)
        assert result["files"]["md"] == f"{tmp_path}/list/worklist.md"
        assert "**Wyślij to**" in (tmp_path / "list" / "worklist.md").read_text(encoding="utf-8")

    def test_takes_a_code_from_the_order_sheet(self, tmp_path: Path) -> None:
        (tmp_path / "orders.csv").write_text(f"tenant,activation_code,limit\nBirch,{CODE},25\n", encoding="utf-8")
        hosts = {"birch": {"tenant": "Birch", "by_hand": True}}
        result = run(WorklistAction, {"order_sheet": "orders.csv", "worklist_show_codes": True}, hosts)
        assert result["hosts"] == ["birch"]
        with open(result["files"]["html"], encoding="utf-8") as file:  # noqa: PTH123 the path is text already
            page = file.read()
        assert CODE in page
        assert ">25<" in page
        assert CODE not in json.dumps(result)

    @pytest.mark.parametrize(
        ("hosts", "message"),
        [
            (
                {"alder": HOSTS["alder"]},
                "there is no tenant whose license a person replaces. Set license_rotation_by_hand",
            ),
            ({"birch": {"by_hand": True}}, "birch: there is no activation code. Set license_rotation_activation_code"),
            ({"birch": {"by_hand": True, "activation_code": "x"}}, "birch: "),
            (
                {"birch": HOSTS["birch"], "elm": {**HOSTS["birch"], "console_language": "de"}},
                "the hosts have more than one console_language: de, pl.",
            ),
        ],
    )
    def test_that_cannot_be_made_is_a_failure_that_says_why_and_nothing_is_written(
        self, tmp_path: Path, hosts: dict[str, dict[str, t.Any]], message: str
    ) -> None:
        result = run(WorklistAction, {}, hosts)
        assert result["failed"]
        assert message in result["msg"]
        assert list(tmp_path.iterdir()) == []
