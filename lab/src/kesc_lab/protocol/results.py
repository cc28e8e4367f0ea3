# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Result sets that a client reads in pieces: key iterators and host accessors (SOURCES.md, section 9)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from kesc_lab.errors import ApiError, bad_format, not_found
from kesc_lab.protocol.values import Params, Value

Kind = Literal["iterator", "accessor"]
ITEMS = "KLCSP_ITERATOR_ARRAY"


@dataclass(slots=True)
class ResultSet:
    """Items of one search; render makes an item's container when it is read."""

    kind: Kind
    items: Sequence[Any]
    render: Callable[[Any], Params]
    expires: datetime
    position: int = 0

    def chunk(self, start: int, count: int) -> list[Value]:
        """Return the containers of some items."""
        return [self.render(item) for item in self.items[start : start + count]]


class Results:
    """The open result sets of one session."""

    def __init__(self) -> None:
        self._open: dict[str, ResultSet] = {}

    def add(
        self, kind: Kind, items: Sequence[Any], render: Callable[[Any], Params], now: datetime, seconds: int
    ) -> str:
        """Open a result set for some seconds and return its name."""
        self._open = {name: result for name, result in self._open.items() if result.expires > now}
        name = secrets.token_hex(16)
        self._open[name] = ResultSet(kind, items, render, now + timedelta(seconds=seconds))
        return name

    def get(self, kind: Kind, name: str, now: datetime, stale: str) -> ResultSet:
        """Return an open result set; a released, expired or foreign one is an error (lab's choice which)."""
        result = self._open.get(name)
        if result is None or result.kind != kind or result.expires <= now:
            raise _stale(kind, stale)
        return result

    def release(self, kind: Kind, name: str, now: datetime, stale: str) -> None:
        """Close a result set; raises like `get`."""
        self.get(kind, name, now, stale)
        del self._open[name]


def _stale(kind: str, stale: str) -> ApiError:
    return not_found(f"{kind} of a search") if stale == "not_found" else bad_format(f"{kind} of a search")


def order_fields(value: Sequence[Value], path: str) -> list[tuple[str, bool]]:
    """Return (attribute, ascending) pairs of an order argument.

    Elements are containers {Name, Asc} for hosts; a bare name, as key calls take it, means ascending.
    """
    fields = []
    for number, item in enumerate(value):
        name: Value = item["Name"] if isinstance(item, dict) and "Name" in item else item
        ascending: Value = item.get("Asc", True) if isinstance(item, dict) else True
        if not isinstance(name, str) or not isinstance(ascending, bool):
            raise bad_format(f"{path}[{number}] should be a name, or a container of Name and Asc")
        fields.append((name, ascending))
    return fields


def sort_items(items: list[Any], fields: list[tuple[str, bool]], read: Callable[[Any, str], Value]) -> list[Any]:
    """Sort by several attributes; items that lack one come first in ascending order."""
    for name, ascending in reversed(fields):
        items = sorted(items, key=lambda item: _sort_key(read(item, name)), reverse=not ascending)
    return items


def _sort_key(value: Value) -> tuple[int, float, str]:
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, datetime):
        return (1, value.timestamp(), "")
    if isinstance(value, (int, float)):
        return (1, float(value), "")
    return (2, 0.0, str(value))
