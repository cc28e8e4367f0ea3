# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way through a proxy, with the server's certificate still checked, and proxies that let nothing through."""

from __future__ import annotations

import base64
import subprocess
import sys
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AnswerLateError,
    AnswerLostError,
    CertificateError,
    KescError,
    ProxyRefusedError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.tests.unit.support.certificates import Authority
from ansible_collections.fleetops.kesc.tests.unit.support.programs import environment
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import (
    Answer,
    Server,
    close,
    http_answer,
    reset,
    say,
    silent,
    trickle,
    tunnel,
)

if t.TYPE_CHECKING:
    import pathlib

    from .conftest import Lab

FINE = http_answer(b"{}")
OTHER_PIN = "ab" * 32
ACCOUNT = ("me@home", "pr\N{LATIN SMALL LETTER O WITH DIAERESIS}xy:pass\N{EURO SIGN}")
IN_AN_ADDRESS = "me%40home:pr%C3%B6xy%3Apass%E2%82%AC"


class Way(t.NamedTuple):
    """A server, and the address of a proxy that leads to it."""

    server: Server
    proxy: str
    asked: t.Callable[[], list[str]]
    """Where the proxy was asked to connect to."""


def way(lab: Lab, kind: str, answer: Answer = FINE, *, account: bool = False) -> Way:
    server = lab.server(answer, certificate=lab.authority.issue("ksc.test", "::1", "127.0.0.1"))
    credentials = f"{IN_AN_ADDRESS}@" if account else ""
    if kind.startswith("socks"):
        socks = lab.socks_server(server.port, account=ACCOUNT if account else None)
        return Way(server, f"{kind}://{credentials}127.0.0.1:{socks.port}", lambda: socks.asked)
    own = lab.authority.issue("localhost", name="proxy")
    proxy = (
        lab.server(tunnel(server.port), certificate=own) if kind == "https" else lab.plain_server(tunnel(server.port))
    )
    heads = proxy.requests
    return Way(
        server,
        f"{kind}://{credentials}localhost:{proxy.port}",
        lambda: [head.split()[1].decode().removesuffix(":13299") for head in heads],
    )


def ask(lab: Lab, url: str, **settings: t.Any) -> int:
    return lab.client(url, **settings).post("/api", headers={"X-Secret": "of the server"}, body=b"{}").status


KINDS = ["http", "https", "socks5h"]


