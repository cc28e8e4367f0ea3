# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""CSV as spreadsheets write it."""

from __future__ import annotations

import re

_FIRST_RECORD = re.compile(r'(?:"[^"]*"|[^"\r\n])*')
_QUOTED = re.compile(r'"[^"]*"')
# A spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def delimiter_of(text: str) -> str:
    """What stands between the headings. A spreadsheet may have put semicolons or tabs there."""
    first = _FIRST_RECORD.match(text)
    heading = _QUOTED.sub("", first[0]) if first else ""
    return max(",;\t", key=heading.count)


def harmless(cell: object) -> object:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
