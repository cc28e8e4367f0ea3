# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what the server hands out in pieces, and giving it back."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AccessDeniedError,
    AnswerLostError,
    KescError,
    UnexpectedAnswerError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._results import find_hosts, read_iterator
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import (
    ScriptedHttp,
    answer,
    lost,
    refuses,
    returns,
    unreachable,
)
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import signed_in

ENUM, NEXT, RELEASE = "LicenseKeys.EnumKeys", "GroupSyncIterator.GetNextItems", "GroupSyncIterator.ReleaseIterator"
FIND, CHUNK, FREE = "HostGroup.FindHosts", "ChunkAccessor.GetItemsChunk", "ChunkAccessor.Release"
ARGUMENTS = {"pFields": ["KLLIC_SERIAL"]}


def started(count: int, iterator: str = "it-1") -> t.Any:
    return returns(lKeyCount=count, wstrIterator=iterator)


def piece(*serials: int, end: bool = False) -> t.Any:
    items = [{"type": "params", "value": {"n": serial}} for serial in serials]
    return returns(len(serials), bEOF=end, pData={"KLCSP_ITERATOR_ARRAY": items})


def chunk(*numbers: int) -> t.Any:
    items = [{"type": "params", "value": {"n": number}} for number in numbers]
    return returns(len(numbers), pChunk={"KLCSP_ITERATOR_ARRAY": items})


def plan(http: ScriptedHttp, *pieces: t.Any, count: int) -> None:
    """A reading in one go, from the call to the release."""
    http.expect(ENUM, started(count), arguments=ARGUMENTS)
    for each in pieces:
        http.expect(NEXT, each, arguments={"szwIterator": "it-1", "nCount": 50})
    http.expect(RELEASE, returns(), arguments={"szwIterator": "it-1"})


@pytest.mark.parametrize(
    ("count", "pieces", "numbers"),
    [
        pytest.param(0, [piece(end=True)], [], id="nothing"),
        pytest.param(0, [piece(1, 2), piece(3), piece()], [1, 2, 3], id="nothing announced, and yet something there"),
        pytest.param(-1, [piece(1, end=True), piece()], [1], id="a count that is none"),
        pytest.param(2, [piece(1, 2, end=True)], [1, 2], id="one piece"),
        pytest.param(3, [piece(1), piece(2), piece(3)], [1, 2, 3], id="short pieces"),
        pytest.param(3, [piece(1, end=True), piece(2, 3, end=True)], [1, 2, 3], id="an end that is told too early"),
        pytest.param(2, [piece(1, 2, end=False)], [1, 2], id="an end that is never told"),
        pytest.param(2, [piece(1, 2, 3)], [1, 2, 3], id="more than was announced"),
    ],
)
def test_the_announced_count_ends_the_reading(
    http: ScriptedHttp, count: int, pieces: list[t.Any], numbers: list[int]
) -> None:
    opened = signed_in(http)
    plan(http, *pieces, count=count)
    assert [item["n"] for item in read_iterator(opened, ENUM, ARGUMENTS)] == numbers


@pytest.mark.parametrize(
    "gap",
    [
        pytest.param(lost(), id="an answer that is lost"),
        pytest.param(piece(end=True), id="an empty piece"),
        pytest.param(answer(503), id="a busy server"),
        pytest.param(answer(200, "cut"), id="an answer that is no JSON"),
        pytest.param(returns(1, pData={"KLCSP_ITERATOR_ARRAY": [7]}), id="a piece with something else"),
        pytest.param(returns(1), id="a piece without items"),
    ],
)
def test_a_lost_position_starts_again_at_the_call_and_releases_both(http: ScriptedHttp, gap: t.Any) -> None:
    opened = signed_in(http)
    http.expect(ENUM, started(2)).expect(NEXT, piece(1)).expect(NEXT, gap).expect(RELEASE, returns())
    http.expect(ENUM, started(2, "it-2")).expect(NEXT, piece(1, 2)).expect(RELEASE, returns())
    assert [item["n"] for item in read_iterator(opened, ENUM, ARGUMENTS)] == [1, 2]
    assert [sent.arguments["szwIterator"] for sent in http.sent if sent.method == RELEASE] == ["it-1", "it-2"]


