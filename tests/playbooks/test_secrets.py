# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret is found in anything that a run shows, logs, caches or leaves on disk, whatever becomes of it."""

from __future__ import annotations

import base64
import re
import typing as t
from pathlib import Path

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import PLUS, Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

CAUTIOUS = {
    "username": "cautious",
    "password": "s3cret-Cautious-Passw0rd",
    "totp": "604218",
    "rights": ["read", "modify"],
}
WRONG_PASSWORD = "s3cret-But-Wrong"
WRONG_TOTP = "918273"
WRONG_TOKEN = "s3cret-Web-Token"


def spellings(secret: str) -> set[str]:
    """Every way in which a secret could be written somewhere."""
    forms = {secret, secret.lower(), secret.replace("-", ""), secret.replace("-", "").lower()}
    return forms | {base64.b64encode(form.encode()).decode() for form in forms}


class Trace(t.NamedTuple):
    """Everything that can be read after a run, by where it was read."""

    run: Run
    texts: dict[str, str]
    secrets: set[str]


def trace(run: Run, lab: RunningLab, secrets: set[str]) -> Trace:
    texts = {"terminal": run.output, "audit log of the lab": Path(lab.ready["audit_log"]).read_text(encoding="utf-8")}
    for file in run.written_files():
        texts[str(file.relative_to(run.folder))] = file.read_text(encoding="utf-8", errors="replace")
    return Trace(run, texts, secrets)


def found(trace: Trace) -> list[tuple[str, str]]:
    return [
        (where, form)
        for where, text in trace.texts.items()
        for secret in trace.secrets
        for form in spellings(secret)
        if form in text
    ]


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    made = Fleet(accounts=[CAUTIOUS], activations=None)
    made.tenant("Success")
    made.tenant("Quoted By Server")
    made.tenant("Unknown Code", unknown=True)
    made.tenant("Stopped By Guard", old={"name": PLUS})
    made.tenant("Wrong Password", password=WRONG_PASSWORD)
    made.tenant("Second Factor", username="cautious", password=CAUTIOUS["password"], totp=CAUTIOUS["totp"])
    made.tenant("Wrong Factor", username="cautious", password=CAUTIOUS["password"], totp=WRONG_TOTP)
    made.tenant("Wrong Token", auth_method="web_token", token=WRONG_TOKEN)
    made.tenant("Bad Argument", confirm_timeout=-1)
    made.tenant("Odd Spelling")
    return made


@pytest.fixture(scope="module")
def lab(fleet: Fleet, start_lab: Callable[..., RunningLab]) -> RunningLab:
    """Its refusal of one tenant's code quotes the code."""
    running = start_lab(fleet)
    order = fleet.orders["quoted-by-server"]
    quotation = f"Refused: {order.new_code}, {order.new_code.lower()}"
    running.misbehave(
        tenant=order.tenant, method="LicenseKeys.InstallKey", fault="error", module="KLX", code=77, message=quotation
    )
    return running


@pytest.fixture(scope="module")
def inventory(fleet: Fleet, lab: RunningLab) -> dict[str, t.Any]:
    made = fleet.inventory()
    made["tenants"]["vars"] = connection_variables(lab.connection())
    hosts = made["tenants"]["hosts"]
    odd = hosts["odd-spelling"]["license_rotation_activation_code"].lower().replace("-", " \N{EN DASH} ")
    hosts["odd-spelling"]["license_rotation_activation_code"] = odd
    return made


@pytest.fixture(scope="module")
def secrets(fleet: Fleet, lab: RunningLab) -> set[str]:
    accounts = {
        str(account[name]) for account in lab.ready["accounts"] for name in ("password", "totp") if account[name]
    }
    return fleet.secrets() | accounts | {WRONG_PASSWORD, WRONG_TOTP, WRONG_TOKEN, lab.ready["control_token"]}


