# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret is found in anything that a run shows, logs, caches or leaves on disk, whatever becomes of it."""

from __future__ import annotations

import base64
import os
import re
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import PLUS, Fleet
from ansible_collections.fleetops.kesc.tests.playbooks.traces import found, trace

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab
    from ansible_collections.fleetops.kesc.tests.playbooks.traces import Trace

CAUTIOUS = {
    "username": "cautious",
    "password": "s3cret-Cautious-Passw0rd",
    "totp": "604218",
    "rights": ["read", "modify"],
}
WRONG_PASSWORD = "s3cret-But-Wrong"
WRONG_TOTP = "918273"
WRONG_TOKEN = "s3cret-Web-Token"


class Subject(t.NamedTuple):
    """A fleet in every kind of trouble, its lab and order sheet, and all secrets that are anywhere in these."""

    fleet: Fleet
    lab: RunningLab
    inventory: dict[str, t.Any]
    secrets: set[str]


@pytest.fixture(scope="module")
def subject(start_lab: Callable[..., RunningLab]) -> Subject:
    fleet = Fleet(accounts=[CAUTIOUS], activations=None)
    cautious = {"username": "cautious", "password": CAUTIOUS["password"]}
    fleet.tenant("Success")
    quoted = fleet.tenant("Quoted By Server")
    fleet.tenant("Unknown Code", unknown=True)
    fleet.tenant("Stopped By Guard", old={"name": PLUS})
    fleet.tenant("Wrong Password", password=WRONG_PASSWORD)
    fleet.tenant("Second Factor", **cautious, totp=CAUTIOUS["totp"])
    fleet.tenant("Wrong Factor", **cautious, totp=WRONG_TOTP)
    fleet.tenant("Wrong Token", auth_method="web_token", token=WRONG_TOKEN)
    fleet.tenant("Bad Argument", confirm_timeout=-1)
    odd = fleet.tenant("Odd Spelling")
    lab = start_lab(fleet)
    lab.misbehave(
        tenant=quoted.tenant,
        method="LicenseKeys.InstallKey",
        fault="error",
        module="KLX",
        code=77,
        message=f"Refused: {quoted.new_code}, {quoted.new_code.lower()}",
    )
    inventory = fleet.inventory()
    inventory["tenants"]["vars"] = connection_variables(lab.connection())
    typed = odd.new_code.lower().replace("-", " \N{EN DASH} ")
    inventory["tenants"]["hosts"][odd.host]["license_rotation_activation_code"] = typed
    accounts = {account[name] for account in lab.ready["accounts"] for name in ("password", "totp") if account[name]}
    others = {WRONG_PASSWORD, WRONG_TOTP, WRONG_TOKEN, lab.ready["control_token"]}
    return Subject(fleet, lab, inventory, fleet.secrets() | accounts | others)


# Every process of a run loads it.
LOG_OF_LIBRARIES = """
import logging
handler = logging.FileHandler({path!r})
for name in "urllib3", "requests":
    logging.getLogger(name).addHandler(handler)
    logging.getLogger(name).setLevel(logging.DEBUG)
"""


def watched(folder: Path) -> dict[str, str]:
    """Switch on what keeps most: log files, also of the libraries, and a cache of facts on disk."""
    (folder / "sitecustomize.py").write_text(
        LOG_OF_LIBRARIES.format(path=str(folder / "libraries.log")), encoding="utf-8"
    )
    return {
        "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
        "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(folder / "facts"),
    }


MODES: dict[str, tuple[list[str], dict[str, t.Any]]] = {
    "check mode": (["--check"], {}),
    "staged check mode": (["--check"], {"license_rotation_check_mode_verification": "staged"}),
    "a rotation": ([], {}),
}


