# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Iterators, accessors, devices, virtual servers, and the refresh of subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support import Client, Lab, base_fleet

Start = Callable[..., Lab]
NOT_FOUND, BAD_FORMAT = ("KLSTD", 1186, 0), ("KLSTD", 1192, 0)


def search(client: Client, text: str = "", **more: Any) -> dict[str, Any]:
    arguments = {"wstrFilter": text, "vecFieldsToReturn": ["KLHST_WKS_DN"], "vecFieldsToOrder": [], "pParams": {},
                 "lMaxLifeTime": 100, **more}  # fmt: skip
    return dict(client.value("HostGroup.FindHosts", **arguments))


def names(client: Client, text: str = "", **more: Any) -> list[str]:
    accessor = search(client, text, **more)["strAccessor"]
    chunk = client.value("ChunkAccessor.GetItemsChunk", strAccessor=accessor, nStart=0, nCount=100)
    return [item["value"]["KLHST_WKS_DN"] for item in chunk["pChunk"]["KLCSP_ITERATOR_ARRAY"]]


def host_iterator(client: Client, **more: Any) -> str:
    arguments = {"pInData": {"KLLIC_SERIAL": "S-OLD-1"}, "pFields": ["KLLICSRV_HOSTDN"], "pFieldsToOrder": [], **more}
    return str(client.value("LicenseKeys.AcquireKeyHosts", **arguments)["wstrIterator"])


def read(client: Client, iterator: str, count: int) -> tuple[int, bool, int]:
    answer = client.value("GroupSyncIterator.GetNextItems", szwIterator=iterator, nCount=count)
    return answer["PxgRetVal"], answer["bEOF"], len(answer["pData"]["KLCSP_ITERATOR_ARRAY"])


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, [(3, False, 3), (3, False, 3), (1, True, 1), (0, True, 0)]),
        ({"eof": "page"}, [(3, True, 3), (3, True, 3), (1, False, 1), (0, False, 0)]),
        ({"max_chunk": 2}, [(2, False, 2), (2, False, 2), (2, False, 2), (1, True, 1)]),
    ],
)
def test_reading_in_chunks(start: Start, choices: dict[str, Any], expected: list[tuple[int, bool, int]]) -> None:
    pear = start(base_fleet(**choices)).client("Pear")
    iterator = host_iterator(pear)
    assert [read(pear, iterator, 3) for _ in expected] == expected


def test_an_iterator_ends_when_released_and_belongs_to_its_session(lab: Lab) -> None:
    pear, other = lab.client("Pear"), lab.client("Pear")
    iterator = host_iterator(pear)
    stolen = other.call("GroupSyncIterator.GetNextItems", szwIterator=iterator, nCount=5)
    assert stolen.error == NOT_FOUND
    assert pear.call("GroupSyncIterator.ReleaseIterator", szwIterator=iterator).json == {}
    assert pear.call("GroupSyncIterator.ReleaseIterator", szwIterator=iterator).error == NOT_FOUND
    assert pear.call("GroupSyncIterator.GetNextItems", szwIterator=iterator, nCount=5).error == NOT_FOUND


def test_an_iterator_is_no_accessor(lab: Lab) -> None:
    pear = lab.client("Pear")
    assert pear.call("ChunkAccessor.GetItemsCount", strAccessor=host_iterator(pear)).error == NOT_FOUND


def test_result_sets_expire(start: Start) -> None:
    lab = start(base_fleet(session_idle_seconds=100_000, stale_iterator="bad_format"))
    pear = lab.client("Pear")
    short, default = host_iterator(pear, lTimeoutSec=60), host_iterator(pear, lTimeoutSec=0)
    accessor = search(pear)["strAccessor"]
    lab.control("POST", "clock", {"advance_seconds": 61})
    assert pear.call("GroupSyncIterator.GetNextItems", szwIterator=short, nCount=1).error == BAD_FORMAT
    assert pear.call("ChunkAccessor.GetItemsCount", strAccessor=accessor).json == {"PxgRetVal": 7}
    lab.control("POST", "clock", {"advance_seconds": 60})
    assert pear.call("ChunkAccessor.GetItemsCount", strAccessor=accessor).error == BAD_FORMAT
    assert read(pear, default, 1)[0] == 1
    lab.control("POST", "clock", {"advance_seconds": 900})
    assert pear.call("GroupSyncIterator.GetNextItems", szwIterator=default, nCount=1).error == BAD_FORMAT


