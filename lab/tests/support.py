# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running lab for tests, and a plain client for it that checks nothing and hides nothing."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import yaml

OPERATOR, PASSWORD = "operator", "lab-operator-password"
# For what takes milliseconds: no machine is that slow, only a defect.
PATIENCE = 600
FIELDS = [
    "KLLIC_SERIAL",
    "KLLIC_PROD_NAME",
    "KLLIC_LIC_COUNT",
    "KLLIC_LIMIT_DATE",
    "KLLIC_USED_BY_ADM_SRV",
    "KLLIC_NHOSTS_ASCURRENT",
    "KLLIC_NHOSTS_ASNEXT",
    "KLLICSRV_AUTOKEY",
    "KLLICSRV_KEY_INSTALLED",
]


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def basic(user: str = OPERATOR, password: str = PASSWORD, more: str = ', internal="1"') -> dict[str, str]:
    return {"Authorization": f'KSCBasic user="{b64(user)}", pass="{b64(password)}"{more}'}


def key_info(code: str) -> dict[str, Any]:
    data = {"KLLIC_IFKEYFILE": False, "KLLIC_LICFILE": {"type": "binary", "value": b64(code)}}
    return {"KLLICSRV_KEYDATA": {"type": "params", "value": data}}


class Answer:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[str, int, int] | None:
        error = self.json.get("PxgError") if self.status == 200 else None
        return (error["module"], error["code"], error["subcode"]) if error else None


class Client:
    """One keep-alive TLS connection. `session` is sent as X-KSC-Session once it is set."""

    def __init__(self, lab: Lab) -> None:
        address = urlsplit(lab.url)
        self.connection = http.client.HTTPSConnection(
            address.hostname, address.port, timeout=PATIENCE, context=lab.context
        )
        self.session: str | None = None

    def send(self, path: str, body: Any = None, method: str = "POST", **headers: str) -> Answer:
        sent = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if self.session:
            sent.setdefault("X-KSC-Session", self.session)
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        self.connection.request(method, path, data, {k: v for k, v in sent.items() if v})
        answer = self.connection.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def call(self, name: str, **arguments: Any) -> Answer:
        return self.send(f"/api/v1.0/{name}", arguments)

    def value(self, name: str, **arguments: Any) -> Any:
        answer = self.call(name, **arguments)
        assert answer.status == 200, answer.text
        assert "PxgError" not in answer.json, answer.json
        return answer.json

    def start(self, server: str | None = None, header: str | None = None, **credentials: str) -> Answer:
        server_header = {"X-KSC-VServer": b64(server) if server is not None else header or ""}
        answer = self.send("/api/v1.0/Session.StartSession", {}, **basic(**credentials), **server_header)
        if answer.status == 200:
            self.session = answer.json["PxgRetVal"]
        return answer

    def license_keys(self, fields: list[str] | None = None, **options: Any) -> list[dict[str, Any]]:
        found = self.value("LicenseKeys.EnumKeys", pFields=fields or FIELDS, pFieldsToOrder=[], **options)
        items = self.value("GroupSyncIterator.GetNextItems", szwIterator=found["wstrIterator"], nCount=1000)
        self.value("GroupSyncIterator.ReleaseIterator", szwIterator=found["wstrIterator"])
        return [item["value"] for item in items["pData"]["KLCSP_ITERATOR_ARRAY"]]

    def positions(self) -> dict[str, int]:
        return {item["KLLIC_SERIAL"]: item["KLLIC_USED_BY_ADM_SRV"] for item in self.license_keys()}

    def key_hosts(self, serial: str) -> dict[str, bool]:
        fields = ["KLLICSRV_HOSTDN", "KLLICSRV_HOST_CURRENT"]
        found = self.value("LicenseKeys.AcquireKeyHosts", pInData={"KLLIC_SERIAL": serial}, pFields=fields,
                           pFieldsToOrder=[], pOptions={}, lTimeoutSec=0)  # fmt: skip
        items = self.value("GroupSyncIterator.GetNextItems", szwIterator=found["wstrIterator"], nCount=1000)
        values = [item["value"] for item in items["pData"]["KLCSP_ITERATOR_ARRAY"]]
        return {item["KLLICSRV_HOSTDN"]: item["KLLICSRV_HOST_CURRENT"] for item in values}

    def install(self, code: str) -> Answer:
        return self.call("LicenseKeys.InstallKey", pKeyInfo=key_info(code))

    def put_in_force(self, serial: str, as_current: bool = True) -> Answer:
        return self.call("LicenseKeys.SaasTryToInstall", pInData={"KLLIC_SERIAL": serial}, bAsCurrent=as_current)


