# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Attributes of a decoded container, each read as the type that the reference gives it."""

from __future__ import annotations

import datetime as dt
import typing as t

if t.TYPE_CHECKING:
    from ._typed_values import Value

T = t.TypeVar("T")


class Attributes:
    """Reads a container: an attribute that is missing or null is ``None``, and so is one of another type.

    The latter is named in ``unreadable`` as well. A value is never turned into the one that it may have meant.
    """

    def __init__(self, item: t.Mapping[str, Value]) -> None:
        self._item = item
        self.unreadable: list[str] = []

    def text(self, name: str) -> str | None:
        """``None`` for an empty text, too."""
        return self._read(name, str) or None

    def boolean(self, name: str) -> bool | None:
        return self._read(name, bool)

    def integer(self, name: str) -> int | None:
        return self._read(name, int, lambda value: not isinstance(value, bool))

    def count(self, name: str) -> int | None:
        """A number of things: not a negative one."""
        return self._read(name, int, lambda value: not isinstance(value, bool) and value >= 0)

    def flag(self, name: str) -> int | None:
        """A number, or a truth value in its place."""
        value = self._read(name, int)
        return None if value is None else int(value)

    def choice(self, name: str, meanings: t.Mapping[int, str]) -> str | None:
        """What a number means; one without a meaning cannot be read."""
        value = self._read(name, int, lambda value: not isinstance(value, bool) and value in meanings)
        return None if value is None else meanings[value]

    def moment(self, name: str) -> dt.datetime | None:
        return self._read(name, dt.datetime)

    def _read(self, name: str, kind: type[T], fits: t.Callable[[T], bool] = lambda _value: True) -> T | None:
        value = self._item.get(name)
        if isinstance(value, kind) and fits(value):
            return value
        if value is not None:
            self.unreadable.append(name)
        return None
