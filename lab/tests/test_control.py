# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on order, the rest of the control plane, and the audit log."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import PASSWORD, Lab, base_fleet, code, key_info, running

from kesc_lab.protocol.api import METHOD_MODULES
from kesc_lab.protocol.registry import METHODS

Start = Callable[..., Lab]
INSTALL = "LicenseKeys.InstallKey"


def stored(lab: Lab, name: str = "Pear") -> list[str]:
    return [key["serial"] for key in lab.control("GET", f"tenants/{name}").json["keys"]]


@pytest.mark.parametrize(
    ("rule", "seen", "has_effect"),
    [
        ({"fault": "status", "status": 503, "retry_after": 7}, 503, False),
        ({"fault": "status", "status": 429}, 429, False),
        ({"fault": "error", "module": "KLSTD", "code": 1195, "subcode": 1}, ("KLSTD", 1195, 1), False),
        ({"fault": "reset_before"}, ConnectionResetError, False),
        ({"fault": "reset_after"}, ConnectionResetError, True),
        ({"fault": "truncate"}, http.client.IncompleteRead, True),
        ({"fault": "not_json"}, json.JSONDecodeError, False),
        ({"fault": "not_json", "effect": True}, json.JSONDecodeError, True),
        ({"fault": "status", "status": 504, "effect": True, "retry_after": 7}, 504, True),
        ({"fault": "not_json_type"}, None, True),
        ({"fault": "session_expired"}, 403, False),
        ({"fault": "slow", "ms": 20, "chunks": 4}, None, True),
        ({"fault": "latency", "ms": 50}, None, True),
        ({"fault": "activation_servers_down"}, ("KLSTD", 1195, 0), False),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_a_fault(start: Start, rule: dict[str, Any], seen: Any, has_effect: bool) -> None:
    lab = start()
    pear = lab.client("Pear")
    lab.fault(method=INSTALL, tenant="Pear", times=1, **rule)
    began = time.monotonic()
    if isinstance(seen, type):
        with pytest.raises(seen):
            _ = pear.install(code("NEW01")).json
    else:
        answer = pear.install(code("NEW01"))
        assert (answer.error if isinstance(seen, tuple) or seen is None else answer.status) == seen
        assert answer.headers.get("retry-after") == ("7" if "retry_after" in rule else None)
        assert answer.headers["content-type"].startswith("text/html") == (rule["fault"] == "not_json_type")
    if rule["fault"] in ("latency", "slow"):
        assert time.monotonic() - began >= 0.02
    assert ("S-NEW-1" in stored(lab)) is has_effect
    pear.connection.close()
    assert pear.call("Session.Ping").status == (403 if rule["fault"] == "session_expired" else 200)
    assert lab.client("Pear").install(code("NEW01")).json == {"PxgRetVal": "S-NEW-1"}


def test_after_the_last_piece_of_a_slow_answer_the_next_request_is_answered(start: Start) -> None:
    """Each answer is one piece, and the interval longer than any client waits: it must not be in the way."""
    lab = start()
    client = lab.client()
    lab.fault(method="Session.Ping", fault="slow", ms=600_000, chunks=1)
    assert [client.call("Session.Ping").status for _ in range(3)] == [200, 200, 200]


def test_the_activation_servers_fail_in_their_own_name_by_choice(start: Start) -> None:
    lab = start(base_fleet(activation_servers_down="activation_error", subcodes={"unavailable": 9}))
    lab.fault(fault="activation_servers_down")
    pear = lab.client("Pear")
    assert pear.install(code("NEW01")).error == ("KLOLA", 2351, 9)
    down = pear.call("LicenseKeys.DownloadKeyFiles", wstrActivationCode=code("FILE1"))
    assert down.error == ("KLOLA", 2351, 9)
    assert pear.positions() == {"S-OLD-1": 1}


def test_faults_match_by_method_and_tenant_and_let_calls_pass(start: Start) -> None:
    lab = start()
    pear, plum = lab.client("Pear"), lab.client("Plum")
    number = lab.fault(method="Session.Ping", tenant="Pear", fault="status", status=500, after=1, times=2)
    assert [plum.call("Session.Ping").status for _ in range(2)] == [200, 200]
    assert pear.call("Session.CreateToken").status == 200
    assert [pear.call("Session.Ping").status for _ in range(4)] == [200, 500, 500, 200]
    listed = lab.control("GET", "faults").json["faults"][0]
    assert (listed["id"], listed["used"], listed["left"]) == (number, 2, 0)
    assert lab.control("DELETE", f"faults/{number}").status == 200
    assert lab.control("DELETE", f"faults/{number}").status == 404
    lab.fault(fault="status", status=502)
    assert pear.call("Session.Ping").status == 502
    assert lab.control("DELETE", "faults").json == {}
    assert pear.call("Session.Ping").status == 200


def test_faults_reach_logins_by_the_server_that_they_name(start: Start) -> None:
    lab = start()
    lab.fault(method="Session.StartSession", tenant="Pear", fault="status", status=503)
    with pytest.raises(AssertionError, match="can't answer"):
        lab.client("Pear")
    lab.client("Plum")
    lab.client()


@pytest.mark.parametrize(
    ("rule", "member"),
    [
        ({}, "fault"),
        ({"fault": "nonsense"}, "fault"),
        ({"fault": "latency", "ms": -1}, "ms"),
        ({"fault": "status", "status": 418}, "status"),
        ({"fault": "slow", "color": "red"}, "color"),
        ({"fault": "reset_after", "effect": True}, "effect"),
    ],
)
def test_wrong_rules(lab: Lab, rule: dict[str, Any], member: str) -> None:
    answer = lab.control("POST", "faults", rule)
    assert answer.status == 400
    assert answer.json["error"].startswith(member)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "tenants", None, 200),
        ("GET", "tenants/main", None, 200),
        ("GET", "tenants/fig-uid", None, 200),
        ("GET", "tenants/Twin", None, 400),
        ("GET", "tenants/Nobody", None, 404),
        ("GET", "clock", None, 200),
        ("POST", "clock", {}, 400),
        ("POST", "clock", {"now": "yesterday"}, 400),
        ("POST", "licenses/S-NO", {"limit": 3}, 404),
        ("POST", "licenses/S-OLD-1", {"limit": -3}, 400),
        ("POST", "licenses/S-OLD-1", {"expires": "soon"}, 400),
        ("POST", "sessions/other", {}, 404),
        ("POST", "counters/other", {}, 404),
        ("POST", "faults", b"{", 400),
        ("GET", "nothing", None, 404),
        ("PUT", "faults", {}, 404),
    ],
)
def test_control_requests(lab: Lab, method: str, path: str, body: Any, status: int) -> None:
    answer = lab.control(method, path, body)
    assert answer.status == status
    assert ("error" in answer.json) == (status != 200)