@pytest.mark.parametrize("count", [0, -1, "5", None])
def test_wrong_counts(lab: Lab, count: Any) -> None:
    pear = lab.client("Pear")
    error = pear.call("GroupSyncIterator.GetNextItems", szwIterator=host_iterator(pear), nCount=count).error
    assert error == (BAD_FORMAT if count is not None else ("KLPRSS", 1125, 0))


def test_an_accessor_can_be_read_at_any_place(lab: Lab) -> None:
    pear = lab.client("Pear")
    accessor = search(pear, '(KLHST_WKS_DN="windows-*")')["strAccessor"]
    assert pear.value("ChunkAccessor.GetItemsCount", strAccessor=accessor) == {"PxgRetVal": 3}
    for start, expected in ((0, 2), (2, 1), (5, 0)):
        answer = pear.value("ChunkAccessor.GetItemsChunk", strAccessor=accessor, nStart=start, nCount=2)
        assert answer["PxgRetVal"] == expected
    assert pear.call("ChunkAccessor.GetItemsChunk", strAccessor=accessor, nStart=-1, nCount=2).error == BAD_FORMAT
    assert pear.value("ChunkAccessor.Release", strAccessor=accessor) == {}
    assert pear.call("ChunkAccessor.Release", strAccessor=accessor).error == NOT_FOUND


def test_hosts_of_the_connected_server_or_of_all(lab: Lab) -> None:
    assert len(names(lab.client("Pear"))) == 7
    assert len(names(lab.client())) == 9
    assert names(lab.client(), pParams={"KLGRP_FIND_FROM_CUR_VS_ONLY": True}) == []


def test_hosts_in_order(lab: Lab) -> None:
    by_name = {"type": "params", "value": {"Name": "KLHST_WKS_DN", "Asc": False}}
    found = names(lab.client("Plum"), vecFieldsToOrder=[by_name])
    assert found == ["windows-001", "macos-001"]
    assert names(lab.client("Plum"), vecFieldsToOrder=["KLHST_WKS_DN"]) == ["macos-001", "windows-001"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"lMaxLifeTime": 7201},
        {"lMaxLifeTime": 0},
        {"wstrFilter": "(("},
        {"vecFieldsToOrder": [5]},
        {"pParams": {"KLGRP_FIND_FROM_CUR_VS_ONLY": 1}},
        {"vecFieldsToReturn": "KLHST_WKS_DN"},
    ],
)
def test_wrong_searches(lab: Lab, wrong: dict[str, Any]) -> None:
    arguments = {"wstrFilter": "", "vecFieldsToReturn": [], "lMaxLifeTime": 100, **wrong}
    assert lab.client("Pear").call("HostGroup.FindHosts", **arguments).error == BAD_FORMAT


def test_one_host_and_its_keys(lab: Lab) -> None:
    pear = lab.client("Pear")
    accessor = search(pear, '(KLHST_WKS_DN="mac-one")', vecFieldsToReturn=["KLHST_WKS_HOSTNAME"])["strAccessor"]
    chunk = pear.value("ChunkAccessor.GetItemsChunk", strAccessor=accessor, nStart=0, nCount=1)
    host = chunk["pChunk"]["KLCSP_ITERATOR_ARRAY"][0]["value"]["KLHST_WKS_HOSTNAME"]
    fields = ["KLHST_WKS_OS_NAME", "KLHST_WKS_FQDN", "KLHST_WKS_CTYPE"]
    info = pear.value("HostGroup.GetHostInfo", strHostName=host, pFields2Return=fields)["PxgRetVal"]
    assert info == {"KLHST_WKS_OS_NAME": "macOS 15", "KLHST_WKS_FQDN": "mac-one.pear.example"}
    product = {"szwHostName": host, "szwProduct": "KESMAC", "szwVersion": "12.1.0.0"}
    assert pear.value("LicenseInfoSync.AcquireKeysForProductOnHost", **product) == {
        "wstrActiveKey": "S-OLD-1",
        "wstrReservedKey": "",
    }
    data = pear.value("LicenseInfoSync.GetKeyDataForHost", szwSerial="S-OLD-1", **product)["PxgRetVal"]
    assert data["KLLIC_LIC_COUNT"] == 10
    assert "KLLICSRV_KEYDATA" not in data
    assert pear.call("LicenseInfoSync.GetKeyDataForHost", szwSerial="S-NO", **product).error == NOT_FOUND
    product["szwProduct"] = "OTHER"
    assert pear.call("LicenseInfoSync.AcquireKeysForProductOnHost", **product).error == NOT_FOUND
    gone = pear.call("HostGroup.GetHostInfo", strHostName="gone", pFields2Return=fields)
    assert gone.error == ("KLWAT", 1445, 0)


