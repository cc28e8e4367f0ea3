# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables and paragraphs fit a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._terminal import WIDTH, paragraph, table, width


def test_columns_stand_under_their_headings() -> None:
    assert table(("Tenant", "Limit"), [("Alder", "25"), ("Birch Legal", "100 → 120")]) == [
        "Tenant       Limit",
        "Alder        25",
        "Birch Legal  100 → 120",
    ]


def test_a_table_that_is_too_wide_is_cut_where_it_is_widest() -> None:
    (heading, row) = table(("Tenant", "License"), [("Alder", "x" * 200)])
    assert heading == "Tenant  License"
    assert row == f"Alder   {'x' * 111}…"


def test_signs_of_double_width_keep_the_columns_in_line() -> None:
    lines = table(("Tenant", "Limit"), [("日本商会", "1"), ("Alder", "2")])
    assert lines == ["Tenant    Limit", "日本商会  1", "Alder     2"]
    assert width("e\u0301") == 1


@given(st.lists(st.tuples(*[st.text(st.characters(codec=None, exclude_categories=()))] * 3), max_size=5))
def test_whatever_the_cells_hold_each_row_is_one_line_that_fits(rows: list[tuple[str, str, str]]) -> None:
    lines = table(("A", "B", "C"), rows)
    assert len(lines) == len(rows) + 1
    assert all(line.isprintable() and width(line) <= WIDTH for line in lines)


def test_a_paragraph_is_wrapped_with_its_own_beginnings() -> None:
    lines = paragraph("word " * 40, first="- ", rest="  ")
    assert [line[:6] for line in lines] == ["- word", "  word"]
    assert max(map(len, lines)) <= WIDTH
    assert paragraph("", first="- ") == ["-"]
