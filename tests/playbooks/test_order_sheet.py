# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Codes from an order sheet: rotated, audited, refused, and shown nowhere."""

from __future__ import annotations

import typing as t

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import text_of
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

VAULT_PASSWORD = "s3cret-Vault-Passw0rd"
COLUMNS = {"tenant": "Customer", "activation_code": "License key", "limit": "Seats", "expires": "Ends"}


class Desk(t.NamedTuple):
    """A fleet, its lab, and a folder with what an operator keeps: the inventory, the vault's password, sheets."""

    fleet: Fleet
    lab: RunningLab
    folder: Path

    def write(self, name: str, content: str | bytes) -> Path:
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def environment(self) -> dict[str, str]:
        return {f"KESC_{name.upper()}": value for name, value in self.lab.connection().items()} | {
            "ANSIBLE_VAULT_PASSWORD_FILE": str(self.folder / "vault-password")
        }


def encrypted(text: str) -> bytes:
    return VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))]).encrypt(text)


@pytest.fixture(scope="module")
def desk(start_lab: Callable[..., RunningLab], tmp_path_factory: pytest.TempPathFactory) -> Desk:
    fleet = Fleet(activations=None)
    for name in ("Alder", "Birch Legal", "Cedar", "Dogwood", "Elm"):
        fleet.tenant(name)
    made = Desk(fleet, start_lab(fleet), tmp_path_factory.mktemp("desk"))
    made.write("kesc_tenants.yml", yaml.safe_dump({"plugin": "fleetops.kesc.kesc_tenants", "external_ids": True}))
    made.write("vault-password", VAULT_PASSWORD)
    return made


def shown_codes(run: Run, fleet: Fleet) -> list[tuple[str, str]]:
    """The codes that the run showed or left on disk."""
    texts = {str(file): text_of(file) for file in run.written_files()}
    forms = {form for code in fleet.secrets() for form in (code, code.lower(), code.replace("-", ""), code[:-6])}
    return [(where, form) for where, text in {**texts, "output": run.output}.items() for form in forms if form in text]


class Rotated(t.NamedTuple):
    desk: Desk
    run: Run


@pytest.fixture(scope="module")
def rotated(desk: Desk, ansible: Ansible) -> Rotated:
    """A sheet as a spreadsheet exports it, encrypted with Vault, over the inventory plugin; nothing else is set."""
    code = {host: order.new_code for host, order in desk.fleet.orders.items()}
    sheet = desk.write(
        "orders.csv",
        encrypted(
            "\ufeffSeats;Customer;LICENSE KEY;Ends;Notes\r\n"
            f"20;Alder;{code['alder']};;by its name\r\n"
            f'\r\n20;crm-2;{code["birch-legal"].lower()};;"by its\r\nexternal id"\r\n'
            f"25;cedar;{code['cedar']};;by its host; it expects another limit\r\n".replace("; it", ", it")
        ),
    )
    run = ansible.playbook(
        "fleetops.kesc.rotate",
        f"--inventory={desk.folder / 'kesc_tenants.yml'}",
        f"--extra-vars=license_rotation_order_sheet={sheet}",
        "-vvvv",
        variables={"license_rotation_order_columns": COLUMNS},
        environment=desk.environment(),
    )
    return Rotated(desk, run)


class TestRotation:
    def test_replaces_the_licenses_of_the_tenants_on_the_sheet(self, rotated: Rotated) -> None:
        orders = rotated.desk.fleet.orders
        outcomes = rotated.run.outcomes()
        assert {host: outcomes[host] for host in ("alder", "birch-legal")} == dict.fromkeys(
            ("alder", "birch-legal"), "replaced"
        )
        for host in ("alder", "birch-legal"):
            assert rotated.desk.lab.active_serial(orders[host].tenant) == orders[host].new_serial

    def test_holds_a_tenant_back_whose_license_is_other_than_the_sheet_says(self, rotated: Rotated) -> None:
        row = rotated.run.rows()["cedar"]
        assert row["outcome"] == "held_back"
        assert "unexpected" in row["guards"]

    def test_does_not_touch_a_tenant_without_a_line(self, rotated: Rotated) -> None:
        for tenant in ("Dogwood", "Elm"):
            assert rotated.desk.lab.writes(tenant) == []

    def test_shows_no_code_and_leaves_none_behind(self, rotated: Rotated) -> None:
        assert rotated.desk.lab.ready
        assert shown_codes(rotated.run, rotated.desk.fleet) == []


