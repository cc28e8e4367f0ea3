# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in, sessions, tokens, second factor, and which server a login enters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support import PASSWORD, Client, Lab, b64, base_fleet, basic

Start = Callable[..., Lab]
LOGIN, START = "/api/v1.0/login", "/api/v1.0/Session.StartSession"
USER = f'user="{b64("operator")}", pass="{b64(PASSWORD)}"'
DOMAIN = f'user="{b64("domain-user")}", pass="{b64(PASSWORD)}"'


@pytest.mark.parametrize(
    ("header", "status"),
    [
        pytest.param(f'KSCBasic {USER}, internal="1"', 200, id="as documented"),
        pytest.param(f'KSCBasic {USER}, domain="", internal="1"', 200, id="with an empty domain"),
        pytest.param(f"KSCBasic {USER}", 200, id="without internal"),
        pytest.param(f'KSCBasic {USER}, internal = "1"', 200, id="blanks around the equals sign"),
        pytest.param(f"KSCBasic {USER}, internal=true", 200, id="internal unquoted"),
        pytest.param(f'KSCBasic {USER},internal="1"', 200, id="no blank after the comma"),
        pytest.param(f'kscbasic {USER}, internal="1"', 200, id="scheme in lower case"),
        pytest.param(f'KSCBasic {USER}, internal="0"', 401, id="internal user as a domain user"),
        pytest.param(f'KSCBasic {USER}, internal="perhaps"', 401, id="internal neither yes nor no"),
        pytest.param(f'KSCBasic {DOMAIN}, domain="EXAMPLE", internal="0"', 200, id="domain plain"),
        pytest.param(f'KSCBasic {DOMAIN}, domain="{b64("EXAMPLE")}", internal="0"', 200, id="domain base64"),
        pytest.param(f'KSCBasic {DOMAIN}, domain="OTHER", internal="0"', 401, id="another domain"),
        pytest.param(f'KSCBasic {DOMAIN}, domain="EXAMPLE", internal="1"', 401, id="domain user as internal"),
        pytest.param(f'KSCBasic user="{b64("operator")}", pass="{b64("wrong")}"', 401, id="wrong password"),
        pytest.param(f'KSCBasic user="{b64("nobody")}", pass="{b64(PASSWORD)}"', 401, id="unknown user"),
        pytest.param(f'KSCBasic user="operator", pass="{PASSWORD}"', 401, id="not base64"),
        pytest.param('KSCBasic user="eA=="', 401, id="no password"),
        pytest.param("KSCBasic nonsense", 401, id="no pairs"),
        pytest.param("KSCWT web-token-1", 200, id="web token"),
        pytest.param("KSCWT other", 401, id="wrong web token"),
        pytest.param("KSCT never-made", 401, id="unknown token"),
        pytest.param("KSCGW anything", 401, id="gateway token"),
        pytest.param("Bearer anything", 401, id="another scheme"),
        pytest.param("", 401, id="nothing"),
    ],
)
@pytest.mark.parametrize("path", [LOGIN, START])
def test_authorization(lab: Lab, path: str, header: str, status: int) -> None:
    answer = Client(lab).send(path, {}, Authorization=header)
    assert answer.status == status
    assert ("PxgRetVal" in answer.json) == (path == START) if status == 200 else answer.text


@pytest.mark.parametrize(
    ("user", "server", "status", "name"),
    [
        ("operator", "", 200, None),
        ("operator", "x", 200, None),
        ("operator", b64("Pear"), 200, "Pear"),
        ("operator", b64("Żółw & Söhne"), 200, "Żółw & Söhne"),
        ("operator", b64("fig-uid"), 200, "Fig"),
        ("operator", b64("twin-two"), 200, "Twin"),
        ("operator", b64("Twin"), 403, None),
        ("operator", b64("Nowhere"), 403, None),
        ("operator", "Pear!", 403, None),
        ("one", "", 200, "Pear"),
        ("one", b64("Pear"), 200, "Pear"),
        ("one", b64("Plum"), 403, None),
        ("two", "", 403, None),
        ("two", b64("Plum"), 200, "Plum"),
    ],
)
def test_the_server_of_a_login(lab: Lab, user: str, server: str, status: int, name: str | None) -> None:
    client = Client(lab)
    assert client.start(header=server, user=user).status == status
    if status == 200:
        servers = client.value("VServers.GetVServers", lParentGroup=-1)["PxgRetVal"]
        names = [item["value"]["KLVSRV_DN"] for item in servers]
        assert names == ([name] if name else ["Pear", "Plum", "Fig", "Twin", "Twin", "Żółw & Söhne"])


