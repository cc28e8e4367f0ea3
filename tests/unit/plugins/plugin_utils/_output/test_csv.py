# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""CSV files open in a spreadsheet's columns, and no cell of them is a formula, however they are taken apart."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._csv import (
    DIALECTS,
    csv_content,
    csv_text,
    delimiter_of,
    harmless,
    restored,
)

# Signs that matter to a spreadsheet come often.
CELL = st.text(st.one_of(st.sampled_from("=+-@,;\t\"' \n\r\uff1dx1"), st.characters(codec="utf-8")), max_size=12)


def read(content: bytes) -> list[list[str]]:
    text = csv_text(content)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True))


@pytest.mark.parametrize(
    ("dialect", "beginning"),
    [
        pytest.param("excel", "\ufeffhost\ttenant\r\n".encode("utf-16-le"), id="what any Excel opens in columns"),
        pytest.param("semicolon", b"\xef\xbb\xbfhost;tenant\r\n", id="what Excel opens in much of Europe"),
        pytest.param("comma", b"host,tenant\r\n", id="what programs read"),
    ],
)
def test_a_dialect_says_separator_and_encoding(dialect: str, beginning: bytes) -> None:
    content = csv_content([("host", "tenant"), ("zażółć", "a;b")], dialect=dialect)
    assert content.startswith(beginning)
    assert read(content) == [["host", "tenant"], ["zażółć", "a;b"]]


@given(lines=st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=4), dialect=st.sampled_from(sorted(DIALECTS)))
def test_any_text_stays_in_its_cell_and_comes_back(lines: list[list[str]], dialect: str) -> None:
    found = read(csv_content([("one", "two"), *lines], dialect=dialect))
    assert [[restored(cell) for cell in line] for line in found[1:]] == lines


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\t'=1"),
        ("x;=1+1;y", "x;'=1+1;y"),
        ("x,=1+1", "x,'=1+1"),
        ("x\t=1+1", "x\t'=1+1"),
        ("x\n=1+1", "x\n'=1+1"),
        ('x;"=1+1"', 'x;"\'=1+1"'),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("'=1", "''=1"),
        ("a=b", "a=b"),
        ("Smith-Jones", "Smith-Jones"),
        (-5, -5),
    ],
)
def test_what_a_spreadsheet_would_run_is_made_text(cell: object, written: object) -> None:
    assert harmless(cell) == written


@given(cell=CELL, separator=st.sampled_from(",;\t"))
def test_no_part_of_a_cell_begins_like_a_formula_at_any_separator(cell: str, separator: str) -> None:
    for part in re.split(rf"[{separator}\r\n]", str(harmless(cell))):
        assert not part.lstrip(' "').startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))


@given(CELL)
def test_a_cell_is_restored_to_what_it_was_made_of(text: str) -> None:
    assert restored(str(harmless(text))) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_a_spreadsheet_saved_is_read_in_its_encoding(encoding: str) -> None:
    assert csv_text("zażółć".encode(encoding)) == "zażółć"


@pytest.mark.parametrize(
    ("headings", "separator"),
    [("a;b;c", ";"), ("a\tb\tc", "\t"), ("a,b,c", ","), ('"x,y,z";b', ";"), ("a", ","), ("", ",")],
)
def test_the_separator_is_what_stands_between_the_headings(headings: str, separator: str) -> None:
    assert delimiter_of(f"{headings}\r\n1,2;3\t4") == separator
