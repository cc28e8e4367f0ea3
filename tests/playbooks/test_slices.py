# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fleet in slices, each a run of ansible-runner with hosts and a process of its own, and one report of them all."""

from __future__ import annotations

import base64
import collections
import concurrent.futures
import csv
import json
import os
import re
import shutil
import typing as t

import ansible_runner
import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables, text_of
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import PLUS, Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

SLICES = 3
# This slice has its connection from the environment, the others from a file that is encrypted with Vault.
BY_ENVIRONMENT = 0
VAULT_PASSWORD = "s3cret-Vault-Passw0rd"
APPLY = "LicenseKeys.SaasTryToInstall"
FORMS = ("json", "html", "md", "csv")
# A server gives each call an id of its own.
REQUEST_ID = re.compile(r"request id [0-9A-F]{32}")
OUTCOMES = {f"tenant-{number}": "replaced" for number in range(8)} | {
    "held-back": "held_back",
    "in-place": "unchanged",
    "macs": "replaced",
    "unknown": "failed",
}


def made_fleet() -> Fleet:
    fleet = Fleet(activations=1)
    for number in range(8):
        fleet.tenant(f"Tenant {number}")
    fleet.tenant("Held Back", old={"name": PLUS})
    fleet.tenant("In Place", in_place=True)
    fleet.tenant("Macs", devices=[{"platform": "macos", "names": ["mac-one", "mac-two"]}])
    fleet.tenant("Unknown", unknown=True)
    return fleet


def slices_of(hosts: list[str]) -> list[list[str]]:
    """As AWX makes them: every third host of those in the order of their names."""
    return [sorted(hosts)[number::SLICES] for number in range(SLICES)]


def by_environment(lab: RunningLab) -> dict[str, str]:
    """As AWX does it, where a field of the credential that nobody has filled in is a variable without a value."""
    empty = {"KESC_SERVER_FINGERPRINT": "", "KESC_USER_DOMAIN": ""}
    return empty | {f"KESC_{name.upper()}": value for name, value in lab.connection().items()}


class Sliced(t.NamedTuple):
    """The same fleet rotated as a whole, in one lab, and in slices, in another, whose reports were merged."""

    fleet: Fleet
    folder: Path
    whole: Run
    lab: RunningLab
    statuses: list[str]
    merged: Run

    def artifacts(self) -> dict[str, str]:
        """What ansible-runner keeps of the slices and the slices leave behind, by name."""
        return {
            str(file.relative_to(self.folder)): text_of(file)
            for file in (self.folder / "slices").rglob("*")
            if file.is_file()
        }

    def found(self, secrets: set[str]) -> set[str]:
        """The artifacts in which there is one of these secrets, however it is written."""
        forms = {form for secret in secrets for form in (secret, secret.lower(), secret.replace("-", ""))}
        forms |= {base64.b64encode(form.encode()).decode() for form in forms}
        return {name for name, text in self.artifacts().items() if any(form in text for form in forms)}


def write_sheet(file: Path, fleet: Fleet) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [("tenant", "activation_code"), *((order.tenant, order.new_code) for order in fleet.orders.values())]
        )
    return file


def inventory_of(fleet: Fleet, hosts: list[str]) -> dict[str, t.Any]:
    """Without the codes: these are on the sheet."""
    tenants = {host: {"license_rotation_tenant": fleet.orders[host].tenant} for host in hosts}
    return {"tenants": {"hosts": tenants}}


def write_secrets(folder: Path, lab: RunningLab) -> None:
    """The connection and the password that opens it, as an operator keeps them beside what ansible-runner is given."""
    (folder / "vault-password").write_text(VAULT_PASSWORD, encoding="ascii")
    variables = yaml.safe_dump(connection_variables(lab.connection()))
    (folder / "connection.yml").write_bytes(
        VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))]).encrypt(variables)
    )


