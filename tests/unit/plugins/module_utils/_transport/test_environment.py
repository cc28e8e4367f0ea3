# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the environment and the library must not add to a request, take from it, or tell of it."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
import traceback
import typing as t

import pytest
import requests.adapters

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import CertificateError, KescError
from ansible_collections.fleetops.kesc.tests.unit.support.certificates import Authority
from ansible_collections.fleetops.kesc.tests.unit.support.programs import environment
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import Answer, close, http_answer, say, tunnel

if t.TYPE_CHECKING:
    import pathlib

    from .conftest import Lab

FINE = http_answer(b"{}")


def ask(lab: Lab, url: str, **settings: t.Any) -> int:
    return lab.client(url, **settings).post("/", headers={}, body=b"{}").status


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_an_authority_in_the_environment_is_not_trusted(lab: Lab, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, str(lab.authority.file))
    with pytest.raises(CertificateError):
        ask(lab, lab.server(FINE).url, ca_path=None)


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_environment_does_not_take_a_given_authority_away(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, name: str
) -> None:
    monkeypatch.setenv(name, str(Authority(tmp_path, "another").file))
    assert ask(lab, lab.server(FINE).url) == 200


@pytest.mark.parametrize("ca_path", [None, "another"], ids=["the system's", "another authority"])
def test_the_librarys_own_authorities_are_not_trusted(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, ca_path: str | None
) -> None:
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(lab.authority.file))
    path = str(Authority(tmp_path, ca_path).file) if ca_path else None
    with pytest.raises(CertificateError):
        ask(lab, lab.server(FINE).url, ca_path=path)


def test_the_systems_authorities_are_those_that_openssl_is_told(lab: Lab) -> None:
    program = (
        "import sys\n"
        "from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpClient, HttpSettings\n"
        "client = HttpClient(HttpSettings(server_url=sys.argv[1]))\n"
        "print(client.post('/', headers={}, body=b'{}').status)\n"
    )
    trusting = environment(SSL_CERT_FILE=str(lab.authority.file))
    command = [sys.executable, "-c", program, lab.server(FINE).url]
    run = subprocess.run(command, env=trusting, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("200\n", "")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_in_the_environment_is_ignored(lab: Lab, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert ask(lab, lab.server(FINE).url) == 200


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_exceptions_from_a_proxy_in_the_environment_are_ignored(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "*")
    server = lab.server(FINE)
    proxy = lab.plain_server(tunnel(server.port))
    assert ask(lab, server.url, proxy=f"http://localhost:{proxy.port}") == 200
    assert len(proxy.requests) == 1


def test_credentials_of_a_netrc_file_are_not_sent(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password netrc-pass\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    server = lab.server(FINE)
    ask(lab, server.url)
    assert b"authorization" not in server.requests[0].lower()


def test_cookies_are_not_kept(lab: Lab) -> None:
    server = lab.server(http_answer(b"{}", Set_Cookie="session=s3cret; Path=/"))
    client = lab.client(server.url)
    for _call in range(2):
        client.post("/", headers={}, body=b"{}")
    assert [b"cookie" in request.lower() for request in server.requests] == [False, False]


def test_a_library_that_is_missing_is_told_as_such() -> None:
    program = (
        "import sys; sys.modules['requests'] = None\n"
        "from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import *\n"
        "from ansible_collections.fleetops.kesc.plugins.module_utils._errors import MissingLibraryError\n"
        "for user in HttpClient, HttpPool:\n"
        "    try:\n        user(HttpSettings(server_url='https://ksc.test'))\n"
        "    except MissingLibraryError as error:\n"
        "        print(error.library, 'ModuleNotFound' in error.import_error)\n"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert run.stdout == "requests True\n" * 2


SECRETS = {
    "code": "ABCDE-FGHIJ-KLMNO-PQRST",
    "session": "s3cret-session-id",
    "account": "s3cret-authorization",
    "proxy": "s3cret-proxy-pass",
    "cookie": "s3cret-cookie",
}

ENDS: dict[str, Answer] = {
    "an answer": http_answer(SECRETS["code"].encode(), Set_Cookie=f"session={SECRETS['cookie']}"),
    "no answer": close,
    "half an answer": say(http_answer(SECRETS["code"].encode(), length=400, Set_Cookie=SECRETS["cookie"])),
    "a broken head": say(f"HTTP/1.1 200 OK\r\n{SECRETS['cookie']}\r\n\r\n".encode()),
    "a redirect": http_answer(b"", status="307 Elsewhere", Location=f"https://localhost/{SECRETS['session']}"),
}
REFUSALS: dict[str, Answer] = {
    "a refusal of the proxy": http_answer(b"", status="407 Proxy Authentication Required"),
    "a proxy that breaks off": close,
}


@pytest.mark.parametrize("name", [*ENDS, *REFUSALS])
def test_no_secret_is_in_the_librarys_log_or_in_what_is_raised(
    lab: Lab, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    server = lab.server(ENDS.get(name, close), certificate=lab.authority.issue("ksc.test"))
    proxy = lab.plain_server(REFUSALS.get(name, tunnel(server.port)))
    client = lab.client("https://ksc.test:13299", proxy=f"http://someone:{SECRETS['proxy']}@localhost:{proxy.port}")
    shown = ""
    headers = {"Authorization": f"KSCBasic {SECRETS['account']}", "X-KSC-Session": SECRETS["session"]}
    try:
        client.post("/api/v1.0/LicenseKeys.InstallKey", headers=headers, body=SECRETS["code"].encode())
    except KescError as error:
        shown = "".join(traceback.format_exception(error)) + repr(error)
    log = "".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert "Starting new HTTPS connection" in log, "the log is kept"
    told = log + shown + "".join(capsys.readouterr())
    spelled = {*SECRETS.values(), *(base64.b64encode(secret.encode()).decode() for secret in SECRETS.values())}
    assert [secret for secret in spelled if secret in told] == []
