# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The actions that begin a rotation and decide between its batches, from the variables of a play to their results."""

from __future__ import annotations

import hashlib
import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.action.license_rotation_begin import ActionModule as Begin
from ansible_collections.fleetops.kesc.plugins.action.license_rotation_gate import ActionModule as Gate
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.plugin_utils import _controller_action
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _run
from ansible_collections.fleetops.kesc.tests.unit.support.actions import make_action
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW
from ansible_collections.fleetops.kesc.tests.unit.support.host_vars import HostVars
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, replaced

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

HOSTS: dict[str, dict[str, t.Any]] = {
    "alder": {"license_rotation_tenant": "Alder", "license_rotation_activation_code": CODE},
    "birch": {"license_rotation_tenant": "Birch", "license_rotation_activation_code": OTHER_CODE},
    "cedar": {"license_rotation_tenant": "Cedar"},
}
SHEET = f"tenant,activation_code\nCedar,ABCDE-{CODE[6:]}\n"


@pytest.fixture(autouse=True)
def no_run() -> Iterator[None]:
    """What a test began does not reach the next one."""
    yield
    _run.begin_run(lock=None, sheet=None, plan=None, decrypt=bytes)


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, t.Any]]:
    """Runs the action over HOSTS in a folder of its own, with further options; ``hosts`` are those of the play."""
    monkeypatch.chdir(tmp_path)

    def run(
        options: Mapping[str, t.Any] | None = None,
        variables: Mapping[str, t.Any] | None = None,
        hosts: Mapping[str, Mapping[str, t.Any]] | None = None,
        play: t.Sequence[str] | None = None,
    ) -> dict[str, t.Any]:
        hosts = HOSTS if hosts is None else hosts
        task_vars = {
            **(variables or {}),
            "hostvars": HostVars(hosts),
            "groups": {"all": list(hosts), "tenants": list(hosts)},
            "ansible_play_hosts_all": list(play or hosts),
        }
        return make_action(Begin, options or {}).run(task_vars=task_vars)

    return run


def test_it_says_who_comes_and_who_does_not(begin: Callable[..., dict[str, t.Any]], tmp_path: Path) -> None:
    result = begin({"canary": 1})
    assert not result.get("failed"), result
    assert result["changed"] is False
    assert (result["tenants"], result["hosts"]) == (["alder", "birch", "cedar"], ["alder", "birch"])
    assert (result["batches"], result["canary"], result["read_only"]) == ([1, 10, 50, 250], ["alder"], [])
    assert result["left_out"] == {"settled": [], "no_code": ["cedar"], "not_planned": [], "on_work_list": []}
    assert (result["audit"], result["sources"]) == (False, [])
    assert result["journal"] == str(tmp_path / "license-rotation-report" / "journal.jsonl")
    assert list(tmp_path.iterdir()) == [], "it writes nothing"


def test_an_audit_has_no_canary_and_no_journal(begin: Callable[..., dict[str, t.Any]]) -> None:
    result = begin({"audit": True, "canary": "nobody", "serial": "10,25%", "plan": "no plan"})
    assert (result["hosts"], result["read_only"]) == (["alder", "birch"], ["cedar"])
    assert (result["batches"], result["journal"], result["audit"]) == ([10, "25%"], "", True)


