# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_license_info, from options to result."""

from __future__ import annotations

import dataclasses
import typing as t

from .._clock import Clock
from .._errors import Step
from .._license._editions import load_catalog
from .._operations._inspection import read_licenses, reading_warnings
from .._operations._progress import spoken
from .._operations._step import step
from .._options import _connection
from .._presentation._license import tenant_licenses_dict
from .._providers.openapi._reader import OpenApiReader
from ._connecting import certificate_warnings, connect, pooled
from ._every_tenant import read_every_tenant
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._operations._progress import Tell
    from .._options._params import Params
    from .._providers._provider import Provider


def run_license_info(params: Params, _check_mode: bool, /, *, tell: Tell | None = None) -> TaskResult:
    """kesc_license_info: the licenses of one tenant, of many, or of all. Raises :class:`KescError`.

    ``tell`` is told now and then how many have been read.
    """
    clock = Clock()
    progress = spoken(tell, clock=clock)
    label = _connection.tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connection = _connection.connection(params)
        catalog = load_catalog(params["editions_file"])
        concurrency = _connection.concurrency(params)
    many = params["tenants"] is not None
    if params["tenants"] == [_connection.EVERY_TENANT]:
        fleet, warnings = read_every_tenant(params, connection, clock, concurrency=concurrency, progress=progress)
        entries = [each.licenses for each in fleet if each.licenses is not None]
    else:
        tenants = list(dict.fromkeys(params["tenants"])) if many else [params["tenant"]]
        with pooled(connection) as shared:

            def open_tenant(tenant: str) -> Provider:
                return connect(dataclasses.replace(shared, tenant=tenant), clock, OpenApiReader)

            entries = read_licenses(tenants, connect=open_tenant, concurrency=concurrency, progress=progress)
        warnings = reading_warnings(entries)
    if not many and entries[0].error is not None:
        raise entries[0].error
    now = clock.now()
    values: dict[str, t.Any] = {
        "changed": False,
        "tenants": [tenant_licenses_dict(entry, catalog=catalog, now=now) for entry in entries],
    }
    if not many:
        values["licenses"] = values["tenants"][0]["licenses"]
    return TaskResult(values, (*certificate_warnings(params), *warnings))
