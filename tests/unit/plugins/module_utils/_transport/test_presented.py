# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking at the certificate that a server presents, trusted or not."""

from __future__ import annotations

import ssl
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import UnreachableError
from ansible_collections.fleetops.kesc.plugins.module_utils._transport import _presented
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpSettings
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._presented import presented_certificate

if t.TYPE_CHECKING:
    import pathlib

    from ansible_collections.fleetops.kesc.tests.unit.plugins.module_utils._transport.conftest import Lab


def settings(port: int, **values: t.Any) -> HttpSettings:
    return HttpSettings(**{"server_url": f"https://127.0.0.1:{port}", "timeout": 10.0, **values})


def test_one_of_an_authority_that_the_system_does_not_know(lab: Lab) -> None:
    server = lab.server(b"")
    found = presented_certificate(settings(server.port))
    assert (found.issuer, found.fingerprint) == ("other_authority", lab.certificate.fingerprint)
    assert found.expires is not None
    assert server.requests == []


def test_one_that_signed_itself(lab: Lab, tmp_path: pathlib.Path) -> None:
    certificate = tmp_path / "self-signed.pem"
    certificate.write_bytes(_self_signed())
    server = lab.server(b"", certificate=lab.certificate._replace(with_key=certificate))
    assert presented_certificate(settings(server.port)).issuer == "self_signed"


def test_one_of_an_authority_that_the_system_trusts(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    trusting = ssl.create_default_context(cafile=lab.authority.file)
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    assert presented_certificate(settings(lab.server(b"").port)).issuer == "public_authority"


def test_one_that_cannot_be_read(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_presented, "_read", lambda _certificate: (None, None))
    found = presented_certificate(settings(lab.server(b"").port))
    assert (found.issuer, found.expires) == ("unknown", None)


def test_where_there_is_none(lab: Lab) -> None:
    for port in (9, lab.plain_server(b"", greeting=b"220 no TLS here\r\n").port):
        with pytest.raises(UnreachableError):
            presented_certificate(settings(port, timeout=2.0))


def _self_signed() -> bytes:
    """A certificate that is its own issuer, with its key, in PEM."""
    import datetime as dt  # noqa: PLC0415

    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "KSC")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + private
