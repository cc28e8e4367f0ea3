# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: ready line, state across restarts, stopping, and what it says when it can't start."""

from __future__ import annotations

import hashlib
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from support import PATIENCE, Client, Lab, base_fleet, code, running

from kesc_lab.cli import main

Start = Callable[..., Lab]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kesc_lab", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603


def status(*arguments: str) -> int:
    """Run the command line in this process; argparse leaves by SystemExit."""
    try:
        return main(arguments)
    except SystemExit as left:
        return int(left.code or 0)


def test_the_ready_line(start: Start) -> None:
    lab = start()
    ready = lab.ready
    assert {"url", "ca_file", "fingerprint", "audit_log", "state_dir", "control_token", "pid", "accounts"} <= set(ready)
    assert ready["pid"] == lab.process.pid
    with lab.raw() as stream:
        certificate = stream.getpeercert(binary_form=True)
    assert hashlib.sha256(certificate or b"").hexdigest() == ready["fingerprint"]
    exporter = next(account for account in ready["accounts"] if account["username"] == "exporter")
    assert (exporter["totp"], exporter["tenants"]) == ("123456", "all")
    assert {"password", "rights"} <= set(exporter)


def test_stopping_is_quick_and_leaves_nothing(start: Start) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        lab = start(base_fleet())
        lab.client()
        plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client = Client(lab)
        client.connection = type(client.connection)(
            "127.0.0.1", client.connection.port, context=plain, timeout=PATIENCE
        )
        with pytest.raises(ssl.SSLCertVerificationError):
            client.call("Session.Ping")
        assert lab.process.stderr is not None
        os.kill(lab.process.pid, number)
        # asyncio would wait 30 seconds for the last word of a client that has refused the certificate.
        assert lab.process.wait(25) == 0
        assert lab.process.stderr.read() == ""
        assert not Path(lab.ready["state_dir"]).exists()


def test_a_killed_lab_continues_where_it_was(tmp_path: Path) -> None:
    state = ("--state-dir", str(tmp_path / "state"))
    with running(tmp_path, base_fleet(), *state) as lab:
        pear = lab.client("Pear")
        pear.install(code("NEW01"))
        pear.put_in_force("S-NEW-1")
        lab.client().value("VServers.AddVServerInfo", strDisplayName="Added", lParentGroup=1)
        lab.control("POST", "licenses/S-SUB-1", {"limit": 41, "subscription_state": "paused"})
        lab.control("POST", "clock", {"advance_seconds": 86400})
        before, clock = lab.control("GET", "tenants/Pear").json, lab.control("GET", "clock").json["now"]
        fingerprint = lab.ready["fingerprint"]
        lab.stop(signal.SIGKILL)
    with running(tmp_path, base_fleet(), *state) as lab:
        assert lab.ready["fingerprint"] == fingerprint
        assert lab.control("GET", "tenants/Pear").json == before
        assert lab.control("GET", "clock").json["now"][:13] >= clock[:13]
        assert lab.client("Plum").install(code("NEW01")).error == ("KLOLA", 2351, 1003)
        assert lab.client("Added").positions() == {}
        changed = lab.control("POST", "licenses/S-SUB-1", {}).json
        assert (changed["limit"], changed["subscription_state"]) == (41, "paused")
        told = {item["serial"]: item["activated"] for item in lab.control("GET", "licenses").json["licenses"]}
        assert told["S-NEW-1"] == 1
        methods = [line["method"] for line in lab.audit()]
        assert methods[0] == "Session.StartSession"
        assert set(methods) >= INSTALLS
        again = run("serve", "--fleet", str(tmp_path / "fleet.yml"), *state)
        assert (again.returncode, "another lab uses it" in again.stderr) == (2, True)
    (tmp_path / "fleet.yml").write_text(yaml.safe_dump(base_fleet(eof="page")))
    other = run("serve", "--fleet", str(tmp_path / "fleet.yml"), *state)
    assert (other.returncode, "belongs to another fleet file" in other.stderr) == (2, True)


INSTALLS = {"LicenseKeys.InstallKey", "LicenseKeys.SaasTryToInstall"}


def test_another_address(start: Start) -> None:
    lab = start(base_fleet(), "--host", "::1")
    assert lab.url.startswith("https://[::1]:")
    assert lab.client().call("Session.Ping").json == {}


def test_a_port_in_use(start: Start, tmp_path: Path) -> None:
    port = start().url.rsplit(":", 1)[1]
    fleet = tmp_path / "fleet.yml"
    fleet.write_text(yaml.safe_dump(base_fleet()))
    result = run("serve", "--fleet", str(fleet), "--port", port)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"kesc-lab: Failed to listen on 127.0.0.1 port {port}: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serve", "--fleet", "missing.yml"], "Failed to read the fleet file missing.yml: No such file"),
        (["serve", "--fleet", "F", "--faults", "missing.yml"], "Failed to read the fault file"),
        (["serve", "--fleet", "F", "--audit-log", "/no/such/folder/log"], "Failed to open the audit log"),
        (["serve", "--fleet", "F", "--state-dir", "F/below"], "Failed to make the state directory"),
        (["serve", "--fleet", "F", "--host", "203.0.113.9"], "Failed to listen on 203.0.113.9"),
        (["serve", "--fleet", "F", "--port", "70000"], "'70000' is no port number"),
        (["serve", "--fleet", "F", "--now", "noon"], "'noon' is no RFC 3339 instant"),
        (["serve", "--fleet", "F", "--latency-ms", "-1"], "number of milliseconds"),
        (["show", "--ready", "F"], "does not hold the line"),
        (["generate", "--tenants", "9", "--seed", "1", "--fleet", "G"], "should be 10 to 20000"),
        (["generate", "--tenants", "10", "--seed", "1", "--fleet", "G", "--mix", "x=1"], "There is no case 'x'"),
        (["generate", "--tenants", "10", "--seed", "1", "--fleet", "/no/such/f"], "Failed to write"),
    ],
)
def test_what_it_says_when_it_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    fleet = tmp_path / "fleet.yml"
    fleet.write_text(yaml.safe_dump(base_fleet()))
    words = [f"{fleet}{item[1:]}" if item == "F" or item.startswith("F/") else item for item in arguments]
    assert status(*words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err


def test_the_state_by_hand(start: Start) -> None:
    lab = start()
    ready = str(Path(lab.ready["state_dir"]) / "ready.json")
    assert Path(ready).stat().st_mode & 0o077 == 0
    assert "Pear" in run("show", "--ready", ready).stdout
    told = run("show", "--ready", ready, "Pear").stdout
    assert "S-OLD-1  ...OLD01  active" in told
    assert code("OLD01") not in told
    assert "tls_handshakes" in run("show", "--ready", ready, "--counters").stdout
    assert run("show", "--ready", ready, "Nobody").stderr == "kesc-lab: There is no tenant 'Nobody'.\n"


@pytest.mark.parametrize("command", ["serve", "generate", "show"])
def test_help_explains_each_command(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert status(command, "--help") == 0
    text = capsys.readouterr().out
    assert text.splitlines()[0].startswith(f"usage: kesc-lab {command}")
    assert "--" in text
