# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of methods: names, arguments with their types, rights; and one call while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal, TypeAlias

from kesc_lab.domain.tenant import Tenant
from kesc_lab.domain.world import World
from kesc_lab.errors import access_denied, bad_format, no_such_parameter
from kesc_lab.protocol.accounts import Accounts
from kesc_lab.protocol.sessions import Connection, Session, Sessions
from kesc_lab.protocol.values import Json, Params, Value, decode, decode_params

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1


class Kind(Enum):
    """Declared types of arguments."""

    INT = "int"
    TEXT = "string"
    FLAG = "bool"
    ARRAY = "array"
    NAMES = "array of strings"
    PARAMS = "params"


@dataclass(frozen=True, slots=True)
class Argument:
    """One input parameter. JSON null counts as absent for an optional one."""

    name: str
    kind: Kind
    optional: bool = False


@dataclass(slots=True)
class Call:
    """One call of a method: who calls, on which server, with which arguments.

    serial and partial_code are filled by the method for the audit log.
    """

    world: World
    sessions: Sessions
    accounts: Accounts
    connection: Connection
    session: Session
    tenant: Tenant
    now: datetime
    arguments: Params
    activation_down: bool = False
    serial: str | None = None
    partial_code: str | None = None
    _empty: Params = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a string argument."""
        value = self.arguments[name]
        assert isinstance(value, str)  # noqa: S101 - checked against the argument's declared type before the call
        return value

    def number(self, name: str, default: int = 0) -> int:
        """Return an int argument, or the default when it is absent."""
        value = self.arguments.get(name, default)
        assert isinstance(value, int)  # noqa: S101 - as above
        return value

    def flag(self, name: str) -> bool:
        """Return a bool argument."""
        return self.arguments[name] is True

    def array(self, name: str) -> list[Value]:
        """Return an array argument, empty when it is absent."""
        value = self.arguments.get(name, [])
        assert isinstance(value, list)  # noqa: S101 - as above
        return value

    def names(self, name: str) -> list[str]:
        """Return an array of strings, empty when it is absent."""
        return [item for item in self.array(name) if isinstance(item, str)]

    def params(self, name: str) -> Params:
        """Return a params argument, empty when it is absent."""
        value = self.arguments.get(name, self._empty)
        assert isinstance(value, dict)  # noqa: S101 - as above
        return value

    def require(self, right: str) -> None:
        """Raise KLSTD 1184 when the account lacks a right."""
        if right not in self.session.account.rights:
            raise access_denied(f"the account lacks the right '{right}'")

    @property
    def on_main_server(self) -> bool:
        """Whether the session is bound to the main server."""
        return self.tenant.id == 0


Handler: TypeAlias = Callable[[Call], Params]
Right: TypeAlias = Literal["read", "modify"]


@dataclass(frozen=True, slots=True)
class Method:
    """A documented method. right None means that every session may call it."""

    name: str
    arguments: tuple[Argument, ...]
    right: Right | None
    writes: bool
    handler: Handler


METHODS: dict[str, Method] = {}


def method(
    name: str, *arguments: Argument, right: Right | None = "read", writes: bool = False
) -> Callable[[Handler], Handler]:
    """Register a function as a method of the API. It returns the out parameters, PxgRetVal among them."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(name, arguments, "modify" if writes else right, writes, handler)
        return handler

    return register


def check_arguments(called: Method, body: dict[str, Json], *, refuse_unknown: bool) -> Params:
    """Decode the arguments of a call; raises KLPRSS 1125 for a missing one, KLSTD 1192 for a wrong type."""
    arguments: Params = {}
    for argument in called.arguments:
        value = body.get(argument.name)
        if value is None:
            if not argument.optional:
                raise no_such_parameter(argument.name)
        else:
            arguments[argument.name] = _CHECKS[argument.kind](value, argument.name)
    if refuse_unknown:
        unknown = set(body) - {argument.name for argument in called.arguments}
        if unknown:
            raise bad_format(f"unknown argument '{min(unknown)}'")
    return arguments


def member(container: Params, name: str, wanted: type[str] | type[bool] | type[dict[str, Value]]) -> Value:
    """Return a mandatory member of a container; raises KLPRSS 1125 or KLSTD 1192."""
    if name not in container:
        raise no_such_parameter(name)
    value = container[name]
    if not isinstance(value, wanted):
        raise bad_format(f"{name} should be {wanted.__name__}")
    return value


def _int(value: Json, name: str) -> Value:
    if isinstance(value, bool) or not isinstance(value, int) or not _INT_MIN <= value <= _INT_MAX:
        raise bad_format(f"{name} should be a 32-bit number")
    return value


def _text(value: Json, name: str) -> Value:
    if not isinstance(value, str):
        raise bad_format(f"{name} should be a string")
    return value


def _flag(value: Json, name: str) -> Value:
    if not isinstance(value, bool):
        raise bad_format(f"{name} should be true or false")
    return value


def _array(value: Json, name: str) -> Value:
    if not isinstance(value, list):
        raise bad_format(f"{name} should be an array")
    return decode(value, name)


def _names(value: Json, name: str) -> Value:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise bad_format(f"{name} should be an array of strings")
    return value


_CHECKS: dict[Kind, Callable[[Json, str], Value]] = {
    Kind.INT: _int,
    Kind.TEXT: _text,
    Kind.FLAG: _flag,
    Kind.ARRAY: _array,
    Kind.NAMES: _names,
    Kind.PARAMS: decode_params,
}