def test_options_come_from_the_variables_of_its_host(begin: Callable[..., dict[str, t.Any]], tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(SHEET, encoding="utf-8")
    variables = {"license_rotation_order_sheet": "orders.csv", "license_rotation_serial": 5}
    result = begin({"variables_prefix": "license_rotation_"}, variables)
    assert (result["hosts"], result["batches"]) == (["alder", "birch", "cedar"], [5])
    assert result["sources"] == [
        {"kind": "order_sheet", "file": "orders.csv", "sha256": hashlib.sha256(SHEET.encode()).hexdigest()}
    ]


def test_the_orders_of_hosts_that_have_no_part_in_the_play_are_checked_too(
    begin: Callable[..., dict[str, t.Any]],
) -> None:
    hosts = {**HOSTS, "cedar": HOSTS["alder"]}
    result = begin(play=["alder"], hosts=hosts)
    assert result["error"]["error_code"] == "orders_refused"
    assert "alder, cedar: all mean tenant 'Alder'" in result["msg"]
    assert result["msg"].count("\n- ") == 2
    assert begin(play=["birch"], hosts=hosts)["hosts"] == ["birch"]


def test_what_it_tells_holds_no_code(begin: Callable[..., dict[str, t.Any]], tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(f"{SHEET}Alder,{OTHER_CODE}\n", encoding="utf-8")
    for options in ({}, {"order_sheet": "orders.csv"}, {"require_code": True}):
        text = json.dumps(begin(options))
        assert [code for code in (CODE, OTHER_CODE) if code in text or code[:11] in text] == []


WRONG: dict[str, tuple[dict[str, t.Any], str]] = {
    "a percentage for a number": ({"max_fail_percentage": "10%"}, "argument 'max_fail_percentage' is of type"),
    "a percentage above all": ({"max_fail_percentage": 101}, "max_fail_percentage is 101, it must be from 0 to 100"),
    "a flag that is none": ({"fail_at_end": "truee"}, "The value 'truee' is not a valid boolean"),
    "less than nobody at a time": ({"throttle": -1}, "throttle is -1, it must be 0 or more"),
    "a size that is none": ({"serial": [5, "many"]}, "serial has 'many', which is no size of a batch"),
    "an empty batch": ({"serial": 0}, "serial has '0', which is no size of a batch"),
    "more than all": ({"serial": "101%"}, "serial has '101%', which is no size of a batch"),
    "a sheet that is not there": ({"order_sheet": "gone.csv"}, "the order sheet 'gone.csv' cannot be read: No such"),
    "a plan that is not there": ({"plan": "gone.json"}, "the plan 'gone.json' cannot be read: No such file"),
    "headings that are no dictionary": ({"order_columns": "tenant"}, "argument 'order_columns' is of type"),
    "an option that is none": ({"canery": 1}, "Unsupported parameters for (fleetops.kesc.license_rotation_begin)"),
}


@pytest.mark.parametrize("case", WRONG)
def test_it_refuses(begin: Callable[..., dict[str, t.Any]], case: str) -> None:
    options, message = WRONG[case]
    result = begin(options)
    assert result["failed"]
    assert message in result["msg"]
    variables = {f"license_rotation_{name}": value for name, value in options.items()}
    if case != "an option that is none":
        told = begin({"variables_prefix": "license_rotation_"}, variables)
        assert told["failed"]
        assert message in told["msg"]


def test_a_wrong_value_is_told_with_the_variable_that_has_it(begin: Callable[..., dict[str, t.Any]]) -> None:
    variables = {"license_rotation_max_fail_percentage": "10%"}
    result = begin({"variables_prefix": "license_rotation_"}, variables)
    assert result["msg"].endswith("(set here by the variable license_rotation_max_fail_percentage)")
    assert "variable" not in begin({"variables_prefix": "license_rotation_", "max_fail_percentage": "10%"})["msg"]


def test_a_canary_that_is_nobody_is_refused(
    begin: Callable[..., dict[str, t.Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Begin, "hosts_of", lambda _self, pattern, _vars: [] if pattern == "web" else list(HOSTS))
    assert begin({"canary": "web"})["msg"].startswith("canary is 'web', which names no tenant of this rotation")


def test_it_says_that_it_resumes(
    begin: Callable[..., dict[str, t.Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "journal.jsonl")
    record = {"host": "alder", "event": "finished", "result": replaced(partial_code=CODE[-5:])}
    _journal.append(file, record, at=NOW)
    result = begin({"journal_file": file})
    assert (result["hosts"], result["left_out"]["settled"]) == (["birch"], ["alder"])
    assert capsys.readouterr().out == (
        f"Resuming an interrupted rotation: 1 of 3 tenants are settled, as {file} says. To start over, move that file "
        "away.\n"
    )


def test_it_names_hosts_that_the_sheet_has_but_the_run_has_not(
    begin: Callable[..., dict[str, t.Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "orders.csv").write_text(SHEET, encoding="utf-8")
    assert begin({"order_sheet": "orders.csv"}, play=["alder"])["hosts"] == ["alder"]
    assert capsys.readouterr().out == "Not part of this run, though orders.csv has orders for them: cedar\n"


def test_it_fails_where_the_run_did_not_get_its_lock(begin: Callable[..., dict[str, t.Any]]) -> None:
    def taken() -> None:
        raise InvalidRequestError("another rotation is running", remedy="Wait for its end")

    _run.begin_run(lock=taken, sheet=None, plan=None, decrypt=bytes)
    assert begin()["msg"] == "another rotation is running. Wait for its end."


@pytest.mark.parametrize("shows", [True, False], ids=["a core that shows it as text", "one that shows JSON"])
def test_findings_are_shown_line_by_line(
    begin: Callable[..., dict[str, t.Any]],
    shows: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(_controller_action, "SHOWS_MESSAGES_AS_TEXT", shows)
    result = begin({"require_code": True})
    assert result["msg"].splitlines()[1:] == ["- cedar: no activation code (license_rotation_activation_code)"]
    assert capsys.readouterr().out == ("" if shows else result["msg"] + "\n")


def decide(results: Mapping[str, t.Any], options: Mapping[str, t.Any] | None = None) -> dict[str, t.Any]:
    hostvars = {host: {} if result is None else {"license_rotation_result": result} for host, result in results.items()}
    task_vars = {"hostvars": HostVars(hostvars), "ansible_play_batch": list(results)}
    return make_action(Gate, options or {}).run(task_vars=task_vars)


@pytest.mark.parametrize(
    ("result", "stops"),
    [
        pytest.param(failed(), True, id="a failure"),
        pytest.param({**failed(), "failed": False}, True, id="a failure that the task let pass"),
        pytest.param(failed("guard_tripped"), False, id="a guard"),
        pytest.param({"skipped": True}, False, id="skipped"),
        pytest.param(None, False, id="nothing"),
    ],
)
def test_a_failure_of_the_canary_stops_the_rotation(result: t.Any, stops: bool) -> None:
    decision = decide({"alder": result}, {"begun": {"canary": ["alder", "birch"]}})
    assert (decision["stop"], bool(decision["why"]), decision["changed"]) == (stops, stops, False)


@pytest.mark.parametrize(("limit", "stops"), [("49", True), (49, True), ("50", False)])
def test_the_limit_may_come_as_text(limit: t.Any, stops: bool) -> None:
    results = {"alder": failed(), "birch": replaced()}
    assert decide(results, {"max_fail_percentage": limit})["stop"] is stops


def test_it_shows_a_line_for_each_tenant_that_was_not_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    decision = decide({"alder": failed("guard_tripped"), "birch": failed(), "cedar": replaced()})
    assert (decision["failures"], decision["held_back"]) == (["birch"], ["alder"])
    assert [line.split(": ")[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["held back", "alder"],
        ["failed", "birch"],
    ]
