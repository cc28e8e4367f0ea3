# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The order sheet: a CSV file with a line for each tenant, and the code and the terms that it is to have."""

from __future__ import annotations

import collections
import csv
import io
import typing as t
import unicodedata

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._csv_text import delimiter_of

EXPECTED = ("name", "edition", "licensing_model", "limit", "expires")
"""What a line may say of the licence behind its code; members of the option ``expected`` of kesc_license."""

_NEEDED = ("tenant", "activation_code")
_WORDS = (*_NEEDED, *EXPECTED)

Order: t.TypeAlias = "dict[str, t.Any]"
Variables: t.TypeAlias = "t.Mapping[str, t.Any]"


class Line(t.NamedTuple):
    """A record of the file and the number of the line that it begins on."""

    number: int
    cells: list[str]


class OrderSheet:
    """A sheet that was read. An order is a dict made of one line of it, its values texts:

    ``tenant``, ``activation_code`` (empty where the cell is), ``expected`` (those of :data:`EXPECTED` that are not
    empty), ``file`` and ``line`` (the number).
    """

    def __init__(self, name: str, columns: t.Mapping[str, int], lines: list[Line]) -> None:
        """``name`` is what messages call the file, ``columns`` has the place of each of our words in a line."""
        self._name = name
        self._columns = columns
        self._lines = lines
        self._by_key: dict[str, list[Line]] = collections.defaultdict(list)
        for line in lines:
            self._by_key[as_key(self._cell(line, "tenant"))].append(line)

    def orders(self) -> list[Order]:
        """Every order, as the lines follow each other."""
        return [self._order(line) for line in self._lines]

    def order_of(self, keys: t.Iterable[str]) -> Order | None:
        """The order of the tenant that has these keys; ``None`` where there is none.

        Raises :class:`InvalidRequestError` where there are several.
        """
        wanted = {as_key(key) for key in keys} - {""}
        lines = [line for key in wanted for line in self._by_key.get(key, ())]
        if len(lines) > 1:
            numbers = sorted(line.number for line in lines)
            raise InvalidRequestError(
                f"lines {', '.join(map(str, numbers))} of the order sheet {self._name!r} mean the same tenant",
                remedy="Leave one of them",
            )
        return self._order(lines[0]) if lines else None

    def _order(self, line: Line) -> Order:
        cells = {word: self._cell(line, word) for word in self._columns}
        return {
            "tenant": cells["tenant"],
            "activation_code": cells["activation_code"],
            "expected": {word: cells[word] for word in EXPECTED if cells.get(word)},
            "file": self._name,
            "line": line.number,
        }

    def _cell(self, line: Line, word: str) -> str:
        """Spreadsheets leave out the empty cells at the end of a line."""
        place = self._columns[word]
        return line.cells[place].strip() if place < len(line.cells) else ""


def read_sheet(name: str, content: bytes, columns: t.Mapping[str, str]) -> OrderSheet:
    """Read the content of the file ``name``; ``columns`` gives our words their headings on the sheet.

    Raises :class:`InvalidRequestError`, which names the line but never shows what is on it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRequestError(
            f"the order sheet {name!r} is not encoded in UTF-8", remedy="Save it as CSV with the encoding UTF-8"
        ) from None
    lines = _lines(name, text)
    if not lines:
        raise InvalidRequestError(f"the order sheet {name!r} is empty")
    headings, *others = lines
    for line in others:
        if any(cell.strip() for cell in line.cells[len(headings.cells) :]):
            raise InvalidRequestError(
                f"line {line.number} of the order sheet {name!r} has {len(line.cells)} cells, but there are "
                f"{len(headings.cells)} headings",
                remedy="Put quotation marks around a cell that holds what separates the cells",
            )
    return OrderSheet(name, _places(name, headings, columns), others)


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


def _lines(name: str, text: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    lines = []
    first = 1
    try:
        for cells in reader:
            if any(cell and not cell.isspace() for cell in cells):
                lines.append(Line(first, cells))
            first = reader.line_num + 1
    except csv.Error as error:
        raise InvalidRequestError(
            f"line {first} of the order sheet {name!r} is no line of a CSV file: {error}",
            remedy="Look at its quotation marks",
        ) from None
    return lines


def _places(name: str, headings: Line, columns: t.Mapping[str, str]) -> dict[str, int]:
    unknown = sorted(set(columns) - set(_WORDS))
    if unknown:
        raise InvalidRequestError(
            f"an order sheet has no {' and no '.join(unknown)}", remedy=f"Name columns for {', '.join(_WORDS)}"
        )
    found = [as_key(cell).casefold() for cell in headings.cells]
    places = {}
    for word in _WORDS:
        heading = columns.get(word, word)
        count = found.count(as_key(heading).casefold())
        if count > 1:
            raise InvalidRequestError(f"the order sheet {name!r} has {count} columns with the heading {heading!r}")
        if count:
            places[word] = found.index(as_key(heading).casefold())
        elif word in columns or word in _NEEDED:
            raise InvalidRequestError(
                f"line {headings.number} of the order sheet {name!r} has no heading {heading!r} for the column {word}",
                remedy=f"Write it there, or name the heading that the sheet has: columns: {{{word}: ...}}",
            )
    return places
