# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rotation that is killed, a second one beside it, and the one that resumes it: nothing is done twice."""

from __future__ import annotations

import collections
import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

TENANTS = 7
BATCH = 4
APPLY = "LicenseKeys.SaasTryToInstall"
# The last tenant of the first batch takes its license so slowly that the run is killed meanwhile.
SLOW = f"Tenant {BATCH - 1}"
SLOW_MS = 15_000


class Resumed(t.NamedTuple):
    """``second`` was started beside the first run, ``third`` as soon as that was killed.

    ``journal`` is as the kill left it, and the workers of the first run settled ``settled`` tenants.
    """

    fleet: Fleet
    lab: RunningLab
    second: Run
    third: Run
    journal: list[dict[str, t.Any]]
    folder: Path
    settled: int

    def report(self) -> dict[str, t.Any]:
        return json.loads((self.folder / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=[True, False], ids=["with its workers", "but not its workers"])
def resumed(
    request: pytest.FixtureRequest,
    start_lab: Callable[..., RunningLab],
    ansible: Ansible,
    tmp_path_factory: pytest.TempPathFactory,
) -> Resumed:
    """A rotation that is killed; its workers are too, or they stop before their next change."""
    fleet = Fleet(activations=1)
    for number in range(TENANTS):
        fleet.tenant(f"Tenant {number}", unknown=number == TENANTS - 1)
    lab = start_lab(fleet)
    lab.misbehave(tenant=SLOW, method=APPLY, fault="latency", ms=SLOW_MS)
    folder = tmp_path_factory.mktemp("rotation")
    variables = connection_variables(lab.connection()) | {
        "license_rotation_report_dir": str(folder),
        "license_rotation_serial": BATCH,
    }
    orders: dict[str, t.Any] = {"inventory": fleet.inventory(), "variables": variables}

    with ansible.start("fleetops.kesc.rotate", **orders) as first:
        first.wait_until(lambda: len(finished(folder)) == BATCH - 1)
        second = ansible.playbook("fleetops.kesc.rotate", **orders)
        first.kill(workers=request.param)
    journal = records_of(folder / "journal.jsonl")
    third = ansible.playbook("fleetops.kesc.rotate", **orders)
    return Resumed(fleet, lab, second, third, journal, folder, settled=BATCH - 1)


def records_of(journal: Path) -> list[dict[str, t.Any]]:
    whole_lines = journal.read_text(encoding="utf-8").rpartition("\n")[0] if journal.exists() else ""
    return [json.loads(line) for line in whole_lines.splitlines()]


def finished(folder: Path) -> set[str]:
    return {record["host"] for record in records_of(folder / "journal.jsonl") if record["event"] == "finished"}


def test_a_second_rotation_stops_while_the_first_is_at_work(resumed: Resumed) -> None:
    assert resumed.second.exit_code != 0
    assert "another rotation is running (process " in resumed.second.output
    assert str(resumed.folder / "journal.jsonl.lock") in resumed.second.output
    assert "Traceback" not in resumed.second.output


def test_the_run_was_killed_while_a_license_was_applied(resumed: Resumed) -> None:
    last = {record["host"]: record["event"] for record in resumed.journal}
    assert last == {f"tenant-{number}": "finished" for number in range(BATCH - 1)} | {f"tenant-{BATCH - 1}": "applying"}


def test_every_tenant_has_one_outcome_whichever_run_it_was(resumed: Resumed) -> None:
    expected = dict.fromkeys(resumed.fleet.orders, "replaced") | {f"tenant-{TENANTS - 1}": "failed"}
    report = resumed.report()
    assert report["summary"] == {"tenants": TENANTS, "replaced": TENANTS - 1, "failed": 1}
    assert {row["host"]: row["outcome"] for row in report["tenants"]} == expected


def test_what_was_replaced_before_the_kill_is_reported_with_both_licenses(resumed: Resumed) -> None:
    for row in resumed.report()["tenants"]:
        order = resumed.fleet.orders[row["host"]]
        if row["outcome"] == "replaced":
            assert (row["before"]["license_id"], row["after"]["license_id"]) == (order.old_serial, order.new_serial)
            assert (row["transition"], row["partial_code"]) == ("renewal", order.new_code[-5:])


def test_each_license_was_added_and_applied_once(resumed: Resumed) -> None:
    calls = collections.Counter((call["tenant"], call["method"]) for call in resumed.lab.calls())
    for order in list(resumed.fleet.orders.values())[:-1]:
        assert calls[order.tenant, "LicenseKeys.InstallKey"] == calls[order.tenant, APPLY] == 1
        assert resumed.lab.active_serial(order.tenant) == order.new_serial


def test_the_next_run_says_that_it_resumes_what_was_interrupted(resumed: Resumed) -> None:
    words = f"Resuming an interrupted rotation: {resumed.settled} of {TENANTS} tenants are settled"
    assert words in resumed.third.stdout


def test_a_settled_tenant_is_not_even_signed_in_to_again(resumed: Resumed) -> None:
    tasks = {event["host"] for event in resumed.third.events if event["action"] == "fleetops.kesc.kesc_license"}
    assert tasks == {f"tenant-{number}" for number in range(resumed.settled, TENANTS)}


def test_the_journal_is_closed_when_the_rotation_has_come_to_its_end(resumed: Resumed) -> None:
    (closed,) = resumed.folder.glob("journal-*.jsonl")
    records = [json.loads(line) for line in closed.read_text(encoding="utf-8").splitlines()]
    assert records[: len(resumed.journal)] == resumed.journal, "only ever appended to"
    assert closed.stat().st_mode & 0o077 == 0


def test_the_next_journal_holds_nothing_but_what_this_one_handed_on(resumed: Resumed) -> None:
    records = records_of(resumed.folder / "journal.jsonl")
    assert {record["event"] for record in records} == {"carried"}
    assert {record["host"] for record in records} <= set(resumed.fleet.orders)


def test_no_code_and_no_password_is_in_the_journal(resumed: Resumed) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in resumed.folder.glob("journal*"))
    assert resumed.fleet.orders["tenant-0"].new_code[-5:] in text
    secrets = resumed.fleet.secrets() | {resumed.lab.connection()["password"]}
    assert [secret for secret in secrets if secret in text or secret.replace("-", "") in text] == []
