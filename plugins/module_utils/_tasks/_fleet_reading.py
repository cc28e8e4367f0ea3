# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reading a whole fleet for a task: every tenant that its account sees, with as much of its licenses as it asks for."""

from __future__ import annotations

import typing as t

from .._errors import Step, step
from .._operations._fleet import Facts, read_fleet
from .._options._secrets import secrets
from ._connecting import Connector, busy_warning, tenant_label

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._operations._fleet import FleetTenant
    from .._operations._inspection import TenantLicenses
    from .._operations._progress import Progress
    from .._options._params import Params
    from .._providers._provider import Connection, Provider


def read_fleet_licenses(
    params: Params,
    connection: Connection,
    clock: Clock,
    *,
    concurrency: int,
    progress: Progress,
    external_ids: bool = False,
) -> tuple[list[FleetTenant], tuple[str, ...]]:
    """Every tenant that the account sees, and what the operator should know of how they were listed and read."""
    facts = Facts(params["license_facts"])
    with connection.shared() as shared:
        connector = Connector(lambda: shared.open(clock))

        def open_tenant(each: FleetTenant) -> Provider:
            tenant_id = None if each.unique_name else str(each.tenant.tenant_id)
            return shared.to(each.tenant.name, tenant_id=tenant_id).open(clock)

        with step(Step.CONNECT, tenant=tenant_label(params)):
            provider = connector()
        fleet = read_fleet(
            provider,
            again=connector if connection.opens_again else None,
            connect=open_tenant,
            facts=facts,
            external_ids=external_ids,
            concurrency=concurrency,
            progress=progress,
        )
    read = [each.licenses for each in fleet if each.licenses]
    unspeakable = secrets(params)
    for error in (entry.error for entry in read if entry.error):
        error.hide(unspeakable)
    return fleet, (*connector.warnings(), *reading_warnings(read))


def reading_warnings(entries: t.Sequence[TenantLicenses]) -> tuple[str, ...]:
    """What the operator should know of how tenants were read."""
    told = (text for entry in entries for text in entry.warnings)
    return (*told, *busy_warning([entry.repeated for entry in entries]))
