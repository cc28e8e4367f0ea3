# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Of which members and types an answer consists, without any value: what may be shown to anybody."""

from __future__ import annotations

import re
import typing as t

from ._typed_values import WRAPPED_TYPES

# Names of the protocol; whatever else a container has may be named by a customer.
_NAME_OF_THE_PROTOCOL = re.compile(r"(KLLIC|KLLICSRV|KLVSRV|KLHST|KLGRP|KLSRV|KLADMSRV)_[A-Z0-9_]{1,60}|[0-9]{1,6}")
_ANOTHER_NAME, _ANOTHER_TYPE = "(another name)", "(another type)"


def shape_of(value: object) -> tuple[str, ...]:
    """The members of a raw answer with their types, a line each, and never a value."""
    return tuple(sorted(set(_lines(value, ""))))


def type_of(value: object) -> str:
    """The type of a raw value as the protocol calls it; one that is wrapped says it itself."""
    if isinstance(value, dict):
        kind = value.get("type")
        if set(value) == {"type", "value"} and isinstance(kind, str):
            return kind if kind in WRAPPED_TYPES else _ANOTHER_TYPE
        return "params"
    names = {bool: "bool", int: "int", float: "float", str: "string", list: "array", type(None): "null"}
    return names.get(type(value), _ANOTHER_TYPE)


def _lines(value: object, path: str) -> t.Iterator[str]:
    kind = type_of(value)
    yield f"{path or 'answer'}: {kind}"
    inner = value.get("value") if isinstance(value, dict) and kind == "params" and "type" in value else value
    if isinstance(inner, list):
        for element in inner:
            yield from _lines(element, f"{path}[]")
    elif isinstance(inner, dict) and kind == "params":
        for name, member in inner.items():
            yield from _lines(member, f"{path}.{_shown(name)}" if path else _shown(name))


def _shown(name: str) -> str:
    return name if _NAME_OF_THE_PROTOCOL.fullmatch(name) else _ANOTHER_NAME


def attribute_types(raw: t.Sequence[t.Any]) -> dict[str, frozenset[str]]:
    """The names of the items' members, each with the types in which it came."""
    types: dict[str, set[str]] = {}
    for item in raw:
        members = item.get("value") if isinstance(item, dict) and "value" in item else item
        for name, value in members.items() if isinstance(members, dict) else ():
            types.setdefault(_shown(name), set()).add(type_of(value))
    return {name: frozenset(kinds) for name, kinds in sorted(types.items())}
