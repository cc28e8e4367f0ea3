# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificate of a server, for a browser that is to trust that very one."""

from __future__ import annotations

import hashlib
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    CertificateError,
    InvalidRequestError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._certificate import server_certificate
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpSettings
from ansible_collections.fleetops.kesc.tests.unit.support.certificates import Authority
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import Answer, close, http_answer, reset, tunnel

if t.TYPE_CHECKING:
    import pathlib

    from .conftest import Lab

FINE = http_answer(b"")


def shown(lab: Lab, url: str, **settings: t.Any) -> str:
    trust = {"ca_path": str(lab.authority.file), "timeout": 10.0, **settings}
    return hashlib.sha256(server_certificate(HttpSettings(server_url=url, **trust))).hexdigest()


@pytest.mark.parametrize(
    "answer",
    [
        FINE,
        http_answer(b"", status="501 Not Implemented", Connection="close"),
        http_answer(b"", status="307 Elsewhere", Location="https://ksc.test/"),
        close,
        reset,
    ],
    ids=["an answer", "a refusal", "a redirect", "no answer", "a reset"],
)
def test_the_certificate_is_that_of_the_server_whatever_it_answers(lab: Lab, answer: Answer) -> None:
    server = lab.server(answer)
    assert shown(lab, f"{server.url}/console/") == lab.certificate.fingerprint
    assert server.requests[0].startswith(b"HEAD /console/ HTTP/1.1\r\n")


def test_a_pinned_certificate_is_returned_whatever_its_authority_and_host(lab: Lab) -> None:
    certificate = lab.authority.issue("ksc.test", name="elsewhere")
    server = lab.server(FINE, certificate=certificate)
    assert shown(lab, server.url, ca_path=None, server_fingerprint=certificate.fingerprint) == certificate.fingerprint


@pytest.mark.parametrize("kind", ["http", "socks5h"])
def test_behind_a_proxy_it_is_still_that_of_the_server(lab: Lab, kind: str) -> None:
    server = lab.server(FINE)
    proxy = lab.socks_server(server.port) if kind == "socks5h" else lab.plain_server(tunnel(server.port))
    found = shown(lab, server.url, proxy=f"{kind}://localhost:{proxy.port}")
    assert found == lab.certificate.fingerprint


def test_behind_an_https_proxy_it_cannot_be_seen(lab: Lab) -> None:
    server = lab.server(FINE)
    proxy = lab.server(tunnel(server.port), certificate=lab.authority.issue("localhost", name="proxy"))
    with pytest.raises(InvalidRequestError, match="cannot be seen through an https:// proxy"):
        shown(lab, server.url, proxy=f"https://localhost:{proxy.port}")


def test_a_certificate_that_is_not_trusted_is_refused(lab: Lab, tmp_path: pathlib.Path) -> None:
    server = lab.server(FINE)
    with pytest.raises(CertificateError, match="was not accepted"):
        shown(lab, server.url, ca_path=str(Authority(tmp_path, "another").file))
    with pytest.raises(CertificateError, match="does not have the pinned fingerprint"):
        shown(lab, server.url, server_fingerprint="ab" * 32)
    assert server.requests == []


def test_a_server_that_is_not_there_is_unreachable(lab: Lab) -> None:
    with pytest.raises(UnreachableError, match="cannot be reached: Connection refused"):
        shown(lab, "https://127.0.0.1:9")
