# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests, responses and one exchange of both."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any, TypeAlias

from kesc_lab.protocol.sessions import Connection

JSON_TYPE = "application/json; charset=utf-8"
TEXT_TYPE = "text/plain; charset=utf-8"
_GZIP_WINDOW, _DEFLATE_WINDOW = 31, 15


@dataclass(slots=True)
class Request:
    """One request; header names are in lower case, path is without query, which stands apart."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: str = ""


class Delivery(Enum):
    """How an answer goes out."""

    NORMAL = "normal"
    RESET = "reset"
    TRUNCATED = "truncated"
    SLOW = "slow"


@dataclass(slots=True)
class Response:
    """One answer."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)
    delivery: Delivery = Delivery.NORMAL
    slow_chunk_ms: int = 200
    slow_chunks: int = 20
    close: bool = False
    cookies: list[str] = field(default_factory=list)

    def head(self, *, closing: bool) -> bytes:
        """Return the status line and headers."""
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            f"Content-Type: {self.content_type}",
            f"Content-Length: {len(self.body)}",
        ]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += [f"Set-Cookie: {cookie}" for cookie in self.cookies]
        if closing:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class Exchange:
    """A request that waits for its answer. `reply` is called once; `later` postpones work by milliseconds."""

    __slots__ = ("connection", "later", "reply", "request")

    def __init__(
        self,
        request: Request,
        connection: Connection,
        reply: Callable[[Response], None],
        later: Callable[[float, Callable[[], None]], None],
    ) -> None:
        self.request = request
        self.connection = connection
        self.reply = reply
        self.later = later


Handler: TypeAlias = Callable[[Exchange], None]


def json_response(body: Any, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(status, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def text_response(status: int, text: str, **headers: str) -> Response:
    """Return a plain-text answer; underscores in header names become dashes."""
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, text.encode(), TEXT_TYPE, extra)


def compress(response: Response, accept_encoding: str) -> None:
    """Compress the body with gzip or deflate if, and only if, the client asked for it (KSCAPI/15.1/index.html)."""
    if not accept_encoding or not response.body:
        return
    accepted = {}
    for item in accept_encoding.lower().split(","):
        name, _, quality = item.strip().partition(";")
        accepted[name.strip()] = quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    for name, window in (("gzip", _GZIP_WINDOW), ("deflate", _DEFLATE_WINDOW)):
        if accepted.get(name):
            compressor = zlib.compressobj(1, zlib.DEFLATED, window)
            response.body = compressor.compress(response.body) + compressor.flush()
            response.headers["Content-Encoding"] = name
            return
