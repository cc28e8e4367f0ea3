# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""HTTPS with kept-alive connections, and errors that say whether a request went out.

On http.client: requests takes three times its processor time for a call, which is what a fleet is read with.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import http.client
import pathlib
import select
import ssl
import time
import typing as t
import zlib

from .._errors import (
    AnswerLateError,
    AnswerLostError,
    CertificateError,
    InvalidRequestError,
    UnexpectedAnswerError,
    UnreachableError,
)
from ._tls_connection import ProxyError, WrongFingerprintError, connection_to

if t.TYPE_CHECKING:
    from collections.abc import Mapping

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_SHA256_DIGITS = 64
_GZIP = 16 + zlib.MAX_WBITS


@dataclasses.dataclass(frozen=True, kw_only=True)
class HttpSettings:
    """How to reach a server. ``timeout`` is in seconds, for connecting and for each whole answer.

    ``server_fingerprint`` (SHA-256, hex, colons optional) pins the server's certificate; it then takes the place of
    the check against certificate authorities and of the host name.
    """

    server_url: str
    validate_certs: bool = True
    ca_path: str | None = None
    server_fingerprint: str | None = None
    timeout: float = 30.0
    proxy: str | None = None


@dataclasses.dataclass(frozen=True)
class HttpAnswer:
    """Status, headers (case-insensitive) and the whole, decompressed body."""

    status: int
    headers: Mapping[str, str] | http.client.HTTPMessage
    body: bytes


