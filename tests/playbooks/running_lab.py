# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The practice server as a process: started, asked, made to misbehave, stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
import urllib.parse
from pathlib import Path

import requests

if t.TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_SECONDS = 600
_SIGN_INS = ("login", "Session.StartSession", "Session.EndSession")


class RunningLab:
    """One lab process over one fleet."""

    def __init__(self, fleet: Mapping[str, t.Any], folder: Path, *, latency_ms: int = 0) -> None:
        """Start it; returns when it accepts connections."""
        folder.mkdir(parents=True, exist_ok=True)
        fleet_file = folder / "fleet.json"
        fleet_file.write_text(json.dumps(fleet), encoding="utf-8")
        python = os.environ.get("KESC_LAB_PYTHON", sys.executable)
        command = [python, "-m", "kesc_lab", "serve", f"--fleet={fleet_file}", f"--state-dir={folder / 'state'}"]
        self._process = subprocess.Popen(
            [*command, f"--latency-ms={latency_ms}"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the lab ended with {self._process.wait()} before it was ready")
        self.ready: dict[str, t.Any] = json.loads(line)
        self.url: str = self.ready["url"]
        self.ca_file: str = self.ready["ca_file"]
        self.fingerprint: str = self.ready["fingerprint"]
        self._control = requests.Session()
        self._control.trust_env = False
        self._control.verify = self.ca_file
        self._control.headers["Authorization"] = f"Bearer {self.ready['control_token']}"

    def stop(self) -> None:
        self._control.close()
        self._process.terminate()
        try:
            self._process.wait(_MOST_SECONDS)
        finally:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()

    def connection(self, username: str = "operator") -> dict[str, t.Any]:
        """The connection options of the modules for one of the lab's accounts."""
        account = next(item for item in self.ready["accounts"] if item["username"] == username)
        return {"server_url": self.url, "ca_path": self.ca_file, "username": username, "password": account["password"]}

    def tenant(self, name: str) -> dict[str, t.Any]:
        """A tenant as the lab itself sees it."""
        return self._ask("GET", f"tenants/{urllib.parse.quote(name, safe='')}")

    def tenants(self) -> dict[str, dict[str, t.Any]]:
        """Every tenant as the lab itself sees it, by name."""
        return {item["name"]: self.tenant(item["uid"]) for item in self._ask("GET", "tenants")["tenants"]}

    def active_serial(self, name: str) -> str | None:
        return next((key["serial"] for key in self.tenant(name)["keys"] if key["position"] == "active"), None)

    def stored_serials(self, name: str) -> set[str]:
        return {key["serial"] for key in self.tenant(name)["keys"] if key["installed"]}

    def counters(self) -> dict[str, t.Any]:
        return self._ask("GET", "counters")

    def misbehave(self, **rule: t.Any) -> int:
        """Add a fault rule and return its id."""
        return self._ask("POST", "faults", rule)["id"]

    def behave(self) -> None:
        """Forget all fault rules."""
        self._ask("DELETE", "faults")

    def change_terms(self, serial: str, **terms: t.Any) -> None:
        """Change what the activation servers say of a license."""
        self._ask("POST", f"licenses/{serial}", terms)

    def calls(self, tenant: str | None = None, *, after: int = 0) -> list[dict[str, t.Any]]:
        """The whole lines of the audit log after the first ``after``, of one tenant or of all."""
        whole_lines = Path(self.ready["audit_log"]).read_text(encoding="utf-8").rpartition("\n")[0]
        calls = map(json.loads, whole_lines.splitlines()[after:])
        return [call for call in calls if tenant is None or call["tenant"] == tenant]

    def mark(self) -> int:
        """How many calls there were up to now, for ``calls(after=...)``."""
        return len(self.calls())

    def writes(self, tenant: str | None = None, *, after: int = 0) -> list[str]:
        """The methods called that change a tenant, in order."""
        return [call["method"] for call in self.calls(tenant, after=after) if call["writes"]]

    def touched(self, *, after: int = 0) -> set[str]:
        """The tenants for which anything at all was called, signing in included."""
        return {call["tenant"] for call in self.calls(after=after)}

    def logins_only(self, *, after: int = 0) -> bool:
        return all(call["method"] in _SIGN_INS for call in self.calls(after=after))

    def _ask(self, method: str, path: str, body: object = None) -> t.Any:
        answer = self._control.request(method, f"{self.url}/lab/v1/{path}", json=body, timeout=_MOST_SECONDS)
        if answer.status_code != requests.codes.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json()
