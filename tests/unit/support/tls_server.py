# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real server on the loopback interface that answers each request as a test says."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import typing as t

if t.TYPE_CHECKING:
    import pathlib

PATIENCE = 600
"""Seconds, for what takes milliseconds: no machine is that slow, only a defect."""

Answer: t.TypeAlias = "bytes | t.Callable[[socket.socket], None]"
"""What is sent back to a request; a function does whatever it likes with the connection, which is closed after it."""


def http_answer(body: bytes, *, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """A whole HTTP answer; ``length`` is what it claims to hold."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {length or len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def reset(connection: socket.socket) -> None:
    """End the connection with a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Server:
    """Answers request after request with ``answers``, the last one for ever; ``certificate`` ``None`` speaks no TLS.

    ``greeting`` is what it says first, unasked, on each connection.
    ``connections`` counts those that were accepted, ``requests`` holds each request's head and body, ``pieces`` in how
    many pieces (with TLS, records) each of them came.
    """

    def __init__(self, *answers: Answer, certificate: pathlib.Path | None, greeting: bytes = b"") -> None:
        self._answers = list(answers)
        self._greeting = greeting
        self._context = None
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificate)
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self.connections = 0
        self.requests: list[bytes] = []
        self.pieces: list[int] = []

    @property
    def port(self) -> int:
        return t.cast(int, self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def __enter__(self) -> Server:
        self._threads[0].start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads:
            thread.join(timeout=PATIENCE)

    def wait(self, seconds: float) -> bool:
        """Be slow, but not slower than the end of the test; says whether that has come."""
        return self._stopped.wait(seconds)

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(PATIENCE)
            connection.sendall(self._greeting)
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            with connection:
                while pieces := _read_request(connection):
                    self.requests.append(b"".join(pieces))
                    self.pieces.append(len(pieces))
                    answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                    if not isinstance(answer, bytes):
                        answer(connection)
                        return
                    connection.sendall(answer)


def _read_request(connection: socket.socket) -> list[bytes]:
    """The pieces in which a request came; none where there is no further one."""
    pieces: list[bytes] = []
    while b"\r\n\r\n" not in b"".join(pieces):
        piece = connection.recv(65536)
        if not piece:
            return []
        pieces.append(piece)
    head, _separator, body = b"".join(pieces).partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    missing = length - len(body)
    while missing > 0:
        pieces.append(connection.recv(65536))
        missing -= len(pieces[-1])
    return pieces
