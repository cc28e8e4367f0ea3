# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""VServers, VServers2, ExtTenant and Multitenancy (SOURCES.md, section 11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from kesc_lab.domain.licenses import KEY_TYPES
from kesc_lab.domain.tenant import Tenant
from kesc_lab.errors import access_denied, bad_format, not_found
from kesc_lab.protocol.hosts import groups_id
from kesc_lab.protocol.registry import Argument, Call, Kind, method
from kesc_lab.protocol.values import Params, Value

ALL_GROUPS = -1
CONNECTED_SERVER = -1
_MAX_DESCRIPTION, _MAX_EXTERNAL_ID = 512, 128

_READERS: dict[str, Callable[[Tenant], Value]] = {
    "KLVSRV_ID": lambda tenant: tenant.id,
    "KLVSRV_UID": lambda tenant: tenant.uid,
    "KLVSRV_GRP": lambda tenant: tenant.group,
    "KLVSRV_DN": lambda tenant: tenant.name,
    "KLVSRV_GROUPS": groups_id,
    "KLVSRV_SUPER": lambda tenant: groups_id(tenant) + 1,
    "KLVSRV_UNASSIGNED": lambda tenant: groups_id(tenant) + 2,
    "KLVSRV_ENABLED": lambda _tenant: True,
    "KLVSRV_LIC_ENABLED": lambda tenant: tenant.automatic_keys,
    "KLVSRV_HST_UID": lambda tenant: f"vs-{tenant.uid}",
    "KLVSRV_CREATED": lambda tenant: tenant.created,
    "KLVSRV_VS_DESCR": lambda tenant: tenant.description,
    "KLVSRV_NEW_HOSTS_PROHIBITED": lambda _tenant: False,
    "KLVSRV_TOO_MUCH_HOSTS": lambda _tenant: False,
}


@method("VServers.GetVServers", Argument("lParentGroup", Kind.INT))
def get_vservers(call: Call) -> Params:
    """Return all virtual servers of a parent group (-1: of every group); on a virtual server itself only."""
    group = call.number("lParentGroup")
    servers = call.world.virtual_servers() if call.on_main_server else iter([call.tenant])
    found: list[Value] = [
        _info(tenant, list(_READERS))
        for tenant in servers
        if group in (ALL_GROUPS, tenant.group) and call.accounts.may_enter(call.session.account, tenant.id)
    ]
    return {"PxgRetVal": found}


@method("VServers.GetVServerInfo", Argument("lVServer", Kind.INT), Argument("pFields2Return", Kind.NAMES))
def get_vserver_info(call: Call) -> Params:
    """Return the attributes of one virtual server that were asked for."""
    return {"PxgRetVal": _info(_virtual_server(call, call.number("lVServer")), call.names("pFields2Return"))}


@method(
    "VServers.AddVServerInfo", Argument("strDisplayName", Kind.TEXT), Argument("lParentGroup", Kind.INT), writes=True
)
def add_vserver_info(call: Call) -> Params:
    """Register a virtual server; a display name that is taken is made unique. Returns its attributes."""
    if not call.on_main_server:
        raise access_denied("virtual servers are made on the main server")
    name = call.text("strDisplayName").strip()
    if not name:
        raise bad_format("strDisplayName should not be empty")
    tenant = call.world.add_virtual_server(name, call.number("lParentGroup"))
    return {"PxgRetVal": _info(tenant, list(_READERS))}


@method("VServers.UpdateVServerInfo", Argument("lVServer", Kind.INT), Argument("pInfo", Kind.PARAMS), writes=True)
def update_vserver_info(call: Call) -> Params:
    """Change KLVSRV_DN, KLVSRV_VS_DESCR or KLVSRV_LIC_ENABLED of a virtual server."""
    tenant, info = _virtual_server(call, call.number("lVServer")), call.params("pInfo")
    name = info.get("KLVSRV_DN", tenant.name)
    description = info.get("KLVSRV_VS_DESCR", tenant.description)
    automatic = info.get("KLVSRV_LIC_ENABLED", tenant.automatic_keys)
    if not isinstance(name, str) or not name:
        raise bad_format("KLVSRV_DN should be a string with a character")
    if not isinstance(description, str) or len(description) > _MAX_DESCRIPTION:
        raise bad_format(f"KLVSRV_VS_DESCR should be a string of at most {_MAX_DESCRIPTION} characters")
    if not isinstance(automatic, bool):
        raise bad_format("KLVSRV_LIC_ENABLED should be bool")
    if name != tenant.name:
        call.world.rename(tenant, name)
    tenant.description, tenant.automatic_keys = description, automatic
    call.world.changed(tenant)
    return {}


