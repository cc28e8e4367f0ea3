# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The order sheet: a CSV file with a line for each tenant, and the code and the terms that it is to have."""

from __future__ import annotations

import collections
import contextlib
import csv
import functools
import io
import re
import typing as t
import unicodedata

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._csv import delimiter_of

EXPECTED = ("name", "edition", "licensing_model", "limit", "expires")
"""What a line may say of the license behind its code; members of the option ``expected`` of kesc_license."""

_NEEDED = ("tenant", "activation_code")
_WORDS = (*_NEEDED, *EXPECTED)
_MOST_HEADINGS, _LONGEST_HEADING = 20, 40
# Of what could be a code: 20 characters in four sections, give or take what was mistyped or left out.
_SHORTEST_CODE, _LENGTHS_IN_ONE = 12, range(17, 24)
_NUMBERS_OF_SECTIONS, _LENGTHS_OF_A_SECTION = range(3, 6), range(3, 8)

Order: t.TypeAlias = "dict[str, t.Any]"
Variables: t.TypeAlias = "t.Mapping[str, t.Any]"


class OrderSheet:
    """A sheet that was read. An order is a dict made of one line of it, its values texts:

    ``tenant``, ``activation_code`` (empty where the cell is), ``expected`` (those of :data:`EXPECTED` that are not
    empty), ``file`` and ``line`` (the number of the line that it begins on).

    A worker reads the sheet for one order or two, so what only a message needs is not worked out before.
    """

    def __init__(self, name: str, text: str, columns: t.Mapping[str, str]) -> None:
        """``name`` is what messages call the file; ``columns`` gives our words their headings.

        Raises :class:`InvalidRequestError`, which names the line but never shows what is on it.
        """
        self._name = name
        self._text = text
        self._rows, self._one_line_each = self._read()
        heading = next((row for row, cells in enumerate(self._rows) if not _is_blank(cells)), None)
        if heading is None:
            raise InvalidRequestError(f"the order sheet {name!r} is empty")
        self._first_row = heading + 1
        self._places = _places(name, self.line_number(heading), self._rows[heading], columns)
        self._check_lengths(len(self._rows[heading]))
        self._rows_by_key: dict[str, list[int]] = collections.defaultdict(list)
        place = self._places["tenant"]
        for row, cells in enumerate(self._rows):
            if row >= self._first_row and place < len(cells):
                self._rows_by_key[as_key(cells[place])].append(row)

    def orders(self) -> list[Order]:
        """Every order, as the lines follow each other."""
        return [self._order(row) for row in range(self._first_row, len(self._rows)) if not _is_blank(self._rows[row])]

    def order_of(self, keys: t.Iterable[str]) -> Order | None:
        """The order of the tenant that has these keys; ``None`` where there is none.

        Raises :class:`InvalidRequestError` where there are several.
        """
        wanted = {as_key(key) for key in keys} - {""}
        rows = sorted(row for key in wanted for row in self._rows_by_key.get(key, ()))
        if len(rows) > 1:
            raise InvalidRequestError(
                f"lines {', '.join(str(self.line_number(row)) for row in rows)} of the order sheet {self._name!r} "
                "mean the same tenant",
                remedy="Leave one of them",
            )
        return self._order(rows[0]) if rows else None

    def line_number(self, row: int) -> int:
        """The number of the line that a row begins on."""
        return row + 1 if self._one_line_each else self._first_lines[row]

    def _read(self) -> tuple[list[list[str]], bool]:
        """The rows, empty ones among them, and whether each is a line."""
        reader = self._reader()
        try:
            rows = list(reader)
        except csv.Error as error:
            raise InvalidRequestError(
                f"line {self._first_lines[-1]} of the order sheet {self._name!r} is no line of a CSV file: {error}",
                remedy="Look at its quotation marks",
            ) from None
        return rows, reader.line_num == len(rows)

    @functools.cached_property
    def _first_lines(self) -> list[int]:
        """The number of the line that each row begins on, and that of the end, or of a row that cannot be read."""
        reader = self._reader()
        numbers = [1]
        with contextlib.suppress(csv.Error):
            numbers += (reader.line_num + 1 for cells in reader)
        return numbers

    def _reader(self) -> t.Any:
        return csv.reader(io.StringIO(self._text, newline=""), delimiter=delimiter_of(self._text), strict=True)

    def _check_lengths(self, length: int) -> None:
        for row, cells in enumerate(self._rows):
            if len(cells) > length and not _is_blank(cells[length:]):
                raise InvalidRequestError(
                    f"line {self.line_number(row)} of the order sheet {self._name!r} has {len(cells)} cells, but there "
                    f"are {length} headings",
                    remedy="Put quotation marks around a cell that holds what separates the cells",
                )

    def _order(self, row: int) -> Order:
        cells = self._rows[row]
        # Spreadsheets may leave out the empty cells at the end of a line.
        texts = {word: cells[place].strip() for word, place in self._places.items() if place < len(cells)}
        return {
            "tenant": texts.get("tenant", ""),
            "activation_code": texts.get("activation_code", ""),
            "expected": {word: texts[word] for word in EXPECTED if texts.get(word)},
            "file": self._name,
            "line": self.line_number(row),
        }