def test_group_ids_of_a_server(lab: Lab) -> None:
    pear, info = lab.client("Pear"), ["KLVSRV_GROUPS", "KLVSRV_SUPER", "KLVSRV_UNASSIGNED"]
    groups = [pear.value(f"HostGroup.{name}")["PxgRetVal"] for name in
              ("GroupIdGroups", "GroupIdSuper", "GroupIdUnassigned")]  # fmt: skip
    told = pear.value("VServers.GetVServerInfo", lVServer=1, pFields2Return=info)["PxgRetVal"]
    assert groups == list(told.values())


def test_virtual_servers_of_a_group(lab: Lab) -> None:
    found = lab.client().value("VServers.GetVServers", lParentGroup=7)["PxgRetVal"]
    assert [item["value"]["KLVSRV_UID"] for item in found] == ["twin-one"]


def test_a_virtual_server_sees_itself_only(lab: Lab) -> None:
    pear = lab.client("Pear")
    assert pear.value("ExtTenant.GetExternalTenantId", nVServerId=-1) == {"PxgRetVal": "crm-1"}
    for name, argument in (("VServers2.GetVServerStatistic", "lVsId"), ("ExtTenant.GetExternalTenantId", "nVServerId")):
        assert pear.call(name, **{argument: 2}).error == ("KLSTD", 1184, 0)
        assert pear.call(name, **{argument: 0}).error == ("KLSTD", 1184, 0)
    assert lab.client().call("VServers2.GetVServerStatistic", lVsId=99).error == NOT_FOUND
    assert lab.client().call("VServers.GetVServerInfo", lVServer=0, pFields2Return=[]).error == NOT_FOUND
    assert pear.call("VServers.AddVServerInfo", strDisplayName="New", lParentGroup=1).error == ("KLSTD", 1184, 0)
    uid = pear.value("VServers.GetVServerInfo", lVServer=1, pFields2Return=["KLVSRV_UID"])["PxgRetVal"]["KLVSRV_UID"]
    assert pear.value("Multitenancy.GetTenantId") == {"PxgRetVal": uid}


def test_the_license_overview_of_a_server(lab: Lab) -> None:
    main = lab.client()
    statistic = main.value("VServers2.GetVServerStatistic", lVsId=1)["PxgRetVal"]
    assert statistic == main.value("VServers2.GetVServerStatistic2", lVsId=1, nMaxAgentInactivityDays=3)["PxgRetVal"]
    assert statistic["KLVSRV_HOSTS"] == 7
    license = statistic["KLVSRV_LICENSES"][0]["value"]
    assert (license["KLLIC_SERIAL"], license["KLLIC_KEY_TYPE"]) == ("S-OLD-1", 1)
    assert main.value("VServers2.GetVServerStatistic", lVsId=0)["PxgRetVal"]["KLVSRV_LICENSES"] == []


