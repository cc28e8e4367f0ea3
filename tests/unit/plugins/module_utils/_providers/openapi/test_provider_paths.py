# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A replacement over the KSC Open API: the exact calls of every path, and what becomes of the store."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    CodeRefusedError,
    KescError,
    LicenseNotUsableError,
    UnavailableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Transition
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._removal import RemovalOrder, remove_license
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import GuardTrippedError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, activation_code
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, active_key, key, open_tenant
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import answer, refuses, returns

BODY = CODE.encode()
REPLACED = [
    "StartSession",
    "EnumKeys",
    "GetKeyData",
    "InstallKey",
    "GetKeyData",
    "CheckIfSaasLicenseIsValid",
    "SaasTryToInstall",
    "AdjustKey",
    "AdjustKey",
    "EnumKeys",
    "FindHosts",
    "EndSession",
]


def test_a_new_code_replaces_the_old_and_takes_over_its_automatic_deployment(ksc: FakeKsc) -> None:
    result = replace(ksc)
    assert ksc.methods == REPLACED
    assert ksc.keys == {
        "OLD": active_key(KLLIC_USED_BY_ADM_SRV=0, KLLICSRV_AUTOKEY=False),
        "NEW": key("NEW", KLLIC_USED_BY_ADM_SRV=1, KLLICSRV_AUTOKEY=True),
    }
    assert (result.changed, result.comparison.transition) == (True, Transition.RENEWAL)
    assert result.after.position is Position.ACTIVE


def test_a_code_in_place_costs_four_calls(ksc: FakeKsc) -> None:
    ksc.keys = {"NEW": active_key("NEW")}
    ksc.bodies["NEW"] = (BODY, False)
    assert not replace(ksc).changed
    assert ksc.methods == ["StartSession", "EnumKeys", "GetKeyData", "EndSession"]


def test_a_code_in_place_is_found_before_stored_keys_are_looked_at(ksc: FakeKsc) -> None:
    ksc.keys = {name: key(name) for name in "ABC"} | {"NEW": active_key("NEW")}
    ksc.bodies["NEW"] = (BODY, False)
    replace(ksc)
    assert ksc.methods.count("GetKeyData") == 1


def test_a_refused_code_costs_five_calls_and_changes_nothing(ksc: FakeKsc) -> None:
    before = ksc.snapshot()
    ksc.refusals[CODE] = refuses("KLOLA", 2351, 17)
    with pytest.raises(CodeRefusedError, match="does not document"):
        replace(ksc)
    assert ksc.methods == ["StartSession", "EnumKeys", "GetKeyData", "InstallKey", "EndSession"]
    assert ksc.keys == before


def test_an_unknown_code_is_also_looked_for_at_the_old_activation_servers(ksc: FakeKsc) -> None:
    before = ksc.snapshot()
    ksc.codes.clear()
    with pytest.raises(CodeRefusedError, match="know no license for this activation code"):
        replace(ksc)
    assert ksc.methods[3:] == ["InstallKey", "DownloadKeyFiles", "EndSession"]
    assert ksc.keys == before


def test_a_second_run_changes_nothing(ksc: FakeKsc) -> None:
    replace(ksc)
    before, ksc.log = ksc.snapshot(), []
    assert not replace(ksc).changed
    assert ksc.changes == []
    assert ksc.keys == before


def test_a_stored_code_is_not_sent_to_the_activation_servers(ksc: FakeKsc) -> None:
    ksc.keys["NEW"] = key("NEW")
    ksc.bodies["NEW"] = (BODY, False)
    assert replace(ksc).applied
    assert ksc.changes == ["SaasTryToInstall", "AdjustKey", "AdjustKey"]


@pytest.mark.parametrize(
    ("old", "deployed", "changes"),
    [
        pytest.param({"KLLICSRV_AUTOKEY": True}, True, ["AdjustKey", "AdjustKey"], id="handed over"),
        pytest.param({"KLLICSRV_AUTOKEY": False}, False, [], id="switched off before: stays off"),
    ],
)
def test_automatic_deployment(ksc: FakeKsc, old: dict[str, t.Any], deployed: bool, changes: list[str]) -> None:
    ksc.keys["OLD"] = active_key(**old)
    replace(ksc)
    assert ksc.keys["NEW"]["KLLICSRV_AUTOKEY"] is deployed
    assert ksc.keys["OLD"]["KLLICSRV_AUTOKEY"] is False
    assert [method for method in ksc.changes if method == "AdjustKey"] == changes


def test_a_first_license_is_deployed_automatically(ksc: FakeKsc) -> None:
    ksc.keys.clear()
    assert replace(ksc).comparison.transition is Transition.INITIAL
    assert ksc.keys["NEW"]["KLLICSRV_AUTOKEY"] is True


def test_a_reserve_license_leaves_the_active_one_and_its_deployment_alone(ksc: FakeKsc) -> None:
    replace(ksc, position=Position.RESERVE)
    assert ksc.keys["OLD"] == active_key()
    assert ksc.keys["NEW"]["KLLIC_USED_BY_ADM_SRV"] == 2
    assert ksc.changes == ["InstallKey", "SaasTryToInstall"]


def test_a_code_that_the_server_deploys_at_once_is_kept_from_devices_until_it_is_judged(ksc: FakeKsc) -> None:
    ksc.codes[CODE] = key("NEW", KLLICSRV_AUTOKEY=True, KLLIC_LIC_COUNT=1)
    with pytest.raises(GuardTrippedError):
        replace(ksc)
    assert ksc.changes == ["InstallKey", "AdjustKey", "UninstallKey"]
    assert ksc.keys == {"OLD": active_key()}