def watched(folder: Path) -> dict[str, str]:
    """Switch on what keeps most: a log file and a cache of facts on disk."""
    return {
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
    request: pytest.FixtureRequest,
    ansible: Ansible,
    lab: RunningLab,
    inventory: dict[str, t.Any],
    secrets: set[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Trace:
    arguments, variables = MODES[request.param]
    kept = tmp_path_factory.mktemp("kept")
    run = ansible.playbook(
        "fleetops.kesc.rotate",
        "-vvvv",
        "--diff",
        *arguments,
        inventory=inventory,
        variables=variables,
        environment=watched(kept),
    )
    traced = trace(run, lab, secrets)
    logs = {f"kept/{file.name}": file.read_text(encoding="utf-8") for file in kept.rglob("*") if file.is_file()}
    return traced._replace(texts=traced.texts | logs)


def test_no_secret_is_found_after(traced: Trace) -> None:
    assert found(traced) == []


def test_no_session_id_is_found_after(traced: Trace) -> None:
    """The lab makes them of 24 random bytes: 32 characters of base64, which nothing else looks like."""
    shape = re.compile(r"(?<![\w/+=-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*[0-9])[\w-]{32}(?![\w/+=-])", re.ASCII)
    assert [(where, shape.findall(text)) for where, text in traced.texts.items() if shape.search(text)] == []


def test_the_search_finds_a_secret_in_any_spelling(traced: Trace, fleet: Fleet) -> None:
    code = fleet.orders["success"].new_code
    planted = [code, code.lower(), code.replace("-", ""), base64.b64encode(code.encode()).decode()]
    for number, form in enumerate(planted):
        assert found(traced._replace(texts={f"file {number}": f'{{"a": "{form}"}}'}))


def test_the_search_covers_terminal_log_facts_results_and_reports_of(traced: Trace) -> None:
    searched = {where for where, text in traced.texts.items() if "Success" in text}
    assert searched >= {"terminal", "kept/ansible.log", "events.jsonl", "report/report.json", "report/report.md"}
    assert any(where.startswith("kept/") and "log" not in where for where in traced.texts)


def test_the_partial_code_is_shown_by(traced: Trace, fleet: Fleet) -> None:
    assert f"code ending {fleet.orders['success'].new_code[-5:]}" in traced.texts["terminal"]


def test_no_temporary_file_with_arguments_is_left_by(traced: Trace) -> None:
    assert [where for where in traced.texts if where.startswith(("local-temp", "remote-temp", "tmp"))] == []


def test_every_tenant_is_in_the_trouble_that_it_is_for(traced: Trace) -> None:
    outcomes = traced.run.outcomes()
    failed = {host for host, outcome in outcomes.items() if outcome == "failed"}
    assert failed >= {"wrong-password", "wrong-factor", "wrong-token", "bad-argument"}
    assert outcomes["success"] in ("would_replace", "replaced")
    assert outcomes["odd-spelling"] in ("would_replace", "replaced")
    assert outcomes["quoted-by-server"] in ("would_replace", "failed")


def play(tasks: list[dict[str, t.Any]], **variables: t.Any) -> list[dict[str, t.Any]]:
    return [{"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": tasks}]


def test_a_bad_argument_does_not_show_the_code_that_a_variable_holds(
    ansible: Ansible, lab: RunningLab, fleet: Fleet, secrets: set[str]
) -> None:
    options = {**lab.connection(), "tenant": "Success", "position": "sideways", "activation_code": "{{ code }}"}
    tasks = [{"name": "Replace the licence", "fleetops.kesc.kesc_license": options}]
    # The password would be a literal of the playbook, which core may quote.
    options["password"] = "{{ password }}"
    variables = {"code": fleet.orders["success"].new_code, "password": lab.connection()["password"]}
    run = ansible.playbook(play(tasks), "-vvvv", "--diff", variables=variables)
    assert run.exit_code == 2
    assert "value of position must be one of: active, reserve, got: sideways" in run.output
    assert found(trace(run, lab, secrets)) == []


def test_results_of_reading_licences_hold_no_secret(ansible: Ansible, lab: RunningLab, secrets: set[str]) -> None:
    options = {**lab.connection(), "password": "{{ password }}"}
    tasks: list[dict[str, t.Any]] = [
        {"name": "Read", "fleetops.kesc.kesc_license_info": {**options, "tenants": ["Success", "Nobody"]}},
        {"name": "List", "fleetops.kesc.kesc_tenant_info": options},
    ]
    run = ansible.playbook(play(tasks), "-vvvv", variables={"password": lab.connection()["password"]})
    assert run.exit_code == 0
    assert found(trace(run, lab, secrets)) == []
