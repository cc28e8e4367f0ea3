# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run found: from what its tasks registered, and from the journal of its rotation."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._found import found_by_run
from ansible_collections.fleetops.kesc.tests.unit.support.host_vars import UNDEFINED, HostVars
from ansible_collections.fleetops.kesc.tests.unit.support.results import audited, failed, record, replaced

if t.TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._found import Found

SKIPPED = {"skipped": True, "changed": False}


def found(variables: dict[str, dict[str, t.Any]], **values: t.Any) -> Found:
    """Of hosts with these variables, each without its prefix."""
    hostvars = HostVars(
        {host: {f"license_rotation_{name}": value for name, value in of.items()} for host, of in variables.items()}
    )
    made = found_by_run(
        list(variables),
        lambda host: HostVariables(host, hostvars),
        **{"left_out": {}, "stopped": None, "journal": "", **values},
    )
    assert set(hostvars.asked.values()) <= {1}
    return made


def outcome(variables: dict[str, t.Any], **values: t.Any) -> str:
    (row,) = found({"birch": variables}, **values).report["tenants"]
    return row["outcome"]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param({}, "not_reached", id="nothing was registered"),
        pytest.param({"result": replaced()}, "replaced", id="a result"),
        pytest.param({"result": SKIPPED, "licenses": audited()}, "audited", id="a reading"),
        pytest.param({"result": SKIPPED, "licenses": SKIPPED}, "not_reached", id="both tasks skipped"),
        pytest.param({"by_hand": True}, "on_work_list", id="left to a person"),
        pytest.param({"by_hand": "yes"}, "on_work_list", id="left to a person, as an extra variable says"),
        pytest.param({"by_hand": False}, "not_reached", id="not left to a person"),
        pytest.param({"by_hand": UNDEFINED}, "not_reached", id="nobody knows whether left to a person"),
        pytest.param({"by_hand": True, "result": failed()}, "failed", id="left to a person, and tried nevertheless"),
    ],
)
def test_the_outcome_is_what_the_tasks_of_the_role_registered(variables: dict[str, t.Any], expected: str) -> None:
    assert outcome(variables) == expected


def test_a_registered_text_is_never_taken_for_a_template() -> None:
    (row,) = found({"birch": {"result": replaced(tenant="{{ domain }}")}}).report["tenants"]
    assert row["tenant"] == "{{ domain }}"


@pytest.mark.parametrize(
    ("variables", "tenant"),
    [
        ({"tenant": "Birch Legal"}, "Birch Legal"),
        ({"tenant": "Birch of {{ domain }}"}, "Birch of example.com"),
        ({"tenant": UNDEFINED}, "birch"),
        ({"tenant": UNDEFINED, "result": replaced()}, "Birch"),
        ({}, "birch"),
    ],
)
def test_a_tenant_without_a_result_is_called_as_its_variables_say(variables: dict[str, t.Any], tenant: str) -> None:
    (row,) = found({"birch": variables}).report["tenants"]
    assert row["tenant"] == tenant


def test_a_tenant_of_the_inventory_plugin_is_called_as_its_server_calls_it() -> None:
    hostvars = HostVars({"birch": {"kesc_tenant": {"name": "Birch Legal"}}})
    made = found_by_run(
        ["birch"], lambda host: HostVariables(host, hostvars), left_out={"no_code": ["birch"]}, stopped="", journal=""
    )
    assert [(row["tenant"], row["outcome"]) for row in made.report["tenants"]] == [("Birch Legal", "no_code")]


def test_the_servers_are_those_of_all_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KESC_SERVER_URL", "https://default.example.com:13299")
    servers = found(
        {
            "a": {"server_url": "https://one.{{ domain }}:13299"},
            "b": {"server_url": "https://one.example.com:13299"},
            "c": {"server_url": "https://operator:s3cret@two.example.com"},
            "d": {},
            "e": {"server_url": UNDEFINED},
        }
    ).servers
    assert servers == ("default.example.com:13299", "one.example.com:13299", "two.example.com")


@pytest.mark.parametrize(
    ("stopped", "why"), [(None, "the canary failed"), ("nobody had the time", "nobody had the time"), ("", "")]
)
def test_why_the_run_stopped_is_what_the_gate_said_unless_the_task_says_it(stopped: str | None, why: str) -> None:
    gates = {"a": {"stop": False, "why": ""}, "b": {"stop": True, "why": "the canary failed"}, "c": None, "d": None}
    made = found({host: {"gate": gate} for host, gate in gates.items()}, stopped=stopped)
    assert (made.stopped, made.told) == (why, True)
    assert {row["message"] for row in made.report["tenants"]} == {why}


def test_a_run_without_a_gate_has_not_told_of_its_failures() -> None:
    assert not found({"a": {"result": failed()}}).told


class TestJournal:
    @pytest.fixture
    def journal(self, tmp_path: Path) -> t.Callable[..., str]:
        def write(*records: tuple[str, str, dict[str, t.Any]]) -> str:
            file = tmp_path / "journal.jsonl"
            lines = (json.dumps(record(host, event, **values)) for host, event, values in records)
            file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            return str(file)

        return write

    def test_counts_before_what_this_run_registered(self, journal: t.Callable[..., str]) -> None:
        file = journal(("birch", "finished", {"result": replaced()}))
        assert outcome({"result": failed()}, journal=file) == "replaced"
        assert outcome({}, journal=file, left_out={"not_planned": ["birch"]}) == "replaced"

    def test_tells_of_a_license_that_was_applied_by_a_task_whose_result_was_thrown_away(
        self, journal: t.Callable[..., str]
    ) -> None:
        file = journal(
            ("birch", "verifying", {"stored": []}),
            ("birch", "applying", {"result": replaced(applied=False)}),
            ("cedar", "applying", {"result": replaced(applied=False)}),
            ("cedar", "finished", {"result": failed(tenant="Cedar")}),
        )
        timed_out = {"failed": True, "changed": False, "msg": "Timed out after 30 second(s)."}
        rows = found({"birch": {"result": timed_out}, "cedar": {"result": timed_out}}, journal=file).report["tenants"]
        assert [(row["outcome"], "after the new license had been applied" in row["message"]) for row in rows] == [
            ("failed", True),
            ("failed", False),
        ]

    def test_that_is_not_there_tells_nothing(self, tmp_path: Path) -> None:
        assert outcome({"result": replaced()}, journal=str(tmp_path / "journal.jsonl")) == "replaced"