@pytest.fixture(scope="module", params=MODES)
def traced(
    request: pytest.FixtureRequest, ansible: Ansible, subject: Subject, tmp_path_factory: pytest.TempPathFactory
) -> Trace:
    arguments, variables = MODES[request.param]
    kept = tmp_path_factory.mktemp("kept")
    run = ansible.playbook(
        "fleetops.kesc.rotate",
        "-vvvv",
        "--diff",
        *arguments,
        inventory=subject.inventory,
        variables=variables,
        environment=watched(kept),
    )
    traced = trace(run, subject.lab, subject.secrets)
    files = [file for file in kept.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    logs = {f"kept/{file.name}": file.read_text(encoding="utf-8") for file in files}
    return traced._replace(texts=traced.texts | logs)


def test_no_secret_is_found_after(traced: Trace) -> None:
    assert found(traced) == []


def test_no_session_id_is_found_after(traced: Trace) -> None:
    """The lab makes them of 24 random bytes: 32 characters of base64, which nothing else looks like."""
    shape = re.compile(r"(?<![\w/+=-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*[0-9])[\w-]{32}(?![\w/+=-])", re.ASCII)
    assert [(where, shape.findall(text)) for where, text in traced.texts.items() if shape.search(text)] == []


def test_the_search_finds_a_secret_in_any_spelling(traced: Trace, subject: Subject) -> None:
    code = subject.fleet.orders["success"].new_code
    planted = [code, code.lower(), code.replace("-", ""), base64.b64encode(code.encode()).decode()]
    for number, form in enumerate(planted):
        assert found(traced._replace(texts={f"file {number}": f'{{"a": "{form}"}}'}))


def test_the_search_covers_terminal_log_results_and_reports_of(traced: Trace) -> None:
    searched = {where for where, text in traced.texts.items() if "Success" in text}
    assert searched >= {"terminal", "kept/ansible.log", "events.jsonl", "report/report.json", "report/report.md"}


def test_the_search_covers_what_the_library_logs_of_every_call_in(traced: Trace) -> None:
    assert '"POST /api/v1.0/LicenseKeys.GetKeyData HTTP/1.1" 200' in traced.texts["kept/libraries.log"]


def test_the_partial_code_is_shown_by(traced: Trace, subject: Subject) -> None:
    assert f"code ending {subject.fleet.orders['success'].new_code[-5:]}" in traced.texts["terminal"]


def test_no_temporary_file_with_arguments_is_left_by(traced: Trace) -> None:
    assert [where for where in traced.texts if where.startswith(("local-temp", "remote-temp", "tmp"))] == []


def test_every_tenant_is_in_the_trouble_that_it_is_for(traced: Trace) -> None:
    outcomes = traced.run.outcomes()
    failed = {host for host, outcome in outcomes.items() if outcome == "failed"}
    assert failed >= {"wrong-password", "wrong-factor", "wrong-token", "bad-argument"}
    assert outcomes["success"] in ("would_try", "would_replace", "replaced")
    assert outcomes["odd-spelling"] in ("would_try", "would_replace", "replaced")
    assert outcomes["quoted-by-server"] in ("would_try", "would_replace", "failed")


def play(tasks: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    return [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]


def test_a_bad_argument_does_not_show_the_code_that_a_variable_holds(ansible: Ansible, subject: Subject) -> None:
    """A literal beside it would be shown: ansible-core itself quotes the playbook, from 2.19 on."""
    connection = subject.lab.connection()
    options = {**connection, "password": "{{ password }}", "activation_code": "{{ code }}", "position": "sideways"}
    variables = {"code": subject.fleet.orders["success"].new_code, "password": connection["password"]}
    tasks = [{"name": "Replace the license", "fleetops.kesc.kesc_license": options}]
    run = ansible.playbook(play(tasks), "-vvvv", "--diff", variables=variables)
    assert run.exit_code == 2
    assert "value of position must be one of: active, reserve, got: sideways" in run.output
    assert found(trace(run, subject.lab, subject.secrets)) == []


def test_a_value_that_cannot_be_templated_does_not_show_the_code_of_a_variable(
    ansible: Ansible, subject: Subject
) -> None:
    options = {"activation_code": "{{ code }}", "position": "{{ nowhere }}", "server_url": subject.lab.url}
    tasks = [{"name": "Replace the license", "fleetops.kesc.kesc_license": options}]
    run = ansible.playbook(play(tasks), "-vvvv", variables={"code": subject.fleet.orders["success"].new_code})
    assert run.exit_code == 2
    assert "'nowhere' is undefined" in run.output
    assert found(trace(run, subject.lab, subject.secrets)) == []


def test_results_of_reading_licenses_hold_no_secret(ansible: Ansible, subject: Subject) -> None:
    connection = subject.lab.connection()
    options = {**connection, "password": "{{ password }}"}
    tasks: list[dict[str, t.Any]] = [
        {"name": "Read", "fleetops.kesc.kesc_license_info": {**options, "tenants": ["Success", "Nobody"]}},
        {"name": "List", "fleetops.kesc.kesc_tenant_info": options},
    ]
    run = ansible.playbook(play(tasks), "-vvvv", variables={"password": connection["password"]})
    assert run.exit_code == 0
    assert found(trace(run, subject.lab, subject.secrets)) == []
