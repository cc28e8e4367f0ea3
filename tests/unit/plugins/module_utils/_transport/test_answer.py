# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP/1.1 answers from the bytes of a connection, however they are cut into pieces."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import UnexpectedAnswerError
from ansible_collections.fleetops.kesc.plugins.module_utils._transport import _answer
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._answer import BrokenAnswerError, read_answer

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = {
    "with a length": (OK + b"Content-Length: 5\r\n\r\nhello", 200, b"hello", True),
    "empty": (OK + b"Content-Length: 0\r\n\r\n", 200, b"", True),
    "in chunks": (CHUNKED + b"3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\n\r\n", 200, b"hello", True),
    "in chunks with a trailer": (CHUNKED + b"5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", 200, b"hello", True),
    "up to the end of the connection": (OK + b"\r\nhello", 200, b"hello", False),
    "without a reason": (b"HTTP/1.1 401\r\nContent-Length: 0\r\n\r\n", 401, b"", True),
    "without a body": (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", True),
    "after an interim one": (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\n{}", 200, b"{}", True),
    "that is the last one": (OK + b"Connection: Close\r\nContent-Length: 2\r\n\r\n{}", 200, b"{}", False),
    "of HTTP/1.0": (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, b"{}", False),
    "with more behind it": (OK + b"Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n", 200, b"{}", False),
}
BROKEN = {
    "nothing": b"",
    "half a head": OK + b"Content-Le",
    "half a body": OK + b"Content-Length: 5\r\n\r\nhell",
    "half a chunk": CHUNKED + b"5\r\nhell",
    "no last chunk": CHUNKED + b"5\r\nhello\r\n",
    "a chunk longer than it says": CHUNKED + b"4\r\nhello\r\n0\r\n\r\n",
    "a chunk without a size": CHUNKED + b"\r\nhello\r\n0\r\n\r\n",
    "a negative chunk": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "another protocol": b"HTTP/2 200 OK\r\n\r\n",
    "no HTTP": b"220 ready\r\n\r\n",
    "a header without a colon": OK + b"Content-Length\r\n\r\n",
    "a header over two lines": OK + b"X-One: 1\r\n 2\r\nContent-Length: 0\r\n\r\n",
    "two lengths": OK + b"Content-Length: 5\r\nContent-Length: 4\r\n\r\nhello",
    "a length that is no number": OK + b"Content-Length: +5\r\n\r\nhello",
    "an unknown coding": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "an endless head": OK + b"X: " + b"x" * 200_000,
    "an endless chunk line": CHUNKED + b"5" + b";" * 200_000,
}


def pieces_of(text: bytes, cuts: list[int]) -> list[bytes]:
    borders = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[start:end] for start, end in itertools.pairwise(borders)]


def read(*pieces: bytes) -> _answer.Answer:
    left = list(pieces)
    return read_answer(lambda: left.pop(0) if left else b"")


@pytest.mark.parametrize(("text", "status", "body", "reusable"), WHOLE.values(), ids=WHOLE)
@given(cuts=st.lists(st.integers(0, 200), max_size=6))
def test_an_answer_is_the_same_however_it_arrives(
    text: bytes, status: int, body: bytes, reusable: bool, cuts: list[int]
) -> None:
    answer = read(*pieces_of(text, cuts))
    assert (answer.status, answer.body) == (status, body)
    if text is not WHOLE["with more behind it"][0]:
        assert answer.reusable == reusable


def test_what_comes_unasked_ends_the_use_of_the_connection() -> None:
    assert not read(WHOLE["with more behind it"][0]).reusable


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
@given(cuts=st.lists(st.integers(0, 200), max_size=4))
def test_an_answer_that_is_not_whole_is_an_error(text: bytes, cuts: list[int]) -> None:
    with pytest.raises(BrokenAnswerError):
        read(*pieces_of(text, cuts))


@given(text=st.binary(max_size=400))
def test_rubbish_is_an_error_and_nothing_else(text: bytes) -> None:
    with pytest.raises(BrokenAnswerError):
        read(text)


@pytest.mark.parametrize(
    "head",
    [
        OK + b"Content-Length: 11\r\n\r\n",
        CHUNKED + b"B\r\n",
        CHUNKED + b"6\r\nabcdef\r\n5\r\n",
        OK + b"\r\n0123456789a",
    ],
    ids=["by its length", "in one chunk", "in two chunks", "up to the end"],
)
def test_an_answer_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, head: bytes) -> None:
    monkeypatch.setattr(_answer, "MAX_ANSWER_BYTES", 10)
    with pytest.raises(UnexpectedAnswerError, match="larger than"):
        read(head, b"more")


def test_headers_are_found_in_any_spelling() -> None:
    headers = read(OK + b"X-One: 1\r\nx-two:2 \r\nX-ONE:  3\r\nContent-Length: 0\r\n\r\n").headers
    assert headers["x-one"] == "1, 3"
    assert headers.get("X-Two") == "2"
    assert headers.get("X-Three", "") == ""
    assert sorted(headers) == ["content-length", "x-one", "x-two"]
    assert len(headers) == 3
