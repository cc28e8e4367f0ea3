# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Whom to trust: TLS contexts, whose connections also read no longer than they may."""

from __future__ import annotations

import functools
import pathlib
import ssl
import time
import typing as t

from .._errors import InvalidRequestError

if t.TYPE_CHECKING:
    from ._http import HttpSettings

_SHA256_DIGITS = 64


class DeadlineSocket(ssl.SSLSocket):
    """A timeout that is set holds for everything that is read after it, not for each piece.

    Otherwise an answer of which a byte comes now and then could last for hours.
    """

    _deadline: float | None = None

    def settimeout(self, value: float | None) -> None:
        super().settimeout(value)
        self._deadline = time.monotonic() + value if value else None

    def read(self, len: int = 1024, buffer: t.Any = None) -> t.Any:  # noqa: A002 - named by SSLSocket
        if self._deadline is not None:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("The read operation timed out")
            super().settimeout(left)
        return super().read(len, buffer)


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


def server_context(settings: HttpSettings) -> ssl.SSLContext:
    """The context for the server itself; a pinned certificate is compared by the adapter.

    Raises :class:`InvalidRequestError`.
    """
    if settings.server_fingerprint or not settings.validate_certs:
        return _trusting_anybody()
    if settings.ca_path is None:
        return _system_context()
    context = _new_context()
    # Kaspersky's own samples trust the server's self-signed certificate itself, which is not always a valid authority.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    _load(context, settings.ca_path)
    return context


@functools.cache
def proxy_context(settings: HttpSettings) -> ssl.SSLContext:
    """The context for an https:// proxy: trusts the system's authorities and those of ``ca_path``.

    Raises :class:`InvalidRequestError`.
    """
    if not settings.validate_certs:
        return _trusting_anybody()
    context = _new_context()
    context.load_default_certs()
    if settings.ca_path is not None:
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        _load(context, settings.ca_path)
    return context


def prepare_tls() -> None:
    """Have OpenSSL set up, the system's authorities read and a context made, where processes are forked off later.

    Each of them then has the three, which take longer than a login.
    """
    _system_context()
    _prepared.append(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    # Every host name is encoded so before it is looked up, and the first time loads tables.
    "localhost".encode("idna")


def _trusting_anybody() -> ssl.SSLContext:
    context = _new_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _load(context: ssl.SSLContext, ca_path: str) -> None:
    """Trust the certificates of a file, or of the files of a folder, whatever these are called."""
    path = pathlib.Path(ca_path)
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
            f"ca_path {ca_path!r} cannot be used: {reason}",
            remedy="Give a file with certificates in PEM form, or a folder of such files",
        )


@functools.cache
def _system_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.sslsocket_class = DeadlineSocket
    return context


def _new_context() -> ssl.SSLContext:
    """A context that trusts nobody yet: the one that was prepared, unless it is taken."""
    try:
        context = _prepared.pop()
    except IndexError:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslsocket_class = DeadlineSocket
    return context


_prepared: list[ssl.SSLContext] = []