def test_the_control_plane_wants_its_token(lab: Lab) -> None:
    assert lab.control("GET", "counters", token="wrong").status == 401


def test_sessions_can_be_ended_and_the_clock_set(start: Start) -> None:
    lab = start(base_fleet(), "--now", "2027-03-31T08:00:00Z")
    pear = lab.client("Pear")
    assert lab.control("GET", "clock").json["now"].startswith("2027-03-31T08:0")
    assert pear.license_keys(["KLLIC_LIMIT_DATE"])[0]["KLLIC_LIMIT_DATE"]["value"] == "2027-04-30T23:59:59Z"
    assert lab.control("POST", "sessions/expire").json == {"ended": 1}
    assert pear.call("Session.Ping").status == 403
    assert lab.control("POST", "clock", {"now": "2028-01-01T00:00:00Z"}).json["now"].startswith("2028-01-01")


def test_counters(start: Start) -> None:
    lab = start()
    pear = lab.client("Pear")
    pear.install(code("NEW01"))
    counters = lab.control("GET", "counters").json
    assert (counters["logins"], counters["calls"], counters["writes"]) == (1, 2, 1)
    assert (counters["sessions_open"], counters["activations_used"]) == (1, 1)
    assert counters["calls_by_tenant"] == {"": 1, "Pear": 1} or counters["calls_by_tenant"] == {"Pear": 2}
    assert counters["writes_by_tenant"] == {"Pear": 1}
    lab.control("POST", "counters/reset")
    assert lab.control("GET", "counters").json["calls"] == 0


