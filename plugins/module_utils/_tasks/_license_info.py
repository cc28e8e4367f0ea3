# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_license_info, from options to result."""

from __future__ import annotations

import typing as t

from .._clock import Clock
from .._errors import Step, step
from .._license._editions import load_catalog
from .._operations._inspection import read_licenses
from .._operations._progress import spoken
from .._presentation._license import tenant_licenses_dict
from ._connecting import EVERY_TENANT, certificate_warnings, concurrency, connection_of, tenant_label
from ._fleet_reading import read_fleet_licenses, reading_warnings
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._operations._progress import Tell
    from .._options._params import Params


def run_license_info(params: Params, _check_mode: bool, /, *, tell: Tell | None = None) -> TaskResult:
    """kesc_license_info: the licenses of one tenant, of many, or of all. Raises :class:`KescError`.

    ``tell`` is told now and then how many have been read.
    """
    clock = Clock()
    progress = spoken(tell, clock=clock)
    with step(Step.VALIDATE, tenant=tenant_label(params)):
        connection = connection_of(params)
        catalog = load_catalog(params["editions_file"])
        at_a_time = concurrency(params, connection)
    many = params["tenants"] is not None
    if params["tenants"] == [EVERY_TENANT]:
        fleet, warnings = read_fleet_licenses(params, connection, clock, concurrency=at_a_time, progress=progress)
        entries = [each.licenses for each in fleet if each.licenses is not None]
    else:
        wanted = [connection.to(name) for name in dict.fromkeys(params["tenants"])] if many else [connection]
        with connection.shared() as shared:
            entries = read_licenses(
                wanted,
                connect=lambda each: shared.to(each.tenant, tenant_id=each.tenant_id).open(clock),
                concurrency=at_a_time,
                label=lambda each: each.tenant,
                progress=progress,
            )
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
