# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Every tenant that the account of a task sees, with its licenses as far as they are asked for."""

from __future__ import annotations

import dataclasses
import typing as t

from .._errors import Step
from .._operations._fleet import Facts, read_fleet
from .._operations._inspection import reading_warnings
from .._operations._step import step
from .._options._connection import tenant_label
from .._options._secrets import secrets
from .._providers.openapi._reader import OpenApiReader
from ._connecting import Connector, connect, pooled

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._operations._fleet import FleetTenant
    from .._operations._progress import Progress
    from .._options._params import Params
    from .._providers._provider import Provider
    from ._connecting import Connection


def read_every_tenant(
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
    with pooled(connection) as shared:
        connector = Connector(lambda: connect(shared, clock, OpenApiReader))

        def open_tenant(each: FleetTenant) -> Provider:
            tenant_id = None if each.unique_name else str(each.tenant.tenant_id)
            return connect(
                dataclasses.replace(shared, tenant=each.tenant.name, tenant_id=tenant_id), clock, OpenApiReader
            )

        with step(Step.CONNECT, tenant=tenant_label(params)):
            provider = connector()
        fleet = read_fleet(
            provider,
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