def test_faults_at_the_start(start: Start, tmp_path: Path) -> None:
    rules = tmp_path / "faults.yml"
    rules.write_text("- {method: Session.Ping, fault: status, status: 500, times: 1}\n")
    client = start(None, "--faults", str(rules), "--latency-ms", "1").client()
    assert [client.call("Session.Ping").status for _ in range(2)] == [500, 200]


def test_the_audit_log(start: Start) -> None:
    lab = start(base_fleet())
    pear = lab.client("Pear")
    pear.send("/api/v1.0/LicenseKeys.InstallKey", {"pKeyInfo": key_info(code("NEW01"))}, X_KSC_RequestId="A1_B2")
    pear.install(code("NOSUC"))
    pear.put_in_force("S-NEW-1")
    pear.license_keys()
    pear.call("Session.EndSession")
    pear.call("Session.Ping")
    lines = lab.audit()
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert set(lines[0]) == {"time", "n", "connection", "account", "tenant", "method", "writes", "request_id",
                             "status", "error", "serial", "partial_code", "done", "fault", "ms"}  # fmt: skip
    told = [(line["method"], line["tenant"], line["writes"], line["status"]) for line in lines]
    assert told == [
        ("Session.StartSession", "Pear", False, 200),
        (INSTALL, "Pear", True, 200),
        (INSTALL, "Pear", True, 200),
        ("LicenseKeys.SaasTryToInstall", "Pear", True, 200),
        ("LicenseKeys.EnumKeys", "Pear", False, 200),
        ("GroupSyncIterator.GetNextItems", "Pear", False, 200),
        ("GroupSyncIterator.ReleaseIterator", "Pear", False, 200),
        ("Session.EndSession", "Pear", False, 200),
        ("Session.Ping", "", False, 403),
    ]
    installed, refused = lines[1], lines[2]
    assert (installed["serial"], installed["partial_code"], installed["request_id"]) == ("S-NEW-1", "NEW01", "A1_B2")
    assert (refused["partial_code"], refused["error"]) == ("NOSUC", {"module": "KLOLA", "code": 2351, "subcode": 34})
    assert {line["account"] for line in lines[:-1]} == {"operator"}
    assert [line["n"] for line in lines if not line["done"]] == [3, 9]


@pytest.mark.parametrize(
    ("rule", "done"),
    [
        ({"fault": "reset_before"}, False),
        ({"fault": "reset_after"}, True),
        ({"fault": "status"}, False),
        ({"fault": "status", "effect": True}, True),
        ({"fault": "error"}, False),
        ({"fault": "latency", "ms": 1}, True),
    ],
)
def test_the_audit_log_tells_which_fault_a_call_met_and_whether_it_was_carried_out(
    start: Start, rule: dict[str, Any], done: bool
) -> None:
    lab = start(base_fleet())
    pear = lab.client("Pear")
    lab.fault(method=INSTALL, **rule)
    with contextlib.suppress(OSError):
        pear.install(code("NEW01"))
    line = lab.audit()[-1]
    assert (line["method"], line["fault"], line["done"]) == (INSTALL, rule["fault"], done)
    assert ("S-NEW-1" in stored(lab)) is done


