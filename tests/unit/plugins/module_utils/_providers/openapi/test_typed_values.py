# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Typed values on the wire and as Python values."""

from __future__ import annotations

import datetime as dt
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import UnexpectedAnswerError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._typed_values import (
    Unreadable,
    decode,
    decode_array,
    decode_params,
    encode_params,
)


def _whole_second(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0)


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.binary(),
    st.datetimes(dt.datetime(2, 1, 1), dt.datetime(9998, 1, 1), timezones=st.just(dt.UTC)).map(_whole_second),
    st.dates(),
)
names = st.sampled_from(["type", "value", "KLLIC_SERIAL", "x"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=6
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["long", "datetime", "binary"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "value", "x"]), inner),
    max_leaves=6,
)


@given(st.dictionaries(names, values, max_size=4))
def test_every_value_comes_back_as_it_went(container: dict[str, t.Any]) -> None:
    assert decode_params(json.loads(json.dumps(encode_params(container)))) == container


def _outcome(read: t.Callable[[object], object], sent: object) -> str:
    try:
        read(sent)
    except UnexpectedAnswerError:
        return "unexpected answer"
    return "read"


@given(json_values)
def test_whatever_a_server_sends_is_a_value_or_an_unexpected_answer(sent: object) -> None:
    outcomes = {_outcome(read, sent) for read in (decode, decode_params, decode_array)}
    assert outcomes <= {"read", "unexpected answer"}
    assert "unexpected answer" in outcomes, "nothing is a container and an array at once"


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        pytest.param(5, 5, id="a number"),
        pytest.param(2**31 - 1, 2**31 - 1, id="the greatest 32-bit number"),
        pytest.param(2**31, {"type": "long", "value": 2**31}, id="one more"),
        pytest.param(-(2**31), -(2**31), id="the least 32-bit number"),
        pytest.param(-(2**31) - 1, {"type": "long", "value": -(2**31) - 1}, id="one less"),
        pytest.param(True, True, id="a truth value is no number"),
        pytest.param("x", "x", id="a text"),
        pytest.param(None, None, id="nothing"),
        pytest.param(1.5, {"type": "double", "value": 1.5}, id="a fraction"),
        pytest.param(b"AAAA", {"type": "binary", "value": "QUFBQQ=="}, id="bytes"),
        pytest.param(b"", {"type": "binary", "value": ""}, id="no bytes"),
        pytest.param(dt.date(2026, 3, 31), {"type": "date", "value": "2026-03-31"}, id="a date"),
        pytest.param(
            dt.datetime(2026, 3, 31, 23, 59, 59, tzinfo=dt.UTC),
            {"type": "datetime", "value": "2026-03-31T23:59:59Z"},
            id="a moment",
        ),
        pytest.param(
            dt.datetime(2026, 4, 1, 1, 59, 59, 5, tzinfo=dt.timezone(dt.timedelta(hours=2))),
            {"type": "datetime", "value": "2026-03-31T23:59:59Z"},
            id="a moment elsewhere goes in UTC",
        ),
        pytest.param({"a": 1}, {"type": "params", "value": {"a": 1}}, id="a container"),
        pytest.param([{"a": 1}, 2], [{"type": "params", "value": {"a": 1}}, 2], id="a container in an array"),
    ],
)
def test_values_on_the_wire(value: t.Any, sent: object) -> None:
    assert encode_params({"x": value}) == {"x": sent}


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        pytest.param({"type": "long", "value": 7}, 7, id="a long number"),
        pytest.param({"type": "long", "value": "9007199254740993"}, 9007199254740993, id="a long number as digits"),
        pytest.param({"type": "float", "value": 1.5}, 1.5, id="a float"),
        pytest.param({"type": "datetime", "value": ""}, None, id="no moment"),
        pytest.param({"type": "date", "value": ""}, None, id="no date"),
        pytest.param(
            {"type": "datetime", "value": "2026-03-31T23:59:59"},
            dt.datetime(2026, 3, 31, 23, 59, 59, tzinfo=dt.UTC),
            id="a moment without a zone is UTC",
        ),
        pytest.param({"a": {"b": 1}}, {"a": {"b": 1}}, id="bare containers"),
        pytest.param(
            {"type": "params", "value": {"type": "long", "value": 1}},
            {"type": "long", "value": 1},
            id="a container with members called type and value",
        ),
        pytest.param({"type": "Plus", "value": 1}, {"type": "Plus", "value": 1}, id="a bare one of another type"),
        pytest.param({"type": [], "value": 1}, {"type": [], "value": 1}, id="a type that is an array"),
        pytest.param({"type": {"x": 1}, "value": 1}, {"type": {"x": 1}, "value": 1}, id="a type that is a container"),
        pytest.param({"type": None, "value": 1}, {"type": None, "value": 1}, id="a type that is nothing"),
        pytest.param({"type": "long"}, {"type": "long"}, id="a type without a value"),
        pytest.param({"type": "long", "value": 1, "x": 2}, {"type": "long", "value": 1, "x": 2}, id="a third member"),
        pytest.param([None, {"type": "params", "value": {}}], [None, {}], id="nothing in an array"),
    ],
)
def test_reads_what_servers_send(sent: object, value: object) -> None:
    assert decode(sent) == value
    assert decode_params({"x": sent}) == {"x": value}
    assert decode_array([sent]) == [value]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("long", "seven", id="a number that is a word"),
        pytest.param("long", " 7 ", id="a number between blanks"),
        pytest.param("long", "7_000", id="a number with a line in it"),
        pytest.param("long", 7.9, id="a number that is a fraction"),
        pytest.param("long", True, id="a number that is a truth value"),
        pytest.param("long", None, id="a number that is nothing"),
        pytest.param("long", float("inf"), id="a number without an end"),
        pytest.param("double", 10**400, id="a fraction that is too large"),
        pytest.param("double", "1.5", id="a fraction that is a text"),
        pytest.param("datetime", "2026-02-30T00:00:00Z", id="a day that does not exist"),
        pytest.param("datetime", 1774998000, id="seconds"),
        pytest.param("datetime", 0, id="no seconds"),
        pytest.param("datetime", None, id="a moment that is nothing"),
        pytest.param("datetime", False, id="a moment that is a truth value"),
        pytest.param("datetime", [], id="a moment that is an array"),
        pytest.param("datetime", "never", id="a moment that is a word"),
        pytest.param("date", "31.03.2026", id="a German date"),
        pytest.param("date", None, id="a date that is nothing"),
        pytest.param("binary", "QUFBQQ", id="base64 cut short"),
        pytest.param("binary", "QU!BQQ==", id="base64 with other characters"),
        pytest.param("binary", 7, id="bytes that are a number"),
        pytest.param("params", [1], id="a container that is an array"),
        pytest.param("params", None, id="a container that is nothing"),
    ],
)
def test_a_malformed_value_cannot_be_read_and_hides_no_other(kind: str, value: object) -> None:
    sent = {"type": kind, "value": value}
    assert decode(sent) == Unreadable(kind)
    assert decode_params({"x": sent, "y": 1}) == {"x": Unreadable(kind), "y": 1}
    assert decode_array([sent, 1]) == [Unreadable(kind), 1]


def test_what_could_not_be_read_is_never_sent() -> None:
    with pytest.raises(TypeError):
        encode_params({"x": Unreadable("long")})


def test_something_that_json_does_not_have_is_unexpected() -> None:
    with pytest.raises(UnexpectedAnswerError):
        decode(object())


@pytest.mark.parametrize("sent", [None, 5, "x", [], True], ids=repr)
def test_a_container_must_be_one(sent: object) -> None:
    with pytest.raises(UnexpectedAnswerError, match="has a container"):
        decode_params(sent)


@pytest.mark.parametrize("sent", [None, 5, "x", {}, True], ids=repr)
def test_an_array_must_be_one(sent: object) -> None:
    with pytest.raises(UnexpectedAnswerError, match="has an array"):
        decode_array(sent)