def test_nothing_without_an_iterator_is_nothing(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(ENUM, returns(lKeyCount=0))
    assert read_iterator(opened, ENUM, ARGUMENTS) == []


def test_readings_without_a_count_are_bounded() -> None:
    with pytest.raises(UnexpectedAnswerError, match="announced 0 items and delivered 1"):
        read_iterator(Pieces(10**6, [], [], announced=0), ENUM, {})  # type: ignore[arg-type]


def test_readings_are_bounded(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    for _attempt in range(3):
        http.expect(ENUM, started(2)).expect(NEXT, piece(1)).expect(NEXT, piece()).expect(RELEASE, returns())
    with pytest.raises(UnexpectedAnswerError, match="announced 2 items and delivered 1"):
        read_iterator(opened, ENUM, ARGUMENTS)


def test_a_refusal_is_not_read_again_but_released(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(ENUM, started(2)).expect(NEXT, refuses("KLSTD", 1184)).expect(RELEASE, returns())
    with pytest.raises(AccessDeniedError):
        read_iterator(opened, ENUM, ARGUMENTS)


def test_a_release_that_fails_does_not_spoil_what_was_read(http: ScriptedHttp) -> None:
    opened = signed_in(http, retries=1)
    http.expect(ENUM, started(1)).expect(NEXT, piece(1)).expect(RELEASE, unreachable()).expect(RELEASE, unreachable())
    assert [item["n"] for item in read_iterator(opened, ENUM, ARGUMENTS)] == [1]


def test_an_interruption_releases_what_was_begun(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(ENUM, started(1)).expect(NEXT, KeyboardInterrupt()).expect(RELEASE, returns())
    with pytest.raises(KeyboardInterrupt):
        read_iterator(opened, ENUM, ARGUMENTS)


@pytest.mark.parametrize(
    "first",
    [
        returns(),
        returns(lKeyCount="2", wstrIterator="it"),
        returns(lKeyCount=True, wstrIterator="it"),
        returns(lKeyCount=2.0, wstrIterator="it"),
        returns(lKeyCount=None, wstrIterator="it"),
        returns(lKeyCount=1),
        returns(lKeyCount=1, wstrIterator=7),
        returns(lKeyCount=0, wstrIterator=7),
    ],
    ids=[
        "nothing",
        "a count that is a text",
        "a count that is a truth value",
        "a count that is a fraction",
        "no count",
        "a count only",
        "an iterator that is a number",
        "no count, and an iterator that is a number",
    ],
)
def test_an_answer_without_an_iterator_is_unexpected(http: ScriptedHttp, first: t.Any) -> None:
    opened = signed_in(http)
    http.expect(ENUM, first)
    with pytest.raises(UnexpectedAnswerError, match="names no iterator"):
        read_iterator(opened, ENUM, ARGUMENTS)


class Pieces:
    """A session whose iterator delivers pieces of the sizes given, and ends them as it likes."""

    def __init__(self, total: int, sizes: list[int], ends: list[bool], *, announced: int | None = None) -> None:
        self._left = list(range(total))
        self._sizes, self._ends = sizes, ends
        self._announced = total if announced is None else announced
        self.released = 0

    def call(self, method: str, _arguments: object, **_options: object) -> dict[str, t.Any]:
        if method == ENUM:
            return {"lKeyCount": self._announced, "wstrIterator": "it"}
        if method == RELEASE:
            self.released += 1
            return {}
        size = self._sizes.pop(0) if self._sizes else 50
        given_now, self._left = self._left[:size], self._left[size:]
        items = [{"type": "params", "value": {"n": number}} for number in given_now]
        end = self._ends.pop(0) if self._ends else False
        return {"PxgRetVal": len(items), "bEOF": end, "pData": {"KLCSP_ITERATOR_ARRAY": items}}


@given(
    st.integers(0, 200),
    st.lists(st.integers(1, 50), max_size=20),
    st.lists(st.booleans(), max_size=20),
    st.none() | st.integers(-2, 0),
)
def test_every_item_is_read_once_in_whatever_pieces(
    total: int, sizes: list[int], ends: list[bool], announced: int | None
) -> None:
    pieces = Pieces(total, sizes, ends, announced=announced)
    items = read_iterator(pieces, ENUM, {})  # type: ignore[arg-type]
    assert [item["n"] for item in items] == list(range(total))
    assert pieces.released == 1


def test_hosts_come_in_chunks_from_where_the_last_one_ended(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(
        FIND,
        returns(3, strAccessor="acc"),
        arguments={
            "wstrFilter": "(x=1)",
            "vecFieldsToReturn": ["KLHST_WKS_DN"],
            "vecFieldsToOrder": [],
            "pParams": {"KLGRP_FIND_FROM_CUR_VS_ONLY": True},
            "lMaxLifeTime": 600,
        },
    )
    http.expect(CHUNK, chunk(1, 2), arguments={"strAccessor": "acc", "nStart": 0, "nCount": 3})
    http.expect(CHUNK, lost())
    http.expect(CHUNK, chunk(3), arguments={"strAccessor": "acc", "nStart": 2, "nCount": 1})
    http.expect(FREE, returns(), arguments={"strAccessor": "acc"})
    hosts = find_hosts(opened, condition="(x=1)", fields=["KLHST_WKS_DN"])
    assert [host["n"] for host in hosts] == [1, 2, 3]


def test_many_hosts_are_asked_for_500_at_a_time(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(FIND, returns(501, strAccessor="acc"))
    http.expect(CHUNK, chunk(*range(500)), arguments={"strAccessor": "acc", "nStart": 0, "nCount": 500})
    http.expect(CHUNK, chunk(500), arguments={"strAccessor": "acc", "nStart": 500, "nCount": 1})
    http.expect(FREE, returns())
    assert len(find_hosts(opened, condition="", fields=[])) == 501


def test_no_hosts_are_still_released(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(FIND, returns(0, strAccessor="acc")).expect(FREE, returns())
    assert find_hosts(opened, condition="", fields=[]) == []


@pytest.mark.parametrize(
    ("last", "error"),
    [
        pytest.param(chunk(), UnexpectedAnswerError, id="an empty chunk"),
        pytest.param(refuses("KLSTD", 1186), KescError, id="an accessor that is gone"),
        pytest.param(returns(1, pChunk=[1]), AnswerLostError, id="a chunk that is no container"),
    ],
)
def test_hosts_that_end_early_are_an_error_and_released(
    http: ScriptedHttp, last: t.Any, error: type[KescError]
) -> None:
    opened = signed_in(http, retries=0)
    http.expect(FIND, returns(2, strAccessor="acc")).expect(CHUNK, chunk(1)).expect(CHUNK, last).expect(FREE, returns())
    with pytest.raises(error):
        find_hosts(opened, condition="", fields=[])


@pytest.mark.parametrize(
    "first",
    [returns(2), returns(-1, strAccessor="acc"), returns("2", strAccessor="acc"), returns(True, strAccessor="acc")],
    ids=["no accessor", "a count that is none", "a count that is a text", "a count that is a truth value"],
)
def test_an_answer_without_a_count_and_an_accessor_is_unexpected(http: ScriptedHttp, first: t.Any) -> None:
    opened = signed_in(http)
    http.expect(FIND, first)
    with pytest.raises(UnexpectedAnswerError, match="names no result"):
        find_hosts(opened, condition="", fields=[])
