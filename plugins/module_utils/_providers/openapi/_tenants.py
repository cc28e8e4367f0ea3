# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Virtual Administration Servers: listing them, finding the one that is meant, and what the main server tells of each.

KSCAPI/16/a00632.html (VServers), 16/a00633.html (VServers2), 16/a00539.html (ExtTenant), 14/a00020.html (attributes).
"""

from __future__ import annotations

import dataclasses
import typing as t

from ..._errors import AmbiguousTenantError, TenantNotFoundError, UnexpectedAnswerError
from ..._license._license import License, Position
from .._provider import Tenant
from ._attributes import Attributes
from ._keys import read_key
from ._typed_values import decode, decode_array

if t.TYPE_CHECKING:
    from ._session import Session

_ALL_GROUPS = -1


class VirtualServer(t.NamedTuple):
    """A tenant, and the globally unique name that can stand for its display name at login."""

    tenant: Tenant
    uid: str | None


def virtual_servers(session: Session, *, external_ids: bool) -> list[VirtualServer]:
    """The virtual servers that the session's account sees, by name; external ids cost a call for each."""
    answer = session.call("VServers.GetVServers", {"lParentGroup": _ALL_GROUPS}, safe=True, large=True)
    servers = []
    for item in decode_array(answer.get("PxgRetVal")):
        read = Attributes(item if isinstance(item, dict) else {})
        tenant_id, uid = read.integer("KLVSRV_ID"), read.text("KLVSRV_UID")
        name = read.text("KLVSRV_DN") or uid
        if tenant_id is None:
            raise UnexpectedAnswerError("the server's list of virtual servers holds an item without an id")
        if name is None:
            # Signed in to without a name, it would be taken for the main server.
            raise UnexpectedAnswerError(f"the server names no name of its virtual server with the id {tenant_id}")
        tenant = Tenant(
            tenant_id=tenant_id,
            name=name,
            external_id=_external_id(session, tenant_id) if external_ids else None,
            enabled=read.boolean("KLVSRV_ENABLED"),
            automatic_deployment=read.boolean("KLVSRV_LIC_ENABLED"),
            created=read.moment("KLVSRV_CREATED"),
            group_id=read.integer("KLVSRV_GRP"),
        )
        servers.append(VirtualServer(tenant, uid))
    return sorted(servers, key=lambda server: (server.tenant.name, server.tenant.tenant_id or 0))


def overview(session: Session, tenant_id: int) -> list[License] | None:
    """The licenses that the statistic of a virtual server names, by id; ``None`` where it does not have them.

    VServers2.GetVServerStatistic: KSCAPI/16/a00633.html; that it has licenses is seen by a third-party client only.
    """
    answer = session.call("VServers2.GetVServerStatistic", {"lVsId": tenant_id}, safe=True)
    statistic = decode(answer.get("PxgRetVal"))
    items = statistic.get("KLVSRV_LICENSES") if isinstance(statistic, dict) else None
    if not isinstance(items, list):
        return None
    keys = [read_key(item) for item in items if isinstance(item, dict)]
    # Of what cannot be read, the tenant itself is asked, and then it is said.
    whole = [key.license for key in keys if key.serial and not key.unreadable]
    told = [dataclasses.replace(license, position=Position.UNKNOWN) for license in whole]
    return sorted(told, key=lambda license: license.license_id) if len(told) == len(items) else None


def find(session: Session, *, name: str, tenant_id: str) -> tuple[str, str]:
    """The display name of the virtual server that is meant, and the name to sign in with.

    ``tenant_id`` is a ``KLVSRV_ID`` or an external tenant id; ``name``, where given, must agree with it. Raises
    :class:`TenantNotFoundError` and :class:`AmbiguousTenantError`.
    """
    servers = virtual_servers(session, external_ids=False)
    chosen = [server for server in servers if str(server.tenant.tenant_id) == tenant_id]
    if not chosen:
        ids = ((server, _external_id(session, t.cast(int, server.tenant.tenant_id))) for server in servers)
        chosen = [server for server, external_id in ids if external_id == tenant_id]
    if not chosen:
        raise TenantNotFoundError(
            f"no virtual server that the account sees has the id {tenant_id!r}",
            remedy="Take KLVSRV_ID or the external tenant id from kesc_tenant_info",
        )
    if len(chosen) > 1:
        raise ambiguous(f"the external tenant id {tenant_id!r}", chosen)
    server = chosen[0]
    if name and server.tenant.name != name:
        raise TenantNotFoundError(
            f"the virtual server with the id {tenant_id!r} is called {server.tenant.name!r}, not {name!r}",
            remedy="Correct tenant or tenant_id",
        )
    namesakes = [other for other in servers if other.tenant.name == server.tenant.name]
    if len(namesakes) == 1:
        return server.tenant.name, server.tenant.name
    if server.uid is None:
        raise ambiguous(repr(server.tenant.name), namesakes)
    return server.tenant.name, server.uid


def _external_id(session: Session, tenant_id: int) -> str | None:
    answer = session.call("ExtTenant.GetExternalTenantId", {"nVServerId": tenant_id}, safe=True)
    external_id = decode(answer.get("PxgRetVal"))
    return external_id if isinstance(external_id, str) and external_id else None


def ambiguous(what: str, servers: t.Sequence[VirtualServer]) -> AmbiguousTenantError:
    """The error where ``what`` stands for several virtual servers."""
    ids = ", ".join(str(server.tenant.tenant_id) for server in servers)
    return AmbiguousTenantError(
        f"{len(servers)} virtual servers answer to {what}: ids {ids}",
        remedy="Set tenant_id to the id of the one that is meant",
    )
