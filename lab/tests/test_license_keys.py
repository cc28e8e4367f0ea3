# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""LicenseKeys: the store, positions, devices, and every refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support import FIELDS, Client, Lab, b64, base_fleet, code, key_info

Start = Callable[..., Lab]
NO_LICENSE = ("KLOLA", 2351, 34)


def test_a_code_is_stored_put_in_force_and_reported_on_the_devices(start: Start) -> None:
    lab = start()
    pear = lab.client("Pear")
    assert pear.positions() == {"S-OLD-1": 1}
    assert pear.install(code("NEW01")).json == {"PxgRetVal": "S-NEW-1"}
    assert pear.positions() == {"S-OLD-1": 1, "S-NEW-1": 0}
    assert pear.key_hosts("S-NEW-1") == {}
    assert pear.call("LicenseKeys.CheckIfSaasLicenseIsValid", pInData={"KLLIC_SERIAL": "S-NEW-1"},
                     bAsCurrent=True).json == {}  # fmt: skip
    assert pear.put_in_force("S-NEW-1").json == {}
    assert pear.positions() == {"S-OLD-1": 0, "S-NEW-1": 1}
    hosts = pear.key_hosts("S-NEW-1")
    assert hosts == {"mac-one": False} | dict.fromkeys(
        ["windows-001", "windows-002", "windows-003", "linux-001", "android-001", "ios-001"], True
    )
    assert pear.key_hosts("S-OLD-1") == {"mac-one": True}
    counts = {item["KLLIC_SERIAL"]: (item["KLLIC_NHOSTS_ASCURRENT"], item["KLLIC_NHOSTS_ASNEXT"])
              for item in pear.license_keys()}  # fmt: skip
    assert counts == {"S-OLD-1": (1, 0), "S-NEW-1": (6, 1)}


def test_a_mac_takes_the_new_license_when_the_old_one_ends(start: Start) -> None:
    lab = start()
    pear = lab.client("Pear")
    pear.install(code("NEW01"))
    pear.put_in_force("S-NEW-1")
    lab.control("POST", "clock", {"advance_seconds": 32 * 86400})
    pear = lab.client("Pear")
    assert pear.key_hosts("S-NEW-1")["mac-one"] is True


def test_a_mac_with_an_ended_license_takes_the_new_one_at_once(start: Start) -> None:
    plum = start().client("Plum")
    plum.install(code("NEW01"))
    plum.put_in_force("S-NEW-1")
    assert plum.key_hosts("S-NEW-1") == {"macos-001": True, "windows-001": True}


def test_the_reserve_key_takes_over_when_the_active_one_ends(start: Start) -> None:
    lab = start()
    pear = lab.client("Pear")
    pear.install(code("RES01"))
    assert pear.put_in_force("S-RES-1", as_current=False).json == {}
    assert pear.positions() == {"S-OLD-1": 1, "S-RES-1": 2}
    assert set(pear.key_hosts("S-RES-1").values()) == {False}
    lab.control("POST", "clock", {"advance_seconds": 32 * 86400})
    pear = lab.client("Pear")
    assert pear.positions() == {"S-OLD-1": 0, "S-RES-1": 1}
    assert set(pear.key_hosts("S-RES-1").values()) == {True}


def test_the_key_in_force_cannot_become_the_reserve(start: Start) -> None:
    assert start().client("Pear").put_in_force("S-OLD-1", as_current=False).error == ("KLSTD", 1193, 0)


