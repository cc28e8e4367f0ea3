# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup order_sheet: files, Vault, and reading each sheet once."""

from __future__ import annotations

import os
import typing as t

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.template import Templar

from ansible_collections.fleetops.kesc.plugins.lookup.order_sheet import DOCUMENTATION, LookupModule
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE

if t.TYPE_CHECKING:
    from pathlib import Path

NAME = "fleetops.kesc.order_sheet"
SECRETS = [("default", VaultSecret(b"s3cret-Vault-Passw0rd"))]
TEXT = f"tenant,activation_code,limit\nBirch,{CODE},25\nCedar,{OTHER_CODE},\n"
BIRCH = {"tenant": "Birch", "activation_code": CODE, "expected": {"limit": "25"}, "line": 2}


def look_up(*terms: str, secrets: list[tuple[str, VaultSecret]] | None = None, **options: t.Any) -> list[t.Any]:
    loader = DataLoader()
    if secrets is not None:
        loader.set_vault_secrets(secrets)
    variables = options.pop("variables", {})
    plugin = LookupModule(loader=loader, templar=Templar(loader=loader, variables=variables))
    plugin._load_name = NAME
    return plugin.run(list(terms), variables=variables, **options)


@pytest.fixture(scope="module", autouse=True)
def options_of_the_plugin() -> None:
    """What ansible-core's loader of plugins does, which needs the collection to be installed."""
    constants.config.initialize_plugin_configuration_definitions(
        "lookup", NAME, yaml.safe_load(DOCUMENTATION)["options"]
    )


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_the_order_of_a_tenant_is_one_dictionary(sheet: Path) -> None:
    assert look_up("birch", "", "Birch", file=str(sheet)) == [{**BIRCH, "file": str(sheet)}]


def test_a_tenant_without_a_line_has_an_empty_order(sheet: Path) -> None:
    assert look_up("dogwood", file=str(sheet)) == [{}]


def test_without_keys_it_gives_every_order(sheet: Path) -> None:
    assert [order["line"] for order in look_up(file=str(sheet))] == [2, 3]


def test_file_and_columns_may_come_from_variables(sheet: Path) -> None:
    sheet.write_text(TEXT.replace("tenant", "Customer"), encoding="utf-8")
    variables = {
        "license_rotation_order_sheet": str(sheet),
        "license_rotation_order_columns": {"tenant": "Customer"},
    }
    assert look_up("Birch", variables=variables)[0]["line"] == 2


def test_a_relative_path_starts_at_the_working_folder_and_a_tilde_at_home(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sheet.parent)
    monkeypatch.setenv("HOME", str(sheet.parent))
    assert look_up("Birch", file="orders.csv") == [{**BIRCH, "file": "orders.csv"}]
    assert look_up("Birch", file="~/orders.csv") == [{**BIRCH, "file": "~/orders.csv"}]


def test_a_sheet_that_was_changed_is_read_again(sheet: Path) -> None:
    before = look_up("Birch", file=str(sheet))
    sheet.write_text(TEXT.replace("25", "250"), encoding="utf-8")
    after = look_up("Birch", file=str(sheet))
    assert (before[0]["expected"], after[0]["expected"]) == ({"limit": "25"}, {"limit": "250"})


def test_a_sheet_is_read_once_while_it_stays_as_it_is(sheet: Path) -> None:
    status = sheet.stat()
    look_up("Birch", file=str(sheet))
    sheet.write_text(TEXT.replace("25", "99"), encoding="utf-8")
    os.utime(sheet, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert look_up("Birch", file=str(sheet)) == [{**BIRCH, "file": str(sheet)}]


def test_an_encrypted_sheet_is_read(sheet: Path) -> None:
    sheet.write_bytes(VaultLib(SECRETS).encrypt(TEXT))
    assert look_up("Birch", file=str(sheet), secrets=SECRETS) == [{**BIRCH, "file": str(sheet)}]


@pytest.mark.parametrize(
    "secrets", [None, [("default", VaultSecret(b"wrong"))]], ids=["without a password", "with another password"]
)
def test_an_encrypted_sheet_is_not_read(sheet: Path, secrets: list[tuple[str, VaultSecret]] | None) -> None:
    sheet.write_bytes(VaultLib(SECRETS).encrypt(TEXT))
    with pytest.raises(AnsibleLookupError, match=r"orders\.csv' cannot be read: .*\b[Vv]ault (password|secrets)"):
        look_up("Birch", file=str(sheet), secrets=secrets)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("missing.csv", TEXT, r"missing\.csv' cannot be read: No such file .*\. A relative path starts at the folder"),
        (
            "orders.csv",
            f"Birch,{CODE}\n",
            r"^line 1 of the order sheet .* has no heading 'tenant', but these: 'Birch'\.",
        ),
        ("orders.csv", f"{TEXT}Birch,{CODE}\n", "^lines 2, 4 of the order sheet .* mean the same tenant. Leave one"),
    ],
    ids=["a file that is not there", "no headings", "two lines for one tenant"],
)
def test_a_sentence_says_what_is_wrong_and_shows_no_code(sheet: Path, name: str, text: str, message: str) -> None:
    sheet.write_text(text, encoding="utf-8")
    with pytest.raises(AnsibleLookupError, match=message) as raised:
        look_up("Birch", file=str(sheet.parent / name))
    assert CODE[:11] not in str(raised.value)
