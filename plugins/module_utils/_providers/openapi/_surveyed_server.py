# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A server of the Open API as a check asks it."""

from __future__ import annotations

import dataclasses
import typing as t

from ..._transport._http import HttpClient
from ..._transport._presented import presented_certificate
from .._survey import SeenTenant
from ._survey import contact, signs_the_connection_in

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._transport._presented import ServerCertificate
    from .._provider import Tenant
    from .._survey import Contact, Failure, TenantSurvey
    from ._connection import OpenApiConnection
    from ._survey import OpenApiSurveyor


class SurveyedServer:
    """See :class:`Server`."""

    def __init__(self, connection: OpenApiConnection, *, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def certificate(self) -> ServerCertificate:
        return presented_certificate(self._connection.http)

    def contact(self) -> Contact:
        http = HttpClient(self._connection.http)
        try:
            return contact(http, clock=self._clock)
        finally:
            http.close()

    def login_failure(self) -> Failure | None:
        http = HttpClient(self._connection.http)
        try:
            return signs_the_connection_in(
                http, self._connection.credentials, tenant=self._connection.tenant, clock=self._clock
            )
        finally:
            http.close()

    def enter(self, name: str | None) -> EnteredServer:
        connection = self._connection if name is None else self._connection.to(name)
        return EnteredServer(connection.open_to_survey(self._clock))


class EnteredServer:
    """See :class:`Entered`."""

    def __init__(self, surveyor: OpenApiSurveyor) -> None:
        self._surveyor = surveyor

    def tenants(self) -> list[SeenTenant]:
        return [SeenTenant(tenant=each.tenant, unique_name=each.uid) for each in self._surveyor.virtual_servers()]

    def seconds_of_a_call(self) -> float:
        return self._surveyor.seconds_of_a_call()

    def survey(self) -> TenantSurvey:
        return self._surveyor.survey_tenant()

    def survey_from_here(self, survey: TenantSurvey, tenant: Tenant) -> TenantSurvey:
        tenant_id = t.cast(int, tenant.tenant_id)
        return dataclasses.replace(
            survey,
            statistic=self._surveyor.survey_statistic(tenant_id),
            external_id=self._surveyor.survey_external_id(tenant_id),
        )

    def close(self) -> None:
        self._surveyor.close()
