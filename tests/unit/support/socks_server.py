# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A SOCKS 5 proxy on the loopback interface (RFC 1928, RFC 1929)."""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
import typing as t

from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import pipe

_ANYBODY, _PASSWORD = 0, 2
_NAME = 3
_CONNECTED = b"\x05\x00\x00\x01" + bytes(6)


class SocksServer(socketserver.ThreadingTCPServer):
    """Connects to ``port`` of this machine, whatever it is asked for; ``asked`` holds the names that it was asked for.

    With ``account``, only who names that user and password.
    """

    daemon_threads = True

    def __init__(self, port: int, *, account: tuple[str, str] | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = port
        self.account = account
        self.asked: list[str] = []
        self.port: int = self.server_address[1]
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> t.Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(socketserver.StreamRequestHandler):
    server: SocksServer

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            _version, methods = self.rfile.read(2)
            offered = self.rfile.read(methods)
            wanted = _PASSWORD if self.server.account else _ANYBODY
            self.wfile.write(bytes([5, wanted if wanted in offered else 255]))
            if wanted not in offered or (wanted == _PASSWORD and not self._is_known()):
                return
            _version, _command, _reserved, kind = self.rfile.read(4)
            self.server.asked.append(self._text() if kind == _NAME else f"address of kind {kind}")
            self.rfile.read(2)
            self.wfile.write(_CONNECTED)
            pipe(self.connection, self.server.target)

    def _is_known(self) -> bool:
        self.rfile.read(1)
        known = (self._text(), self._text()) == self.server.account
        self.wfile.write(struct.pack("BB", 1, not known))
        return known

    def _text(self) -> str:
        return self.rfile.read(self.rfile.read(1)[0]).decode()
