# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""HostGroup, as far as license work needs it (SOURCES.md, section 12)."""

from __future__ import annotations

from kesc_lab.errors import ApiError, bad_format
from kesc_lab.protocol import filters
from kesc_lab.protocol.hosts import HostView, groups_id, select_host
from kesc_lab.protocol.registry import Argument, Call, Kind, method
from kesc_lab.protocol.results import order_fields, sort_items
from kesc_lab.protocol.values import Params

# KSCAPI/13/a00483_a04beb606f905303019a2ec3222d77698.html
MAX_LIFE_SECONDS = 7200
_VIRTUAL_ONLY = "KLGRP_FIND_FROM_CUR_VS_ONLY"


@method(
    "HostGroup.FindHosts",
    Argument("wstrFilter", Kind.TEXT, optional=True),
    Argument("vecFieldsToReturn", Kind.NAMES),
    Argument("vecFieldsToOrder", Kind.ARRAY, optional=True),
    Argument("pParams", Kind.PARAMS, optional=True),
    Argument("lMaxLifeTime", Kind.INT),
)
def find_hosts(call: Call) -> Params:
    """Search devices; returns their number and an accessor.

    On the main server the search covers all servers unless KLGRP_FIND_FROM_CUR_VS_ONLY is true. Filter, order and
    options may be absent or null, as one public client sends them.
    """
    seconds = call.number("lMaxLifeTime")
    if not 0 < seconds <= MAX_LIFE_SECONDS:
        raise bad_format(f"lMaxLifeTime should be 1 to {MAX_LIFE_SECONDS} seconds")
    this_only = call.params("pParams").get(_VIRTUAL_ONLY, False)
    if not isinstance(this_only, bool):
        raise bad_format(f"{_VIRTUAL_ONLY} should be bool")
    matches = filters.parse(call.text("wstrFilter") if "wstrFilter" in call.arguments else "")
    order = order_fields(call.array("vecFieldsToOrder"), "vecFieldsToOrder")
    fields = call.names("vecFieldsToReturn")
    servers = call.world.all_servers() if call.on_main_server and not this_only else iter([call.tenant])
    hosts = (HostView(device, tenant, call.now) for tenant in servers for device in tenant.devices)
    found = sort_items([host for host in hosts if matches(host.read)], order, lambda host, name: host.read(name))
    accessor = call.session.results.add("accessor", found, lambda host: select_host(host, fields), call.now, seconds)
    return {"PxgRetVal": len(found), "strAccessor": accessor}


@method("HostGroup.GetHostInfo", Argument("strHostName", Kind.TEXT), Argument("pFields2Return", Kind.NAMES))
def get_host_info(call: Call) -> Params:
    """Return attributes of one device of the connected server."""
    host = host_of(call, call.text("strHostName"))
    return {"PxgRetVal": select_host(host, call.names("pFields2Return"))}


@method("HostGroup.GroupIdGroups")
def group_id_groups(call: Call) -> Params:
    """Return the id of the "Managed computers" group."""
    return {"PxgRetVal": groups_id(call.tenant)}


@method("HostGroup.GroupIdSuper")
def group_id_super(call: Call) -> Params:
    """Return the id of the "Primary server" group."""
    return {"PxgRetVal": groups_id(call.tenant) + 1}


@method("HostGroup.GroupIdUnassigned")
def group_id_unassigned(call: Call) -> Params:
    """Return the id of the "Unassigned computers" group."""
    return {"PxgRetVal": groups_id(call.tenant) + 2}


def host_of(call: Call, host_id: str) -> HostView:
    """Return a device of the connected server; raises KLWAT 1445 ERR_NO_SUCH_CLIENT."""
    for device in call.tenant.devices:
        if call.tenant.host_id(device) == host_id:
            return HostView(device, call.tenant, call.now)
    raise ApiError("KLWAT", 1445, "There is no client '%1'", host_id)
