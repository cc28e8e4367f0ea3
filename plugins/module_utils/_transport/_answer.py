# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reading an HTTP/1.1 answer (RFC 9112) from the bytes of a connection.

http.client hands the head of each answer to the parser for e-mails, which takes longer than all else that a call does.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator, Mapping

from .._errors import UnexpectedAnswerError

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_MAX_HEAD_BYTES = 64 * 1024
_MAX_CHUNK_LINE_BYTES = 1024

_STATUS_LINE = re.compile(r"HTTP/1\.([01]) ([1-5][0-9]{2})(?: .*)?")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_WITHOUT_BODY = frozenset({204, 304})


class BrokenAnswerError(Exception):
    """The answer ended early, or is none of HTTP/1.1."""


class Headers(Mapping[str, str]):
    """Names in any spelling; one that was sent more than once has its values with commas between them."""

    def __init__(self, fields: t.Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in fields:
            key = name.lower()
            self._values[key] = f"{self._values[key]}, {value}" if key in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Answer(t.NamedTuple):
    """The answer as it was sent; ``reusable`` says whether the connection can carry another request."""

    status: int
    headers: Headers
    body: bytes
    reusable: bool


def read_answer(receive: t.Callable[[], bytes]) -> Answer:
    """The answer to a POST; ``receive`` returns what comes next, nothing at the end of the connection.

    Raises :class:`BrokenAnswerError`, :class:`UnexpectedAnswerError` for one that is too large, and what ``receive``
    raises.
    """
    source = _Source(receive)
    minor, status, headers = _read_head(source)
    while status < 200:
        minor, status, headers = _read_head(source)
    body = _read_body(source, status, headers)
    closes = "close" in headers.get("Connection", "").lower() or minor == "0"
    return Answer(status, headers, body, reusable=not closes and source.has_nothing_left)


def check_size(size: int) -> None:
    """Raises :class:`UnexpectedAnswerError` where it is more than an answer may have."""
    if size > MAX_ANSWER_BYTES:
        raise UnexpectedAnswerError(f"the answer is larger than {MAX_ANSWER_BYTES // 1024 // 1024} MiB")


class _Source:
    """What has come and was not taken yet."""

    def __init__(self, receive: t.Callable[[], bytes]) -> None:
        self._receive = receive
        self._data = b""
        self._ended = False

    @property
    def has_nothing_left(self) -> bool:
        """Nothing was sent beyond the answer, and the connection is not known to have ended."""
        return not self._data and not self._ended

    def take_line(self, end: bytes, *, most: int) -> bytes:
        """Everything up to ``end``, which is taken too."""
        while (length := self._data.find(end)) < 0:
            if len(self._data) > most:
                raise BrokenAnswerError
            piece = self._receive()
            if not piece:
                raise BrokenAnswerError
            self._data += piece
        line, self._data = self._data[:length], self._data[length + len(end) :]
        return line

    def take(self, size: int) -> bytes:
        """So many bytes."""
        pieces, missing = [self._data[:size]], size - len(self._data)
        self._data = self._data[size:]
        while missing > 0:
            piece = self._receive()
            if not piece:
                raise BrokenAnswerError
            pieces.append(piece[:missing])
            self._data = piece[missing:]
            missing -= len(piece)
        return b"".join(pieces)

    def take_all(self) -> bytes:
        """Everything up to the end of the connection."""
        pieces, size = [self._data], len(self._data)
        self._data = b""
        while piece := self._receive():
            pieces.append(piece)
            size += len(piece)
            check_size(size)
        self._ended = True
        return b"".join(pieces)


def _read_head(source: _Source) -> tuple[str, int, Headers]:
    """The minor version, the status and the headers."""
    first, *lines = source.take_line(b"\r\n\r\n", most=_MAX_HEAD_BYTES).decode("latin-1").split("\r\n")
    status_line = _STATUS_LINE.fullmatch(first)
    if status_line is None:
        raise BrokenAnswerError
    fields = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name):
            raise BrokenAnswerError
        fields.append((name, value.strip(" \t")))
    return status_line[1], int(status_line[2]), Headers(fields)


def _read_body(source: _Source, status: int, headers: Headers) -> bytes:
    """RFC 9112, section 6.3."""
    if status in _WITHOUT_BODY:
        return b""
    coding = headers.get("Transfer-Encoding")
    if coding is not None:
        if coding.lower() != "chunked":
            raise BrokenAnswerError
        return _read_chunks(source)
    length = headers.get("Content-Length")
    if length is None:
        return source.take_all()
    if not (length.isascii() and length.isdecimal()):
        raise BrokenAnswerError
    check_size(int(length))
    return source.take(int(length))


def _read_chunks(source: _Source) -> bytes:
    chunks, total = [], 0
    while True:
        line = _CHUNK_SIZE.fullmatch(source.take_line(b"\r\n", most=_MAX_CHUNK_LINE_BYTES))
        if line is None:
            raise BrokenAnswerError
        size = int(line[1], 16)
        if not size:
            break
        total += size
        check_size(total)
        chunks.append(source.take(size))
        if source.take(2) != b"\r\n":
            raise BrokenAnswerError
    # Trailers, which nothing here is interested in.
    while source.take_line(b"\r\n", most=_MAX_HEAD_BYTES):
        continue
    return b"".join(chunks)
