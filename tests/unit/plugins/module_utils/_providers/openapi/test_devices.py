# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading devices and their platforms."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._providers._changing_provider import PLATFORMS, Device
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._devices import (
    platform_of,
    read_devices,
    read_waiting,
)
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp, returns
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import signed_in


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("Microsoft Windows 11 Pro", "windows"),
        ("Windows Server 2022", "windows"),
        ("macOS 15.1", "macos"),
        ("Mac OS X 10.15", "macos"),
        ("OS X El Capitan", "macos"),
        ("Android 15", "android"),
        ("iOS 18.1", "ios"),
        ("iPadOS 18", "ios"),
        ("  Apple iOS 17", "ios"),
        ("Ubuntu 24.04 LTS", "linux"),
        ("Debian GNU/Linux 12", "linux"),
        ("Red Hat Enterprise Linux 9", "linux"),
        ("Astra Linux", "linux"),
        ("Cisco IOS XE", "other"),
        ("FreeBSD 14", "other"),
        ("", "other"),
    ],
)
def test_platforms_are_told_by_the_text(text: str, platform: str) -> None:
    assert platform_of(text) == platform
    assert platform in PLATFORMS


def _items(*hosts: dict[str, object]) -> dict[str, object]:
    return {"KLCSP_ITERATOR_ARRAY": [{"type": "params", "value": host} for host in hosts]}


def test_managed_devices(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    hosts = (
        {"KLHST_WKS_HOSTNAME": "id-1", "KLHST_WKS_DN": "mac", "KLHST_WKS_OS_NAME": "macOS 15"},
        {"KLHST_WKS_HOSTNAME": "id-2", "KLHST_WKS_DN": 7},
    )
    http.expect("HostGroup.FindHosts", returns(2, strAccessor="acc"))
    http.expect("ChunkAccessor.GetItemsChunk", returns(2, pChunk=_items(*hosts))).expect(
        "ChunkAccessor.Release", returns()
    )
    assert read_devices(opened) == [Device("id-1", "mac", "macos"), Device("id-2", "", "other")]
    assert "KLHST_WKS_FROM_UNASSIGNED=0" in http.sent[1].arguments["wstrFilter"]


def test_devices_that_wait_are_those_whose_next_key_it_is(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    hosts = [
        {"KLLICSRV_HOSTNAME": f"id-{number}", "KLLICSRV_HOSTDN": name, **current}
        for number, (name, current) in enumerate(
            [
                ("mac", {"KLLICSRV_HOST_CURRENT": False}),
                ("pc", {"KLLICSRV_HOST_CURRENT": True}),
                ("unknown", {"KLLICSRV_HOST_CURRENT": False}),
                ("untold", {}),
            ]
        )
    ]
    http.expect("LicenseKeys.AcquireKeyHosts", returns(lKeyCount=4, wstrIterator="it"))
    http.expect("GroupSyncIterator.GetNextItems", returns(4, pData=_items(*hosts)))
    http.expect("GroupSyncIterator.ReleaseIterator", returns())
    waiting = read_waiting(opened, "S-1", devices=[Device("id-0", "mac", "macos")])
    assert waiting == [Device("id-0", "mac", "macos"), Device("id-2", "unknown", "other")]
    assert http.sent[1].arguments["pInData"] == {"KLLIC_SERIAL": "S-1"}
