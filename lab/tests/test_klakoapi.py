# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kaspersky's own Python client, unchanged, against the lab.

KlAkOAPI is shipped with Kaspersky Security Center and redistributed in the package ussl-ksc.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support import OPERATOR, PASSWORD, Lab, code

adm_server = pytest.importorskip("KlAkOAPI.AdmServer", reason="KlAkOAPI (package ussl-ksc) is not installed")

from KlAkOAPI.AsyncActionStateChecker import KlAkAsyncActionStateChecker  # noqa: E402 - after the check above
from KlAkOAPI.ChunkAccessor import KlAkChunkAccessor  # noqa: E402
from KlAkOAPI.Error import KlAkError, KlAkResponseError  # noqa: E402
from KlAkOAPI.GroupSyncIterator import KlAkGroupSyncIterator  # noqa: E402
from KlAkOAPI.HostGroup import KlAkHostGroup  # noqa: E402
from KlAkOAPI.LicenseInfoSync import KlAkLicenseInfoSync  # noqa: E402
from KlAkOAPI.LicenseKeys import KlAkLicenseKeys  # noqa: E402
from KlAkOAPI.Multitenancy import KlAkMultitenancy  # noqa: E402
from KlAkOAPI.Params import KlAkArray, KlAkParams, paramBinary, paramParams  # noqa: E402
from KlAkOAPI.Session import KlAkSession  # noqa: E402
from KlAkOAPI.VServers import KlAkVServers  # noqa: E402
from KlAkOAPI.VServers2 import KlAkVServers2  # noqa: E402

Connect = Callable[..., Any]