class Lab:
    """A server process of its own, as a user starts it."""

    def __init__(self, fleet: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "kesc_lab", "serve", "--fleet", str(fleet), *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
        assert self.process.stdout is not None and self.process.stderr is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        self.ready = json.loads(line)
        self.url: str = self.ready["url"]
        self.context = ssl.create_default_context(cafile=self.ready["ca_file"])

    def client(self, server: str | None = None, **credentials: str) -> Client:
        """Return a client with a session, on the main server or a named virtual one."""
        client = Client(self)
        answer = client.start(server, **credentials)
        assert answer.status == 200, answer.text
        return client

    def raw(self) -> ssl.SSLSocket:
        address = urlsplit(self.url)
        plain = socket.create_connection((address.hostname, address.port), timeout=PATIENCE)
        return self.context.wrap_socket(plain, server_hostname=address.hostname)

    def control(self, method: str, path: str, body: Any = None, token: str | None = None) -> Answer:
        bearer = {"Authorization": f"Bearer {token or self.ready['control_token']}"}
        return Client(self).send(f"/lab/v1/{quote(path, safe='/%')}", body, method, **bearer)

    def fault(self, **rule: Any) -> int:
        answer = self.control("POST", "faults", rule)
        assert answer.status == 200, answer.text
        return int(answer.json["id"])

    def audit(self) -> list[dict[str, Any]]:
        whole_lines = Path(self.ready["audit_log"]).read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole_lines.splitlines()]

    def stop(self, number: int = signal.SIGTERM) -> int:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, number)
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return self.process.returncode


@contextlib.contextmanager
def running(folder: Path, fleet: dict[str, Any], *arguments: str) -> Iterator[Lab]:
    path = folder / "fleet.yml"
    path.write_text(yaml.safe_dump(fleet), encoding="utf-8")
    lab = Lab(path, *arguments)
    try:
        yield lab
    finally:
        lab.stop()


def license(serial: str, name: str = "Edition One", **more: Any) -> dict[str, Any]:
    return {"serial": serial, "name": name, "limit": 10, "created": "today-300d", "expires": "today+30d", **more}


def code(section: str) -> str:
    """Return a made-up code: code("OLD01") is AAAAA-BBBBB-CCCCC-OLD01."""
    return f"AAAAA-BBBBB-CCCCC-{section}"


def base_fleet(**choices: Any) -> dict[str, Any]:
    """Return a small fleet with one of everything; tests change it before they start it."""
    subscription = {"end": "today+30d", "grace_days": 7, "provider_url": "https://provider.example"}
    return {
        "accounts": [
            {"username": OPERATOR, "password": PASSWORD, "rights": ["read", "modify"], "web_token": "web-token-1"},
            {"username": "auditor", "password": PASSWORD, "rights": ["read"]},
            {"username": "exporter", "password": PASSWORD, "rights": ["read", "export_license"], "totp": "123456"},
            {"username": "domain-user", "password": PASSWORD, "internal": False, "domain": "EXAMPLE"},
            {"username": "one", "password": PASSWORD, "tenants": ["Pear"]},
            {"username": "two", "password": PASSWORD, "tenants": ["Pear", "Plum"]},
        ],
        "activation_codes": [
            {"code": code("OLD01"), "license": license("S-OLD-1")},
            {"code": code("NEW01"), "activations": 1, "license": license("S-NEW-1", "Edition Two", limit=20,
                                                                         expires="today+395d")},
            {"code": code("RES01"), "license": license("S-RES-1", expires="today+400d")},
            {"code": code("OLD02"), "license": license("S-OLD-2", expires="today-12d")},
            {"code": code("PAST1"), "license": license("S-PAST-1", expires="today-1d")},
            {"code": code("EXPIR"), "kind": "expired", "license": license("S-EXPIR", expires="today-50d")},
            {"code": code("BLOCK"), "kind": "blocked"},
            {"code": code("EMPTY"), "activations": 0, "license": license("S-EMPTY")},
            {"code": code("OTHER"), "license": license("S-OTHER", app_ids=[1750])},
            {"code": code("FILE1"), "kind": "v1", "license": license("S-FILE-1", expires="today+200d")},
            {"code": code("SUBSC"), "license": license("S-SUB-1", type="subscription", subscription=subscription)},
        ],
        "tenants": [
            {"name": "Pear", "external_id": "crm-1", "licenses": [{"code": code("OLD01"), "position": "active"}],
             "devices": [{"platform": "windows", "count": 3}, {"platform": "macos", "names": ["mac-one"]},
                         {"platform": "linux", "count": 1}, {"platform": "android", "count": 1},
                         {"platform": "ios", "count": 1}]},
            {"name": "Plum", "licenses": [{"code": code("OLD02"), "position": "active"}],
             "devices": [{"platform": "macos", "count": 1}, {"platform": "windows", "count": 1}]},
            {"name": "Fig", "uid": "fig-uid", "licenses": [{"code": code("SUBSC"), "position": "active",
                                                            "stored": {"limit": 4}}]},
            {"name": "Twin", "uid": "twin-one", "group": 7},
            {"name": "Twin", "uid": "twin-two"},
            {"name": "Żółw & Söhne"},
        ],
        "choices": choices,
    }  # fmt: skip
