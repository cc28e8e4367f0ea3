# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Typed values of the Open API (SOURCES.md, section 4): JSON on the wire, Python values above it.

A JSON string, 32-bit number, boolean or array stands for itself; everything else inside a container or an array is
wrapped as ``{"type": word, "value": json}``. A container that is itself an argument is bare.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from kesc_lab.errors import bad_format

Value: TypeAlias = "str | int | bool | float | bytes | datetime | date | list[Value] | dict[str, Value] | None"
Params: TypeAlias = dict[str, Value]
Json: TypeAlias = Any

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_LONG_MIN, _LONG_MAX = -(2**63), 2**63 - 1
_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DIGITS = re.compile(r"-?\d{1,19}", re.ASCII)


class Long(int):
    """A paramLong: a 64-bit integer that is wrapped on the wire."""


class Double(float):
    """A paramDouble; a plain float is a paramFloat."""


def decode_params(value: Json, path: str) -> Params:
    """Decode a bare container, such as an argument of type params; raises KLSTD 1192 naming the path."""
    if not isinstance(value, dict):
        raise bad_format(f"{path} should be a container")
    return {name: _decode_member(item, f"{path}.{name}") for name, item in value.items()}


def decode(value: Json, path: str) -> Value:
    """Decode a nested value; raises KLSTD 1192 naming the path. null is allowed (array elements)."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if not _INT_MIN <= value <= _INT_MAX:
            raise bad_format(f"{path} exceeds 32 bits and should be wrapped as 'long'")
        return value
    if isinstance(value, list):
        return [decode(item, f"{path}[{number}]") for number, item in enumerate(value)]
    if isinstance(value, dict):
        if set(value) != {"type", "value"} or not isinstance(value["type"], str):
            raise bad_format(f"{path} should be wrapped as type and value")
        return _decode_wrapped(value["type"], value["value"], path)
    raise bad_format(f"{path} should be wrapped as 'float' or 'double'")


def encode(value: Value) -> Json:
    """Encode a nested value, wrapped where the protocol wants it."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Long):
        return {"type": "long", "value": int(value)}
    if isinstance(value, int):
        return value
    if isinstance(value, dict):
        return {"type": "params", "value": encode_params(value)}
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, datetime):
        return {"type": "datetime", "value": value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    if isinstance(value, date):
        return {"type": "date", "value": value.isoformat()}
    if isinstance(value, bytes):
        return {"type": "binary", "value": base64.b64encode(value).decode("ascii")}
    return {"type": "double" if isinstance(value, Double) else "float", "value": float(value)}


def encode_params(value: Params) -> Json:
    """Encode a bare container, such as an out parameter of type params."""
    return {name: encode(item) for name, item in value.items()}


def encode_top(value: Value) -> Json:
    """Encode a top-level out parameter or return value: a container is bare there."""
    return encode_params(value) if isinstance(value, dict) else encode(value)


def _decode_member(value: Json, path: str) -> Value:
    if value is None:
        raise bad_format(f"{path} is null; only array elements may be")
    return decode(value, path)


def _decode_wrapped(word: str, value: Json, path: str) -> Value:
    if word == "params":
        return decode_params(value, path)
    if word == "long":
        return _decode_long(value, path)
    if word in ("datetime", "date"):
        return _decode_time(word, value, path)
    if word == "binary" and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except ValueError as error:  # binascii.Error is one; text that is not ASCII gives a plain one
            raise bad_format(f"{path} is no base64") from error
    if word in ("float", "double") and isinstance(value, (int, float)) and not isinstance(value, bool):
        return Double(value) if word == "double" else float(value)
    raise bad_format(f"{path} has the unknown type '{word}' or a value that does not fit it")


def _decode_long(value: Json, path: str) -> Long:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not _LONG_MIN <= value <= _LONG_MAX:
        raise bad_format(f"{path} is no 64-bit number")
    return Long(value)


def _decode_time(word: str, value: Json, path: str) -> Value:
    """Decode a datetime or date; the empty string means that there is none and stays an empty string."""
    if value == "":
        return ""
    pattern = _DATETIME if word == "datetime" else _DATE
    if isinstance(value, str) and pattern.fullmatch(value):
        try:
            return datetime.fromisoformat(value) if word == "datetime" else date.fromisoformat(value)
        except ValueError:
            pass  # a day or hour that does not exist is refused below like any other wrong text
    raise bad_format(f"{path} is no {word} in the form of the API")
