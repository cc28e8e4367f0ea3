# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine without the Python library requests: whatever needs it says so, in Ansible's own words."""

from __future__ import annotations

import json
import os
import typing as t

import pytest

if t.TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible

SENTENCE = "Failed to import the required Python library (requests) on "
ADVICE = "Install it there: python -m pip install requests"
CONNECTION = {"server_url": "https://127.0.0.1:9", "username": "operator", "password": "s3cret-Operator"}
OPTIONS: dict[str, dict[str, t.Any]] = {
    "fleetops.kesc.kesc_license_info": {"tenants": ["Birch", "Cedar"]},
    "fleetops.kesc.kesc_tenant_info": {},
    "fleetops.kesc.kesc_license": {"tenant": "Birch", "activation_code": "AAAAA-BBBBB-CCCCC-00001"},
}
WAYS = {"action": "local", "module": "apart"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which requests cannot be imported."""
    (tmp_path / "requests.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'requests'\")\n", encoding="utf-8"
    )
    path = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(path)}


def test_every_module_fails_in_the_words_of_ansible(ansible: Ansible, environment: dict[str, str]) -> None:
    tasks = [
        {"name": f"{name} as {way}", name: {**CONNECTION, **options}, "ignore_errors": True, "connection": connection}
        for name, options in OPTIONS.items()
        for way, connection in WAYS.items()
    ]
    run = ansible.playbook([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}], environment=environment)
    results = {event["task"]: event["result"] for event in run.events}
    assert len(results) == len(tasks)
    for result in results.values():
        assert result["msg"].startswith(SENTENCE)
        assert result["msg"].endswith(ADVICE)
        assert result["error"]["error_code"] == "missing_library"


def test_the_inventory_says_so_too(ansible: Ansible, environment: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "one.kesc_tenants.yml"
    source.write_text(json.dumps({"plugin": "fleetops.kesc.kesc_tenants", **CONNECTION}), encoding="utf-8")
    run = ansible.inventory(source, environment=environment | {"ANSIBLE_INVENTORY_UNPARSED_WARNING": "true"})
    told = " ".join(run.stderr.split())
    assert SENTENCE in told
    assert ADVICE in told