@pytest.fixture
def connect(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """Connect as its samples do. It gives the CA file to the login only, so that the rest needs the environment."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", lab.ready["ca_file"])
    servers = []

    def begin(vserver: str = "", user: str = OPERATOR, password: str = PASSWORD, **more: Any) -> Any:
        arguments = {"internal_user": True, "verify": lab.ready["ca_file"], "vserver": vserver, **more}
        server = adm_server.KlAkAdmServer.Create(lab.url, user, password, **arguments)
        servers.append(server)
        return server

    yield begin
    for server in servers:
        server.Disconnect()


def test_connect_and_disconnect(connect: Connect) -> None:
    server = connect("Pear")
    assert server.connected
    server.Disconnect()
    assert not server.connected
    assert connect("", "domain-user", domain="EXAMPLE", internal_user=False).connected


def test_a_wrong_password_and_a_wrong_server(connect: Connect) -> None:
    for arguments in ({"password": "wrong"}, {"vserver": "Nowhere"}):
        with pytest.raises(KlAkResponseError):
            connect(**arguments)


def test_keys_through_its_containers(connect: Connect) -> None:
    server = connect("Pear")
    keys, iterator = KlAkLicenseKeys(server), KlAkGroupSyncIterator(server)
    fields = KlAkArray(["KLLIC_SERIAL", "KLLIC_LIMIT_DATE", "KLLIC_APP_IDS", "KLLICSRV_KEY_INSTALLED"])
    found = keys.EnumKeys(fields, KlAkArray([]), KlAkParams({"KLLICSRV_ENOPT_INSTALLED_ONLY": True}), 0)
    assert found.OutPar("lKeyCount") == 1
    name = found.OutPar("wstrIterator")
    items = iterator.GetNextItems(name, 50)
    assert (items.RetVal(), items.OutPar("bEOF")) == (1, True)
    key = items.OutPar("pData")["KLCSP_ITERATOR_ARRAY"][0]
    assert key["KLLIC_SERIAL"] == "S-OLD-1"
    assert key["KLLIC_LIMIT_DATE"].hour == 23
    assert key["KLLIC_APP_IDS"]["1017"]["KLLIC_APP_ID"] == 1017
    iterator.ReleaseIterator(name)
    with pytest.raises(KlAkError) as stale:
        iterator.GetNextItems(name, 50)
    assert stale.value.code == 1186
    data = keys.GetKeyData({"KLLIC_SERIAL": "S-OLD-1", "KLLIC_PROD_NAME": True}).RetVal()
    assert data["KLLIC_PROD_NAME"] == "Edition One"


def test_installing_through_its_containers(connect: Connect) -> None:
    server = connect("Żółw & Söhne")
    keys = KlAkLicenseKeys(server)

    def info(text: str) -> Any:
        body = {"KLLIC_IFKEYFILE": False, "KLLIC_LICFILE": paramBinary(text.encode())}
        return KlAkParams({"KLLICSRV_KEYDATA": paramParams(body)})

    with pytest.raises(KlAkError) as refused:
        keys.InstallKey(info(code("NOSUC")))
    assert (refused.value.module, refused.value.code, refused.value.subcode) == ("KLOLA", 2351, 34)
    assert "No license" in str(refused.value)
    serial = keys.InstallKey(info(code("RES01"))).RetVal()
    assert serial == "S-RES-1"
    keys.CheckIfSaasLicenseIsValid({"KLLIC_SERIAL": serial}, True)
    keys.SaasTryToInstall({"KLLIC_SERIAL": serial}, True)
    keys.AdjustKey({"KLLIC_SERIAL": serial, "KLLICSRV_AUTOKEY": True})
    keys.AcquireKeyHosts({"KLLIC_SERIAL": serial}, ["KLLICSRV_HOSTDN"], [], {}, 0)
    keys.SaasTryToUninstall(True)
    keys.UninstallKey({"KLLIC_SERIAL": serial})
    files = keys.DownloadKeyFiles(code("FILE1")).RetVal()
    assert files[0].startswith(b"KESC-LAB-KEY-FILE")
    file_info = {"KLLICSRV_KEYDATA": {"KLLIC_IFKEYFILE": True, "KLLIC_LICFILE": files[0]}}
    assert keys.InstallKey(KlAkParams(file_info)).RetVal() == "S-FILE-1"


def test_tenants(connect: Connect) -> None:
    server = connect()
    servers = KlAkVServers(server)
    names = [item["KLVSRV_DN"] for item in servers.GetVServers(-1).RetVal()]
    assert names[:2] == ["Pear", "Plum"]
    assert servers.GetVServerInfo(1, ["KLVSRV_DN"]).RetVal()["KLVSRV_DN"] == "Pear"
    statistic = KlAkVServers2(server).GetVServerStatistic(1).RetVal()
    assert statistic["KLVSRV_LICENSES"][0]["KLLIC_SERIAL"] == "S-OLD-1"
    assert KlAkMultitenancy(connect("Fig")).GetTenantId().RetVal() == "fig-uid"


def test_hosts(connect: Connect) -> None:
    server = connect("Pear")
    order = KlAkArray([{"Name": "KLHST_WKS_DN", "Asc": True}])
    options = {"KLGRP_FIND_FROM_CUR_VS_ONLY": True}
    found = KlAkHostGroup(server).FindHosts(
        '(KLHST_WKS_DN="windows-*")', ["KLHST_WKS_DN", "KLHST_WKS_LAST_VISIBLE"], order, options, 100
    )
    accessor = KlAkChunkAccessor(server)
    name = found.OutPar("strAccessor")
    assert accessor.GetItemsCount(name).RetVal() == found.RetVal() == 3
    chunk = KlAkParams(accessor.GetItemsChunk(name, 0, 10).OutPar("pChunk"))["KLCSP_ITERATOR_ARRAY"]
    assert [item["KLHST_WKS_DN"] for item in chunk] == ["windows-001", "windows-002", "windows-003"]
    accessor.Release(name)


def test_a_refresh(connect: Connect) -> None:
    server = connect("Fig")
    action = KlAkLicenseInfoSync(server).SynchronizeLicInfo2().RetVal()
    checker = KlAkAsyncActionStateChecker(server)
    states = [checker.CheckActionState(action) for _ in range(2)]
    assert [state.OutPar("bFinalized") for state in states] == [False, True]
    assert states[1].OutPar("bSuccededFinalized")


def test_its_tokens_and_sessions(connect: Connect, lab: Lab) -> None:
    session = KlAkSession(connect("Pear"))
    token = session.CreateToken().RetVal()
    create = adm_server.KlAkAdmServer
    assert create.CreateByToken(lab.url, token, lab.ready["ca_file"]).connected
    assert create.CreateByWebToken(lab.url, "web-token-1", lab.ready["ca_file"], "Pear").connected
    session.Ping()
    assert session.StartSession().RetVal()