def test_making_and_changing_a_virtual_server(start: Start) -> None:
    lab = start()
    main = lab.client()
    made = main.value("VServers.AddVServerInfo", strDisplayName="Pear", lParentGroup=4)["PxgRetVal"]
    assert (made["KLVSRV_DN"], made["KLVSRV_GRP"]) == ("Pear (2)", 4)
    number = made["KLVSRV_ID"]
    info = {"KLVSRV_DN": "Quince", "KLVSRV_VS_DESCR": "Orchard", "KLVSRV_LIC_ENABLED": False}
    assert main.value("VServers.UpdateVServerInfo", lVServer=number, pInfo=info) == {}
    assert main.value("VServers.GetVServerInfo", lVServer=number, pFields2Return=list(info))["PxgRetVal"] == info
    assert main.value("ExtTenant.SetExternalTenantId", nVServerId=number, wstrTenantID="crm-9") == {}
    assert lab.client("Quince").value("ExtTenant.GetExternalTenantId", nVServerId=-1) == {"PxgRetVal": "crm-9"}
    for wrong in ({"KLVSRV_DN": ""}, {"KLVSRV_VS_DESCR": "x" * 513}, {"KLVSRV_LIC_ENABLED": 1}):
        assert main.call("VServers.UpdateVServerInfo", lVServer=number, pInfo=wrong).error == BAD_FORMAT
    too_long = main.call("ExtTenant.SetExternalTenantId", nVServerId=number, wstrTenantID="x" * 129)
    assert too_long.error == BAD_FORMAT
    assert main.call("VServers.AddVServerInfo", strDisplayName=" ", lParentGroup=4).error == BAD_FORMAT


def test_a_refresh_brings_the_present_terms_of_a_subscription(start: Start) -> None:
    lab = start(base_fleet(synchronize_polls=2))
    fig = lab.client("Fig")
    changed = lab.control("POST", "licenses/S-SUB-1", {"limit": 33, "subscription_state": "paused"})
    assert changed.json["limit"] == 33
    action = fig.value("LicenseInfoSync.SynchronizeLicInfo2")["PxgRetVal"]
    states = [fig.value("AsyncActionStateChecker.CheckActionState", wstrActionGuid=action) for _ in range(3)]
    assert [(state["bFinalized"], state["bSuccededFinalized"], state["lStateCode"]) for state in states] == [
        (False, False, 0),
        (False, False, 0),
        (True, True, 1),
    ]
    assert states[0]["lNextCheckDelay"] == 100
    fields = ["KLLIC_LIC_COUNT", "KLLIC_SUBSCRINFO_STATE"]
    assert fig.license_keys(fields) == [{"KLLIC_LIC_COUNT": 33, "KLLIC_SUBSCRINFO_STATE": 1}]


def test_an_action_belongs_to_its_connection(lab: Lab) -> None:
    fig = lab.client("Fig")
    action = fig.value("LicenseInfoSync.SynchronizeLicInfo2")["PxgRetVal"]
    other = Client(lab)
    other.session = fig.session
    assert other.call("AsyncActionStateChecker.CheckActionState", wstrActionGuid=action).error == NOT_FOUND


def test_a_refresh_fails_while_the_activation_servers_are_down(start: Start) -> None:
    lab = start(base_fleet(synchronize_polls=0))
    lab.fault(fault="activation_servers_down", method="LicenseInfoSync.SynchronizeLicInfo2")
    fig = lab.client("Fig")
    action = fig.value("LicenseInfoSync.SynchronizeLicInfo2")["PxgRetVal"]
    state = fig.value("AsyncActionStateChecker.CheckActionState", wstrActionGuid=action)
    assert (state["bFinalized"], state["bSuccededFinalized"], state["lStateCode"]) == (True, False, 0)
    assert state["pStateData"]["KLBLAG_ERROR_INFO"]["value"]["KLBLAG_ERROR_CODE"] == 1195
    assert fig.license_keys(["KLLIC_LIC_COUNT"]) == [{"KLLIC_LIC_COUNT": 4}]


def test_a_refresh_of_bought_licenses_is_a_choice(start: Start) -> None:
    for choice, limit in (("subscriptions", 10), ("all", 99)):
        lab = start(base_fleet(synchronize=choice, synchronize_polls=0))
        lab.control("POST", "licenses/S-OLD-1", {"limit": 99})
        pear = lab.client("Pear")
        action = pear.value("LicenseInfoSync.SynchronizeLicInfo2")["PxgRetVal"]
        pear.value("AsyncActionStateChecker.CheckActionState", wstrActionGuid=action)
        assert pear.license_keys(["KLLIC_LIC_COUNT"]) == [{"KLLIC_LIC_COUNT": limit}]


def test_unknown_arguments_are_a_choice(start: Start, lab: Lab) -> None:
    assert lab.client().call("Session.Ping", more=1).json == {}
    assert start(base_fleet(unknown_arguments="error")).client().call("Session.Ping", more=1).error == BAD_FORMAT
