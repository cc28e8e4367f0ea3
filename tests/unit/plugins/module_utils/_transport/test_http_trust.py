# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom the client trusts: authorities, host names and pins."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    CertificateError,
    InvalidRequestError,
    KescError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._trust import parse_fingerprint
from ansible_collections.fleetops.kesc.tests.unit.support.certificates import Authority
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import http_answer

if t.TYPE_CHECKING:
    import pathlib

    from .conftest import Lab

FINE = http_answer(b"{}")
OTHER_PIN = "ab" * 32


def ask(lab: Lab, url: str, **settings: t.Any) -> int:
    return lab.client(url, **settings).post("/", headers={}, body=b"{}").status


def colons(fingerprint: str) -> str:
    return ":".join(fingerprint[start : start + 2] for start in range(0, 64, 2)).upper()


def test_a_certificate_of_the_given_authority_is_accepted(lab: Lab) -> None:
    assert ask(lab, lab.server(FINE).url) == 200


def test_the_servers_own_certificate_can_be_trusted_without_its_authority(lab: Lab) -> None:
    assert ask(lab, lab.server(FINE).url, ca_path=str(lab.certificate.alone)) == 200


def test_a_certificate_of_another_authority_is_refused_and_nothing_is_sent(lab: Lab, tmp_path: pathlib.Path) -> None:
    server = lab.server(FINE)
    with pytest.raises(CertificateError, match="was not accepted: unable to get local issuer certificate") as refused:
        ask(lab, server.url, ca_path=str(Authority(tmp_path, "another").file))
    assert "ca_path" in refused.value.remedy
    assert server.requests == []


def test_the_systems_authorities_do_not_know_a_made_up_one(lab: Lab) -> None:
    with pytest.raises(CertificateError, match="was not accepted"):
        ask(lab, lab.server(FINE).url, ca_path=None)


def test_a_certificate_for_another_host_is_refused(lab: Lab) -> None:
    server = lab.server(FINE, certificate=lab.authority.issue("ksc.test", "10.0.0.1", name="elsewhere"))
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(CertificateError, match=r"was not accepted: .*(mismatch|doesn't match)"):
            ask(lab, f"https://{host}:{server.port}")
    assert server.requests == []


@pytest.mark.parametrize("ca_path", [None, "wrong"], ids=["no authority", "another authority"])
def test_without_validation_any_certificate_is_accepted(lab: Lab, tmp_path: pathlib.Path, ca_path: str | None) -> None:
    server = lab.server(FINE, certificate=lab.authority.issue("ksc.test", name="elsewhere"))
    path = str(Authority(tmp_path, ca_path).file) if ca_path else None
    assert ask(lab, server.url, validate_certs=False, ca_path=path) == 200


@pytest.mark.parametrize("validate_certs", [True, False], ids=["validated", "not validated"])
@pytest.mark.parametrize("write", [str, colons, str.upper], ids=["plain", "with colons", "in capitals"])
def test_a_pinned_certificate_is_accepted_whatever_its_authority_and_host(
    lab: Lab, validate_certs: bool, write: t.Callable[[str], str]
) -> None:
    certificate = lab.authority.issue("ksc.test", name="elsewhere")
    server = lab.server(FINE, certificate=certificate)
    pin = write(certificate.fingerprint)
    assert ask(lab, server.url, validate_certs=validate_certs, ca_path=None, server_fingerprint=pin) == 200


@pytest.mark.parametrize("validate_certs", [True, False], ids=["validated", "not validated"])
def test_a_certificate_other_than_the_pinned_one_is_refused(lab: Lab, validate_certs: bool) -> None:
    server = lab.server(FINE)
    with pytest.raises(CertificateError, match="does not have the pinned fingerprint"):
        ask(lab, server.url, validate_certs=validate_certs, server_fingerprint=OTHER_PIN)
    assert server.requests == []


@pytest.mark.parametrize("pin", [None, OTHER_PIN], ids=["no pin", "a pin"])
def test_a_port_that_speaks_no_tls_is_not_told_as_a_changed_certificate(lab: Lab, pin: str | None) -> None:
    server = lab.plain_server(FINE, greeting=http_answer(b"", status="400 Bad Request"))
    with pytest.raises(KescError) as failed:
        ask(lab, server.url, server_fingerprint=pin)
    assert "pinned" not in failed.value.message
    assert "fingerprint" not in failed.value.cause


def test_the_pin_is_checked_on_every_new_connection(lab: Lab) -> None:
    first = lab.server(http_answer(b"{}", Connection="close"))
    client = lab.client(first.url, server_fingerprint=lab.certificate.fingerprint)
    assert client.post("/", headers={}, body=b"").status == 200
    assert client.post("/", headers={}, body=b"").status == 200
    assert first.connections == 2


@pytest.mark.parametrize(
    "name",
    ["klserver.cer", "authority.pem", "deadbeef.0"],
    ids=["the vendor's name", "a PEM name", "a hash that is none"],
)
def test_a_folder_of_certificates_whatever_their_names(lab: Lab, tmp_path: pathlib.Path, name: str) -> None:
    folder = tmp_path / "trusted"
    folder.mkdir()
    (folder / name).write_bytes(lab.authority.file.read_bytes())
    (folder / "README").write_text("not a certificate", encoding="utf-8")
    assert ask(lab, lab.server(FINE).url, ca_path=str(folder)) == 200


def test_a_folder_trusts_nothing_but_what_it_holds(lab: Lab, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "trusted"
    folder.mkdir()
    Authority(folder, "another")
    with pytest.raises(CertificateError, match="was not accepted"):
        ask(lab, lab.server(FINE).url, ca_path=str(folder))


@pytest.mark.parametrize("kind", ["missing", "empty", "no certificate", "an empty folder"])
def test_a_ca_path_that_cannot_be_used_is_named(lab: Lab, tmp_path: pathlib.Path, kind: str) -> None:
    path = tmp_path / "ca.pem"
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "no certificate":
        path.write_text("hello", encoding="utf-8")
    elif kind == "an empty folder":
        path.mkdir()
    with pytest.raises(InvalidRequestError, match="cannot be used") as refused:
        lab.client("https://127.0.0.1:1", ca_path=str(path))
    assert repr(str(path)) in refused.value.cause


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        (None, None),
        ("", None),
        ("AB" * 32, "ab" * 32),
        (colons("ab" * 32), "ab" * 32),
        (" ".join(["AB"] * 32), "ab" * 32),
    ],
    ids=["nothing", "an empty text", "capitals", "colons", "blanks"],
)
def test_fingerprints(text: str | None, digits: str | None) -> None:
    assert parse_fingerprint(text) == digits


@pytest.mark.parametrize("text", ["ab" * 20, "ab" * 33, "xy" * 32, "sha256:" + "ab" * 32, "\u0661" * 64])
def test_a_wrong_fingerprint_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="server_fingerprint is not a SHA-256 fingerprint"):
        parse_fingerprint(text)