@pytest.fixture(scope="module")
def refused(desk: Desk, ansible: Ansible) -> Run:
    """A sheet in which much is wrong, with what tells most switched on."""
    code = {host: order.new_code for host, order in desk.fleet.orders.items()}
    sheet = desk.write(
        "refused.csv",
        "tenant,activation_code,limit,expires\n"
        f"Alder,{code['alder']}\n"
        f"crm-1,{code['birch-legal']}\n"
        f"Sedar,{code['cedar']}\n"
        f"dogwood,{code['dogwood'][:-1]}\n"
        f'Elm,"{code["alder"].lower()}",twenty,03/04/2027\n',
    )
    variables = {
        "plugin": "fleetops.kesc.kesc_tenants",
        "external_ids": True,
        "compose": {"license_rotation_order_sheet": repr(str(sheet))},
    }
    inventory = desk.write("refused.kesc_tenants.yml", yaml.safe_dump(variables))
    return ansible.playbook("fleetops.kesc.rotate", f"--inventory={inventory}", "-vvvv", environment=desk.environment())


class TestRefusedSheet:
    @pytest.mark.parametrize(
        "sentence",
        [
            "alder: line 2 of {sheet} and line 3 of {sheet} mean its tenant: leave one of them",
            "line 4 of {sheet}: 'Sedar' is neither a host of the inventory nor its tenant",
            "dogwood (line 5 of {sheet}): section 4 of the activation code has 4 characters instead of 5",
            "alder (line 2 of {sheet}), elm (line 6 of {sheet}): all have the code ending N0001 (code_reused: ",
            "elm (line 6 of {sheet}): its limit 'twenty' is not a number",
            "elm (line 6 of {sheet}): its expiry '03/04/2027' is neither a date nor an RFC 3339 moment",
        ],
        ids=["a tenant twice", "an unknown tenant", "a malformed code", "a code twice", "a limit", "an end"],
    )
    def test_is_told_with_each_line(self, refused: Run, desk: Desk, sentence: str) -> None:
        (failure,) = [event for event in refused.events if event["status"] == "failed"]
        expected = sentence.format(sheet=desk.folder / "refused.csv")
        assert [told for told in failure["result"]["msg"].splitlines() if told.startswith(f"- {expected}")]

    def test_stops_the_run_before_a_tenant_is_touched(self, refused: Run) -> None:
        assert refused.exit_code == 2
        assert "No tenant was changed. Correct these 6 findings and start again:" in refused.stdout
        assert "fleetops.kesc.kesc_license" not in {event["action"] for event in refused.events}

    def test_shows_no_code_and_leaves_none_behind(self, refused: Run, desk: Desk) -> None:
        assert shown_codes(refused, desk.fleet) == []


INVENTORY = """\
tenants:
  vars:
    license_rotation_order_sheet: "{{ inventory_dir }}/sheet-of-the-inventory.csv"
  hosts:
    dogwood:
      license_rotation_tenant: Dogwood
      license_rotation_activation_code: "{{ vault_code }}"
      vault_code: !vault |
        %s
    elm:
      license_rotation_tenant: Elm
    alder:
      license_rotation_tenant: Alder
"""


@pytest.fixture(scope="module")
def inventory(desk: Desk) -> Path:
    """One host with an encrypted code of its own, one on the sheet, one with none."""
    encrypted_code = encrypted(desk.fleet.orders["dogwood"].new_code).decode().strip().replace("\n", "\n        ")
    desk.write("sheet-of-the-inventory.csv", f"tenant,activation_code\nAlder,{desk.fleet.orders['alder'].new_code}\n")
    return desk.write("inventory.yml", INVENTORY % encrypted_code)


class TestInventoryWithASheet:
    def test_an_audit_compares_each_tenant_with_its_code_and_only_reads_one_without(
        self, rotated: Rotated, inventory: Path, ansible: Ansible
    ) -> None:
        run = ansible.playbook(
            "fleetops.kesc.audit", f"--inventory={inventory}", "-vvvv", environment=rotated.desk.environment()
        )
        assert run.outcomes() == {"alder": "unchanged", "dogwood": "would_try", "elm": "audited"}
        assert shown_codes(run, rotated.desk.fleet) == []

    def test_its_list_shows_no_code(self, desk: Desk, inventory: Path, ansible: Ansible) -> None:
        run = ansible.inventory(inventory, environment=desk.environment())
        assert "sheet-of-the-inventory.csv" in run.stdout
        assert shown_codes(run, desk.fleet) == []
