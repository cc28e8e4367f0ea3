# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold at any moment, also right after a kill: read from the lab's state and its log of all calls."""

from __future__ import annotations

import collections
import typing as t

from violations import Violation

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from fleet import Order
    from observed import Call, Store, World
    from violations import Violations

APPLIES = ("LicenseKeys.SaasTryToInstall", "LicenseInfoSync.TryToInstallLicForSaas2")
_INSTALL = "LicenseKeys.InstallKey"


def check_always(orders: Sequence[Order], first: World, now: World, calls: Sequence[Call]) -> Violations:
    """``first`` is the lab before the first run, ``calls`` are all calls since then."""
    yield from _bystanders(orders, first, now)
    for order in orders:
        before, after = first.stores[order.tenant], now.stores[order.tenant]
        own = [call for call in calls if call.tenant == order.tenant and call.done]
        yield from _nobody_elses_license(order, before, after)
        yield from _old_license_stays(order, before, after)
        yield from _applied_once(order, own)
        yield from _activated_once(order, now, own)


def _bystanders(orders: Sequence[Order], first: World, now: World) -> Violations:
    ordered = {order.tenant for order in orders}
    for tenant, store in now.stores.items():
        if tenant not in ordered and store != first.stores.get(tenant):
            yield Violation(
                "not_ordered", "", f"the tenant {tenant!r}, which has no order, stays as it was", _told(store)
            )


def _nobody_elses_license(order: Order, before: Store, after: Store) -> Violations:
    own = {order.new_serial} if order.new_serial else set()
    foreign = after.stored - before.stored - own
    if foreign:
        yield Violation("foreign_license", order.host, f"no license but its own {order.new_serial}", _told(after))
    allowed = {before.in_position("active")} | (own if order.case.position == "active" else set())
    active = after.in_position("active")
    if active not in allowed:
        yield Violation(
            "wrong_in_force", order.host, f"one of {sorted(map(str, allowed))} in force", f"{active} is in force"
        )


def _old_license_stays(order: Order, before: Store, after: Store) -> Violations:
    replaced = order.case.purges and after.in_position("active") == order.new_serial
    gone = before.stored - after.stored - ({order.old_serial} if replaced else set())
    if gone:
        yield Violation("old_license_gone", order.host, f"{sorted(gone)} still stored", _told(after))


def _applied_once(order: Order, calls: Sequence[Call]) -> Violations:
    applied = collections.Counter(call.serial for call in calls if call.method in APPLIES)
    at_most = 0 if order.case.position is None else 1
    for serial, times in applied.items():
        if serial != order.new_serial or not at_most:
            yield Violation("applied_unasked", order.host, f"{serial} never applied", f"applied {times} times")
        elif times > at_most:
            yield Violation("applied_again", order.host, f"{serial} applied once", f"applied {times} times")


def _activated_once(order: Order, now: World, calls: Sequence[Call]) -> Violations:
    """A lab that is killed between an activation and the store tells of one more than there were calls."""
    license = now.licenses.get(order.new_serial or "")
    if license is None:
        return
    installs = sum(call.method == _INSTALL and call.serial == order.new_serial for call in calls)
    activated, allowed = min(license.activated, installs), order.case.activations
    if activated <= allowed:
        return
    if not allowed:
        kind = "activated_in_vain"
    else:
        kind = "activated_again" if order.case.position else "refused_activated_again"
    yield Violation(kind, order.host, f"activated {allowed} times at most", f"activated {activated} times")


def _told(store: Store) -> str:
    keys = [f"{serial} {key.position}{'' if key.stored else ' (not stored)'}" for serial, key in store.keys.items()]
    return f"{', '.join(keys) or 'no license'}{f', {store.pending} on its way' if store.pending else ''}"
