# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""One TLS connection, perhaps through a proxy, that carries one request at a time."""

from __future__ import annotations

import base64
import hashlib
import http.client
import select
import time
import typing as t
import urllib.parse

from ._answer import Answer, BrokenAnswerError, read_answer

if t.TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Mapping

_RECORD_BYTES = 16 * 1024
"""What a TLS record holds at most."""


class ProxyError(OSError):
    """There is no way through the proxy."""


class WrongFingerprintError(OSError):
    """Another certificate than the pinned one."""


class TlsConnection:
    """Trust is decided by the given context and pin alone, before anything is sent."""

    def __init__(
        self, server_url: str, *, proxy: str | None, timeout: float, context: ssl.SSLContext, fingerprint: str | None
    ) -> None:
        """Opens nothing yet. Raises ``ValueError`` for an address that is none."""
        self._host, port = _host_and_port(server_url, default_port=443)
        at = _host_and_port(proxy, default_port=80) if proxy else (self._host, port)
        self._way = http.client.HTTPConnection(*at, timeout=timeout)
        self._proxied = proxy is not None
        if proxy:
            self._way.set_tunnel(self._host, port, headers=_proxy_headers(proxy))
        self._host_field = urllib.parse.urlsplit(server_url).netloc
        self._context = context
        self._fingerprint = fingerprint
        self._socket: ssl.SSLSocket | None = None

    @property
    def is_open(self) -> bool:
        """Whether a request can be sent: between two of them there is nothing to read but the connection's end."""
        if self._socket is None:
            return False
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return not poll.poll(0)

    def open(self) -> None:
        """Connect and check the certificate. Raises ``OSError``, for an address that is none ``ValueError``."""
        plain = self._connect()
        self._socket = self._context.wrap_socket(plain, server_hostname=self._host)
        if self._fingerprint is not None:
            certificate = self._socket.getpeercert(binary_form=True) or b""
            if hashlib.sha256(certificate).hexdigest() != self._fingerprint:
                raise WrongFingerprintError

    def close(self) -> None:
        for each in (self._socket, self._way):
            if each is not None:
                each.close()
        self._socket = None

    def post(self, path: str, *, headers: Mapping[str, str], body: bytes, deadline: float) -> Answer:
        """Send a request and read its answer; ``deadline`` is one of ``time.monotonic``.

        Raises ``OSError`` and :class:`BrokenAnswerError`. Request and answer go out and come in as whole as they can.
        """
        if self._socket is None:
            raise BrokenAnswerError
        fields = {"Host": self._host_field, "Content-Length": str(len(body)), **headers}
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a line of the request would be two")
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        receive = self._socket.recv

        def receive_in_time() -> bytes:
            # An answer that trickles in would never exceed the socket's own timeout.
            if time.monotonic() > deadline:
                raise TimeoutError
            return receive(_RECORD_BYTES)

        answer = read_answer(receive_in_time)
        if not answer.reusable:
            self.close()
        return answer

    def _connect(self) -> socket.socket:
        try:
            self._way.connect()
        except OSError as error:
            if self._proxied:
                raise ProxyError from error
            raise
        plain: socket.socket = self._way.sock
        self._way.sock = None
        return plain


def _host_and_port(address: str, *, default_port: int) -> tuple[str, int]:
    parts = urllib.parse.urlsplit(address if "://" in address else f"http://{address}")
    if not parts.hostname or any(character.isspace() for character in parts.hostname):
        raise ValueError
    return parts.hostname, parts.port or default_port


def _proxy_headers(proxy: str) -> dict[str, str]:
    parts = urllib.parse.urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if parts.scheme != "http":
        raise ValueError
    if parts.username is None:
        return {}
    account = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(account.encode()).decode('ascii')}"}