def test_a_login_belongs_to_its_connection(lab: Lab) -> None:
    client = Client(lab)
    assert client.call("Session.Ping").status == 401
    assert client.send(LOGIN, {}, **basic()).json == {}
    assert client.call("Session.Ping").json == {}
    assert Client(lab).call("Session.Ping").status == 401


def test_a_session_belongs_to_no_connection_and_ends(lab: Lab) -> None:
    first = lab.client("Pear")
    second = Client(lab)
    second.session = first.session
    assert second.license_keys()
    assert second.call("Session.EndSession").json == {}
    for client in (first, second):
        answer = client.call("Session.Ping")
        assert (answer.status, answer.text) == (403, "The session has ended")


def test_a_session_is_started_on_an_authenticated_connection(lab: Lab) -> None:
    client = Client(lab)
    client.send(LOGIN, {}, **basic(), X_KSC_VServer=b64("Pear"))
    session = client.send(START, {}).json["PxgRetVal"]
    other = Client(lab)
    other.session = session
    assert list(other.positions()) == ["S-OLD-1"]


def test_an_unknown_session_is_refused(lab: Lab) -> None:
    client = Client(lab)
    client.session = "never-started"
    assert client.call("Session.Ping").status == 403


def test_the_second_factor_is_asked_for_on_the_same_connection(lab: Lab) -> None:
    client = Client(lab)
    answer = client.send(LOGIN, {}, **basic("exporter"))
    assert (answer.status, answer.text) == (401, "Authentication not finished")
    assert "KSCMFA" in answer.headers["www-authenticate"]
    assert client.call("Session.Ping").status == 401
    assert Client(lab).send(LOGIN, {}, Authorization='KSCMFA totp="123456"').status == 401
    assert client.send(LOGIN, {}, Authorization='KSCMFA totp="654321"').status == 401
    assert client.send(LOGIN, {}, Authorization='KSCMFA totp="123456"').status == 200
    assert client.call("Session.Ping").json == {}


def test_the_second_factor_of_a_session(lab: Lab) -> None:
    client = Client(lab)
    assert client.send(START, {}, **basic("exporter")).text == "Authentication not finished"
    answer = client.send(START, {}, Authorization='KSCMFA totp="123456"')
    client.session = answer.json["PxgRetVal"]
    assert client.call("Session.Ping").json == {}


def test_a_token_is_good_once_and_for_the_same_server(lab: Lab) -> None:
    token = lab.client("Pear").value("Session.CreateToken")["PxgRetVal"]
    client = Client(lab)
    assert client.send(LOGIN, {}, Authorization=f"KSCT {token}").status == 200
    assert list(client.positions()) == ["S-OLD-1"]
    assert Client(lab).send(LOGIN, {}, Authorization=f"KSCT {token}").status == 401


def test_tokens_and_idle_sessions_grow_old(start: Start) -> None:
    lab = start(base_fleet(session_idle_seconds=60, token_seconds=120))
    client = lab.client("Pear")
    token = client.value("Session.CreateToken")["PxgRetVal"]
    lab.control("POST", "clock", {"advance_seconds": 59})
    assert client.call("Session.Ping").status == 200
    lab.control("POST", "clock", {"advance_seconds": 59})
    assert client.call("Session.Ping").status == 200
    lab.control("POST", "clock", {"advance_seconds": 61})
    assert client.call("Session.Ping").status == 403
    assert Client(lab).send(LOGIN, {}, Authorization=f"KSCT {token}").status == 401
    assert lab.control("GET", "counters").json["sessions_open"] == 0


def test_choices_of_refusing(start: Start) -> None:
    lab = start(base_fleet(wrong_password_status=403, block_after=2, domain_encoding="base64"))
    domain = ', internal="0", domain="{}"'
    assert Client(lab).send(LOGIN, {}, **basic("domain-user", more=domain.format("EXAMPLE"))).status == 403
    assert Client(lab).send(LOGIN, {}, **basic("domain-user", more=domain.format(b64("EXAMPLE")))).status == 200
    assert [Client(lab).start(password="wrong").status for _ in range(2)] == [403, 403]
    blocked = Client(lab).start()
    assert (blocked.status, "2013" in blocked.text) == (403, True)


def test_a_plain_domain_only(start: Start) -> None:
    lab = start(base_fleet(domain_encoding="plain"))
    domain = f', internal="0", domain="{b64("EXAMPLE")}"'
    assert Client(lab).send(LOGIN, {}, **basic("domain-user", more=domain)).status == 401
