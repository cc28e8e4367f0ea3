# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search filters of HostGroup.FindHosts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kesc_lab.errors import ApiError
from kesc_lab.protocol.filters import parse

HOST: dict[str, Any] = {
    "NAME": "Mac-Reception",
    "ODD": 'a"b\\c*d',
    "STATUS": 5,
    "ZERO": 0,
    "SERVER": True,
    "SEEN": datetime(2026, 3, 31, 12, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("  ", True),
        ('(NAME="mac-reception")', True),
        ('NAME = "Mac-Reception"', True),
        ('(NAME="mac")', False),
        ('(NAME="mac*")', True),
        ('(NAME="*recep?ion")', True),
        ('(NAME<>"mac*")', False),
        ('(NAME<>"pc*")', True),
        ('(NAME>"a")', True),
        (r'(ODD="a\"b\\c\*d")', True),
        (r'(ODD="a\"b\\c\*")', False),
        ("(STATUS=5)", True),
        ("(STATUS<5)", False),
        ("(STATUS>=5)", True),
        ("(STATUS<=4)", False),
        ("(STATUS<>6)", True),
        ("(ZERO=-1)", False),
        ("(STATUS&1<>0)", True),
        ("(STATUS&2<>0)", False),
        ("(STATUS & 4 = 4)", True),
        ("(SERVER=1)", True),
        ('(SEEN>T"2026-03-31 00:00:00")', True),
        ('(SEEN<T"2026-03-31 00:00:00")', False),
        ("(&(STATUS=5)(ZERO=0))", True),
        ("(&(STATUS=5)(ZERO=1))", False),
        ("(|(STATUS=4)(ZERO=0))", True),
        ("(!(STATUS=5))", False),
        ('\n(&\n\t(STATUS <> 4)\n\t(!(NAME="x"))\n)\n', True),
        ("((STATUS=5))", True),
        ("(MISSING=1)", False),
        ("(MISSING<>1)", False),
        ('(STATUS="5")', False),
        ("(NAME=5)", False),
    ],
)
def test_a_filter(text: str, matches: bool) -> None:
    assert parse(text)(HOST.get) is matches


@pytest.mark.parametrize(
    "text",
    [
        "(",
        ")",
        "()",
        "(&)",
        "(NAME)",
        "(NAME=)",
        "(NAME=x)",
        '(NAME="x)',
        "(STATUS=5",
        "(STATUS=5))",
        "(STATUS=5)(ZERO=0)",
        "(STATUS==5)",
        "(STATUS&x=1)",
        '(SEEN>T"yesterday")',
        "(5=5)",
        "(STATUS=5)x",
        "(!STATUS=5)",
        "(" * 100 + "STATUS=5" + ")" * 100,
    ],
)
def test_a_syntax_error(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(text)
    assert (refused.value.module, refused.value.code) == ("KLSTD", 1192)


@given(st.text())
def test_quoted_text_finds_itself(text: str) -> None:
    escaped = "".join(f"\\{char}" if char in '"\\*?' else char for char in text)
    assert parse(f'(NAME="{escaped}")')({"NAME": text}.get)


trees = st.recursive(
    st.integers(0, 9).map(lambda number: (f"(STATUS={number})", number == 5)),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(
            [
                ("(&" + "".join(text for text, _ in parts) + ")", all(truth for _, truth in parts)),
                ("(|" + "".join(text for text, _ in parts) + ")", any(truth for _, truth in parts)),
                (f"(!{parts[0][0]})", not parts[0][1]),
            ]
        )
    ),
    max_leaves=8,
)


@given(trees)
def test_combinations_follow_logic(tree: tuple[str, bool]) -> None:
    text, truth = tree
    assert parse(text)(HOST.get) is truth


@given(st.text(alphabet='()&|!=<>"*AT5 \\', max_size=30))
def test_any_text_is_a_filter_or_a_syntax_error(text: str) -> None:
    try:
        parse(text)(HOST.get)
    except ApiError as refused:
        assert refused.code == 1192
