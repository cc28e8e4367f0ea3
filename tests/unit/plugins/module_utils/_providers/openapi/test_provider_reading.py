# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the provider reads, and what it says of how it read it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AccessDeniedError, KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, activation_code
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, active_key, key, open_tenant
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import refuses, returns


@pytest.fixture
def ksc() -> FakeKsc:
    return FakeKsc(active_key(), key("NEW"))


def test_licenses_come_in_their_positions(ksc: FakeKsc) -> None:
    licenses = open_tenant(ksc).licenses()
    assert {each.license_id: each.position for each in licenses} == {"OLD": Position.ACTIVE, "NEW": Position.NONE}


@pytest.mark.parametrize(
    ("got", "usable"), [(returns(), True), (refuses("KLSTD", 1193), False)], ids=["valid", "not valid"]
)
def test_whether_a_license_may_be_used(ksc: FakeKsc, got: t.Any, usable: bool) -> None:
    ksc.fault("CheckIfSaasLicenseIsValid", got)
    provider = open_tenant(ksc)
    assert provider.usable(provider.licenses()[0], position=Position.ACTIVE) is usable


def test_another_refusal_does_not_say_whether_it_may_be_used(ksc: FakeKsc) -> None:
    ksc.fault("CheckIfSaasLicenseIsValid", refuses("KLSTD", 1184))
    provider = open_tenant(ksc)
    with pytest.raises(AccessDeniedError):
        provider.usable(provider.licenses()[0], position=Position.ACTIVE)


@pytest.mark.parametrize(
    ("deployed", "changed"), [(True, True), (False, False)], ids=["still deployed", "nothing left to change"]
)
def test_a_position_that_is_vacant_already_is_fine(ksc: FakeKsc, deployed: bool, changed: bool) -> None:
    ksc.keys["OLD"]["KLLICSRV_AUTOKEY"] = deployed
    ksc.fault("SaasTryToUninstall", refuses("KLSTD", 1186))
    provider = open_tenant(ksc)
    old = next(each for each in provider.licenses() if each.license_id == "OLD")
    assert provider.vacate(old) is changed
    assert ksc.keys["OLD"]["KLLICSRV_AUTOKEY"] is False


def test_devices_are_read_once(ksc: FakeKsc) -> None:
    provider = open_tenant(ksc)
    assert provider.devices() == provider.devices() == []
    assert ksc.methods.count("FindHosts") == 1


@pytest.mark.parametrize(
    ("bodies", "hidden"),
    [
        pytest.param({}, True, id="no bodies at all"),
        pytest.param({"OLD": (b"another", False)}, False, id="another code"),
        pytest.param({"OLD": (CODE.encode(), True)}, False, id="a key file"),
    ],
)
def test_bodies_that_are_left_out_count_as_hidden(ksc: FakeKsc, bodies: dict[str, t.Any], hidden: bool) -> None:
    ksc.bodies = bodies
    provider = open_tenant(ksc)
    assert provider.recognize(activation_code(), among=provider.licenses()) is None
    assert any("ExportLicense" in warning for warning in provider.warnings()) is hidden


def test_an_empty_store_hides_nothing() -> None:
    provider = open_tenant(FakeKsc())
    assert provider.recognize(activation_code(), among=provider.licenses()) is None
    assert provider.warnings() == []


def test_a_refusal_says_that_a_hidden_code_may_be_stored_already(ksc: FakeKsc) -> None:
    ksc.may_export = False
    ksc.refusals[CODE] = refuses("KLOLA", 2351, 99)
    provider = open_tenant(ksc)
    known = provider.licenses()
    provider.recognize(activation_code(), among=known)
    with pytest.raises(KescError, match="may be in the tenant's store already"):
        provider.verify(activation_code(), known=known)


def test_repeated_calls_are_counted(ksc: FakeKsc) -> None:
    ksc.fault("EnumKeys", "lost before")
    provider = open_tenant(ksc)
    provider.licenses()
    assert provider.requests().repeated == 1


def test_an_unknown_placement_is_told() -> None:
    provider = open_tenant(FakeKsc(active_key("A", KLLIC_USED_BY_ADM_SRV=1), active_key("B", KLLIC_USED_BY_ADM_SRV=1)))
    assert {each.position for each in provider.licenses()} == {Position.UNKNOWN}
    assert any("their positions are unknown" in warning for warning in provider.warnings())


def test_the_cost_counts_every_call(ksc: FakeKsc) -> None:
    provider = open_tenant(ksc)
    provider.licenses()
    provider.close()
    assert provider.requests().count == len(ksc.log) == 5
    assert provider.requests().seconds >= 0
