# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a request went out is told exactly, whatever breaks and when."""

from __future__ import annotations

import gzip
import random
import re
import socket
import threading
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AnswerLateError,
    AnswerLostError,
    CertificateError,
    KescError,
    UnexpectedAnswerError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._transport import _http
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import (
    Answer,
    close,
    http_answer,
    reset,
    say,
    silent,
    trickle,
)

if t.TYPE_CHECKING:
    from .conftest import Lab

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SQUEEZED = gzip.compress(random.Random(1).randbytes(100_000))


def post(client: _http.HttpClient) -> bytes:
    return client.post("/api", headers={"X-One": "1"}, body=b"{}").body


def after_the_hello(behave: Answer) -> t.Callable[[socket.socket], None]:
    """Wait for the client's first words, so that none of them is left unread, which would be a reset."""

    def act(connection: socket.socket) -> None:
        connection.recv(65536)
        if isinstance(behave, bytes):
            connection.sendall(behave)
            silent(connection)
        else:
            behave(connection)

    return act


HANDSHAKES: dict[str, tuple[Answer, type[KescError], str]] = {
    "closed at once": (after_the_hello(close), UnreachableError, "cannot be reached"),
    "reset": (reset, UnreachableError, "cannot be reached: Connection reset by peer"),
    "no answer": (silent, UnreachableError, "did not accept a connection within 3 seconds"),
    "no TLS": (after_the_hello(b"HTTP/1.1 400 Bad Request\r\n\r\n"), CertificateError, "no TLS connection"),
    "refused": (after_the_hello(b"\x15\x03\x03\x00\x02\x02\x28"), CertificateError, "no TLS connection"),
    "a byte now and then": (trickle(b"\x16\x03\x03\x40\x00"), UnreachableError, "did not accept a connection within"),
}


@pytest.mark.parametrize("name", HANDSHAKES)
def test_without_tls_nothing_goes_out(lab: Lab, name: str) -> None:
    greeting, error, words = HANDSHAKES[name]
    server = lab.plain_server(b"", greeting=greeting)
    with pytest.raises(error, match=words):
        post(lab.client(server.url, timeout=3))
    assert server.requests == []
    assert server.connections == 1, "nothing is tried twice by the library"


