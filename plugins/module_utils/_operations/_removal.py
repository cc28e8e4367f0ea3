# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Taking a license out of its position."""

from __future__ import annotations

import dataclasses
import typing as t

from .._errors import LicenseMismatchError, PositionUnknownError, Step, step
from .._license._comparison import Comparison, Transition
from .._license._license import License, Position, in_position
from ._read_back import read_back
from ._result import OperationResult

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._providers._changing_provider import ChangingProvider


@dataclasses.dataclass(frozen=True, kw_only=True)
class RemovalOrder:
    """``license_id`` names the license that the operator means: a tenant without one may be deleted by the vendor."""

    tenant: str
    license_id: str
    position: Position = Position.ACTIVE
    check_mode: bool = False
    purge: bool = False
    confirm_timeout: float = 60.0


def remove_license(order: RemovalOrder, *, connect: t.Callable[[], ChangingProvider], clock: Clock) -> OperationResult:
    """Vacate the order's position; nothing changes where it is empty already.

    Raises :class:`LicenseMismatchError` where another license than the one named is in the position.
    """
    with step(Step.CONNECT, tenant=order.tenant):
        provider = connect()
    with provider:
        with step(Step.INSPECT, tenant=order.tenant):
            licenses = provider.licenses()
        before = in_position(licenses, order.position)
        if before is None:
            _refuse_unknown_position(order, licenses)
            return _outcome(None, changed=False)
        if before.license_id != order.license_id:
            raise LicenseMismatchError(
                f"the {order.position.value} license is {before.license_id} ({before.name}), not {order.license_id}",
                remedy="Name the license that is to go in license_id",
            ).at(tenant=order.tenant, step=Step.REMOVE)
        if before.assigned is False:
            return dataclasses.replace(
                _outcome(before, after=before, changed=False),
                warnings=(
                    "The license is in its position only because devices still use it; only they can let it go.",
                ),
            )
        if not order.check_mode:
            with step(Step.REMOVE, tenant=order.tenant):
                changed = provider.vacate(before)
            with step(Step.CONFIRM_REMOVAL, tenant=order.tenant):
                licenses = read_back(
                    provider,
                    order.position,
                    until=lambda found: _is_gone(in_position(found, order.position), order.license_id),
                    timeout=order.confirm_timeout,
                    clock=clock,
                )
            if order.purge:
                with step(Step.PURGE, tenant=order.tenant):
                    provider.withdraw(before.license_id)
            left = in_position(licenses, order.position)
            untold = left is not None and left.license_id == order.license_id and left.assigned is None
            warnings = (
                ("The server took the removal, but does not tell whether it uses the license.",) if untold else ()
            )
            return dataclasses.replace(_outcome(before, changed=changed), applied=changed, warnings=warnings)
        return _outcome(before, changed=True)


def _is_gone(found: License | None, license_id: str) -> bool:
    return found is None or found.license_id != license_id or not found.assigned


def _refuse_unknown_position(order: RemovalOrder, licenses: list[License]) -> None:
    if any(each.license_id == order.license_id and each.position is Position.UNKNOWN for each in licenses):
        raise PositionUnknownError(
            f"the server does not tell whether license {order.license_id} is the {order.position.value} one",
            remedy="Look at the tenant's licenses in its console",
        ).at(tenant=order.tenant, step=Step.REMOVE)


def _outcome(before: License | None, *, after: License | None = None, changed: bool) -> OperationResult:
    comparison = Comparison(before, after, Transition.NONE)
    return OperationResult(changed=changed, before=before, after=after, comparison=comparison, verified=True)
