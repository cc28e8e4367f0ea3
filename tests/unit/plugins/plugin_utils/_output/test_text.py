# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text that others wrote is shown on one visible line, and can be encoded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import encodable, visible

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Alder Dental", "Alder Dental", id="an ordinary name"),
        pytest.param("A\r\nB\tC", "A B C", id="line breaks"),
        pytest.param("Birch\u202egnp.exe", "Birch\\u202egnp.exe", id="a sign that turns the text around"),
        pytest.param("\x1b[2J", "\\u001b[2J", id="a control sign of terminals"),
        pytest.param("Mac \udc80", "Mac \\udc80", id="half of a surrogate pair"),
        pytest.param("Zażółć 日本", "Zażółć 日本", id="letters of other languages"),
        pytest.param(25, "25", id="a number"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: object, shown: str) -> None:
    assert visible(text) == shown


@given(ANY_TEXT)
def test_any_text_is_one_printable_line(text: str) -> None:
    assert visible(text).isprintable()


@given(ANY_TEXT)
def test_any_text_can_be_encoded_and_what_could_be_stays(text: str) -> None:
    signs = [rf"\u{ord(sign):04x}" if "\ud800" <= sign <= "\udfff" else sign for sign in text]
    assert encodable(text).encode("utf-8", "strict").decode("utf-8") == "".join(signs)