class HttpClient:
    """Sends one request at a time over one connection to one server.

    Environment variables and .netrc files are ignored: proxy and trust come from the settings alone.
    """

    def __init__(self, settings: HttpSettings, *, context: ssl.SSLContext | None = None) -> None:
        """``context`` is :func:`tls_context` of the settings, where clients share it; connects at the first request.

        Raises :class:`InvalidRequestError`.
        """
        self._settings = settings
        fingerprint = parse_fingerprint(settings.server_fingerprint)
        if context is None:
            context = tls_context(settings, pinned=fingerprint is not None)
        self._answered = False
        self.server = settings.server_url
        """What tells the server from any other: the SHA-256 of its certificate, once there was a connection."""
        try:
            self._connection = connection_to(
                settings.server_url,
                proxy=settings.proxy,
                timeout=settings.timeout,
                context=context,
                fingerprint=fingerprint,
            )
        except (ValueError, http.client.InvalidURL):
            raise InvalidRequestError(f"{settings.server_url} or the proxy is not an address") from None

    def post(self, path: str, *, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """POST to a path of the server; redirects are answers like any other.

        Raises :class:`UnreachableError` or :class:`CertificateError` where nothing was sent,
        :class:`AnswerLostError` where the request may have had its effect.
        """
        deadline = time.monotonic() + self._settings.timeout
        self._connect()
        try:
            self._connection.request("POST", path, body=body, headers=dict(headers))
            with self._connection.getresponse() as response:
                answer = HttpAnswer(response.status, response.headers, _read(response, deadline))
        except TimeoutError:
            self.close()
            raise AnswerLateError(
                f"{self._settings.server_url} did not answer within {self._settings.timeout:g} seconds",
                remedy="Run again, or raise timeout",
            ) from None
        except (OSError, http.client.HTTPException, zlib.error) as error:
            self.close()
            if isinstance(error, ssl.SSLError) and not self._answered:
                raise self._no_tls(error) from None
            raise AnswerLostError(
                f"the connection to {self._settings.server_url} broke before the answer was complete"
            ) from None
        except BaseException:
            self.close()
            raise
        self._answered = True
        return answer

    def close(self) -> None:
        self._connection.close()

    def _connect(self) -> None:
        """Open the connection, or leave the one that the server has not closed meanwhile."""
        if self._connection.sock is not None and _is_dropped(self._connection.sock):
            self.close()
        if self._connection.sock is not None:
            return
        try:
            self._connection.connect()
        except BaseException as error:
            self.close()
            if isinstance(error, (OSError, ValueError)):
                raise self._explain(error) from None
            raise
        certificate = t.cast(ssl.SSLSocket, self._connection.sock).getpeercert(binary_form=True)
        if certificate:
            self.server = hashlib.sha256(certificate).hexdigest()

    def _explain(self, error: Exception) -> Exception:
        """Why there is no connection; nothing was sent."""
        where = self._settings.server_url
        if isinstance(error, ssl.SSLCertVerificationError):
            return CertificateError(
                f"the certificate of {where} was not accepted: {error.verify_message}",
                remedy="Set ca_path to the certificate that signed it, or pin it with server_fingerprint",
            )
        if isinstance(error, WrongFingerprintError):
            return CertificateError(
                f"the certificate of {where} does not have the pinned fingerprint",
                remedy="Find out why the certificate changed; if that is right, update server_fingerprint",
            )
        if isinstance(error, ssl.SSLError) and not self._answered:
            return self._no_tls(error)
        if isinstance(error, ProxyError):
            return UnreachableError(f"the proxy did not connect to {where}", remedy="Check proxy")
        if isinstance(error, TimeoutError):
            return UnreachableError(
                f"{where} did not accept a connection within {self._settings.timeout:g} seconds",
                remedy="Check server_url, the network and the firewall, or raise timeout",
            )
        if isinstance(error, ValueError):
            return InvalidRequestError(f"{where} or the proxy is not an address")
        return UnreachableError(
            f"{where} cannot be reached: {_readable(error)}",
            remedy="Check server_url (its default port is 13299), the network and the firewall",
        )

    def _no_tls(self, error: Exception) -> CertificateError:
        where = self._settings.server_url
        return CertificateError(f"no TLS connection to {where}: {_readable(error)}", remedy="Check server_url")


def parse_fingerprint(text: str | None) -> str | None:
    """A SHA-256 fingerprint as 64 lower-case hex digits. Raises :class:`InvalidRequestError`."""
    if not text:
        return None
    digits = text.replace(":", "").replace(" ", "").lower()
    if len(digits) != _SHA256_DIGITS or not all(digit in "0123456789abcdef" for digit in digits):
        raise InvalidRequestError(
            "server_fingerprint is not a SHA-256 fingerprint",
            remedy="Give 64 hexadecimal digits, with or without colons",
        )
    return digits


def tls_context(settings: HttpSettings, *, pinned: bool) -> ssl.SSLContext:
    if pinned or not settings.validate_certs:
        context = _new_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if settings.ca_path is None:
        return _system_context()
    context = _new_context()
    # Kaspersky's own samples trust the server's self-signed certificate itself, which is not always a valid authority.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    path = pathlib.Path(settings.ca_path)
    loaded, reason = 0, "it holds no certificate"
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        try:
            context.load_verify_locations(file)
            loaded += 1
        except ssl.SSLError:
            continue
        except OSError as error:
            reason = error.strerror or reason
    if not loaded:
        raise InvalidRequestError(
            f"ca_path {settings.ca_path!r} cannot be used: {reason}",
            remedy="Give a file with certificates in PEM form, or a folder of such files",
        )
    return context


@functools.cache
def _system_context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _new_context() -> ssl.SSLContext:
    """A context that trusts nobody yet: the one that was prepared, unless it is taken."""
    try:
        return _prepared.pop()
    except IndexError:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


_prepared: list[ssl.SSLContext] = []


def prepare_tls() -> None:
    """Have OpenSSL set up, the system's authorities read and a context made, where processes are forked off later.

    Each of them then has the three, which take longer than a login.
    """
    _system_context()
    _prepared.append(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """The whole body, taken as it arrives, so that the deadline also ends an answer that trickles in."""
    pieces, size = [], 0
    while piece := response.read1(_CHUNK_BYTES):
        pieces.append(piece)
        size += len(piece)
        _check_size(size)
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    body = b"".join(pieces)
    if response.headers.get("Content-Encoding", "").lower() != "gzip":
        return body
    decompressor = zlib.decompressobj(_GZIP)
    body = decompressor.decompress(body, MAX_ANSWER_BYTES + 1)
    _check_size(len(body))
    if not decompressor.eof:
        raise http.client.IncompleteRead(b"")
    return body


def _check_size(size: int) -> None:
    if size > MAX_ANSWER_BYTES:
        raise UnexpectedAnswerError(f"the answer is larger than {MAX_ANSWER_BYTES // 1024 // 1024} MiB")


def _is_dropped(connection: t.Any) -> bool:
    """Between two calls there is nothing to read but the end of the connection."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


def _readable(reason: BaseException) -> str:
    return getattr(reason, "strerror", None) or type(reason).__name__
