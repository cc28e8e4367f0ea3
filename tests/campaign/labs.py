# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The practice server as a process that may be killed and started again where it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
import urllib.parse

import requests
from observed import MAIN_SERVER, Call, Key, Store, Terms, World

if t.TYPE_CHECKING:
    from pathlib import Path

    from cases import Values

_MOST_SECONDS = 600


class Lab:
    """One lab over one fleet file; its state, its certificate and its log of all calls are kept in ``folder``."""

    def __init__(self, fleet_file: Path, folder: Path) -> None:
        python = os.environ.get("KESC_LAB_PYTHON", sys.executable)
        self._command = [python, "-m", "kesc_lab", "serve", f"--fleet={fleet_file}"]
        self._folder = folder
        self._control = requests.Session()
        self._control.trust_env = False
        self._start(port=0)

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._control.close()
        self._process.terminate()
        try:
            self._process.wait(_MOST_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it at once; what it keeps on disk stays."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def start_again(self) -> None:
        """Start it at the same address, as it was, but without faults."""
        self._start(port=urllib.parse.urlsplit(self.url).port or 0)

    def replace(self, folder: Path) -> None:
        """Put another server in its place: the fleet as it was at first, another address and another certificate."""
        self.kill()
        self._folder = folder
        self._start(port=0)

    def connection(self) -> Values:
        """How the collection reaches it, as options of the modules."""
        account = self._ready["accounts"][0]
        return {
            "server_url": self.url,
            "ca_path": self._ready["ca_file"],
            "username": account["username"],
            "password": account["password"],
        }

    def misbehave(self, rules: t.Iterable[Values]) -> None:
        for rule in rules:
            self._ask("POST", "faults", rule)

    def behave(self) -> None:
        """Forget all faults, and end the sessions that killed runs have left."""
        self._ask("DELETE", "faults")
        self._ask("POST", "sessions/expire")

    def world(self) -> World:
        names = [str(tenant["name"]) for tenant in self._ask("GET", "tenants")["tenants"]]
        stores = {name: self._store(urllib.parse.quote(name, safe="")) for name in names}
        return World(
            stores={**stores, MAIN_SERVER: self._store("main")},
            licenses={
                license["serial"]: Terms(activated=license["activated"], left=license["activations_left"])
                for license in self._ask("GET", "licenses")["licenses"]
            },
            sessions_open=self._ask("GET", "counters")["sessions_open"],
        )

    def calls(self) -> list[Call]:
        """Every call since the first start."""
        lines = self._log().read_bytes().rpartition(b"\n")[0].splitlines()
        return [_call(json.loads(line)) for line in lines]

    def count_calls(self) -> int:
        return self._log().read_bytes().count(b"\n")

    def _log(self) -> Path:
        return self._folder / "audit.jsonl"

    def _start(self, *, port: int) -> None:
        command = [*self._command, f"--state-dir={self._folder}", f"--port={port}"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the lab ended with {self._process.wait()} before it was ready")
        self._ready: Values = json.loads(line)
        self.url = str(self._ready["url"])
        self._control.verify = self._ready["ca_file"]
        self._control.headers["Authorization"] = f"Bearer {self._ready['control_token']}"

    def _store(self, name: str) -> Store:
        told = self._ask("GET", f"tenants/{name}")
        keys = {
            key["serial"]: Key(
                serial=key["serial"],
                position=key["position"],
                stored=key["installed"],
                automatic_deployment=key["automatic_deployment"],
                limit=key["limit"],
            )
            for key in told["keys"]
        }
        return Store(keys, told["pending"])

    def _ask(self, method: str, path: str, body: object = None) -> t.Any:
        answer = self._control.request(method, f"{self.url}/lab/v1/{path}", json=body, timeout=_MOST_SECONDS)
        if answer.status_code != requests.codes.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json()


def _call(line: Values) -> Call:
    return Call(
        tenant=line["tenant"],
        method=line["method"],
        done=line["done"],
        fault=line["fault"],
        serial=line["serial"],
        status=line["status"],
    )
