# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What other public clients put on the wire is understood; nothing is copied from them."""

from __future__ import annotations

import pytest
from support import PASSWORD, Client, Lab, b64

USER = f'user="{b64("operator")}", pass="{b64(PASSWORD)}"'


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param(
            {"Authorization": f'KSCBasic {USER}, domain="", internal=true', "X-KSC-VServer": "x",
             "Accept-Encoding": "gzip"}, b"", id="a Go client: empty body, internal unquoted, x for the main server"),
        pytest.param(
            {"Authorization": f"KSCBasic {USER}", "X-KSC-VServer": ""}, b"", id="a Go client before that: no internal"),
        pytest.param(
            {"Authorization": f"KSCBasic {USER}", "Accept": "application/json"}, b"",
            id="a SOAR integration: empty body, no internal"),
        pytest.param(
            {"Authorization": f'KSCBasic {USER}, internal = "1"', "Content-Type": ""}, b"{}",
            id="a script: blanks in internal, no content type"),
        pytest.param(
            {"Authorization": f'KSCBasic {USER}, domain="{b64("")}", internal="1"',
             "Accept-Encoding": "gzip, deflate, br"}, b"{}", id="an inventory tool: empty domain in base64"),
        pytest.param(
            {"Authorization": f'KSCBasic {USER}, internal="1"', "X-KSC-VServer": b64("Pear"),
             "X-KSC-RequestId": "6F9619FF8B86D011B42D00C04FC964FF", "X-XSRF-TOKEN": "x", "Cookie": "a=b"}, b"{}",
            id="a Go tool: request id as a GUID, cookies"),
    ],
)  # fmt: skip
def test_logins_of_other_clients(lab: Lab, headers: dict[str, str], body: bytes) -> None:
    client = Client(lab)
    assert client.send("/api/v1.0/login", body, **headers).status == 200
    assert client.send("/api/v1.0/Session.Ping", b"").status == 200


def test_an_internal_account_is_tried_as_a_domain_account_second(lab: Lab) -> None:
    client = Client(lab)
    user = f'user="{b64("domain-user")}", pass="{b64(PASSWORD)}"'
    assert client.send("/api/v1.0/login", {}, Authorization=f'KSCBasic {user}, internal="1"').status == 401
    named = f'KSCBasic {user}, domain="EXAMPLE", internal="0"'
    assert client.send("/api/v1.0/login", {}, Authorization=named).status == 200


def test_a_search_without_order_options_and_parentheses(lab: Lab) -> None:
    pear = lab.client("Pear")
    found = pear.value("HostGroup.FindHosts", wstrFilter='KLHST_WKS_DN = "mac-one"', lMaxLifeTime=600,
                       vecFieldsToReturn=["KLHST_WKS_DN"])  # fmt: skip
    assert found["PxgRetVal"] == 1
    nothing = pear.value("HostGroup.FindHosts", wstrFilter=None, lMaxLifeTime=600, vecFieldsToReturn=["KLHST_WKS_DN"])
    chunk = pear.value("ChunkAccessor.GetItemsChunk", strAccessor=nothing["strAccessor"], nStart=0, nCount=50)
    assert chunk["PxgRetVal"] == 7


def test_a_search_as_a_go_client_writes_it(lab: Lab) -> None:
    text = """
        (&
            (KLHST_WKS_GROUPID <> 4)
            (KLHST_WKS_STATUS&1<>0)
        )"""
    options = {"KLSRVH_SLAVE_REC_DEPTH": 0, "KLGRP_FIND_FROM_CUR_VS_ONLY": True}
    found = lab.client("Pear").value("HostGroup.FindHosts", wstrFilter=text, vecFieldsToReturn=["KLHST_WKS_DN"],
                                     pParams=options, lMaxLifeTime=100)  # fmt: skip
    assert found["PxgRetVal"] == 7


def test_the_server_header_on_later_calls_makes_no_difference(lab: Lab) -> None:
    pear = lab.client("Pear")
    answer = pear.send("/api/v1.0/Multitenancy.GetTenantId", {}, X_KSC_VServer=b64("Plum"))
    assert answer.json["PxgRetVal"] == pear.value("Multitenancy.GetTenantId")["PxgRetVal"]


def test_calls_that_leave_mandatory_arguments_out_are_refused(lab: Lab) -> None:
    """One Go client sends no pFieldsToOrder, and leaves bAsCurrent out when it is false."""
    pear = lab.client("Pear")
    assert pear.call("LicenseKeys.EnumKeys", pFields=["KLLIC_SERIAL"], lTimeoutSec=60).error == ("KLPRSS", 1125, 0)
    reserve = pear.call("LicenseKeys.SaasTryToInstall", pInData={"KLLIC_SERIAL": "S-OLD-1"})
    assert reserve.error == ("KLPRSS", 1125, 0)
    assert pear.call("LicenseKeys.UninstallKey", bCurrent=True).error == ("KLPRSS", 1125, 0)
