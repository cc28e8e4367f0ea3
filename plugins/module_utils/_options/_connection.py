# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The options that every task has: which tenant, over which provider, and how many at a time."""

from __future__ import annotations

import typing as t

from .._providers.openapi._authentication import Credentials
from .._providers.openapi._connection import Connection
from .._providers.openapi._reader import OpenApiReader
from .._transport._trust import parse_fingerprint
from ._addresses import http_settings, server_url
from ._params import at_least

if t.TYPE_CHECKING:
    from .._providers._provider import Capabilities
    from .._providers.console._connection import ConsoleConnection
    from ._params import Params

EVERY_TENANT = "all"


def connection(params: Params) -> Connection | ConsoleConnection:
    """The connection options. Raises :class:`InvalidRequestError`."""
    at_least(params, timeout=1, retries=0)
    parse_fingerprint(params["server_fingerprint"])
    if params["provider"] == "console":
        # Most tenants are reached without a browser: what drives one is only loaded for those that need it.
        from ._console import console_connection  # noqa: PLC0415

        return console_connection(params)
    credentials = Credentials(
        **{
            name: params[name]
            for name in (
                "auth_method",
                "username",
                "password",
                "user_domain",
                "domain_encoding",
                "internal_user",
                "totp",
                "token",
            )
        }
    )
    credentials.check()
    return Connection(
        http=http_settings(params, server_url(params["server_url"])),
        credentials=credentials,
        tenant=params["tenant"],
        tenant_id=params["tenant_id"] or None,
        retries=params["retries"],
    )


def tenant_label(params: Params) -> str:
    """What to call the tenant in messages before the server has told its name."""
    anything = "Business Hub" if params["provider"] == "console" else ""
    return params["tenant"] or (f"id {params['tenant_id']}" if params["tenant_id"] else anything)


def concurrency(params: Params) -> int:
    """Raises :class:`InvalidRequestError`."""
    at_least(params, concurrency=1)
    return min(t.cast(int, params["concurrency"]), capabilities(params).most_sessions)


def capabilities(params: Params) -> Capabilities:
    """What the chosen provider can do."""
    if params["provider"] == "console":
        from .._providers.console._provider import ConsoleProvider  # noqa: PLC0415 - see connection

        return ConsoleProvider.capabilities
    return OpenApiReader.capabilities
