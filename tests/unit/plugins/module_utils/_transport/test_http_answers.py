# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers as they arrive, and errors that say whether a request went out."""

from __future__ import annotations

import gzip
import re
import socket
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AnswerLostError,
    KescError,
    UnexpectedAnswerError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._transport import _http
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import http_answer, reset

if t.TYPE_CHECKING:
    from .conftest import Lab


def ask(lab: Lab, url: str, **settings: t.Any) -> _http.HttpAnswer:
    return lab.client(url, **settings).post("/api", headers={"X-One": "1"}, body=b'{"a": 1}')


def test_a_request_goes_out_and_its_answer_comes_back_whole(lab: Lab) -> None:
    server = lab.server(http_answer(b'{"PxgRetVal": 1}', X_Two="2"))
    answer = ask(lab, server.url)
    assert (answer.status, answer.body, answer.headers["x-two"]) == (200, b'{"PxgRetVal": 1}', "2")
    head, _separator, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api HTTP/1.1\r\n")
    assert b"\r\nX-One: 1\r\n" in head + b"\r\n"
    assert body == b'{"a": 1}'


def test_a_request_goes_out_in_one_piece(lab: Lab) -> None:
    server = lab.server(http_answer(b"{}"))
    ask(lab, server.url)
    assert server.pieces == [1]


def test_one_connection_carries_all_calls(lab: Lab) -> None:
    server = lab.server(http_answer(b"1"), http_answer(b"2"), http_answer(b"3"))
    client = lab.client(server.url)
    assert [client.post("/", headers={}, body=b"").body for _attempt in range(3)] == [b"1", b"2", b"3"]
    assert server.connections == 1


@pytest.mark.parametrize("status", ["401 No", "404 No", "500 No", "503 Busy"])
def test_a_status_is_an_answer_like_any_other(lab: Lab, status: str) -> None:
    answer = ask(lab, lab.server(http_answer(b"no", status=status)).url)
    assert (answer.status, answer.body) == (int(status[:3]), b"no")


def test_redirects_are_not_followed(lab: Lab) -> None:
    other = lab.server(http_answer(b"{}"))
    server = lab.server(http_answer(b"", status="307 Elsewhere", Location=f"{other.url}/api"))
    assert ask(lab, server.url).status == 307
    assert other.requests == []


def test_a_compressed_answer_is_read(lab: Lab) -> None:
    content = b'{"a": "' + b"x" * 200_000 + b'"}'
    server = lab.server(http_answer(gzip.compress(content), Content_Encoding="gzip"))
    assert ask(lab, server.url).body == content


def test_an_answer_in_chunks_is_read(lab: Lab) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert ask(lab, lab.server(chunked).url).body == b"abcde"


