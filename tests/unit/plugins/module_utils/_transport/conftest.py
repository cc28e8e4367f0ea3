# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers and clients of the tests of the transport."""

from __future__ import annotations

import contextlib
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpClient, HttpSettings
from ansible_collections.fleetops.kesc.tests.unit.support.certificates import Authority, Certificate
from ansible_collections.fleetops.kesc.tests.unit.support.socks_server import SocksServer
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import PATIENCE, Answer, Server

if t.TYPE_CHECKING:
    import pathlib


class Lab:
    """Starts servers and makes clients, and stops and closes them all."""

    def __init__(self, folder: pathlib.Path, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self.authority = Authority(folder)
        self.certificate: Certificate = self.authority.issue("127.0.0.1")

    def server(self, *answers: Answer, certificate: Certificate | None = None) -> Server:
        shown = certificate or self.certificate
        return self._stack.enter_context(Server(*answers, certificate=shown.with_key))

    def plain_server(self, *answers: Answer, greeting: Answer = b"") -> Server:
        """A server without TLS."""
        return self._stack.enter_context(Server(*answers, certificate=None, greeting=greeting))

    def socks_server(self, port: int, *, account: tuple[str, str] | None = None) -> SocksServer:
        """A SOCKS 5 proxy that connects to this port, whatever it is asked for."""
        return self._stack.enter_context(SocksServer(port, account=account))

    def client(self, url: str, **settings: t.Any) -> HttpClient:
        client = HttpClient(
            HttpSettings(**{"server_url": url, "ca_path": str(self.authority.file), "timeout": PATIENCE, **settings})
        )
        self._stack.callback(client.close)
        return client


@pytest.fixture
def lab(tmp_path: pathlib.Path) -> t.Iterator[Lab]:
    with contextlib.ExitStack() as stack:
        yield Lab(tmp_path, stack)