def run_slice(number: int, inventory: Mapping[str, t.Any], *, folder: Path, lab: RunningLab) -> str:
    """A run of ansible-runner with a folder of its own; its status."""
    private = folder / "slices" / f"slice-{number}"
    home = private / "home"
    home.mkdir(parents=True)
    run = ansible_runner.run(
        private_data_dir=str(private),
        project_dir=str(folder),
        playbook="fleetops.kesc.rotate",
        inventory=inventory,
        extravars={
            "license_rotation_report_dir": str(private / "report"),
            "license_rotation_order_sheet": str(folder / "orders.csv"),
            "license_rotation_is_slice": True,
        },
        cmdline="" if number == BY_ENVIRONMENT else f"--extra-vars=@{folder / 'connection.yml'}",
        envvars={
            **(by_environment(lab) if number == BY_ENVIRONMENT else {}),
            "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
            "ANSIBLE_HOME": str(home / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(home / "temp"),
            "ANSIBLE_VAULT_PASSWORD_FILE": str(folder / "vault-password"),
            "HOME": str(home),
        },
        ident="run",
        quiet=True,
    )
    return str(run.status)


@pytest.fixture(scope="module")
def sliced(start_lab: Callable[..., RunningLab], ansible: Ansible, tmp_path_factory: pytest.TempPathFactory) -> Sliced:
    fleet, folder = made_fleet(), tmp_path_factory.mktemp("sliced")
    sheet = write_sheet(folder / "orders.csv", fleet)
    whole_lab, lab = start_lab(fleet), start_lab(fleet)
    write_secrets(folder, lab)
    whole = ansible.playbook(
        "fleetops.kesc.rotate",
        inventory=inventory_of(fleet, list(fleet.orders)),
        variables={"license_rotation_order_sheet": str(sheet)},
        environment=by_environment(whole_lab),
    )
    with concurrent.futures.ThreadPoolExecutor(SLICES) as pool:
        running = [
            pool.submit(run_slice, number, inventory_of(fleet, hosts), folder=folder, lab=lab)
            for number, hosts in enumerate(slices_of(list(fleet.orders)))
        ]
        statuses = [each.result() for each in running]
    merged = ansible.playbook(
        "fleetops.kesc.merge_reports",
        variables={"license_rotation_report_files": [f"{folder}/slices/*/report"]},
    )
    return Sliced(fleet, folder, whole, lab, statuses, merged)


def test_every_slice_reports_its_own_tenants_and_fails_because_of_them(sliced: Sliced) -> None:
    hosts = [
        [row["host"] for row in json.loads(report.read_text(encoding="utf-8"))["tenants"]]
        for report in sorted(sliced.folder.glob("slices/*/report/report.json"))
    ]
    assert hosts == slices_of(list(OUTCOMES))
    assert sliced.statuses == ["failed" if {"held-back", "unknown"} & set(each) else "successful" for each in hosts]


def forms(run: Run) -> dict[str, str]:
    """What each form of a report says of the tenants, without what it says of the run."""
    texts = {form: REQUEST_ID.sub("request id", text_of(run.folder / "report" / f"report.{form}")) for form in FORMS}
    report = json.loads(texts["json"])
    return {
        "json": json.dumps({name: report[name] for name in ("summary", "seats", "tenants")}),
        "html": texts["html"].partition("</header>")[2],
        "md": texts["md"].partition("- tenants: ")[2],
        "csv": texts["csv"],
    }


def test_the_merged_report_is_that_of_the_fleet_as_a_whole(sliced: Sliced) -> None:
    assert sliced.whole.outcomes() == OUTCOMES
    assert forms(sliced.merged) == forms(sliced.whole)


def test_the_merged_report_says_what_it_was_made_of_and_on_which_server(sliced: Sliced) -> None:
    run = sliced.merged.report["run"]
    assert (run["kind"], run["servers"]) == ("merge", [sliced.lab.url.removeprefix("https://")])
    assert run["slices"] == [f"{sliced.folder}/slices/*/report"]
    assert sliced.whole.report["run"]["inputs"][0]["file"] == str(sliced.folder / "orders.csv")


def test_the_merge_shows_and_ends_as_a_rotation_does(sliced: Sliced) -> None:
    assert sliced.merged.exit_code == sliced.whole.exit_code == 2
    assert re.search(r"^Tenant 7 +replaced \(renewal\) ", sliced.merged.stdout, re.MULTILINE)
    assert "2 of 12 tenants were not replaced as asked. The report says why." in sliced.merged.stdout


def test_what_a_slice_shows_at_its_end_is_in_the_output_that_ansible_runner_keeps_once(sliced: Sliced) -> None:
    for number, hosts in enumerate(slices_of(list(OUTCOMES))):
        kept = (sliced.folder / "slices" / f"slice-{number}" / "artifacts" / "run" / "stdout").read_text(
            encoding="utf-8"
        )
        lines = kept.replace("\r", "").splitlines()
        counts = [line for line in lines if line.startswith(f"{len(hosts)} tenants, ")]
        assert len(counts) == 1
        assert counts[0].startswith(
            f"{len(hosts)} tenants, {[OUTCOMES[host] for host in hosts].count('replaced')} replaced"
        )
        for host in hosts:
            named = [line for line in lines if line.startswith(("failed: ", "held back: ")) and f": {host}: " in line]
            assert len(named) == (OUTCOMES[host] in ("failed", "held_back"))
        assert [line for line in lines if line.startswith("Report: ")] == [
            f"Report: {sliced.folder}/slices/slice-{number}/report/report.html (also .md, .csv and .json)"
        ]


def test_each_license_was_applied_once(sliced: Sliced) -> None:
    applied = collections.Counter(call["tenant"] for call in sliced.lab.calls() if call["method"] == APPLY)
    replaced = [host for host, outcome in OUTCOMES.items() if outcome == "replaced"]
    assert applied == collections.Counter(sliced.fleet.orders[host].tenant for host in replaced)


def test_the_merged_journal_has_every_record_of_every_slice(sliced: Sliced) -> None:
    closed = sorted(sliced.folder.glob("slices/*/report/journal-*.jsonl"))
    assert len(closed) == SLICES
    records = [line for file in closed for line in file.read_text(encoding="utf-8").splitlines()]
    merged = sliced.merged.folder / "report" / "journal-merged.jsonl"
    lines = merged.read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(records)
    assert [json.loads(line)["at"] for line in lines] == sorted(json.loads(line)["at"] for line in lines)
    assert merged.stat().st_mode & 0o077 == 0


def test_what_ansible_runner_keeps_holds_no_code(sliced: Sliced) -> None:
    kept = sliced.artifacts()
    assert any(
        "job_events" in name and sliced.fleet.orders["macs"].new_code[-5:] in text for name, text in kept.items()
    )
    assert sliced.found(sliced.fleet.secrets()) == set()


def test_it_holds_a_password_only_where_that_came_from_the_environment(sliced: Sliced) -> None:
    """ansible-runner writes down the environment that it is given: the guide warns of it."""
    kept = {f"slices/slice-{BY_ENVIRONMENT}/{name}" for name in ("artifacts/run/command", "env/envvars")}
    assert sliced.found({sliced.lab.connection()["password"], VAULT_PASSWORD}) == kept


@pytest.fixture(scope="module")
def unfinished(sliced: Sliced, ansible: Ansible, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A merge with one slice that was cut off before its end, and without another one."""
    folder = tmp_path_factory.mktemp("unfinished")
    for number in range(SLICES - 1):
        shutil.copytree(sliced.folder / "slices" / f"slice-{number}" / "report", folder / f"slice-{number}")
    cut_off = folder / "slice-1"
    (closed,) = cut_off.glob("journal-*.jsonl")
    closed.rename(cut_off / "journal.jsonl")
    return ansible.playbook(
        "fleetops.kesc.merge_reports",
        inventory=inventory_of(sliced.fleet, list(sliced.fleet.orders)),
        variables={"license_rotation_report_files": [f"{folder}/slice-*"], "license_rotation_hosts": "tenants"},
    )


def test_a_slice_that_is_not_at_its_end_is_named_and_what_it_settled_is_reported(
    unfinished: Run, sliced: Sliced
) -> None:
    first, second, _third = slices_of(list(OUTCOMES))
    rows = sliced.whole.rows()
    for host, row in unfinished.rows().items():
        if host in [*first, *second]:
            assert REQUEST_ID.sub("", json.dumps(row)) == REQUEST_ID.sub("", json.dumps(rows[host]))
    assert re.search(r"/slice-1/journal\.jsonl: the rotation has not come to its end\.", unfinished.stdout)
    assert unfinished.exit_code == 2


def test_a_tenant_of_which_no_slice_tells_was_not_reached(unfinished: Run) -> None:
    _first, _second, third = slices_of(list(OUTCOMES))
    assert {host for host, outcome in unfinished.outcomes().items() if outcome == "not_reached"} == set(third)
