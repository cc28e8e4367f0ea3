# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reaching the tenants of a task, over whichever provider its options choose, and what that costs."""

from __future__ import annotations

import typing as t

from .._options._params import at_least
from .._providers._provider import Requests
from .._providers._registry import connection_type

# Nearly every task needs it, and what is loaded here is loaded before workers are forked.
from .._providers.openapi import _connection as _loaded  # noqa: F401

if t.TYPE_CHECKING:
    from .._options._params import Params
    from .._providers._provider import Connection, Provider

EVERY_TENANT = "all"

P = t.TypeVar("P", bound="Provider")


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
        told = (text for provider in self._opened for text in provider.warnings())
        return (*told, *busy_warning([sum(provider.requests().repeated for provider in self._opened)]))

    def requests(self) -> dict[str, t.Any]:
        spent = sum((provider.requests() for provider in self._opened), start=Requests(0, 0.0))
        return {"count": spent.count, "seconds": round(spent.seconds, 3)}


def connection_of(params: Params) -> Connection:
    """How to reach the tenant, as the options say. Raises :class:`InvalidRequestError`."""
    return connection_type(params["provider"]).from_options(params)


def tenant_label(params: Params) -> str:
    """What to call the tenant in messages before the server has told its name."""
    unnamed = connection_type(params["provider"]).unnamed
    return params["tenant"] or (f"id {params['tenant_id']}" if params["tenant_id"] else unnamed)


def concurrency(params: Params, connection: Connection) -> int:
    """How many tenants to open at a time. Raises :class:`InvalidRequestError`."""
    at_least(params, concurrency=1)
    return min(t.cast(int, params["concurrency"]), connection.capabilities.most_sessions)


def busy_warning(repeated: t.Sequence[int]) -> list[str]:
    """One sentence about a busy server, however many tenants it is about; ``repeated`` is how many calls of each."""
    concerned = sum(count > 0 for count in repeated)
    if not concerned:
        return []
    whose = f", for {concerned} of {len(repeated)} tenants" if len(repeated) > 1 else ""
    return [f"{sum(repeated)} call(s) had to be repeated{whose}."]


def certificate_warnings(params: Params) -> tuple[str, ...]:
    """What the operator should know of how the server is trusted."""
    if params["validate_certs"] or params["server_fingerprint"]:
        return ()
    return ("The server's certificate is not checked: anybody on the way can read the activation code.",)
