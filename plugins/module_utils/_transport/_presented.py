# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The certificate that a server presents, whether it is trusted or not: it is looked at, and nothing is sent."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import http.client
import ssl
import typing as t
import urllib.parse

from .._errors import UnreachableError

if t.TYPE_CHECKING:
    import datetime as dt

    from ._http import HttpSettings


@dataclasses.dataclass(frozen=True, kw_only=True)
class ServerCertificate:
    """``issuer`` is ``self_signed``, ``public_authority`` (the system trusts it), ``other_authority`` or ``unknown``.

    ``expires`` is ``None`` where the library cryptography, which reads certificates, is missing. ``fingerprint`` is
    SHA-256 in hex.
    """

    issuer: str
    expires: dt.datetime | None
    fingerprint: str


def presented_certificate(settings: HttpSettings) -> ServerCertificate:
    """What the server presents. Raises :class:`UnreachableError`."""
    untrusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    untrusting.check_hostname = False
    untrusting.verify_mode = ssl.CERT_NONE
    try:
        certificate = _handshake(settings, untrusting)
    except (OSError, ValueError, http.client.HTTPException):
        raise UnreachableError("the server's certificate could not be read", remedy="Check server_url") from None
    self_signed, expires = _read(certificate)
    return ServerCertificate(
        issuer="self_signed" if self_signed else _authority(settings, told=self_signed is not None),
        expires=expires,
        fingerprint=hashlib.sha256(certificate).hexdigest(),
    )


def _read(certificate: bytes) -> tuple[bool | None, dt.datetime | None]:
    """Whether it is its own issuer, and when it ends; ``None`` where that cannot be read."""
    try:
        from cryptography import x509  # noqa: PLC0415 - a module's interpreter may not have it
    except ImportError:
        return None, None
    try:
        read = x509.load_der_x509_certificate(certificate)
        return read.issuer == read.subject, read.not_valid_after_utc
    except (ValueError, AttributeError):
        return None, None


def _authority(settings: HttpSettings, *, told: bool) -> str:
    try:
        _handshake(settings, ssl.create_default_context())
    except (OSError, ValueError, http.client.HTTPException):
        return "other_authority" if told else "unknown"
    return "public_authority"


def _handshake(settings: HttpSettings, context: ssl.SSLContext) -> bytes:
    """The certificate in DER form, after a handshake that the context accepts."""
    server = urllib.parse.urlsplit(settings.server_url)
    host, port = server.hostname or "", server.port or 443
    proxy = urllib.parse.urlsplit(settings.proxy) if settings.proxy else None
    at, at_port = (proxy.hostname or "", proxy.port or 80) if proxy else (host, port)
    connection = http.client.HTTPSConnection(at, at_port, timeout=settings.timeout, context=context)
    if proxy:
        connection.set_tunnel(host, port, headers=_proxy_headers(proxy))
    try:
        connection.connect()
        return t.cast("ssl.SSLSocket", connection.sock).getpeercert(binary_form=True) or b""
    finally:
        connection.close()


def _proxy_headers(proxy: urllib.parse.SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    account = f"{urllib.parse.unquote(proxy.username)}:{urllib.parse.unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(account.encode()).decode('ascii')}"}