def test_positions_are_emptied_and_keys_removed(start: Start) -> None:
    pear = start().client("Pear")
    pear.install(code("RES01"))
    pear.put_in_force("S-RES-1", as_current=False)
    assert pear.call("LicenseKeys.SaasTryToUninstall", bCurrent=False).json == {}
    assert pear.positions() == {"S-OLD-1": 1, "S-RES-1": 0}
    assert pear.call("LicenseKeys.SaasTryToUninstall", bCurrent=False).error == ("KLSTD", 1186, 0)
    assert pear.call("LicenseKeys.UninstallKey", pKeyInfo={"KLLIC_SERIAL": "S-RES-1"}).json == {}
    assert pear.positions() == {"S-OLD-1": 1}
    assert pear.call("LicenseKeys.UninstallKey", pKeyInfo={"KLLIC_SERIAL": "S-RES-1"}).error == ("KLSTD", 1186, 0)


def test_a_removed_key_that_devices_use_is_listed_unless_only_stored_ones_are_asked_for(start: Start) -> None:
    pear = start().client("Pear")
    pear.call("LicenseKeys.UninstallKey", pKeyInfo={"KLLIC_SERIAL": "S-OLD-1"})
    assert [item["KLLICSRV_KEY_INSTALLED"] for item in pear.license_keys()] == [False]
    assert pear.license_keys(pOptions={"KLLICSRV_ENOPT_INSTALLED_ONLY": True}) == []


def test_a_removed_key_leaves_the_devices_by_choice(start: Start) -> None:
    pear = start(base_fleet(uninstalled_key="leaves_devices")).client("Pear")
    pear.call("LicenseKeys.UninstallKey", pKeyInfo={"KLLIC_SERIAL": "S-OLD-1"})
    assert pear.license_keys() == []


@pytest.mark.parametrize(
    ("section", "error"),
    [
        pytest.param("NOSUC", NO_LICENSE, id="an unknown code"),
        pytest.param("FILE1", ("KLOLA", 2351, 3), id="a code of the 1.0 kind"),
        pytest.param("EXPIR", ("KLOLA", 2351, 1001), id="an expired code"),
        pytest.param("BLOCK", ("KLOLA", 2351, 1002), id="a blocked code"),
        pytest.param("EMPTY", ("KLOLA", 2351, 1003), id="an exhausted code"),
    ],
)
def test_the_activation_servers_refuse(lab: Lab, section: str, error: tuple[str, int, int]) -> None:
    pear = lab.client("Pear")
    before = pear.license_keys()
    assert pear.install(code(section)).error == error
    assert pear.license_keys() == before


def test_a_code_has_a_finite_number_of_activations(start: Start) -> None:
    lab = start()
    assert lab.client("Pear").install(code("NEW01")).json == {"PxgRetVal": "S-NEW-1"}
    assert lab.client("Pear").install(code("NEW01")).json == {"PxgRetVal": "S-NEW-1"}
    assert lab.client("Plum").install(code("NEW01")).error == ("KLOLA", 2351, 1003)
    assert lab.control("GET", "counters").json["activations_used"] == 1


def test_choices_of_installing(start: Start) -> None:
    fleet = base_fleet(install_stored_code="error", expired_code="install", automatic_deployment=True,
                       subcodes={"blocked": 77})  # fmt: skip
    pear = start(fleet).client("Pear")
    assert pear.install(code("OLD01")).error == ("KLSTD", 1193, 0)
    assert pear.install(code("EXPIR")).json == {"PxgRetVal": "S-EXPIR"}
    assert pear.install(code("BLOCK")).error == ("KLOLA", 2351, 77)
    assert {item["KLLIC_SERIAL"]: item["KLLICSRV_AUTOKEY"] for item in pear.license_keys()} == {
        "S-OLD-1": False,
        "S-EXPIR": True,
    }


def test_the_effect_of_an_install_may_be_late_and_the_position_untold(start: Start) -> None:
    pear = start(base_fleet(install_delay_reads=2)).client("Pear")
    pear.install(code("NEW01"))
    pear.put_in_force("S-NEW-1")
    readings = [pear.positions()["S-NEW-1"] for _ in range(4)]
    assert readings == [0, 0, 1, 1]
    silent = start(base_fleet(used_by_adm_srv="absent")).client("Pear")
    assert "KLLIC_USED_BY_ADM_SRV" not in silent.license_keys()[0]


