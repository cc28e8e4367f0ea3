# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Typed values: what is wrapped, what is bare, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kesc_lab.errors import ApiError
from kesc_lab.protocol.values import Double, Long, decode, decode_params, encode, encode_params, encode_top

scalars = (
    st.text()
    | st.booleans()
    | st.integers(-(2**31), 2**31 - 1)
    | st.integers(-(2**63), 2**63 - 1).map(Long)
    | st.floats(allow_nan=False).map(Double)
    | st.floats(allow_nan=False)
    | st.binary(max_size=40)
    | st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)).map(lambda d: d.replace(microsecond=0))
    | st.dates(min_value=date(1000, 1, 1))
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner | st.none(), max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), values, max_size=5))
def test_a_container_comes_back_as_it_was(container: dict[str, Any]) -> None:
    assert decode_params(encode_params(container), "p") == container


@given(values)
def test_wrapped_values_keep_their_type(value: Any) -> None:
    back = decode(encode(value), "v")
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (5, 5),
        ("x", "x"),
        (True, True),
        (Long(2**40), {"type": "long", "value": 2**40}),
        (datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC), {"type": "datetime", "value": "2026-03-31T23:59:59Z"}),
        (date(2026, 3, 31), {"type": "date", "value": "2026-03-31"}),
        (b"abc", {"type": "binary", "value": "YWJj"}),
        (1.5, {"type": "float", "value": 1.5}),
        (Double(1.5), {"type": "double", "value": 1.5}),
        ({"a": {"b": 1}}, {"type": "params", "value": {"a": {"type": "params", "value": {"b": 1}}}}),
        ([None, {"a": 1}], [None, {"type": "params", "value": {"a": 1}}]),
    ],
)
def test_the_wire_form(value: Any, wire: Any) -> None:
    assert encode(value) == wire
    assert decode(wire, "v") == value


def test_a_container_at_the_top_is_bare() -> None:
    assert encode_top({"a": {"b": 1}}) == {"a": {"type": "params", "value": {"b": 1}}}


def test_the_empty_date_means_no_date() -> None:
    assert decode({"type": "datetime", "value": ""}, "v") == ""
    assert decode({"type": "date", "value": ""}, "v") == ""


def test_a_long_may_be_a_digit_string() -> None:
    assert decode({"type": "long", "value": "-12"}, "v") == -12


@pytest.mark.parametrize(
    "wire",
    [
        2**31,
        1.5,
        {},
        {"a": 1},
        {"type": "params", "value": [], "more": 1},
        {"type": "params", "value": []},
        {"type": "params", "value": {"a": None}},
        {"type": "nonsense", "value": 1},
        {"type": ["long"], "value": 1},
        {"type": "long", "value": "x"},
        {"type": "long", "value": 2**63},
        {"type": "long", "value": True},
        {"type": "datetime", "value": "2026-03-31"},
        {"type": "datetime", "value": "2026-02-31T00:00:00Z"},
        {"type": "datetime", "value": "2026-03-31T23:59:59+02:00"},
        {"type": "date", "value": "31.3.2026"},
        {"type": "binary", "value": "not base64"},
        {"type": "binary", "value": 5},
        {"type": "binary", "value": "żółw"},
        {"type": "float", "value": "1.5"},
    ],
)
def test_what_is_refused(wire: Any) -> None:
    with pytest.raises(ApiError) as refused:
        decode(wire, "v")
    assert (refused.value.module, refused.value.code) == ("KLSTD", 1192)