def test_cookies_and_environment_credentials_are_not_sent(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: t.Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password netrc-pass\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    server = lab.server(http_answer(b"{}"))
    ask(lab, server.url)
    assert b"authorization" not in server.requests[0].lower()


def _nothing(_connection: socket.socket) -> None:
    """Close the connection without an answer."""


def _half(connection: socket.socket) -> None:
    connection.sendall(http_answer(b'{"PxgRetVal"', length=400))


def _half_a_chunk(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nabc")


def _half_compressed(connection: socket.socket) -> None:
    body = gzip.compress(b"x" * 100_000)
    connection.sendall(http_answer(body[: len(body) // 2], length=len(body), Content_Encoding="gzip"))


def _garbage(connection: socket.socket) -> None:
    connection.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n")


def _half_and_reset(connection: socket.socket) -> None:
    _half(connection)
    reset(connection)


@pytest.mark.parametrize(
    "behave",
    [_nothing, reset, _half, _half_and_reset, _half_a_chunk, _half_compressed, _garbage],
    ids=lambda f: f.__name__,
)
def test_an_answer_that_is_not_whole_is_lost(lab: Lab, behave: t.Callable[[socket.socket], None]) -> None:
    server = lab.server(http_answer(b"first"), behave, http_answer(b"third"))
    client = lab.client(server.url)
    assert client.post("/", headers={}, body=b"").body == b"first"
    with pytest.raises(AnswerLostError) as failed:
        client.post("/", headers={}, body=b"{}")
    assert failed.value.error_code == "answer_lost"
    assert client.post("/", headers={}, body=b"").body == b"third", "a new connection is made"
    assert len(server.requests) == 3, "nothing was sent twice"


def test_compressed_rubbish_is_lost(lab: Lab) -> None:
    with pytest.raises(AnswerLostError):
        ask(lab, lab.server(http_answer(b"not gzip at all", Content_Encoding="gzip")).url)


def test_a_tls_failure_after_the_request_is_a_lost_answer(lab: Lab) -> None:
    def break_the_record(connection: socket.socket) -> None:
        with socket.socket(fileno=connection.detach()) as bare:
            bare.sendall(b"\x17\x03\x03\x00\x20" + b"\x00" * 32)

    server = lab.server(http_answer(b"first"), break_the_record)
    client = lab.client(server.url)
    client.post("/", headers={}, body=b"")
    with pytest.raises(AnswerLostError):
        client.post("/", headers={}, body=b"{}")
    assert len(server.requests) == 2


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "compressed"])
def test_an_answer_that_is_too_large_is_not_read(lab: Lab, monkeypatch: pytest.MonkeyPatch, compressed: bool) -> None:
    monkeypatch.setattr(_http, "MAX_ANSWER_BYTES", 1024 * 1024)
    content = b"x" * (1024 * 1024 + 1)
    whole = http_answer(gzip.compress(content), Content_Encoding="gzip") if compressed else http_answer(content)
    with pytest.raises(UnexpectedAnswerError, match="larger than 1 MiB"):
        ask(lab, lab.server(whole).url)


def test_an_answer_of_exactly_the_largest_size_is_read(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "MAX_ANSWER_BYTES", 1024 * 1024)
    assert len(ask(lab, lab.server(http_answer(b"x" * 1024 * 1024)).url).body) == 1024 * 1024


def _silent(connection: socket.socket) -> None:
    """Say nothing until the other side gives up."""
    connection.recv(1)


def _trickle(connection: socket.socket) -> None:
    """A body of which a byte comes every tenth of a second, for half a minute or until nobody listens."""
    connection.sendall(http_answer(b"", length=300))
    connection.settimeout(0.1)
    for _attempt in range(300):
        connection.sendall(b"x")
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


@pytest.mark.parametrize("behave", [_silent, _trickle], ids=["no answer", "an answer that trickles in"])
def test_an_answer_that_takes_longer_than_timeout_is_lost(lab: Lab, behave: t.Callable[[socket.socket], None]) -> None:
    server = lab.server(behave)
    with pytest.raises(AnswerLostError):
        ask(lab, server.url, timeout=3)
    assert len(server.requests) == 1


def test_a_port_where_nobody_listens_is_unreachable(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(
        UnreachableError, match=re.escape(f"https://127.0.0.1:{port} cannot be reached: Connection refused")
    ):
        ask(lab, f"https://127.0.0.1:{port}")


def test_a_name_that_does_not_exist_is_unreachable(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_arguments: object, **_options: object) -> t.NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(UnreachableError, match=r"https://no-such-host\.test:13299 cannot be reached"):
        ask(lab, "https://no-such-host.test:13299")


def test_a_server_that_accepts_nothing_is_not_waited_for_beyond_timeout(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        with pytest.raises(KescError) as failed:
            ask(lab, f"https://127.0.0.1:{port}", timeout=0.5)
    assert failed.value.error_code in {"unreachable", "answer_late"}


@pytest.mark.parametrize(
    "settings",
    [{"server_url": "https://a b:1"}, {"server_url": "https://ksc.test:1", "proxy": "http://:pw@:99999"}],
    ids=["server", "proxy"],
)
def test_an_address_that_is_none_is_an_error_of_ours(lab: Lab, settings: dict[str, str]) -> None:
    with pytest.raises(KescError) as failed:
        lab.client(settings.pop("server_url"), **settings).post("/", headers={}, body=b"")
    assert "pw" not in failed.value.message