def test_key_files_of_a_code_of_the_first_kind(start: Start) -> None:
    pear = start().client("Pear")
    assert pear.call("LicenseKeys.DownloadKeyFiles", wstrActivationCode=code("OLD01")).error == NO_LICENSE
    files = pear.value("LicenseKeys.DownloadKeyFiles", wstrActivationCode=code("FILE1"))["PxgRetVal"]
    data = {"type": "params", "value": {"KLLIC_IFKEYFILE": True, "KLLIC_LICFILE": files[0]}}
    assert pear.value("LicenseKeys.InstallKey", pKeyInfo={"KLLICSRV_KEYDATA": data}) == {"PxgRetVal": "S-FILE-1"}
    del data["value"]["KLLIC_IFKEYFILE"]
    assert pear.value("LicenseKeys.InstallKey", pKeyInfo={"KLLICSRV_KEYDATA": data}) == {"PxgRetVal": "S-FILE-1"}
    data["value"]["KLLIC_LICFILE"] = {"type": "binary", "value": b64("no key file")}
    assert pear.call("LicenseKeys.InstallKey", pKeyInfo={"KLLICSRV_KEYDATA": data}).error == ("KLSTD", 1192, 0)


@pytest.mark.parametrize(
    ("serial", "error"),
    [
        pytest.param("S-PAST-1", ("KLSTD", 1193, 0), id="an ended license"),
        pytest.param("S-OTHER", ("KLSTD", 1193, 0), id="no application id 1017"),
        pytest.param("S-NO", ("KLSTD", 1186, 0), id="not stored"),
    ],
)
def test_a_key_that_the_server_cannot_use(lab: Lab, serial: str, error: tuple[str, int, int]) -> None:
    twin = Client(lab)
    twin.start("twin-one")
    for section in ("PAST1", "OTHER"):
        assert twin.install(code(section)).error is None
    arguments = {"pInData": {"KLLIC_SERIAL": serial}, "bAsCurrent": True}
    assert twin.call("LicenseKeys.CheckIfSaasLicenseIsValid", **arguments).error == error
    assert twin.call("LicenseKeys.SaasTryToInstall", **arguments).error == error
    old = {"pKeyInfo": {"KLLIC_SERIAL": serial}, "bAsCurrent": True}
    assert twin.call("LicenseInfoSync.IsLicForSaasValid2", **old).error == error
    assert twin.call("LicenseInfoSync.TryToInstallLicForSaas2", **old).error == error


def test_the_older_names_of_the_same_acts(start: Start) -> None:
    pear = start().client("Pear")
    pear.install(code("NEW01"))
    arguments = {"pKeyInfo": {"KLLIC_SERIAL": "S-NEW-1"}, "bAsCurrent": True}
    assert pear.call("LicenseInfoSync.IsLicForSaasValid2", **arguments).json == {}
    assert pear.call("LicenseInfoSync.TryToInstallLicForSaas2", **arguments).json == {}
    assert pear.positions()["S-NEW-1"] == 1
    assert pear.call("LicenseInfoSync.TryToUnistallLicense", bCurrent=True).json == {}
    assert pear.positions()["S-NEW-1"] == 0


def test_automatic_deployment_is_switched(start: Start) -> None:
    pear = start().client("Pear")
    data = {"KLLIC_SERIAL": "S-OLD-1", "KLLICSRV_AUTOKEY": True}
    assert pear.call("LicenseKeys.AdjustKey", pData=data).json == {}
    assert pear.license_keys()[0]["KLLICSRV_AUTOKEY"] is True