def read_sheet(name: str, content: bytes, columns: t.Mapping[str, str]) -> OrderSheet:
    """Read the content of the file ``name``; see :class:`OrderSheet`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRequestError(
            f"the order sheet {name!r} is not encoded in UTF-8", remedy="Save it as CSV with the encoding UTF-8"
        ) from None
    return OrderSheet(name, text, columns)


def as_key(text: str) -> str:
    """A tenant's key as it is compared: blanks and the ways to encode a letter with an accent do not count."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def keys_of_host(host: str, variables: Variables) -> frozenset[str]:
    """What a line may call the tenant of a host; the role's default for ``license_rotation_order`` gives the same."""
    tenant = variables.get("kesc_tenant") or {}
    names = (
        host,
        variables.get("license_rotation_tenant"),
        variables.get("license_rotation_tenant_id"),
        *(tenant.get(member) for member in ("name", "tenant_id", "external_id")),
    )
    return frozenset(as_key(str(name)) for name in names if name not in (None, ""))


def line_of(host: str, variables: Variables, sheet: OrderSheet | None) -> Order | None:
    """The line of the order sheet for the tenant of a host. Raises :class:`InvalidRequestError`."""
    return sheet.order_of(keys_of_host(host, variables)) if sheet else None


def ordered_code(variables: Variables, line: Order | None) -> ActivationCode | None:
    """The code for a host: that in its variables, else that in its line of the order sheet.

    Raises :class:`InvalidActivationCodeError`.
    """
    code = variables.get("license_rotation_activation_code") or (line or {}).get("activation_code")
    return ActivationCode.parse(str(code)) if code else None


def _is_blank(cells: list[str]) -> bool:
    return not any(cell and not cell.isspace() for cell in cells)


def _places(name: str, line: int, headings: list[str], columns: t.Mapping[str, str]) -> dict[str, int]:
    """Which cell of a line each of our words is; only the needed ones, and those that were named, must be there."""
    unknown = sorted(set(columns) - set(_WORDS))
    if unknown:
        raise InvalidRequestError(
            f"an order sheet has no column {' and no column '.join(unknown)} for us",
            remedy=f"Name the headings of {', '.join(_WORDS)}",
        )
    found = [_as_heading(cell) for cell in headings]
    places = {}
    for word in _WORDS:
        heading = columns.get(word, word)
        count = found.count(_as_heading(heading))
        if count > 1:
            raise InvalidRequestError(f"the order sheet {name!r} has {count} columns with the heading {heading!r}")
        if count:
            places[word] = found.index(_as_heading(heading))
        elif word in columns or word in _NEEDED:
            raise InvalidRequestError(
                f"line {line} of the order sheet {name!r} has no heading {heading!r}, but {_listed(headings)}",
                remedy=f"Correct the heading, or name the one that stands for {word}: "
                f"license_rotation_order_columns: {{{word}: ...}}",
            )
    return places


def _listed(headings: list[str]) -> str:
    """The headings, without cells that may be codes: a sheet without headings has its first order there."""
    cells = [" ".join(cell.split()) for cell in headings]
    shown = [repr(cell[:_LONGEST_HEADING]) for cell in cells if cell and not _may_be_a_code(cell)]
    if not shown:
        return "nothing that could be a heading"
    more = len(shown) - _MOST_HEADINGS
    return f"these: {', '.join(shown[:_MOST_HEADINGS])}" + (f" and {more} more" if more > 0 else "")


def _may_be_a_code(cell: str) -> bool:
    """Whether it could be a code or most of one, however it is written."""
    sections = [section for section in re.split(r"[\W_]+", cell) if section]
    length = sum(map(len, sections))
    if any(map(str.isdigit, cell)):
        return length >= _SHORTEST_CODE
    if len(sections) == 1:
        return cell.isascii() and length in _LENGTHS_IN_ONE
    return len(sections) in _NUMBERS_OF_SECTIONS and all(len(section) in _LENGTHS_OF_A_SECTION for section in sections)


def _as_heading(text: str) -> str:
    return as_key(text).casefold()
