# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reaching one tenant: from connection options to a signed-in provider."""

from __future__ import annotations

import dataclasses
import typing as t

from ..._errors import AuthenticationError, InvalidRequestError, KescError
from ..._transport._http import HttpClient, HttpSettings
from .._provider import Requests
from . import _tenants
from ._session import Session

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._transport._pool import HttpPool
    from ._authentication import Credentials
    from ._reader import OpenApiReader

P = t.TypeVar("P", bound="OpenApiReader")

_FORBIDDEN = 403
_MAIN_SERVER = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Connection:
    """How to reach one tenant; ``retries`` is how often a call that is safe to repeat is repeated.

    ``pool`` has connections that serve one session after another; without it, each session has its own.
    """

    http: HttpSettings
    credentials: Credentials
    tenant: str = _MAIN_SERVER
    tenant_id: str | None = None
    retries: int = 3
    pool: HttpPool | None = None


def connect(connection: Connection, *, clock: Clock, provider: type[P]) -> P:
    """Sign in to the tenant; ``provider`` is what to do there, read or change.

    Raises :class:`KescError`, and then no session stays open.
    """
    tenant = login_name = connection.tenant
    spent = Requests(0, 0.0)
    if connection.tenant_id is not None:
        if not connection.credentials.reusable:
            raise InvalidRequestError(
                "tenant_id takes two sign-ins, and a one-time token or second factor works once",
                remedy="Name the tenant by its name in tenant",
            )
        main = _session(connection, _MAIN_SERVER, clock)
        try:
            main.sign_in()
            tenant, login_name = _tenants.find(main, name=tenant, tenant_id=connection.tenant_id)
        finally:
            main.close()
        spent = main.requests
    session = _session(connection, login_name, clock)
    try:
        session.sign_in()
    except KescError as error:
        session.close()
        raise _explain_refused_tenant(connection, error, clock) from None
    return provider(session, tenant=tenant, clock=clock, spent=spent)


def _session(connection: Connection, login_name: str, clock: Clock) -> Session:
    return Session(
        connection.pool.client() if connection.pool else HttpClient(connection.http),
        credentials=connection.credentials,
        tenant=login_name,
        clock=clock,
        timeout=connection.http.timeout,
        retries=connection.retries,
    )


def _explain_refused_tenant(connection: Connection, error: KescError, clock: Clock) -> KescError:
    """Whether the tenant's name is why the server refused it: the main server's list tells, if the account may see it.

    After 401 the server is not asked a second time, for wrong passwords may block an account. 403 may mean either, and
    is what a wrong name may well be answered with: there a second attempt is worth its price.
    """
    status = error.server.status if error.server else None
    answered = status is not None or (error.server is not None and error.server.code is not None)
    refused = isinstance(error, AuthenticationError) and status != _FORBIDDEN
    if not connection.tenant:
        if answered and connection.tenant_id is None:
            error.aftermath.append("An account of a virtual server may need its name: set tenant")
        return error
    if refused or not answered or not connection.credentials.reusable:
        return error
    from ._missing_tenant import explain_missing  # noqa: PLC0415 - slow to load for all that are let in

    main = _session(connection, _MAIN_SERVER, clock)
    try:
        main.sign_in()
        return explain_missing(main, name=connection.tenant) or error
    except KescError:
        return error
    finally:
        main.close()
