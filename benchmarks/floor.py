# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The floor: a plain client that makes exactly the calls of the bulk audit and does nothing else.

As a user would write it: threads, one requests.Session each, a session of the server for each tenant. Beside it, for
the record, the same over http.client. Prints nothing: what it costs is measured from outside.

    python floor.py READY.json CONNECTIONS requests|http.client
"""

from __future__ import annotations

import base64
import concurrent.futures
import http.client
import json
import ssl
import sys
import threading
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


class Client(t.Protocol):
    """The calls of one thread."""

    def __init__(self, ready: dict[str, t.Any]) -> None:
        """Connects at the first call."""

    def call(self, method: str, arguments: dict[str, t.Any], headers: dict[str, str]) -> dict[str, t.Any]:
        """The members of the answer."""
        raise NotImplementedError


class OverRequests:
    """As a user would write it."""

    def __init__(self, ready: dict[str, t.Any]) -> None:
        # Only the one contestant loads it.
        import requests  # noqa: PLC0415

        self._url = ready["url"]
        self._session = requests.Session()
        self._session.verify = ready["ca_file"]

    def call(self, method: str, arguments: dict[str, t.Any], headers: dict[str, str]) -> dict[str, t.Any]:
        answer = self._session.post(f"{self._url}/api/v1.0/{method}", json=arguments, headers=headers, timeout=60)
        answer.raise_for_status()
        return t.cast("dict[str, t.Any]", answer.json())


class OverHttpClient:
    """The same without a library."""

    def __init__(self, ready: dict[str, t.Any]) -> None:
        where = urllib.parse.urlsplit(ready["url"])
        context = ssl.create_default_context(cafile=ready["ca_file"])
        self._connection = http.client.HTTPSConnection(where.hostname or "", where.port, context=context, timeout=60)

    def call(self, method: str, arguments: dict[str, t.Any], headers: dict[str, str]) -> dict[str, t.Any]:
        body = json.dumps(arguments).encode()
        self._connection.request("POST", f"/api/v1.0/{method}", body, {"Content-Type": "application/json", **headers})
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{method}: {answer.status}")
        return t.cast("dict[str, t.Any]", json.loads(content))


CLIENTS: dict[str, type[Client]] = {"requests": OverRequests, "http.client": OverHttpClient}


class Reader:
    """Reads tenants, each thread over a client of its own."""

    def __init__(self, ready: dict[str, t.Any], client: type[Client]) -> None:
        self._ready, self._client = ready, client
        self._own = threading.local()
        account = ready["accounts"][0]
        self._authorization = (
            f'KSCBasic user="{_base64(account["username"])}", pass="{_base64(account["password"])}", internal="1"'
        )

    def tenants(self) -> list[str]:
        """The names of all tenants."""
        call, session = self._signed_in("")
        servers = call("VServers.GetVServers", {"lParentGroup": -1}, session)["PxgRetVal"]
        call("Session.EndSession", {}, session)
        return [server["value"]["KLVSRV_DN"] for server in servers]

    def licenses(self, tenant: str) -> list[t.Any]:
        """The stored keys of one tenant, undecoded."""
        call, session = self._signed_in(tenant)
        listing = call("LicenseKeys.EnumKeys", KEYS, session)
        iterator = {"szwIterator": listing["wstrIterator"]}
        keys = call("GroupSyncIterator.GetNextItems", {**iterator, "nCount": 50}, session)
        call("GroupSyncIterator.ReleaseIterator", iterator, session)
        call("Session.EndSession", {}, session)
        return t.cast("list[t.Any]", keys["pData"]["KLCSP_ITERATOR_ARRAY"])

    def _signed_in(self, tenant: str) -> tuple[t.Callable[..., dict[str, t.Any]], dict[str, str]]:
        if not hasattr(self._own, "client"):
            self._own.client = self._client(self._ready)
        call = self._own.client.call
        headers = {"Authorization": self._authorization, "X-KSC-VServer": _base64(tenant)}
        return call, {"X-KSC-Session": call("Session.StartSession", {}, headers)["PxgRetVal"]}


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def main() -> None:
    ready, connections = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2])
    reader = Reader(ready, CLIENTS[sys.argv[3]])
    with concurrent.futures.ThreadPoolExecutor(connections) as pool:
        tenants = pool.submit(reader.tenants).result()
        licenses = list(pool.map(reader.licenses, tenants))
    if not all(licenses):
        raise RuntimeError("a tenant without a license")


if __name__ == "__main__":
    main()