def test_only_attributes_that_were_asked_for_and_exist_are_given(lab: Lab) -> None:
    pear = lab.client("Pear")
    assert pear.license_keys(["KLLIC_SERIAL", "KLLIC_SUBSCRINFO_STATE", "NO_SUCH"]) == [{"KLLIC_SERIAL": "S-OLD-1"}]
    fig = lab.client("Fig").license_keys(["KLLIC_KEY_TYPE", "KLLIC_SUBSCRINFO_STATE", "KLLIC_SUBSCRINFO_ENDDATETYPE",
                                  "KLLIC_LICTYPE_IS_SUBSCRIPTION", "KLLIC_LIC_COUNT"])  # fmt: skip
    assert fig == [{"KLLIC_KEY_TYPE": 6, "KLLIC_SUBSCRINFO_STATE": 0, "KLLIC_SUBSCRINFO_ENDDATETYPE": 2,
                    "KLLIC_LICTYPE_IS_SUBSCRIPTION": True, "KLLIC_LIC_COUNT": 4}]  # fmt: skip


def test_typed_values_of_a_key(lab: Lab) -> None:
    wanted = {"KLLIC_SERIAL": "S-OLD-1", "KLLIC_LIMIT_DATE": "", "KLLIC_APP_IDS": 0}
    data = lab.client("Pear").value("LicenseKeys.GetKeyData", pKeyInfo=wanted)["PxgRetVal"]
    assert data["KLLIC_LIMIT_DATE"]["type"] == "datetime"
    assert data["KLLIC_LIMIT_DATE"]["value"].endswith("T23:59:59Z")
    assert data["KLLIC_APP_IDS"]["value"]["1017"] == {
        "type": "params",
        "value": {"KLLIC_APP_ID": 1017, "KLLIC_LICOBJECT_66": 10},
    }


def test_the_body_of_a_key_needs_its_own_right(lab: Lab) -> None:
    wanted = {"KLLIC_SERIAL": "S-OLD-1", "KLLICSRV_KEYDATA": True}
    assert lab.client("Pear").call("LicenseKeys.GetKeyData", pKeyInfo=wanted).error == ("KLSTD", 1184, 0)
    exporter = Client(lab)
    exporter.send("/api/v1.0/login", {}, **basic_exporter(), X_KSC_VServer=b64("Pear"))
    assert exporter.send("/api/v1.0/login", {}, Authorization='KSCMFA totp="123456"').status == 200
    body = exporter.value("LicenseKeys.GetKeyData", pKeyInfo=wanted)["PxgRetVal"]["KLLICSRV_KEYDATA"]
    assert body == key_info(code("OLD01"))["KLLICSRV_KEYDATA"]


def basic_exporter() -> dict[str, str]:
    return {"Authorization": f'KSCBasic user="{b64("exporter")}", pass="{b64("lab-operator-password")}", internal="1"'}


