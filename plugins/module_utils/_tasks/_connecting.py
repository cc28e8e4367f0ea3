# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reaching the tenants of a task, over whichever provider it chose, and what that costs."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from .._providers._provider import Requests
from .._providers.openapi import _connection as _openapi
from .._transport._pool import HttpPool

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._options._params import Params
    from .._providers._provider import Provider
    from .._providers.console._connection import ConsoleConnection
    from .._providers.console._provider import ConsoleProvider
    from .._providers.openapi._reader import OpenApiReader

    Connection: t.TypeAlias = _openapi.Connection | ConsoleConnection

P = t.TypeVar("P", bound="Provider")
Q = t.TypeVar("Q", bound="OpenApiReader")


class Connector(t.Generic[P]):
    """Opens providers for an operation and remembers what it cost."""

    def __init__(self, sign_in: t.Callable[[], P]) -> None:
        self._sign_in = sign_in
        self._opened: list[P] = []

    def __call__(self) -> P:
        provider = self._sign_in()
        self._opened.append(provider)
        return provider

    def tenant(self, *, default: str) -> str:
        return self._opened[-1].tenant if self._opened else default

    def warnings(self) -> tuple[str, ...]:
        repeated = self._spent().repeated
        busy = [f"{repeated} call(s) had to be repeated."] if repeated else []
        return (*(text for provider in self._opened for text in provider.warnings()), *busy)

    def requests(self) -> dict[str, t.Any]:
        spent = self._spent()
        return {"count": spent.count, "seconds": round(spent.seconds, 3)}

    def _spent(self) -> Requests:
        return sum((provider.requests() for provider in self._opened), start=Requests(0, 0.0))


def connect(connection: Connection, clock: Clock, over_openapi: type[Q]) -> Q | ConsoleProvider:
    """Sign in to the tenant, over the provider of the connection. Raises :class:`KescError`.

    ``over_openapi`` is what to sign in as over the Open API: to read, or to change licenses as well.
    """
    if isinstance(connection, _openapi.Connection):
        return _openapi.connect(connection, clock=clock, provider=over_openapi)
    from .._providers.console import _connection as _console  # noqa: PLC0415 - slow to load for all that need no browser

    return _console.connect(connection)


@contextlib.contextmanager
def pooled(connection: Connection) -> t.Iterator[Connection]:
    """The same, with connections to the server that serve one session after another."""
    if not isinstance(connection, _openapi.Connection):
        yield connection
        return
    with HttpPool(connection.http) as pool:
        yield dataclasses.replace(connection, pool=pool)


def certificate_warnings(params: Params) -> tuple[str, ...]:
    """What the operator should know of how the server is trusted."""
    if params["validate_certs"] or params["server_fingerprint"]:
        return ()
    return ("The server's certificate is not checked: anybody on the way can read the activation code.",)