@pytest.mark.parametrize("account", [False, True], ids=["without credentials", "with credentials"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_carries_the_connection(lab: Lab, kind: str, account: bool) -> None:
    through = way(lab, kind, account=account)
    assert ask(lab, "https://ksc.test:13299", proxy=through.proxy) == 200
    assert through.asked() == ["ksc.test"], "the name is the proxy's to look up"
    assert len(through.server.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_carries_all_calls_over_one_connection(lab: Lab, kind: str) -> None:
    through = way(lab, kind)
    client = lab.client("https://ksc.test:13299", proxy=through.proxy)
    assert [client.post("/", headers={}, body=b"{}").status for _call in range(3)] == [200] * 3
    assert (len(through.server.requests), through.server.connections, len(through.asked())) == (3, 1, 1)


@pytest.mark.parametrize("kind", ["http", "https"])
def test_credentials_go_to_the_proxy_alone(lab: Lab, kind: str) -> None:
    server = lab.server(FINE, certificate=lab.authority.issue("ksc.test"))
    own = lab.authority.issue("localhost", name="proxy")
    proxy = (
        lab.server(tunnel(server.port), certificate=own) if kind == "https" else lab.plain_server(tunnel(server.port))
    )
    ask(lab, "https://ksc.test:13299", proxy=f"{kind}://{IN_AN_ADDRESS}@localhost:{proxy.port}")
    expected = base64.b64encode(":".join(ACCOUNT).encode())
    assert b"\r\nProxy-Authorization: Basic " + expected + b"\r\n" in proxy.requests[0]
    assert b"proxy-authorization" not in server.requests[0].lower()
    assert b"of the server" not in proxy.requests[0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", ["[::1]", "127.0.0.1"])
def test_an_address_of_numbers_is_reached_through_a_proxy(lab: Lab, kind: str, host: str) -> None:
    through = way(lab, kind)
    assert ask(lab, f"https://{host}:13299", proxy=through.proxy) == 200
    if kind != "socks5h":
        assert through.asked() == [host]


@pytest.mark.parametrize("kind", KINDS)
def test_behind_a_proxy_the_servers_certificate_is_checked(lab: Lab, tmp_path: pathlib.Path, kind: str) -> None:
    through = way(lab, kind)
    url, proxy = "https://ksc.test:13299", through.proxy
    trusted = tmp_path / "proxy.pem" if kind == "https" else Authority(tmp_path, "another").file
    with pytest.raises(CertificateError, match=f"the certificate of {url} was not accepted"):
        ask(lab, url, proxy=proxy, ca_path=str(trusted))
    with pytest.raises(CertificateError, match=r"the certificate of https://else\.test:13299 was not accepted"):
        ask(lab, "https://else.test:13299", proxy=proxy)
    with pytest.raises(CertificateError, match=f"the certificate of {url} does not have the pinned fingerprint"):
        ask(lab, url, proxy=proxy, server_fingerprint=OTHER_PIN)
    assert through.server.requests == []


@pytest.mark.parametrize("kind", KINDS)
def test_behind_a_proxy_too_a_pin_takes_the_place_of_authority_and_host(lab: Lab, kind: str) -> None:
    through = way(lab, kind)
    pin = lab.authority.issue("elsewhere.test", name="pinned")
    through.server.show(pin.with_key)
    assert ask(lab, "https://ksc.test:13299", proxy=through.proxy, server_fingerprint=pin.fingerprint) == 200


@pytest.mark.parametrize(
    ("hosts", "settings"),
    [(("else.test",), {}), (("localhost",), {"server_fingerprint": "cd" * 32, "ca_path": None})],
    ids=["another host", "an authority that nobody trusts, whatever is pinned"],
)
def test_the_certificate_of_an_https_proxy_is_checked(lab: Lab, hosts: tuple[str], settings: dict[str, t.Any]) -> None:
    proxy = lab.server(close, certificate=lab.authority.issue(*hosts, name="proxy"))
    with pytest.raises(CertificateError, match="was not accepted"):
        ask(lab, "https://ksc.test:13299", proxy=f"https://user:s3cret@localhost:{proxy.port}", **settings)
    assert proxy.requests == [], "nor does it learn the credentials"


def test_without_validation_the_certificate_of_an_https_proxy_is_not_checked(lab: Lab) -> None:
    server = lab.server(FINE)
    proxy = lab.server(tunnel(server.port), certificate=lab.authority.issue("else.test", name="proxy"))
    url = f"https://localhost:{proxy.port}"
    assert ask(lab, "https://ksc.test:13299", proxy=url, validate_certs=False, ca_path=None) == 200


REFUSALS: dict[str, tuple[bytes, type[KescError], str, str]] = {
    "asks for credentials": (
        http_answer(b"", status="407 Proxy Authentication Required", Proxy_Authenticate="Basic"),
        ProxyRefusedError,
        "it answered with HTTP 407",
        "Check the user name and the password in proxy",
    ),
    "forbids it": (
        http_answer(b"", status="403 Forbidden"),
        ProxyRefusedError,
        "it answered with HTTP 403",
        "Check that the proxy may connect to this host and port",
    ),
    "cannot reach the server": (
        http_answer(b"", status="502 Bad Gateway"),
        UnreachableError,
        "it answered with HTTP 502",
        "Check server_url, and that the proxy reaches it",
    ),
}


@pytest.mark.parametrize("kind", ["http", "https"])
@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_of_the_proxy_is_told_with_its_status(lab: Lab, kind: str, name: str) -> None:
    answer, error, found, remedy = REFUSALS[name]
    own = lab.authority.issue("localhost", name="proxy")
    proxy = lab.server(answer, certificate=own) if kind == "https" else lab.plain_server(answer)
    with pytest.raises(error) as failed:
        ask(lab, "https://ksc.test:13299", proxy=f"{kind}://someone:proxy-pass@localhost:{proxy.port}")
    assert failed.value.cause == f"the proxy did not connect to https://ksc.test:13299: {found}"
    assert failed.value.remedy == remedy
    assert len(proxy.requests) == 1, "it is asked once: another attempt may block the account"


BROKEN_PROXIES: dict[str, tuple[Answer, str]] = {
    "closes": (close, ""),
    "resets": (reset, ": Connection reset by peer"),
    "says nothing": (silent, " within 3 seconds"),
    "speaks no HTTP": (say(b"\x00 what?\r\n\r\n"), ""),
}


@pytest.mark.parametrize("kind", ["http", "https"])
@pytest.mark.parametrize("name", BROKEN_PROXIES)
def test_a_proxy_that_breaks_off_lets_nothing_out(lab: Lab, kind: str, name: str) -> None:
    own = lab.authority.issue("localhost", name="proxy")
    answer, reason = BROKEN_PROXIES[name]
    proxy = lab.server(answer, certificate=own) if kind == "https" else lab.plain_server(answer)
    with pytest.raises(UnreachableError) as failed:
        ask(lab, "https://ksc.test:13299", proxy=f"{kind}://localhost:{proxy.port}", timeout=3)
    cause = "the proxy did not connect to https://ksc.test:13299"
    # A reset may come to light as an end of the connection.
    assert failed.value.cause in {cause + reason, *([cause] if name == "resets" else [])}


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_that_is_not_there_is_told_as_such(lab: Lab, kind: str) -> None:
    with pytest.raises(UnreachableError, match="the proxy did not connect to https://ksc") as failed:
        ask(lab, "https://ksc.test:13299", proxy=f"{kind}://someone:proxy-pass@127.0.0.1:9")
    assert failed.value.cause.endswith(": Connection refused")
    assert failed.value.remedy == "Check proxy"
    assert "proxy-pass" not in failed.value.message


def test_a_proxy_that_speaks_no_tls_is_told_as_such(lab: Lab) -> None:
    proxy = lab.plain_server(b"", greeting=http_answer(b"", status="400 Bad Request"))
    with pytest.raises(KescError, match="no TLS connection to the proxy"):
        ask(lab, "https://ksc.test:13299", proxy=f"https://localhost:{proxy.port}")


def test_wrong_credentials_for_a_socks_proxy_let_nothing_out(lab: Lab) -> None:
    through = way(lab, "socks5h", account=True)
    proxy = through.proxy.replace(IN_AN_ADDRESS, "someone:wrong")
    with pytest.raises(UnreachableError, match="the proxy did not connect to https://ksc"):
        ask(lab, "https://ksc.test:13299", proxy=proxy)
    assert through.asked() == []


BROKEN: dict[str, tuple[Answer, type[KescError]]] = {
    "an answer of which half comes": (say(http_answer(b"{", length=400)), AnswerLostError),
    "no answer": (silent, AnswerLateError),
    "an answer that trickles in": (trickle(http_answer(b"", length=300)), AnswerLateError),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", BROKEN)
def test_behind_a_proxy_too_a_lost_answer_is_told_as_such(lab: Lab, kind: str, name: str) -> None:
    answer, error = BROKEN[name]
    through = way(lab, kind, answer)
    with pytest.raises(error) as failed:
        ask(lab, "https://ksc.test:13299", proxy=through.proxy, timeout=1.0)
    assert failed.type is error
    assert len(through.server.requests) == 1


def test_a_socks_proxy_without_pysocks_is_a_missing_library() -> None:
    program = (
        "import sys; sys.modules['socks'] = None\n"
        "from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpClient, HttpSettings\n"
        "from ansible_collections.fleetops.kesc.plugins.module_utils._errors import MissingLibraryError\n"
        "try:\n    HttpClient(HttpSettings(server_url='https://ksc.test', proxy='socks5h://u:pw@p.test'))\n"
        "except MissingLibraryError as error:\n    print(error.library, '|', error.message)\n"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert run.stdout == (
        "requests[socks] | Failed: a SOCKS proxy needs the Python library PySocks, which is not installed. "
        "Install it for the interpreter that runs this task: python -m pip install 'requests[socks]'.\n"
    )
