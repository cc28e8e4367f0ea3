# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_tenant_info, from options to result."""

from __future__ import annotations

import typing as t

from .._clock import Clock
from .._errors import Step, step
from .._presentation._tenant import tenant_dict
from ._connecting import Connector, certificate_warnings, connection_of, tenant_label
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._options._params import Params


def run_tenant_info(params: Params, _check_mode: bool, /) -> TaskResult:
    """kesc_tenant_info: the tenants that the account sees. Raises :class:`KescError`."""
    label = tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connection = connection_of(params)
    connector = Connector(lambda: connection.open(Clock()))
    with step(Step.CONNECT, tenant=label):
        provider = connector()
    with provider, step(Step.TENANTS, tenant=label):
        tenants = provider.tenants(external_ids=params["external_ids"])
        hub_licenses = provider.hub_licenses()
    values = {"changed": False, "tenants": [tenant_dict(tenant) for tenant in tenants], "hub_licenses": hub_licenses}
    return TaskResult(values, (*certificate_warnings(params), *connector.warnings()))
