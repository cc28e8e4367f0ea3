# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_tenants, from the options of one server to result."""

from __future__ import annotations

import typing as t

from .._clock import Clock
from .._errors import Step, step
from .._license._editions import load_catalog
from .._operations._progress import spoken
from .._presentation._fleet import fleet_tenant_dict
from ._connecting import certificate_warnings, concurrency, connection_of, tenant_label
from ._fleet_reading import read_fleet_licenses
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._operations._progress import Tell
    from .._options._params import Params


def run_tenants(params: Params, *, tell: Tell | None = None) -> TaskResult:
    """kesc_tenants: every tenant that the account sees, with as much of its licenses as is asked for.

    ``tenants`` has the members of kesc_tenant_info and ``unique_name``; ``licenses`` and ``error`` as kesc_license_info
    has them, ``None`` where they were not read; ``license`` is the one in force. ``tell`` is told now and then how many
    have been read. Raises :class:`KescError`.
    """
    clock = Clock()
    with step(Step.VALIDATE, tenant=tenant_label(params)):
        connection = connection_of(params)
        catalog = load_catalog(params["editions_file"])
        at_a_time = concurrency(params, connection)
    fleet, warnings = read_fleet_licenses(
        params,
        connection,
        clock,
        concurrency=at_a_time,
        progress=spoken(tell, clock=clock),
        external_ids=params["external_ids"],
    )
    now = clock.now()
    values = {"tenants": [fleet_tenant_dict(each, catalog=catalog, now=now) for each in fleet]}
    return TaskResult(values, (*certificate_warnings(params), *warnings))