ENUM = {"pFields": FIELDS, "pFieldsToOrder": []}
TYPED = {"KLLIC_LICFILE": {"type": "binary", "value": b64("x" * 23)}, "KLLIC_IFKEYFILE": "no"}


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        pytest.param("EnumKeys", {"pFieldsToOrder": []}, ("KLPRSS", 1125, 0), id="no pFields"),
        pytest.param("EnumKeys", {"pFields": []}, ("KLPRSS", 1125, 0), id="no pFieldsToOrder"),
        pytest.param("EnumKeys", {**ENUM, "pFields": "KLLIC_SERIAL"}, ("KLSTD", 1192, 0), id="fields no array"),
        pytest.param("EnumKeys", {**ENUM, "pFields": [1]}, ("KLSTD", 1192, 0), id="fields no names"),
        pytest.param("EnumKeys", {**ENUM, "lTimeoutSec": "5"}, ("KLSTD", 1192, 0), id="timeout no number"),
        pytest.param("EnumKeys", {**ENUM, "lTimeoutSec": True}, ("KLSTD", 1192, 0), id="timeout a bool"),
        pytest.param("EnumKeys", {**ENUM, "pOptions": []}, ("KLSTD", 1192, 0), id="options no container"),
        pytest.param("EnumKeys", {**ENUM, "pOptions": {"type": "params", "value": {}}}, ("KLSTD", 1192, 0),
                     id="a wrapped top-level container"),
        pytest.param("EnumKeys", {**ENUM, "pFields": ["KLLICSRV_KEYDATA"]}, ("KLSTD", 1193, 0), id="bodies asked for"),
        pytest.param("GetKeyData", {"pKeyInfo": {}}, ("KLPRSS", 1125, 0), id="no serial"),
        pytest.param("GetKeyData", {"pKeyInfo": {"KLLIC_SERIAL": 5}}, ("KLSTD", 1192, 0), id="serial no string"),
        pytest.param("GetKeyData", {"pKeyInfo": {"KLLIC_SERIAL": "no"}}, ("KLSTD", 1186, 0), id="serial not there"),
        pytest.param("InstallKey", {}, ("KLPRSS", 1125, 0), id="no key info"),
        pytest.param("InstallKey", {"pKeyInfo": {"KLLICSRV_KEYDATA": TYPED}}, ("KLSTD", 1192, 0),
                     id="an unwrapped nested container"),
        pytest.param("InstallKey", {"pKeyInfo": {"KLLICSRV_KEYDATA": {"type": "params", "value": TYPED}}},
                     ("KLSTD", 1192, 0), id="flag no bool"),
        pytest.param("InstallKey", {"pKeyInfo": key_info("short")}, ("KLSTD", 1192, 0), id="a code of another length"),
        pytest.param("InstallKey", {"pKeyInfo": key_info(code("NOSUC").lower())}, NO_LICENSE, id="lower case"),
        pytest.param("SaasTryToInstall", {"pInData": {"KLLIC_SERIAL": "S-OLD-1"}, "bAsCurrent": 1},
                     ("KLSTD", 1192, 0), id="bool a number"),
        pytest.param("SaasTryToInstall", {"pInData": {"KLLIC_SERIAL": "S-OLD-1"}}, ("KLPRSS", 1125, 0),
                     id="no bAsCurrent"),
        pytest.param("AdjustKey", {"pData": {"KLLIC_SERIAL": "S-OLD-1"}}, ("KLPRSS", 1125, 0), id="no AUTOKEY"),
        pytest.param("AcquireKeyHosts", {**ENUM, "pInData": {"KLLIC_SERIAL": "no"}}, ("KLSTD", 1186, 0),
                     id="hosts of no key"),
        pytest.param("AcquireKeyUsageStatistics", {"wstrSerial": "no"}, ("KLSTD", 1186, 0), id="use of no key"),
        pytest.param("NoSuchMethod", {}, ("KLCONN", 1194, 0), id="no such method"),
    ],
)  # fmt: skip
def test_wrong_arguments(lab: Lab, name: str, arguments: dict[str, object], error: tuple[str, int, int]) -> None:
    assert lab.client("Pear").call(f"LicenseKeys.{name}", **arguments).error == error


def test_use_of_a_key_across_servers(lab: Lab) -> None:
    on_main = lab.client().value("LicenseKeys.AcquireKeyUsageStatistics", wstrSerial="S-OLD-1")["PxgRetVal"]
    assert [(item["value"]["KLVSRV_DN"], item["value"]["KLLIC_NHOSTS_ASCURRENT"]) for item in on_main] == [("Pear", 7)]
    answer = lab.client("Plum").call("LicenseKeys.AcquireKeyUsageStatistics", wstrSerial="S-OLD-1")
    assert answer.error == ("KLSTD", 1186, 0)


def test_an_account_without_the_right_to_modify_changes_nothing(lab: Lab) -> None:
    auditor = lab.client("Pear", user="auditor")
    assert auditor.license_keys()
    assert auditor.install(code("RES01")).error == ("KLSTD", 1184, 0)


def test_stores_are_separate(lab: Lab) -> None:
    assert "S-OLD-1" not in lab.client("Plum").positions()
    assert lab.client().positions() == {}
