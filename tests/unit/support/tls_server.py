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


def close(_connection: socket.socket) -> None:
    """End the connection without a word."""


def say(words: bytes) -> Answer:
    """Say this, and end the connection."""
    return lambda connection: connection.sendall(words)


def silent(connection: socket.socket) -> None:
    """Say nothing until the other side gives up."""
    while connection.recv(65536):
        pass


def trickle(first: bytes, then: bytes = b"x") -> Answer:
    """Say ``first``, and then ``then`` every tenth of a second, for half a minute or until nobody listens."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        connection.settimeout(0.1)
        for _attempt in range(300):
            connection.sendall(then)
            try:
                if not connection.recv(65536):
                    return
            except TimeoutError:
                continue

    return answer


def tunnel(port: int) -> Answer:
    """What a proxy does that was asked to connect to ``port`` of this machine."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        pipe(connection, port)

    return answer


def pipe(connection: socket.socket, port: int) -> None:
    """Carry what comes to ``port`` of this machine, and back, until one side ends."""
    with socket.create_connection(("127.0.0.1", port)) as behind:
        for end in (connection, behind):
            end.settimeout(0.02)
        while True:
            for source, target in ((connection, behind), (behind, connection)):
                with contextlib.suppress(TimeoutError):
                    data = source.recv(65536)
                    if not data:
                        return
                    target.sendall(data)


class Server:
    """Answers request after request with ``answers``, the last one for ever; ``certificate`` ``None`` speaks no TLS.

    ``greeting`` is what it says first, unasked and before any TLS, on each connection; a function is all that it does.
    ``connections`` counts those that were accepted, ``ended`` says that one of them has ended, ``requests`` holds each
    whole request's head and body.
    """

    def __init__(self, *answers: Answer, certificate: pathlib.Path | None, greeting: Answer = b"") -> None:
        self._answers = list(answers)
        self._greeting = greeting
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self.show(certificate)
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self.connections = 0
        self.ended = threading.Event()
        self.requests: list[bytes] = []

    def show(self, certificate: pathlib.Path) -> None:
        """Show this certificate from now on."""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)

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
        self._converse(connection)
        self.ended.set()

    def _converse(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(PATIENCE)
            if not isinstance(self._greeting, bytes):
                self._greeting(connection)
                return
            connection.sendall(self._greeting)
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            with connection:
                while request := _read_request(connection):
                    self.requests.append(request)
                    answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                    if not isinstance(answer, bytes):
                        answer(connection)
                        return
                    connection.sendall(answer)


def _read_request(connection: socket.socket) -> bytes:
    """A whole request; empty where there is no further one."""
    request = b""
    while not _is_whole(request):
        piece = connection.recv(65536)
        if not piece:
            return b""
        request += piece
    return request


def _is_whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    lines = [line.lower() for line in head.split(b"\r\n")]
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
    return bool(end) and len(body) >= length
