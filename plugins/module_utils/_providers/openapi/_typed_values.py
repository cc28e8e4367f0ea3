# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Typed values of the KSC Open API, encoded and decoded at the edge.

A number, a text, a truth value and an array stand for themselves; everything else nested inside a container or an
array is wrapped as ``{"type": ..., "value": ...}``, while an argument or result of type params is a bare object
(KlAkOAPI Params; KSCAPI index, "Data types").
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime as dt
import re
import typing as t

from ..._errors import UnexpectedAnswerError


@dataclasses.dataclass(frozen=True)
class Unreadable:
    """A wrapped value that is not what its type says, such as a day that does not exist; ``kind`` is that type.

    One such value must not hide the rest of an answer, and must not pass for one that is not told.
    """

    kind: str


Value: t.TypeAlias = (
    "None | bool | int | float | str | bytes | dt.datetime | dt.date | Unreadable | list[Value] | dict[str, Value]"
)

_INT32 = range(-(2**31), 2**31)
_TYPE = "type"
_VALUE = "value"


def encode_params(container: t.Mapping[str, Value]) -> dict[str, t.Any]:
    """A bare container: its members wrapped where their type asks for it. Datetimes must be aware."""
    return {name: _encode(value) for name, value in container.items()}


def decode_params(container: object) -> dict[str, Value]:
    """The members of a bare container as Python values. Raises :class:`UnexpectedAnswerError`."""
    if not isinstance(container, dict):
        raise UnexpectedAnswerError("the answer holds something else where the protocol has a container")
    return {name: decode(value) for name, value in container.items()}


def decode_array(array: object) -> list[Value]:
    """The elements of an array as Python values. Raises :class:`UnexpectedAnswerError`."""
    if not isinstance(array, list):
        raise UnexpectedAnswerError("the answer holds something else where the protocol has an array")
    return [decode(element) for element in array]


def _wrap(kind: str, value: object) -> dict[str, object]:
    return {_TYPE: kind, _VALUE: value}


def _encode(value: Value) -> t.Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if value in _INT32 else _wrap("long", value)
    if isinstance(value, float):
        return _wrap("double", value)
    if isinstance(value, bytes):
        return _wrap("binary", base64.b64encode(value).decode("ascii"))
    if isinstance(value, dt.datetime):
        return _wrap("datetime", f"{value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z")
    if isinstance(value, dt.date):
        return _wrap("date", value.isoformat())
    if isinstance(value, list):
        return [_encode(element) for element in value]
    if isinstance(value, Unreadable):
        raise TypeError("a value that could not be read is never sent")
    return _wrap("params", encode_params(value))


def decode(value: object) -> Value:
    """A single value, wrapped or bare; :class:`Unreadable` where a wrapped one is not what its type says.

    Raises :class:`UnexpectedAnswerError` for what JSON does not have.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, list):
        return [decode(element) for element in value]
    if not isinstance(value, dict):
        raise UnexpectedAnswerError("the answer holds a value that the protocol does not have")
    kind = value.get(_TYPE)
    if set(value) != {_TYPE, _VALUE} or not isinstance(kind, str) or kind not in _DECODERS:
        return decode_params(value)
    try:
        return _DECODERS[kind](value[_VALUE])
    except (ValueError, TypeError, OverflowError, binascii.Error, UnexpectedAnswerError):
        return Unreadable(kind)


def _decode_long(value: object) -> int:
    """A number, or its digits."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,20}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError


def _decode_fraction(value: object) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise ValueError


def _decode_datetime(text: str) -> dt.datetime | None:
    """``None`` for the empty text, which means "no date" (KlAkOAPI Params); nothing else does."""
    if text == "":
        return None
    moment = dt.datetime.fromisoformat(text)
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _decode_date(text: str) -> dt.date | None:
    return None if text == "" else dt.date.fromisoformat(text)


_DECODERS: dict[str, t.Callable[[t.Any], Value]] = {
    "long": _decode_long,
    "float": _decode_fraction,
    "double": _decode_fraction,
    "datetime": _decode_datetime,
    "date": _decode_date,
    "binary": lambda text: base64.b64decode(text, validate=True),
    "params": decode_params,
}

WRAPPED_TYPES = frozenset(_DECODERS)
"""The types that are wrapped, as the protocol calls them."""
