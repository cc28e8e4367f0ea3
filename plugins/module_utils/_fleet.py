# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Every tenant that an account sees, with as much of its licences as is wanted."""

from __future__ import annotations

import collections
import dataclasses
import enum
import typing as t

from ._errors import Step
from ._inspection import TenantLicenses, read_licenses
from ._license import License, Position, in_position
from ._operation import step

if t.TYPE_CHECKING:
    from ._provider import Provider, Tenant


class Facts(enum.Enum):
    """How much is read of each tenant's licences.

    ``TERMS`` are names, types and ends, which the main server may tell without a session for each tenant; ``ALL`` are
    positions, limits and use too, which take one.
    """

    NONE = "none"
    TERMS = "terms"
    ALL = "all"


@dataclasses.dataclass(frozen=True, kw_only=True)
class FleetTenant:
    """One tenant; ``licenses`` is ``None`` where they were not read, ``unique_name`` whether its name is enough."""

    tenant: Tenant
    unique_name: bool
    licenses: TenantLicenses | None = None


def read_fleet(
    main: Provider, *, connect: t.Callable[[FleetTenant], Provider], facts: Facts, external_ids: bool, concurrency: int
) -> list[FleetTenant]:
    """The tenants of ``main``, sorted by name; a tenant that cannot be read has its error in ``licenses``.

    ``connect`` signs in to one of them; at most ``concurrency`` of these sessions are open at a time. With
    :attr:`Facts.TERMS` only those are signed in to of which the main server does not tell which licence is in force.
    Raises :class:`KescError` where the tenants cannot be listed.
    """
    with step(Step.TENANTS, tenant=main.tenant):
        tenants = main.tenants(external_ids=external_ids)
        told = {} if facts is not Facts.TERMS else _overviews(main, tenants)
    names = collections.Counter(tenant.name for tenant in tenants)
    fleet = {
        _label(tenant, names): FleetTenant(tenant=tenant, unique_name=names[tenant.name] == 1) for tenant in tenants
    }
    overviews = {_label(tenant, names): told[tenant] for tenant in told}
    read = {label: TenantLicenses(tenant=label, licenses=tuple(licenses)) for label, licenses in overviews.items()}
    if facts is not Facts.NONE:
        rest = [label for label in fleet if label not in read]
        entries = read_licenses(rest, connect=lambda label: connect(fleet[label]), concurrency=concurrency)
        read.update({entry.tenant: entry for entry in entries})
    return [dataclasses.replace(each, licenses=read.get(label)) for label, each in fleet.items()]


def license_in_force(licenses: t.Sequence[License]) -> License | None:
    """The active licence, or the only one of which no position is told; ``None`` where there is none or it is open."""
    active = in_position(list(licenses), Position.ACTIVE)
    untold = [licence for licence in licenses if licence.position is Position.UNKNOWN]
    return active or (untold[0] if len(licenses) == len(untold) == 1 else None)


def _overviews(main: Provider, tenants: t.Sequence[Tenant]) -> dict[Tenant, list[License]]:
    """What the main server tells of those tenants that have at most one licence: of several it is open which counts."""
    told = {}
    for tenant in tenants:
        licenses = main.overview(tenant)
        if licenses is not None and len(licenses) <= 1:
            told[tenant] = licenses
    return told


def _label(tenant: Tenant, names: t.Mapping[str, int]) -> str:
    return tenant.name if names[tenant.name] == 1 else f"{tenant.name} (id {tenant.tenant_id})"
