# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reading over the KSC Open API: a tenant's licenses, and the tenants that the account sees."""

from __future__ import annotations

import typing as t

from ..._errors import AccessDeniedError, NotFoundError, ServerError, UnexpectedAnswerError
from .._provider import Capabilities, Provider, Requests
from ._keys import list_keys, place
from ._refusals import is_unknown_call

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._license._license import License
    from .._provider import Tenant
    from ._keys import Key
    from ._session import Session


class OpenApiReader(Provider):
    """One signed-in session; ``spent`` is what finding the tenant cost before. See :class:`OpenApiConnection`."""

    capabilities = Capabilities(
        has_main_server=True,
        verifies_without_change=False,
        keeps_a_store=True,
        sets_up_features=False,
        most_sessions=64,
    )

    def __init__(self, session: Session, *, tenant: str, clock: Clock, spent: Requests) -> None:
        self.tenant = tenant
        self._session = session
        self._clock = clock
        self._spent = spent
        self._keys: list[Key] = []
        self._placement_warnings: list[str] = []
        self.tells_overviews = True

    @property
    def server(self) -> str:
        return self._session.server

    def licenses(self) -> list[License]:
        self._keys, self._placement_warnings = place(list_keys(self._session))
        return [key.license for key in self._keys]

    def tenants(self, *, external_ids: bool) -> list[Tenant]:
        from ._tenants import virtual_servers  # noqa: PLC0415 - a single tenant needs no list

        return [server.tenant for server in virtual_servers(self._session, external_ids=external_ids)]

    def overview(self, tenant: Tenant) -> list[License] | None:
        from ._tenants import overview  # noqa: PLC0415 - a single tenant needs no list

        if not self.tells_overviews:
            return None
        try:
            return overview(self._session, t.cast(int, tenant.tenant_id))
        except (NotFoundError, UnexpectedAnswerError):
            return None
        except (AccessDeniedError, ServerError) as error:
            # An older server, or no right to it: it is not asked again for every other tenant.
            self.tells_overviews = isinstance(error, ServerError) and not is_unknown_call(error)
            return None

    def warnings(self) -> list[str]:
        return list(self._placement_warnings)

    def requests(self) -> Requests:
        return self._spent + self._session.requests

    def close(self) -> None:
        self._session.close()
