# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""HTTPS with kept-alive connections, and errors that say whether a request went out.

Without requests, which takes several times the processor time for a call, and most of a task's time to start.
"""

from __future__ import annotations

import dataclasses
import functools
import pathlib
import ssl
import time
import typing as t
import zlib

from .._errors import (
    AnswerLateError,
    AnswerLostError,
    CertificateError,
    InvalidRequestError,
    UnreachableError,
)
from . import _answer
from ._answer import BrokenAnswerError
from ._tls_connection import ProxyError, TlsConnection, WrongFingerprintError

if t.TYPE_CHECKING:
    from collections.abc import Mapping

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
    headers: Mapping[str, str]
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
        try:
            self._connection = TlsConnection(
                settings.server_url,
                proxy=settings.proxy,
                timeout=settings.timeout,
                context=context,
                fingerprint=fingerprint,
            )
        except ValueError:
            raise InvalidRequestError(f"{settings.server_url} or the proxy is not an address") from None

    def post(self, path: str, *, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """POST to a path of the server; redirects are answers like any other.

        Raises :class:`UnreachableError` or :class:`CertificateError` where nothing was sent,
        :class:`AnswerLostError` where the request may have had its effect.
        """
        deadline = time.monotonic() + self._settings.timeout
        self._connect()
        try:
            answer = self._connection.post(path, headers=headers, body=body, deadline=deadline)
            content = _decompressed(answer)
        except TimeoutError:
            self.close()
            raise AnswerLateError(
                f"{self._settings.server_url} did not answer within {self._settings.timeout:g} seconds",
                remedy="Run again, or raise timeout",
            ) from None
        except (OSError, BrokenAnswerError, zlib.error) as error:
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
        return HttpAnswer(answer.status, answer.headers, content)

    def close(self) -> None:
        self._connection.close()

    def _connect(self) -> None:
        """Open the connection, or leave the one that the server has not closed meanwhile."""
        if self._connection.is_open:
            return
        self.close()
        try:
            self._connection.open()
        except BaseException as error:
            self.close()
            if isinstance(error, (OSError, ValueError)):
                raise self._explain(error) from None
            raise

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
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if settings.ca_path is None:
        return _system_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
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
    """Reading the system's authorities takes longer than a login: once is enough, if may be before workers fork."""
    return ssl.create_default_context()


def _decompressed(answer: _answer.Answer) -> bytes:
    if answer.headers.get("Content-Encoding", "").lower() != "gzip":
        return answer.body
    decompressor = zlib.decompressobj(_GZIP)
    content = decompressor.decompress(answer.body, _answer.MAX_ANSWER_BYTES + 1)
    _answer.check_size(len(content))
    if not decompressor.eof:
        raise BrokenAnswerError
    return content


def _readable(reason: BaseException) -> str:
    return getattr(reason, "strerror", None) or type(reason).__name__
