# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Every tenant that an account sees, with as much of its licenses as is wanted."""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import enum
import itertools
import typing as t

from .._errors import Step, step
from .._license._license import License, Position, in_position
from ._inspection import TenantLicenses, read_licenses
from ._progress import silent

if t.TYPE_CHECKING:
    from .._providers._provider import Provider, Tenant
    from ._progress import Progress

_TENANTS_A_SESSION = 100
"""How many tenants one session with the main server tells of: it has one call at a time, and costs two beside them."""


class Facts(enum.Enum):
    """How much is read of each tenant's licenses.

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

    @property
    def label(self) -> str:
        """What to call it in messages."""
        return self.tenant.name if self.unique_name else f"{self.tenant.name} (id {self.tenant.tenant_id})"


def read_fleet(
    main: Provider,
    *,
    again: t.Callable[[], Provider] | None = None,
    connect: t.Callable[[FleetTenant], Provider],
    facts: Facts,
    external_ids: bool,
    concurrency: int,
    progress: Progress = silent,
) -> list[FleetTenant]:
    """The tenants of ``main``, sorted by name; a tenant that cannot be read has its error in ``licenses``.

    ``main`` is closed before the first of them is signed in to, and its connection may serve the next session.

    ``connect`` signs in to one of them; at most ``concurrency`` of these sessions are open at a time. With
    :attr:`Facts.TERMS` only those are signed in to of which the main server does not tell which license is in force;
    ``again`` signs in to the main server once more, where that is possible, so that it tells of many side by side.
    Raises :class:`KescError` where the tenants cannot be listed.
    """
    with main, step(Step.TENANTS, tenant=main.tenant):
        tenants = main.tenants(external_ids=external_ids)
        names = collections.Counter(tenant.name for tenant in tenants)
        fleet = [FleetTenant(tenant=tenant, unique_name=names[tenant.name] == 1) for tenant in tenants]
        if facts is Facts.TERMS:
            fleet = _told(main, again, fleet, concurrency=concurrency, progress=progress)
    if facts is Facts.NONE:
        return fleet
    rest = [each for each in fleet if each.licenses is None]
    told = len(fleet) - len(rest)
    entries = read_licenses(
        rest,
        connect=connect,
        concurrency=concurrency,
        label=lambda each: each.label,
        progress=lambda done, _rest: progress(told + done, len(fleet)),
    )
    read = iter(entries)
    return [each if each.licenses else dataclasses.replace(each, licenses=next(read)) for each in fleet]


def license_in_force(licenses: t.Sequence[License]) -> License | None:
    """The active license, or the only one of which no position is told; ``None`` where there is none or it is open."""
    active = in_position(list(licenses), Position.ACTIVE)
    untold = [license for license in licenses if license.position is Position.UNKNOWN]
    return active or (untold[0] if len(licenses) == len(untold) == 1 else None)


def _told(
    main: Provider,
    again: t.Callable[[], Provider] | None,
    fleet: list[FleetTenant],
    *,
    concurrency: int,
    progress: Progress,
) -> list[FleetTenant]:
    """The tenants with what the main server tells, each hundred in a session of its own; closes ``main``."""
    first = [_with_overview(each, main) for each in fleet[:1]]
    if not first or not main.tells_overviews:
        return fleet
    size = _TENANTS_A_SESSION if again else len(fleet)
    parts = [fleet[1:size], *(fleet[start : start + size] for start in range(size, len(fleet), size))]

    def read(number: int) -> list[FleetTenant]:
        with again() if again and number else main as provider:
            return [_with_overview(each, provider) for each in parts[number]]

    asked, told = [], 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(concurrency, len(parts))) as pool:
        for each in itertools.chain(first, itertools.chain.from_iterable(pool.map(read, range(len(parts))))):
            asked.append(each)
            if each.licenses is not None:
                told += 1
                progress(told, len(fleet))
    return asked


def _with_overview(each: FleetTenant, main: Provider) -> FleetTenant:
    """With what the main server tells, if it is one license or none: of more, it is open which counts."""
    licenses = main.overview(each.tenant)
    if licenses is None or len(licenses) > 1:
        return each
    return dataclasses.replace(each, licenses=TenantLicenses(tenant=each.label, licenses=tuple(licenses)))