def test_a_guard_puts_the_store_back(ksc: FakeKsc) -> None:
    ksc.keys["OLD"] = active_key(KLLIC_PROD_NAME="Plus")
    before = ksc.snapshot()
    with pytest.raises(GuardTrippedError, match="downgrade"):
        replace(ksc)
    assert ksc.keys == before
    assert ksc.changes == ["InstallKey", "UninstallKey"]


def test_a_license_that_the_server_may_not_use_is_taken_out_again(ksc: FakeKsc) -> None:
    before = ksc.snapshot()
    ksc.fault("CheckIfSaasLicenseIsValid", refuses("KLSTD", 1193))
    with pytest.raises(LicenseNotUsableError, match="Failed to apply the new license"):
        replace(ksc)
    assert ksc.keys == before
    assert ksc.changes == ["InstallKey", "UninstallKey"]


def test_hidden_bodies_are_recognised_by_verification_and_warned_of(ksc: FakeKsc) -> None:
    ksc.may_export = False
    ksc.keys = {"NEW": active_key("NEW")}
    before = ksc.snapshot()
    assert not replace(ksc).changed
    assert ksc.methods == ["StartSession", "EnumKeys", "GetKeyData", "InstallKey", "GetKeyData", "EndSession"]
    assert ksc.keys == before


def test_an_account_that_may_not_export_is_told_so(ksc: FakeKsc) -> None:
    ksc.may_export = False
    provider = open_tenant(ksc)
    assert provider.recognize(activation_code(), among=provider.licenses()) is None
    assert any("ExportLicense" in warning for warning in provider.warnings())


@pytest.mark.parametrize(
    ("how", "times"),
    [(answer(429), 4), (answer(503), 4), ("lost before", 4), (refuses("KLSTD", 1184), 1)],
    ids=["429", "503", "lost", "no right"],
)
def test_a_key_that_cannot_be_read_after_it_was_added_stays_for_the_next_run(
    ksc: FakeKsc, how: t.Any, times: int
) -> None:
    for call in range(1, 1 + times):
        ksc.fault("GetKeyData", how, call=call)
    with pytest.raises(KescError, match="License NEW, added for verification, stays in the store"):
        replace(ksc)
    assert set(ksc.keys) == {"OLD", "NEW"}
    replace(ksc)
    assert ksc.changes.count("InstallKey") == 1
    assert "UninstallKey" not in ksc.changes


def test_staged_check_mode_ends_with_the_store_as_it_was(ksc: FakeKsc) -> None:
    before = ksc.snapshot()
    result = replace(ksc, check_mode=True, staged=True)
    assert ksc.methods == [
        "StartSession",
        "EnumKeys",
        "GetKeyData",
        "InstallKey",
        "GetKeyData",
        "FindHosts",
        "UninstallKey",
        "EndSession",
    ]
    assert (ksc.keys, result.verified) == (before, True)


def test_stored_check_mode_makes_no_changing_call(ksc: FakeKsc) -> None:
    assert replace(ksc, check_mode=True).changed
    assert ksc.methods == ["StartSession", "EnumKeys", "GetKeyData", "FindHosts", "EndSession"]


def test_a_replaced_key_is_purged_when_asked(ksc: FakeKsc) -> None:
    replace(ksc, purge_replaced=True)
    assert set(ksc.keys) == {"NEW"}


def test_a_subscription_is_refreshed(ksc: FakeKsc) -> None:
    ksc.keys = {"NEW": active_key("NEW", KLLIC_KEY_TYPE=6)}
    ksc.bodies["NEW"] = (BODY, False)
    ksc.refreshed = {"KLLIC_LIC_COUNT": 150}
    result = replace(ksc)
    assert (result.changed, result.after.limit) == (True, 150)
    assert ksc.methods[3:] == ["SynchronizeLicInfo2", "CheckActionState", "EnumKeys", "EndSession"]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        pytest.param(
            returns(bFinalized=False, lNextCheckDelay=9000), "was not finished after 60 s", id="without an end"
        ),
        pytest.param(returns(bFinalized=True, bSuccededFinalized=False), "did not refresh", id="in vain"),
    ],
)
def test_a_refresh_has_an_end_and_a_failure_is_none_of_success(ksc: FakeKsc, state: t.Any, sentence: str) -> None:
    ksc.keys = {"NEW": active_key("NEW", KLLIC_KEY_TYPE=6)}
    ksc.bodies["NEW"] = (BODY, False)
    for call in range(30):
        ksc.fault("CheckActionState", state, call=call)
    with pytest.raises(UnavailableError, match=sentence):
        replace(ksc)
    assert ksc.methods.count("CheckActionState") <= 8


def test_a_removal_switches_the_deployment_off_and_keeps_the_key(ksc: FakeKsc) -> None:
    clock = FakeClock()
    order = RemovalOrder(tenant="Birch", license_id="OLD")
    result = remove_license(order, connect=lambda: open_tenant(ksc, clock=clock), clock=clock)  # type: ignore[arg-type]
    assert result.changed
    assert ksc.changes == ["SaasTryToUninstall", "AdjustKey"]
    assert ksc.keys == {"OLD": active_key(KLLIC_USED_BY_ADM_SRV=0, KLLICSRV_AUTOKEY=False)}
