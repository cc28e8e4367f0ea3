# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP as the protocol wants it: strict on methods, types and one request at a time."""

from __future__ import annotations

import gzip
import json
import ssl
import zlib

import pytest
from support import Client, Lab, basic

PING = "/api/v1.0/Session.Ping"


def exchange(lab: Lab, request: bytes) -> bytes:
    """Send bytes on a connection of its own and return everything until it is closed."""
    with lab.raw() as stream:
        stream.sendall(request)
        return read_all(stream)


def read_all(stream: ssl.SSLSocket) -> bytes:
    received = b""
    while piece := stream.recv(65536):
        received += piece
    return received


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/", 404),
        ("POST", "/api/v1.0/", 404),
        ("POST", "/api/v2.0/Session.Ping", 404),
        ("POST", "/api/v1.0/Ping", 404),
        ("POST", "/api/v1.0/a.b.c.d", 404),
        ("GET", PING, 405),
        ("PUT", PING, 405),
        ("HEAD", PING, 405),
        ("POST", PING, 401),
        ("POST", "/api/v1.0/session.ping", 401),
    ],
)
def test_paths_and_methods(lab: Lab, method: str, path: str, status: int) -> None:
    client = Client(lab)
    assert client.send(path, {}, method).status == status
    assert client.send(PING, {}).status == 401


def test_names_are_case_sensitive_and_instances_unknown(lab: Lab) -> None:
    client = lab.client()
    assert client.call("session.ping").error == ("KLCONN", 1194, 0)
    assert client.call("Some.Session.Ping").error == ("KLCONN", 1194, 0)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("application/json", 200), ("application/json; charset=utf-8", 200), ("", 200), ("text/plain", 415)],
)
def test_content_type(lab: Lab, content_type: str, status: int) -> None:
    assert lab.client().send(PING, b"{}", Content_Type=content_type).status == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"{}", 200),
        (b"[]", 400),
        (b"null", 400),
        (b"{", 400),
        (b'{"a": NaN}', 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
    ],
)
def test_bodies(lab: Lab, body: bytes, status: int) -> None:
    assert lab.client().send(PING, body).status == status


def test_a_value_nested_too_deeply(lab: Lab) -> None:
    body = b'{"pKeyInfo": {"a": ' + b"[" * 700 + b"]" * 700 + b"}}"
    client = lab.client()
    answer = client.send("/api/v1.0/LicenseKeys.GetKeyData", body)
    assert answer.status == 400 or answer.error is not None
    assert client.call("Session.Ping").json == {}


def test_a_head_request_gets_no_body(lab: Lab) -> None:
    with lab.raw() as stream:
        stream.sendall(b"HEAD /api/v1.0/Session.Ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert read_all(stream).endswith(b"\r\n\r\n")


def test_a_chunked_body(lab: Lab) -> None:
    client = lab.client()
    client.connection.request(
        "POST", PING, iter([b"{", b"}"]), {"X-KSC-Session": client.session or ""}, encode_chunked=True
    )
    assert client.connection.getresponse().read() == b"{}"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(b"POST /api/v1.0/login HTTP/1.1\r\nHost: x\r\n\r\n", b"411", id="no length"),
        pytest.param(b"POST /x HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 5_000_000, b"413", id="too big"),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", b"431", id="header too big"),
        pytest.param(b"nonsense\r\n\r\n", b"400", id="no HTTP"),
        pytest.param(
            b"POST /x HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"400",
            id="two lengths",
        ),
    ],
)
def test_requests_that_end_the_connection(lab: Lab, request_bytes: bytes, status: bytes) -> None:
    assert exchange(lab, request_bytes).split(b" ")[1] == status


def test_a_second_request_before_the_answer_is_refused(lab: Lab) -> None:
    one = b"POST /api/v1.0/Session.Ping HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
    answers = exchange(lab, one + one)
    assert answers.startswith(b"HTTP/1.1 401 ")
    assert answers.count(b"HTTP/1.1") == 2
    assert b"HTTP/1.1 400 " in answers
    assert b"before the previous one was answered" in answers


def test_a_second_request_while_the_answer_is_late_is_refused(lab: Lab) -> None:
    number = lab.fault(fault="latency", ms=300, times=1)
    one = b"POST /api/v1.0/Session.Ping HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
    with lab.raw() as stream:
        stream.sendall(one)
        stream.sendall(one)
        answers = read_all(stream)
    assert [part[:4] for part in answers.split(b"HTTP/1.1 ")[1:]] == [b"401 ", b"400 "]
    lab.control("DELETE", f"faults/{number}")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", None),
        ("identity", None),
        ("br", None),
        ("gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("deflate", "deflate"),
        ("gzip;q=0, deflate;q=0.5", "deflate"),
    ],
)
def test_compression_only_when_asked_for(lab: Lab, asked: str, given: str | None) -> None:
    answer = lab.client().send(
        "/api/v1.0/VServers.GetVServers", {"lParentGroup": -1}, Accept_Encoding=asked or "identity"
    )
    assert answer.headers.get("content-encoding") == given
    body = {"gzip": gzip.decompress, "deflate": zlib.decompress, None: bytes}[given](answer.body)
    assert len(json.loads(body)["PxgRetVal"]) == 6


def test_one_connection_serves_many_calls(lab: Lab) -> None:
    lab.control("POST", "counters/reset")
    client = lab.client()
    for _ in range(20):
        assert client.call("Session.Ping").json == {}
    counters = lab.control("GET", "counters").json
    assert counters["calls_by_method"] == {"Session.StartSession": 1, "Session.Ping": 20}
    assert counters["tls_handshakes"] <= 3  # this client's one, and one for each question to the control plane


def test_http_1_0_gets_an_answer_and_the_end(lab: Lab) -> None:
    answer = exchange(lab, b"POST /api/v1.0/login HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 401 ")


def test_the_server_waits_for_a_body_that_it_announced_to_take(lab: Lab) -> None:
    head = b"POST /api/v1.0/Session.Ping HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
    with lab.raw() as stream:
        stream.sendall(head + b"Connection: close\r\n\r\n")
        assert stream.recv(100).startswith(b"HTTP/1.1 100 ")
        stream.sendall(b"{}")
        assert read_all(stream).startswith(b"HTTP/1.1 401 ")


def test_the_certificate_is_good_for_all_local_names(lab: Lab) -> None:
    for name in ("localhost", "127.0.0.1"):
        client = Client(lab)
        client.connection.host = name
        assert client.send("/api/v1.0/login", {}, **basic()).status == 200