def test_a_port_where_nobody_listens_is_unreachable(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"https://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(UnreachableError, match=re.escape(f"{url} cannot be reached: Connection refused")):
        post(lab.client(url))


def test_a_name_that_does_not_exist_is_unreachable(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_arguments: object, **_options: object) -> t.NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(UnreachableError, match=r"https://no-such-host\.test:13299 cannot be reached: Name or service"):
        post(lab.client("https://no-such-host.test:13299"))


@pytest.mark.parametrize("host", ["a..b", "x" * 64], ids=["an empty label", "a label that is too long"])
def test_a_host_that_cannot_exist_is_an_error_of_ours(lab: Lab, host: str) -> None:
    with pytest.raises(KescError, match="is not an address"):
        post(lab.client(f"https://{host}:13299"))


def test_a_server_that_accepts_nothing_is_not_waited_for_beyond_timeout(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        url = f"https://127.0.0.1:{full.getsockname()[1]}"
        with pytest.raises(UnreachableError, match=r"did not accept a connection within 3 seconds"):
            post(lab.client(url, timeout=3))


def _and_reset(answer: bytes) -> Answer:
    def act(connection: socket.socket) -> None:
        connection.sendall(answer)
        reset(connection)

    return act


def _broken_record(connection: socket.socket) -> None:
    with socket.socket(fileno=connection.detach()) as bare:
        bare.sendall(b"\x17\x03\x03\x00\x20" + b"\x00" * 32)


BROKEN: dict[str, Answer] = {
    "no answer": close,
    "reset": reset,
    "a head and no body": say(http_answer(b"", length=400)),
    "half a body": say(http_answer(b'{"PxgRetVal"', length=400)),
    "half a body and a reset": _and_reset(http_answer(b'{"PxgRetVal"', length=400)),
    "half a chunk": say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n40\r\nabc"),
    "chunks without an end": say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
    "rubbish for a chunk": say(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
    "gzip, of which half came": say(http_answer(SQUEEZED[:999], length=len(SQUEEZED), Content_Encoding="gzip")),
    "gzip that is cut short": http_answer(SQUEEZED[:999], Content_Encoding="gzip"),
    "gzip without its checksum": http_answer(SQUEEZED[:-8], Content_Encoding="gzip"),
    "gzip with another checksum": http_answer(SQUEEZED[:-8] + bytes(8), Content_Encoding="gzip"),
    "gzip that is none": http_answer(b"not gzip at all", Content_Encoding="gzip"),
    "no HTTP": say(b"\x00\x01\x02 this is no HTTP\r\n\r\n"),
    "a head without an end": say(HEAD + b"X-Endless: " + b"x" * 200_000),
    "two lengths": say(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
    "a broken TLS record": _broken_record,
}


@pytest.mark.parametrize("kept", [False, True], ids=["a new connection", "a kept connection"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_request_whose_answer_is_not_whole_may_have_had_its_effect(lab: Lab, name: str, kept: bool) -> None:
    server = lab.server(*([http_answer(b"first")] if kept else []), BROKEN[name], http_answer(b"last"))
    client = lab.client(server.url)
    if kept:
        assert post(client) == b"first"
    with pytest.raises(AnswerLostError) as failed:
        post(client)
    assert failed.value.error_code == "answer_lost"
    assert len(server.requests) == 1 + kept, "nothing is sent twice"
    assert post(client) == b"last", "the client goes on, over a new connection where need be"


def _half_a_record(connection: socket.socket) -> None:
    with socket.socket(fileno=connection.detach()) as bare:
        trickle(b"\x17\x03\x03\x40\x00")(bare)  # type: ignore[operator]


LATE: dict[str, Answer] = {
    "no answer": silent,
    "a head that trickles in": trickle(HEAD, b"X-A: b\r\n"),
    "one line that trickles in": trickle(HEAD + b"X-A: "),
    "a body that trickles in": trickle(http_answer(b"", length=300)),
    "a body without an end that trickles in": trickle(HEAD + b"\r\n"),
    "chunks that trickle in": trickle(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a chunk that trickles in": trickle(HEAD + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n"),
    "half a TLS record": _half_a_record,
    "one 100 Continue after the other": trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("name", LATE)
def test_an_answer_that_takes_longer_than_timeout_is_late(lab: Lab, name: str) -> None:
    server = lab.server(LATE[name], http_answer(b"last"))
    client = lab.client(server.url, timeout=3)
    with pytest.raises(AnswerLateError, match=r"did not answer within 3 seconds"):
        post(client)
    assert len(server.requests) == 1
    assert post(client) == b"last", "what comes later is not taken for the next answer"


@pytest.mark.parametrize("answer", [b"x", gzip.compress(b"x")], ids=["plain", "compressed"])
@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
@pytest.mark.parametrize("over", [0, 1], ids=["exactly the largest size", "a byte more"])
def test_an_answer_that_is_too_large_is_not_read(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, answer: bytes, chunked: bool, over: int
) -> None:
    monkeypatch.setattr(_http, "MAX_ANSWER_BYTES", 1024 * 1024)
    content = b"x" * (1024 * 1024 + over)
    encoding = b"Content-Encoding: gzip\r\n" if answer != b"x" else b""
    body = gzip.compress(content) if encoding else content
    length = b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    chunks = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    client = lab.client(lab.server(HEAD + encoding + (chunks if chunked else length), http_answer(b"last")).url)
    if not over:
        assert post(client) == content
        return
    with pytest.raises(UnexpectedAnswerError, match="larger than 1 MiB"):
        post(client)
    assert post(client) == b"last"


@pytest.mark.parametrize("end", [close, reset], ids=["closed", "reset"])
def test_a_kept_connection_that_ended_meanwhile_is_not_used(lab: Lab, end: t.Callable[[socket.socket], None]) -> None:
    answered = threading.Event()

    def answer_and_end(connection: socket.socket) -> None:
        connection.sendall(http_answer(b"first"))
        answered.wait(10)
        end(connection)

    server = lab.server(answer_and_end, http_answer(b"second"))
    client = lab.client(server.url)
    assert post(client) == b"first"
    answered.set()
    assert server.ended.wait(10)
    assert post(client) == b"second"
    assert (len(server.requests), server.connections) == (2, 2)


def test_words_that_nobody_asked_for_are_not_taken_for_the_next_answer(lab: Lab) -> None:
    server = lab.server(http_answer(b"first") + http_answer(b"planted"), http_answer(b"second"))
    client = lab.client(server.url)
    assert [post(client), post(client)] == [b"first", b"second"]
