# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Tables and paragraphs of plain text, for a terminal."""

from __future__ import annotations

import textwrap
import typing as t
import unicodedata

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import visible

WIDTH = 120
"""How many columns a line has at most."""

_BETWEEN = "  "
_NARROWEST = 8


def table(headings: t.Sequence[str], body: t.Sequence[t.Sequence[str]]) -> list[str]:
    """The rows under their headings, in columns; where they are too wide, the widest columns are cut short."""
    rows = [list(headings), *([visible(cell) for cell in cells] for cells in body)]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    room = WIDTH - len(_BETWEEN) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return [
        _BETWEEN.join(_padded(_cut(cell, most), most) for cell, most in zip(cells, widths, strict=True)).rstrip()
        for cells in rows
    ]


def paragraph(text: str, *, first: str = "", rest: str = "") -> list[str]:
    """A text in lines, the first one and the others each after a beginning of their own."""
    return textwrap.wrap(
        visible(text), WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    ) or [first.rstrip()]


def width(text: str) -> int:
    """How many columns a text takes: East Asian signs take two, accents of their own none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _cut(text: str, most: int) -> str:
    if width(text) <= most:
        return text
    while width(text) > most - 1:
        text = text[:-1]
    return f"{text.rstrip()}\u2026"


def _padded(text: str, most: int) -> str:
    return text + " " * (most - width(text))
