# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The driver in a real Chromium against the practice server's console, whose log tells what was really done."""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenant_info import run_tenant_info
from ansible_collections.fleetops.kesc.tests.console.signed_in import signed_in
from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult

# One worker, so that one server does for all of them.
pytestmark = pytest.mark.xdist_group("lab")

CLOUD, PLUS = "Kaspersky Endpoint Security Cloud", "Kaspersky Endpoint Security Cloud Plus"
WRONG = "WRONG-WRONG-WRONG-WRONG"
WIZARDS = ("instead_of_comparison", "over_comparison", "after_apply")
"""When the wizard of a migration that cannot be undone opens by itself."""


def _migrates(when: str) -> str:
    return f"Migrates {when.replace('_', ' ')}"


def _license(number: int, name: str, **terms: t.Any) -> dict[str, t.Any]:
    defaults = {"limit": 40, "created": "today-300d", "expires": "today+20d", "licensing_model": "user"}
    return {"serial": f"2A10-{number:06d}-00000001", "name": name, **defaults, **terms}


def _fleet() -> dict[str, t.Any]:
    """One workspace for each way through the wizard: its old code ends in OLD, its new one in NEW and its number."""
    later = {"expires": "today+400d", "limit": 60}
    cases = {
        "Renewal en": (_license(1, CLOUD), _license(51, CLOUD, **later)),
        "Renewal pl": (_license(2, CLOUD), _license(52, CLOUD, **later)),
        "Upgrade en": (_license(3, CLOUD, licensing_model="device"), _license(53, PLUS, **later)),
        "Upgrade pl": (_license(4, CLOUD), _license(54, PLUS, **later)),
        "Downgrade": (_license(5, PLUS), _license(55, CLOUD, **later)),
        "Checked": (_license(6, CLOUD), _license(56, PLUS, **later)),
        "In place": (_license(7, CLOUD), None),
        "Refused": (_license(8, CLOUD), _license(58, CLOUD, **later)),
        **{
            _migrates(when): (_license(20 + n, CLOUD), _license(70 + n, PLUS, **later))
            for n, when in enumerate(WIZARDS)
        },
    }
    codes, tenants = [], []
    for number, (name, (old, new)) in enumerate(cases.items(), start=1):
        codes.append({"code": f"OLDXX-OLDXX-OLDXX-OLD{number:02d}", "license": old})
        if new:
            codes.append({"code": f"NEWXX-NEWXX-NEWXX-NEW{number:02d}", "license": new})
        licenses = [{"code": f"OLDXX-OLDXX-OLDXX-OLD{number:02d}", "position": "active"}]
        devices = [{"platform": "windows", "count": 10}, {"platform": "macos", "names": ["mac-one"]}]
        wizard = next((when for when in WIZARDS if name == _migrates(when)), None)
        tenants.append(
            {"id": number, "name": name, "licenses": licenses, "devices": devices, "migration_wizard": wizard}
        )
    account = {"username": "operator", "password": "made-up-password", "internal": True, "tenants": "all"}
    return {
        "accounts": [{**account, "rights": ["read", "modify", "export_license"]}],
        "editions": {CLOUD: ["Encryption"], PLUS: ["Encryption", "Cloud Discovery", "Root-Cause Analysis"]},
        "activation_codes": codes,
        "tenants": tenants,
    }


@dataclasses.dataclass
class Console:
    """The practice server with a saved sign-in to its console."""

    lab: RunningLab
    state: str

    def run(self, tenant: str, code: str, *, check_mode: bool = False, **given: t.Any) -> TaskResult:
        arguments = _argspec.license_arguments(lambda _name: None)
        options = {"tenant": tenant, "activation_code": code, **given}
        return run_license(self.params(arguments, **options), check_mode)

    def params(self, arguments: dict[str, t.Any], **given: t.Any) -> dict[str, t.Any]:
        defaults = {name: option.get("default") for name, option in arguments["argument_spec"].items()}
        connection = {
            "provider": "console",
            "server_url": self.lab.ready["console_url"],
            "ca_path": self.lab.ca_file,
            "console_state": self.state,
            "timeout": 600,
        }
        return {**defaults, **connection, **given}


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("lab")
    lab = RunningLab(_fleet(), folder)
    try:
        yield Console(lab, signed_in(lab, folder / "state.json"))
    finally:
        lab.stop()


@pytest.mark.parametrize(
    ("tenant", "code", "language"),
    [
        pytest.param("Renewal en", "NEWXX-NEWXX-NEWXX-NEW01", "en", id="English"),
        pytest.param("Renewal pl", "NEWXX-NEWXX-NEWXX-NEW02", "pl", id="Polish"),
    ],
)
def test_a_renewal(console: Console, tenant: str, code: str, language: str) -> None:
    result = console.run(tenant, code, console_language=language)
    assert result.error is None
    values = result.values
    assert (values["changed"], values["applied"], values["verified"]) == (True, True, True)
    assert values["transition"] == "renewal"
    assert values["comparison"]["limit"] == {"before": 40, "after": 60, "changed": True}
    assert values["after"]["license_id"] == console.lab.active_serial(tenant)
    assert console.lab.writes(tenant) == ["console.apply"]