@method("VServers2.GetVServerStatistic", Argument("lVsId", Kind.INT))
def get_vserver_statistic(call: Call) -> Params:
    """Return the counts and licenses of a server; 0 is the main one."""
    return {"PxgRetVal": _statistic(_server(call, call.number("lVsId")))}


@method("VServers2.GetVServerStatistic2", Argument("lVsId", Kind.INT), Argument("nMaxAgentInactivityDays", Kind.INT))
def get_vserver_statistic2(call: Call) -> Params:
    """Return the same; every agent of the lab is active, so that the number of days makes no difference."""
    return {"PxgRetVal": _statistic(_server(call, call.number("lVsId")))}


@method("ExtTenant.GetExternalTenantId", Argument("nVServerId", Kind.INT))
def get_external_tenant_id(call: Call) -> Params:
    """Return the external id of a server; 0 is the main one, -1 the connected one."""
    return {"PxgRetVal": _server(call, call.number("nVServerId"), or_connected=True).external_id}


@method(
    "ExtTenant.SetExternalTenantId", Argument("nVServerId", Kind.INT), Argument("wstrTenantID", Kind.TEXT), writes=True
)
def set_external_tenant_id(call: Call) -> Params:
    """Set the external id of a server, at most 128 characters."""
    tenant, external_id = _server(call, call.number("nVServerId"), or_connected=True), call.text("wstrTenantID")
    if len(external_id) > _MAX_EXTERNAL_ID:
        raise bad_format(f"wstrTenantID should be at most {_MAX_EXTERNAL_ID} characters")
    tenant.external_id = external_id
    call.world.changed(tenant)
    return {}


@method("Multitenancy.GetTenantId")
def get_tenant_id(call: Call) -> Params:
    """Return the tenant's id, the KLVSRV_UID of the connected server."""
    return {"PxgRetVal": call.tenant.uid}


def _info(tenant: Tenant, names: list[str]) -> Params:
    return {name: _READERS[name](tenant) for name in names if name in _READERS}


def _virtual_server(call: Call, tenant_id: int) -> Tenant:
    if tenant_id == 0:
        raise not_found("virtual server 0")
    return _server(call, tenant_id)


def _server(call: Call, tenant_id: int, *, or_connected: bool = False) -> Tenant:
    """Return a server that the session may see; a virtual server's session sees itself only."""
    if tenant_id == call.tenant.id or (or_connected and tenant_id == CONNECTED_SERVER):
        return call.tenant
    if not call.on_main_server:
        raise access_denied("another server")
    tenant = call.world.tenant(tenant_id)
    if tenant is None or tenant.console_only:
        raise not_found(f"virtual server {tenant_id}")
    return tenant


def _statistic(tenant: Tenant) -> Params:
    platforms = Counter(device.platform for device in tenant.devices)
    licenses: list[Value] = [
        {
            "KLLIC_SERIAL": key.terms.serial,
            "KLLIC_PROD_NAME": key.terms.name,
            "KLLIC_KEY_TYPE": KEY_TYPES[key.terms.type],
            **({"KLLIC_LIMIT_DATE": key.terms.expires} if key.terms.expires else {}),
        }
        for key in tenant.keys.values()
        if key.installed
    ]
    return {
        "KLVSRV_HOSTS": len(tenant.devices),
        "KLVSRV_USERS": 0,
        "KLVSRV_MOBILIES": platforms["android"],
        "KLVSRV_MDMIOS": platforms["ios"],
        "KLVSRV_GROUPS": 1,
        "KLVSRV_CREATED": tenant.created,
        "KLVSRV_LICENSES": licenses,
    }
