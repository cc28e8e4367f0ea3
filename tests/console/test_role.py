# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run of the role over a mixed fleet: one tenant over the KSC Open API, another through the console."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.console.signed_in import signed_in
from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

if t.TYPE_CHECKING:
    from collections.abc import Iterator

CLOUD = "Kaspersky Endpoint Security Cloud"
CODES = {"Over The API": "NEWXX-NEWXX-NEWXX-NEW01", "In The Console": "NEWXX-NEWXX-NEWXX-NEW02"}
SECRETS = [section for code in CODES.values() for section in (code, code.lower(), code.replace("-", ""))]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLab]:
    codes, tenants = [], []
    for number, (name, code) in enumerate(CODES.items(), start=1):
        old = f"OLDXX-OLDXX-OLDXX-OLD{number:02d}"
        for each, serial, ends, limit in ((old, "OLD", 20, 20), (code, "NEW", 385, 25)):
            terms = {"serial": f"{serial}-{number}", "name": CLOUD, "limit": limit, "expires": f"today+{ends}d"}
            codes.append({"code": each, "license": terms})
        tenants.append({"name": name, "licenses": [{"code": old, "position": "active"}]})
    account = {"username": "operator", "password": "made-up-password", "tenants": "all"}
    accounts = [{**account, "internal": True, "rights": ["read", "modify", "export_license"]}]
    running = RunningLab(
        {"accounts": accounts, "activation_codes": codes, "tenants": tenants}, tmp_path_factory.mktemp("lab")
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def inventory(lab: RunningLab, tmp_path_factory: pytest.TempPathFactory) -> dict[str, t.Any]:
    state = signed_in(lab, tmp_path_factory.mktemp("state") / "state.json")
    common = {
        "license_rotation_ca_path": lab.ca_file,
        "license_rotation_expected": {"name": CLOUD, "limit": 25},
        "license_rotation_timeout": 600,
    }
    return {
        "all": {
            "hosts": {
                "api": {
                    **common,
                    "license_rotation_server_url": lab.url,
                    "license_rotation_username": "operator",
                    "license_rotation_password": "made-up-password",
                    "license_rotation_tenant": "Over The API",
                    "license_rotation_activation_code": CODES["Over The API"],
                },
                "console": {
                    **common,
                    "license_rotation_provider": "console",
                    "license_rotation_server_url": lab.ready["console_url"],
                    "license_rotation_console_state": state,
                    "license_rotation_console_language": "pl",
                    "license_rotation_console_artifacts_dir": str(tmp_path_factory.mktemp("pictures")),
                    "license_rotation_tenant": "In The Console",
                    "license_rotation_activation_code": CODES["In The Console"],
                },
            }
        }
    }


def test_a_mixed_fleet_is_audited_and_rotated_in_one_run_with_one_report(
    lab: RunningLab, inventory: dict[str, t.Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    # A short name: ansible-core's socket lies in it, whose path the system bounds, and xdist adds to it.
    ansible = Ansible(tmp_path_factory.mktemp("runs"))
    audit = ansible.playbook("fleetops.kesc.audit", "--check", "--diff", inventory=inventory)
    assert audit.exit_code == 0, audit.output
    assert "+license_limit: 25" in audit.stdout
    assert lab.writes() == []
    rotated = ansible.playbook("fleetops.kesc.rotate", "-vvv", inventory=inventory)
    assert rotated.exit_code == 0, rotated.output
    assert rotated.outcomes() == {"api": "replaced", "console": "replaced"}
    assert (lab.active_serial("Over The API"), lab.active_serial("In The Console")) == ("NEW-1", "NEW-2")
    assert "console.apply" in lab.writes("In The Console")
    assert not [secret for secret in SECRETS if secret in rotated.output]
    again = ansible.playbook("fleetops.kesc.rotate", inventory=inventory)
    assert again.outcomes() == {"api": "unchanged", "console": "unchanged"}
