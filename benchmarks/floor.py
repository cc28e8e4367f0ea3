# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The floor: a plain client that makes exactly the calls of the bulk audit and does nothing else.

Threads over kept-alive connections of http.client, a session for each tenant. Prints nothing: what it costs is measured
from outside.

    python floor.py READY.json CONNECTIONS
"""

from __future__ import annotations

import base64
import concurrent.futures
import http.client
import json
import queue
import ssl
import sys
import typing as t
import urllib.parse
from pathlib import Path

FIELDS = (
    "KLLIC_SERIAL",
    "KLLICSRV_AUTOKEY",
    "KLLIC_USED_BY_ADM_SRV",
    "KLLIC_NHOSTS_ASCURRENT",
    "KLLIC_NHOSTS_ASNEXT",
    "KLLIC_PROD_NAME",
    "KLLIC_KEY_TYPE",
    "KLLIC_LIC_COUNT",
    "KLLIC_CREATION_DATE",
    "KLLIC_LIMIT_DATE",
    "KLLIC_LICTYPE_IS_SUBSCRIPTION",
    "KLLIC_SUBSCRINFO_ENDDATE",
    "KLLIC_SUBSCRINFO_ENDDATETYPE",
    "KLLIC_SUBSCRINFO_STATE",
)
KEYS = {
    "pFields": list(FIELDS),
    "pFieldsToOrder": [],
    "pOptions": {"KLLICSRV_ENOPT_INSTALLED_ONLY": True},
    "lTimeoutSec": 0,
}


class Client:
    """Calls over connections that serve one session after another."""

    def __init__(self, ready: dict[str, t.Any], connections: int) -> None:
        where = urllib.parse.urlsplit(ready["url"])
        context = ssl.create_default_context(cafile=ready["ca_file"])
        account = ready["accounts"][0]
        self._authorization = (
            f'KSCBasic user="{_base64(account["username"])}", pass="{_base64(account["password"])}", internal="1"'
        )
        self._idle: queue.LifoQueue[http.client.HTTPSConnection] = queue.LifoQueue()
        for _connection in range(connections):
            self._idle.put(http.client.HTTPSConnection(where.hostname or "", where.port, context=context, timeout=60))

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get().close()

    def tenants(self) -> list[str]:
        """The names of all tenants."""
        connection = self._idle.get()
        session = self._sign_in(connection, "")
        servers = _call(connection, "VServers.GetVServers", {"lParentGroup": -1}, session)["PxgRetVal"]
        _call(connection, "Session.EndSession", {}, session)
        self._idle.put(connection)
        return [server["value"]["KLVSRV_DN"] for server in servers]

    def licenses(self, tenant: str) -> list[t.Any]:
        """The stored keys of one tenant, undecoded."""
        connection = self._idle.get()
        session = self._sign_in(connection, tenant)
        listing = _call(connection, "LicenseKeys.EnumKeys", KEYS, session)
        iterator = {"szwIterator": listing["wstrIterator"]}
        keys = _call(connection, "GroupSyncIterator.GetNextItems", {**iterator, "nCount": 50}, session)
        _call(connection, "GroupSyncIterator.ReleaseIterator", iterator, session)
        _call(connection, "Session.EndSession", {}, session)
        self._idle.put(connection)
        return t.cast("list[t.Any]", keys["pData"]["KLCSP_ITERATOR_ARRAY"])

    def _sign_in(self, connection: http.client.HTTPSConnection, tenant: str) -> dict[str, str]:
        headers = {"Authorization": self._authorization, "X-KSC-VServer": _base64(tenant)}
        return {"X-KSC-Session": _call(connection, "Session.StartSession", {}, headers)["PxgRetVal"]}


def _call(
    connection: http.client.HTTPSConnection, method: str, arguments: dict[str, t.Any], headers: dict[str, str]
) -> dict[str, t.Any]:
    body = json.dumps(arguments).encode()
    connection.request("POST", f"/api/v1.0/{method}", body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{method}: {answer.status}")
    return t.cast("dict[str, t.Any]", json.loads(content))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def main() -> None:
    ready, connections = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2])
    client = Client(ready, connections)
    tenants = client.tenants()
    with concurrent.futures.ThreadPoolExecutor(connections) as pool:
        licenses = list(pool.map(client.licenses, tenants))
    client.close()
    if not all(licenses):
        raise RuntimeError("a tenant without a license")


if __name__ == "__main__":
    main()
