# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_tenants, from the options of one server to result."""

from __future__ import annotations

import typing as t

from .._clock import Clock
from .._errors import Step
from .._license._editions import load_catalog
from .._operations._progress import spoken
from .._operations._step import step
from .._options import _connection
from .._presentation._fleet import fleet_tenant_dict
from ._connecting import certificate_warnings
from ._every_tenant import read_every_tenant
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._operations._progress import Tell
    from .._options._params import Params


def run_fleet(params: Params, *, tell: Tell | None = None) -> TaskResult:
    """kesc_tenants: every tenant that the account sees, with as much of its licenses as is asked for.

    ``tenants`` has the members of kesc_tenant_info and ``unique_name``; ``licenses`` and ``error`` as kesc_license_info
    has them, ``None`` where they were not read; ``license`` is the one in force. ``tell`` is told now and then how many
    have been read. Raises :class:`KescError`.
    """
    clock = Clock()
    label = _connection.tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connection = _connection.connection(params)
        catalog = load_catalog(params["editions_file"])
        concurrency = _connection.concurrency(params)
    fleet, warnings = read_every_tenant(
        params,
        connection,
        clock,
        concurrency=concurrency,
        progress=spoken(tell, clock=clock),
        external_ids=params["external_ids"],
    )
    now = clock.now()
    values = {"tenants": [fleet_tenant_dict(each, catalog=catalog, now=now) for each in fleet]}
    return TaskResult(values, (*certificate_warnings(params), *warnings))
