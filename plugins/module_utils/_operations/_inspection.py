# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reading licenses: one tenant, or thousands at once."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import typing as t

from .._errors import KescError, Step, step
from ._progress import silent

if t.TYPE_CHECKING:
    from .._license._license import License
    from .._providers._provider import Provider
    from ._progress import Progress

T = t.TypeVar("T")


@dataclasses.dataclass(frozen=True, kw_only=True)
class TenantLicenses:
    """One tenant's licenses, or the error that kept them from being read; ``repeated`` is how many calls were."""

    tenant: str
    licenses: tuple[License, ...] = ()
    error: KescError | None = None
    warnings: tuple[str, ...] = ()
    repeated: int = 0


def read_licenses(
    tenants: t.Sequence[T],
    *,
    connect: t.Callable[[T], Provider],
    concurrency: int,
    label: t.Callable[[T], str] = str,
    progress: Progress = silent,
) -> list[TenantLicenses]:
    """The licenses of every tenant, in the order given; at most ``concurrency`` sessions are open at a time.

    ``label`` is what to call a tenant. One that cannot be read is an entry with its error; it never hides the others.
    ``progress`` is called in the caller's thread.
    """
    if len(tenants) == 1:
        return [_read(tenants[0], connect, label)]
    entries = []
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(concurrency, max(len(tenants), 1))) as pool:
        for entry in pool.map(lambda tenant: _read(tenant, connect, label), tenants):
            entries.append(entry)
            progress(len(entries), len(tenants))
    return entries


def _read(which: T, connect: t.Callable[[T], Provider], label: t.Callable[[T], str]) -> TenantLicenses:
    tenant = label(which)
    try:
        with step(Step.CONNECT, tenant=tenant):
            provider = connect(which)
        with provider:
            with step(Step.INSPECT, tenant=tenant):
                licenses = provider.licenses()
            warnings = provider.warnings()
        return TenantLicenses(
            tenant=tenant,
            licenses=tuple(licenses),
            warnings=tuple(f"{tenant or 'main server'}: {text}" for text in warnings),
            repeated=provider.requests().repeated,
        )
    except KescError as error:
        return TenantLicenses(tenant=tenant, error=error)
