# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The practice server of one comparison, on a core of its own where there is more than one."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
import typing as t
import urllib.parse

if t.TYPE_CHECKING:
    from pathlib import Path

from measuring import cpu_of

_SECONDS_TO_START = 120


def divide_cores() -> tuple[set[int], set[int]]:
    """The server's core and those of everything else."""
    cores = sorted(os.sched_getaffinity(0))
    return ({cores[-1]}, set(cores[:-1])) if len(cores) > 1 else (set(cores), set(cores))


class Lab:
    """A running lab with a generated fleet of renewals."""

    def __init__(self, folder: Path, *, tenants: int, latency_ms: int, cores: set[int]) -> None:
        fleet, self._inventory = folder / "fleet.yml", folder / "inventory.yml"
        size = max(tenants, 10)
        generate = [sys.executable, "-m", "kesc_lab", "generate", f"--tenants={size}", "--seed=7", "--mix=renewal=1"]
        subprocess.run([*generate, f"--fleet={fleet}", f"--inventory={self._inventory}"], check=True)
        document = json.loads(fleet.read_text(encoding="utf-8"))
        document["accounts"][0]["rights"].append("export_license")
        fleet.write_text(json.dumps(document), encoding="utf-8")
        serve = [sys.executable, "-m", "kesc_lab", "serve", f"--fleet={fleet}", f"--state-dir={folder / 'state'}"]
        self._process = subprocess.Popen([*serve, f"--latency-ms={latency_ms}"], stdout=subprocess.PIPE)
        os.sched_setaffinity(self._process.pid, cores)
        line = self._process.stdout.readline() if self._process.stdout else b""
        if not line:
            raise RuntimeError(f"the lab ended with {self._process.wait(_SECONDS_TO_START)} before it was ready")
        self.ready: dict[str, t.Any] = json.loads(line)
        self.ready_file = folder / "state" / "ready.json"

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.terminate()
        self._process.wait()

    @property
    def cpu(self) -> float:
        """The seconds of processor time that it has used so far."""
        return cpu_of(self._process.pid)

    @property
    def orders(self) -> dict[str, dict[str, t.Any]]:
        """The new code of every tenant, as variables of its host."""
        document = json.loads(self._inventory.read_text(encoding="utf-8"))
        return t.cast("dict[str, dict[str, t.Any]]", document["tenants"]["hosts"])

    @property
    def connection(self) -> dict[str, str]:
        """The options that reach it."""
        account = self.ready["accounts"][0]
        return {
            "server_url": self.ready["url"],
            "ca_path": self.ready["ca_file"],
            "username": account["username"],
            "password": account["password"],
        }

    def begin_again(self) -> None:
        """Forget what was changed and counted."""
        self._ask("POST", "restart")

    def counters(self) -> dict[str, t.Any]:
        """What was counted since."""
        return t.cast("dict[str, t.Any]", self._ask("GET", "counters"))

    def _ask(self, method: str, path: str) -> t.Any:
        where = urllib.parse.urlsplit(self.ready["url"])
        context = ssl.create_default_context(cafile=self.ready["ca_file"])
        connection = http.client.HTTPSConnection(where.hostname or "", where.port, context=context, timeout=120)
        connection.request(
            method, f"/lab/v1/{path}", headers={"Authorization": f"Bearer {self.ready['control_token']}"}
        )
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{method} {path}: {answer.status} {content.decode()}")
        return json.loads(content)
