# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One TLS connection: HTTP/1.1, strictly one request at a time (KSCAPI/15.1/index.html)."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Callable
from typing import cast

import httptools

from kesc_lab.audit import Counters
from kesc_lab.protocol.sessions import Connection
from kesc_lab.server.http import Delivery, Exchange, Handler, Request, Response, text_response

MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_HEAD_BYTES = 64 * 1024
_LOG = logging.getLogger(__name__)
_LINGER_ZERO = struct.pack("ii", 1, 0)


class Registry:
    """All open connections of a server, so that they can be counted and closed."""

    def __init__(self, counters: Counters, closed: Callable[[Connection], None]) -> None:
        self.counters = counters
        self.closed = closed
        self.open: set[HttpConnection] = set()
        self._number = 0

    def add(self, connection: HttpConnection) -> Connection:
        """Take in a connection whose TLS handshake is done."""
        self._number += 1
        self.open.add(connection)
        self.counters.connections_accepted += 1
        self.counters.connections_open = len(self.open)
        return Connection(self._number)

    def remove(self, connection: HttpConnection, state: Connection) -> None:
        """Forget a closed connection; its login and actions end with it."""
        self.open.discard(connection)
        self.counters.connections_open = len(self.open)
        self.closed(state)


class HttpConnection(asyncio.Protocol):
    """Parses requests, hands them to a handler, writes answers.

    A request that begins before the previous one is answered breaks the protocol: the first is answered, the second
    gets a 400, and the connection is closed.
    """

    def __init__(self, handler: Handler, registry: Registry) -> None:
        self._handler = handler
        self._registry = registry
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._busy = False
        self._pipelined = False
        self._keep_alive = True
        self._head_only = False
        self._ready: Request | None = None
        self._refusal: Response | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start; called when the TLS handshake is done."""
        self._transport = cast("asyncio.Transport", transport)
        self._state = self._registry.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the reason makes no difference
        """End with the connection."""
        self._registry.remove(self, self._state)

    def data_received(self, data: bytes) -> None:
        """Parse what came and answer a request that is complete."""
        if self._pipelined or self._transport.is_closing():
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(400, "Upgrades are not supported")
        except httptools.HttpParserError:
            self._refuse(400, "The request is malformed")
        if self._refusal is not None and not self._busy:
            self._busy = True
            self._write(self._refusal)
        elif self._ready is not None and not self._busy:
            request, self._ready, self._busy = self._ready, None, True
            self._head_only = request.method == "HEAD"
            exchange = Exchange(request, self._state, self._write, self._later)
            self._guarded(lambda: self._handler(exchange))

    def abort(self) -> None:
        """Close at once, without waiting for the peer."""
        self._transport.abort()

    def on_message_begin(self) -> None:
        """Notice a request that comes while another one is open."""
        if self._busy or self._ready is not None:
            self._pipelined = True
            return
        self._headers: dict[str, str] = {}
        self._url = bytearray()
        self._body = bytearray()
        self._head_bytes = 0
        self._refusal = None

    def on_url(self, url: bytes) -> None:
        """Collect the request target."""
        self._url += url
        self._count_head(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect one header."""
        if not self._pipelined:
            self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")
            self._count_head(len(name) + len(value))

    def on_headers_complete(self) -> None:
        """Check what must be known before the body is read."""
        if self._pipelined:
            return
        self._keep_alive = self._parser.should_keep_alive()
        has_length = "content-length" in self._headers or "transfer-encoding" in self._headers
        if self._parser.get_method() == b"POST" and not has_length:
            self._refuse(411, "Content-Length or chunked transfer encoding is required")
        elif self._headers.get("expect", "").lower() == "100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Collect the body up to the limit."""
        if self._pipelined or self._refusal is not None:
            return
        self._body += body
        if len(self._body) > MAX_BODY_BYTES:
            self._refuse(413, f"The body exceeds {MAX_BODY_BYTES} bytes")

    def on_message_complete(self) -> None:
        """Make the request."""
        if not self._pipelined and self._refusal is None:
            path, _, query = self._url.decode("latin-1").partition("?")
            method = self._parser.get_method().decode("latin-1")
            self._ready = Request(method, path, self._headers, bytes(self._body), query)

    def _count_head(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            self._refuse(431, f"The header exceeds {MAX_HEAD_BYTES} bytes")

    def _refuse(self, status: int, text: str) -> None:
        """Remember the first refusal; it is answered when the parser is done, and closes the connection."""
        if self._refusal is None and not self._busy:
            self._refusal = text_response(status, text)
            self._refusal.close = True
        elif self._busy:
            self._pipelined = True

    def _later(self, milliseconds: float, work: Callable[[], None]) -> None:
        self._loop.call_later(milliseconds / 1000, lambda: self._guarded(work))

    def _guarded(self, work: Callable[[], None]) -> None:
        """Run a handler; a defect of the lab itself becomes a 500 and a traceback in the log, not a dead server."""
        try:
            work()
        except Exception:
            _LOG.exception("The lab failed to answer a request")
            self._write(text_response(500, "The lab itself failed; its standard error says why"))

    def _write(self, response: Response) -> None:
        """Send an answer in the way it asks for. A client that has gone away gets nothing."""
        if self._transport.is_closing():
            return
        if response.delivery is Delivery.RESET:
            self._reset()
            return
        if self._head_only:
            response.body = b""
        closing = response.close or self._pipelined or not self._keep_alive
        head = response.head(closing=closing and not self._pipelined)
        if response.delivery is Delivery.TRUNCATED:
            self._transport.write(head + response.body[: len(response.body) // 2])
            self._transport.close()
        elif response.delivery is Delivery.SLOW:
            size = max(1, -(-len(response.body) // response.slow_chunks))
            pieces = [response.body[start : start + size] for start in range(0, len(response.body), size)]
            self._transport.write(head)
            self._trickle(pieces, response.slow_chunk_ms, closing=closing)
        else:
            self._transport.write(head + response.body)
            self._finish(closing=closing)

    def _trickle(self, pieces: list[bytes], milliseconds: int, *, closing: bool) -> None:
        """Send a piece and, after an interval, the next. The answer ends with its last piece, not an interval later."""
        if self._transport.is_closing():
            return
        self._transport.write(b"".join(pieces[:1]))
        if len(pieces) > 1:
            self._later(milliseconds, lambda: self._trickle(pieces[1:], milliseconds, closing=closing))
        else:
            self._finish(closing=closing)

    def _finish(self, *, closing: bool) -> None:
        self._busy = False
        if self._pipelined:
            refusal = text_response(400, "A request came before the previous one was answered")
            self._transport.write(refusal.head(closing=True) + refusal.body)
        if closing or self._pipelined:
            self._transport.close()

    def _reset(self) -> None:
        """Close with a TCP reset: a zero linger time drops what is unsent and sends RST."""
        raw = self._transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
        self._transport.abort()
