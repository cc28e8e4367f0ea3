# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reaching one tenant over the KSC Open API: what the options say, and signing in."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from ..._errors import AuthenticationError, InvalidRequestError, KescError
from ..._options._addresses import http_settings, server_url
from ..._options._params import at_least, require
from ..._transport._http import HttpClient, HttpPool, HttpSettings
from .._provider import Connection, Requests
from ._authentication import Credentials, needed_options
from ._reader import OpenApiReader
from ._session import Session

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._options._params import Params
    from .._changing_provider import ChangingProvider
    from ._survey import OpenApiSurveyor

P = t.TypeVar("P", bound=OpenApiReader)

_FORBIDDEN = 403
_MAIN_SERVER = ""
_CREDENTIALS = tuple(field.name for field in dataclasses.fields(Credentials))


@dataclasses.dataclass(frozen=True, kw_only=True)
class OpenApiConnection(Connection):
    """How to reach one tenant; ``retries`` is how often a call that is safe to repeat is repeated.

    ``late_effects`` is how many seconds the effect of a change may be late. ``pool`` has connections that serve one
    session after another; without it, each session has its own.
    """

    capabilities = OpenApiReader.capabilities

    http: HttpSettings
    credentials: Credentials
    retries: int = 3
    late_effects: float = 60.0
    pool: HttpPool | None = None

    @classmethod
    def from_options(cls, params: Params) -> OpenApiConnection:
        at_least(params, timeout=1, retries=0)
        require(params, "server_url", *needed_options(params["auth_method"]))
        credentials = Credentials(**{name: params[name] for name in _CREDENTIALS})
        credentials.check()
        return cls(
            http=http_settings(params, server_url(params["server_url"])),
            credentials=credentials,
            tenant=params["tenant"],
            tenant_id=params["tenant_id"] or None,
            retries=params["retries"],
            late_effects=float(params.get("confirm_timeout") or 0),
        )

    @property
    def opens_again(self) -> bool:
        return self.credentials.reusable

    def open(self, clock: Clock) -> OpenApiReader:
        return _sign_in(self, clock, OpenApiReader)

    def open_to_change(self, clock: Clock) -> ChangingProvider:
        from ._provider import OpenApiProvider  # noqa: PLC0415 - reading needs nothing of it

        return _sign_in(self, clock, OpenApiProvider)

    def open_to_survey(self, clock: Clock) -> OpenApiSurveyor:
        """Sign in to notice how the server answers."""
        from ._survey import OpenApiSurveyor  # noqa: PLC0415 - for checks of a server alone

        return _sign_in(self, clock, OpenApiSurveyor)

    @contextlib.contextmanager
    def shared(self) -> t.Iterator[OpenApiConnection]:
        with HttpPool(self.http) as pool:
            yield dataclasses.replace(self, pool=pool)


def _sign_in(connection: OpenApiConnection, clock: Clock, provider: type[P]) -> P:
    """Sign in to the tenant; ``provider`` is what to do there, read or change."""
    tenant = login_name = connection.tenant
    spent = Requests(0, 0.0)
    if connection.tenant_id is not None:
        from ._tenants import find  # noqa: PLC0415 - a name is all that most tenants need

        if not connection.credentials.reusable:
            raise InvalidRequestError(
                "tenant_id takes two sign-ins, and a one-time token or second factor works once",
                remedy="Name the tenant by its name in tenant",
            )
        main = _session(connection, _MAIN_SERVER, clock)
        try:
            main.sign_in()
            tenant, login_name = find(main, name=tenant, tenant_id=connection.tenant_id)
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


def _session(connection: OpenApiConnection, login_name: str, clock: Clock) -> Session:
    return Session(
        connection.pool.client() if connection.pool else HttpClient(connection.http),
        credentials=connection.credentials,
        tenant=login_name,
        clock=clock,
        timeout=connection.http.timeout,
        retries=connection.retries,
        late_effects=connection.late_effects,
    )


def _explain_refused_tenant(connection: OpenApiConnection, error: KescError, clock: Clock) -> KescError:
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