def test_the_control_plane_tells_how_often_each_code_was_activated(start: Start) -> None:
    lab = start()
    for name in ("Pear", "Pear", "Plum"):
        lab.client(name).install(code("RES01"))
    lab.client("Pear").install(code("NEW01"))
    told = {item["serial"]: item for item in lab.control("GET", "licenses").json["licenses"]}
    assert told["S-RES-1"] == {
        "serial": "S-RES-1", "partial_code": "RES01", "kind": "good", "activated": 2, "activations_left": None
    }  # fmt: skip
    assert (told["S-NEW-1"]["activated"], told["S-NEW-1"]["activations_left"]) == (1, 0)
    assert told["S-OLD-1"]["activated"] == 0


def test_the_control_plane_tells_of_an_install_that_is_under_way(start: Start) -> None:
    lab = start(base_fleet(install_delay_reads=1))
    pear = lab.client("Pear")
    pear.install(code("NEW01"))
    pear.put_in_force("S-NEW-1")
    assert lab.control("GET", "tenants/Pear").json["pending"] == "S-NEW-1"
    pear.license_keys()
    pear.license_keys()
    assert lab.control("GET", "tenants/Pear").json["pending"] is None


def test_the_audit_log_holds_no_secret(start: Start) -> None:
    lab = start()
    pear = lab.client("Pear")
    token = pear.value("Session.CreateToken")["PxgRetVal"]
    pear.install(code("NEW01"))
    pear.install("short")
    pear.call("LicenseKeys.DownloadKeyFiles", wstrActivationCode=code("FILE1"))
    text = Path(lab.ready["audit_log"]).read_text()
    for secret in (PASSWORD, str(pear.session), token, code("NEW01"), code("FILE1"), "AAAAA-", "short"):
        assert secret not in text


def test_calls_that_change_something_say_so_and_need_the_right() -> None:
    assert METHOD_MODULES
    writing = {name for name, method in METHODS.items() if method.writes}
    assert writing == {
        "ExtTenant.SetExternalTenantId",
        "LicenseInfoSync.SynchronizeLicInfo2",
        "LicenseInfoSync.TryToInstallLicForSaas2",
        "LicenseInfoSync.TryToUnistallLicense",
        "LicenseKeys.AdjustKey",
        "LicenseKeys.InstallKey",
        "LicenseKeys.SaasTryToInstall",
        "LicenseKeys.SaasTryToUninstall",
        "LicenseKeys.UninstallKey",
        "VServers.AddVServerInfo",
        "VServers.UpdateVServerInfo",
    }
    assert {METHODS[name].right for name in writing} == {"modify"}


def test_the_lab_begins_again(tmp_path: Path) -> None:
    with running(
        tmp_path, base_fleet(), "--state-dir", str(tmp_path / "state"), "--now", "2027-03-31T08:00:00Z"
    ) as lab:
        first = lab.control("GET", "tenants").json
        pear = lab.client("Pear")
        pear.install(code("NEW01"))
        lab.client().value("VServers.AddVServerInfo", strDisplayName="Added", lParentGroup=1)
        lab.control("POST", "clock", {"advance_seconds": 86400})
        lab.fault(fault="status")
        assert lab.control("POST", "restart").json["now"].startswith("2027-03-31T08:0")
        assert pear.call("Session.Ping").status == 403
        assert lab.client("Pear").positions() == {"S-OLD-1": 1}
        assert lab.client("Plum").install(code("NEW01")).error is None
        assert lab.control("GET", "tenants").json == first
        lab.stop()
    with running(tmp_path, base_fleet(), "--state-dir", str(tmp_path / "state")) as lab:
        assert stored(lab, "Pear") == ["S-OLD-1"]
        assert stored(lab, "Plum") == ["S-OLD-2", "S-NEW-1"]
        (tmp_path / "fleet.yml").write_text("{}")
        answer = lab.control("POST", "restart")
        assert (answer.status, "was changed since the start" in answer.json["error"]) == (400, True)
