# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""One TLS connection, perhaps through a proxy."""

from __future__ import annotations

import base64
import hashlib
import http.client
import ssl
import typing as t
import urllib.parse


class ProxyError(OSError):
    """There is no way through the proxy."""


class WrongFingerprintError(OSError):
    """Another certificate than the pinned one."""


class TlsConnection(http.client.HTTPConnection):
    """Perhaps through a proxy. Trust is decided by our context and pin alone, before anything is sent."""

    def __init__(
        self, host: str, port: int, *, timeout: float, name: str, context: ssl.SSLContext, fingerprint: str | None
    ) -> None:
        super().__init__(host, port, timeout=timeout)
        self._name = name
        self._tls = context
        self._fingerprint = fingerprint
        self._request = b""
        self.proxied = False

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as error:
            if self.proxied:
                raise ProxyError from error
            raise
        tls = self._tls.wrap_socket(self.sock, server_hostname=self._name)
        self.sock = tls
        if self._fingerprint is not None:
            certificate = tls.getpeercert(binary_form=True) or b""
            if hashlib.sha256(certificate).hexdigest() != self._fingerprint:
                raise WrongFingerprintError

    def send(self, data: t.Any) -> None:
        """Keep the head of a request until its body is there: both go out as one record, not as two."""
        if isinstance(self.sock, ssl.SSLSocket):
            self._request += data
        else:
            super().send(data)

    def getresponse(self) -> http.client.HTTPResponse:
        request, self._request = self._request, b""
        super().send(request)
        return super().getresponse()

    def close(self) -> None:
        self._request = b""
        super().close()


def connection_to(
    server_url: str, *, proxy: str | None, timeout: float, context: ssl.SSLContext, fingerprint: str | None
) -> TlsConnection:
    """A connection that is not open yet. Raises ``ValueError`` and ``InvalidURL`` for an address that is none."""
    host, port = _host_and_port(server_url, default_port=443)
    at = _host_and_port(proxy, default_port=80) if proxy else (host, port)
    connection = TlsConnection(*at, timeout=timeout, name=host, context=context, fingerprint=fingerprint)
    if proxy:
        connection.proxied = True
        connection.set_tunnel(host, port, headers=_proxy_headers(proxy))
    return connection


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
