# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""CSV files for spreadsheets, and from them."""

from __future__ import annotations

import codecs
import csv
import io
import re
import typing as t


class Dialect(t.NamedTuple):
    """How a CSV file is written: what stands between cells, the encoding, and the mark of it at the beginning."""

    delimiter: str
    encoding: str
    mark: bytes = b""


EXCEL = "excel"
DIALECTS: t.Mapping[str, Dialect] = {
    # The one form that Excel opens in columns, with all letters, whatever the language of Windows: it takes UTF-8
    # without a mark for the code page, the comma or the semicolon for text where the other one is the list separator,
    # and no longer sees the mark of UTF-8 where a line "sep=" names the separator.
    EXCEL: Dialect("\t", "utf-16-le", codecs.BOM_UTF16_LE),
    "semicolon": Dialect(";", "utf-8", codecs.BOM_UTF8),
    "comma": Dialect(",", "utf-8"),
}
"""Those that a user can choose."""

_FIRST_RECORD = re.compile(r'(?:"[^"]*"|[^"\r\n])*')
_QUOTED = re.compile(r'"[^"]*"')
# A spreadsheet runs a cell that begins with one of these signs as a formula. It may take the file apart at another
# separator than ours, so a cell begins after each of them.
_FORMULA = re.compile(r"""(^|[,;\t\r\n])([\s"]*'*)([=+\-@\uff1d\uff0b\uff0d\uff20])""")
_GUARDED = re.compile(r"""(^|[,;\t\r\n])([\s"]*'*)'([=+\-@\uff1d\uff0b\uff0d\uff20])""")


def csv_content(lines: t.Iterable[t.Iterable[object]], *, dialect: str) -> bytes:
    """The file with these lines in one of :data:`DIALECTS`; no text in it can be taken for a formula."""
    chosen = DIALECTS[dialect]
    stream = io.StringIO()
    csv.writer(stream, delimiter=chosen.delimiter).writerows([harmless(cell) for cell in line] for line in lines)
    return chosen.mark + stream.getvalue().encode(chosen.encoding, "backslashreplace")


def csv_text(content: bytes) -> str:
    """The text of a file that a spreadsheet saved in UTF-8 or UTF-16. Raises ``UnicodeDecodeError`` for any other."""
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if is_utf16 else "utf-8-sig")


def delimiter_of(text: str) -> str:
    """What stands between the headings. A spreadsheet may have put semicolons or tabs there."""
    first = _FIRST_RECORD.match(text)
    heading = _QUOTED.sub("", first[0]) if first else ""
    return max(",;\t", key=heading.count)


def harmless(cell: object) -> object:
    """A cell in which no spreadsheet finds a formula, however it takes the file apart."""
    return _FORMULA.sub(r"\1\2'\3", cell) if isinstance(cell, str) else cell


def restored(cell: str) -> str:
    """The text that :func:`harmless` made the cell of; a cell that it did not make as it is."""
    text = _GUARDED.sub(r"\1\2\3", cell)
    return text if harmless(text) == cell else cell
