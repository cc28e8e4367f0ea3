# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests as they go out, and answers as they arrive."""

from __future__ import annotations

import gzip
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import http_answer

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpAnswer

    from .conftest import Lab


def ask(lab: Lab, url: str, **settings: t.Any) -> HttpAnswer:
    return lab.client(url, **settings).post("/api", headers={"X-One": "1"}, body=b'{"a": 1}')


def test_a_request_goes_out_and_its_answer_comes_back_whole(lab: Lab) -> None:
    server = lab.server(http_answer(b'{"PxgRetVal": 1}', X_Two="2"))
    answer = ask(lab, server.url)
    assert (answer.status, answer.body, answer.headers["x-two"]) == (200, b'{"PxgRetVal": 1}', "2")
    head, _separator, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api HTTP/1.1\r\n")
    assert b"\r\nX-One: 1\r\n" in head + b"\r\n"
    assert body == b'{"a": 1}'


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


@pytest.mark.parametrize(
    "settings",
    [
        {"server_url": "https://a b:1"},
        {"server_url": "https://ksc.test:1", "proxy": "http://:pw@:99999"},
        {"server_url": "https://ksc.test:1", "proxy": "https://user:pw@"},
        {"server_url": "https://ksc.test:1", "proxy": "ftp://user:pw@proxy.test"},
    ],
    ids=["server", "a proxy's port", "a proxy without a host", "a proxy of another kind"],
)
def test_an_address_that_is_none_is_an_error_of_ours(lab: Lab, settings: dict[str, str]) -> None:
    with pytest.raises(KescError) as failed:
        lab.client(settings.pop("server_url"), **settings).post("/", headers={}, body=b"{}")
    assert "pw" not in failed.value.message