@pytest.mark.parametrize(
    ("language", "number", "features", "writes"),
    [
        pytest.param("en", 3, [], ["console.apply"], id="English, later"),
        pytest.param(
            "pl", 4, ["Cloud Discovery"], ["console.apply", "console.set_up_features"], id="Polish, with a feature"
        ),
    ],
)
def test_an_upgrade(console: Console, language: str, number: int, features: list[str], writes: list[str]) -> None:
    tenant, code = f"Upgrade {language}", f"NEWXX-NEWXX-NEWXX-NEW{number:02d}"
    result = console.run(tenant, code, console_language=language, additional_features=features)
    assert result.error is None
    assert result.values["transition"] == "upgrade"
    assert result.values["features_gained"] == ["Cloud Discovery", "Root-Cause Analysis"]
    assert not [warning for warning in result.warnings if "additional features" in warning.lower()]
    assert console.lab.writes(tenant) == writes
    assert console.lab.active_serial(tenant) == result.values["after"]["license_id"]


def test_a_downgrade_is_refused_and_then_allowed(console: Console) -> None:
    old = console.lab.active_serial("Downgrade")
    refused = console.run("Downgrade", "NEWXX-NEWXX-NEWXX-NEW05")
    assert refused.error is not None
    assert refused.error.error_code == "guard_tripped"
    assert "Cloud Discovery, Root-Cause Analysis would be lost" in refused.error.message
    assert console.lab.active_serial("Downgrade") == old
    assert console.lab.writes("Downgrade") == []
    allowed = console.run("Downgrade", "NEWXX-NEWXX-NEWXX-NEW05", allow_downgrade=True)
    assert (allowed.values["applied"], allowed.values["transition"]) == (True, "downgrade")
    assert console.lab.writes("Downgrade") == ["console.apply"]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_check_mode_shows_the_whole_comparison_and_never_applies(console: Console, language: str) -> None:
    values = console.run("Checked", "NEWXX-NEWXX-NEWXX-NEW06", check_mode=True, console_language=language).values
    assert (values["changed"], values["applied"], values["verified"]) == (True, False, True)
    assert values["comparison"]["name"] == {"before": CLOUD, "after": PLUS, "changed": True}
    assert values["features_gained"] == ["Cloud Discovery", "Root-Cause Analysis"]
    assert console.lab.writes("Checked") == []
    assert "console.submit" in [call["method"] for call in console.lab.calls("Checked")]


def test_a_code_that_is_in_place_changes_nothing(console: Console) -> None:
    values = console.run("In place", "OLDXX-OLDXX-OLDXX-OLD07").values
    assert (values["changed"], values["verified"], values["transition"]) == (False, True, "none")
    assert console.lab.writes("In place") == []


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_wrong_code_is_refused_with_the_consoles_words(console: Console, language: str) -> None:
    result = console.run("Refused", WRONG, console_language=language)
    assert result.error is not None
    assert result.error.error_code == "code_refused"
    assert result.error.server is not None
    assert result.error.server.text
    assert WRONG not in result.error.message
    assert console.lab.writes("Refused") == []


def test_activation_servers_that_are_down(console: Console) -> None:
    console.lab.misbehave(method="console.submit", tenant="Refused", fault="activation_servers_down", times=1)
    result = console.run("Refused", "NEWXX-NEWXX-NEWXX-NEW08")
    assert result.error is not None
    assert result.error.error_code in ("unavailable", "code_refused")
    assert result.error.server is not None
    assert result.error.server.text
    assert console.lab.writes("Refused") == []


def test_a_sign_in_that_has_run_out_ends_before_anything_is_touched(console: Console, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(
        Path(console.state).read_text(encoding="utf-8").replace('"value": "', '"value": "x'), encoding="utf-8"
    )
    mark = console.lab.mark()
    result = console.run("Refused", "NEWXX-NEWXX-NEWXX-NEW08", console_state=str(old))
    assert result.error is not None
    assert result.error.error_code == "authentication_failed"
    assert not [call for call in console.lab.calls(after=mark) if call["tenant"] == "Refused"]


def test_the_workspaces_and_licenses_of_business_hub(console: Console) -> None:
    arguments = _argspec.tenant_info_arguments(lambda _name: None)
    values = run_tenant_info(console.params(arguments), False).values
    assert {tenant["name"] for tenant in values["tenants"]} == set(console.lab.tenants())
    assert all(tenant["tenant_id"] for tenant in values["tenants"])
    assert any(any(CLOUD in text for text in row) for row in values["hub_licenses"])


@pytest.mark.parametrize("number", range(len(WIZARDS)), ids=WIZARDS)
def test_the_wizard_of_a_migration_is_left_alone_and_named(console: Console, number: int) -> None:
    """Its buttons and its box stand in a window of their own, over the wizard for the code or in its place."""
    tenant, code = _migrates(WIZARDS[number]), f"NEWXX-NEWXX-NEWXX-NEW{9 + number:02d}"
    result = console.run(tenant, code, additional_features=["Cloud Discovery"])
    assert result.error is not None
    assert result.error.error_code == "unexpected_window"
    assert "'Migration to Expert View'" in result.error.message
    after_apply = WIZARDS[number] == "after_apply"
    assert console.lab.writes(tenant) == (["console.apply"] if after_apply else [])
    assert console.lab.tenant(tenant)["migrated"] is False
    assert result.values["changed"] is after_apply
