# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold once runs without faults change nothing any more."""

from __future__ import annotations

import typing as t

from always import APPLIES
from violations import Violation

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from fleet import Order
    from observed import Call, FinishedRun, Row, Store, World
    from violations import Violations

MOST_CHANGING_RUNS = 2
"""So many quiet runs may still change something."""

_CHANGES = (*APPLIES, "LicenseKeys.SaasTryToUninstall", "LicenseKeys.UninstallKey", "LicenseKeys.AdjustKey")


def check_converged(changed: Sequence[frozenset[str]]) -> Violations:
    """``changed`` has, for each quiet run, the tenants that it changed; the last one stands for what goes on."""
    if len(changed) > MOST_CHANGING_RUNS and changed[-1]:
        yield Violation(
            "not_converged",
            "",
            f"nothing changes after {MOST_CHANGING_RUNS} runs without faults",
            f"run {len(changed)} changed {', '.join(sorted(changed[-1]))}",
        )


def check_settled(
    orders: Sequence[Order], first: World, now: World, last: FinishedRun, calls: Sequence[Call]
) -> Violations:
    """``last`` is the last quiet run, ``calls`` are those of it alone."""
    rows = last.rows()
    for order in orders:
        before, after = first.stores[order.tenant], now.stores[order.tenant]
        row = rows.get(order.host, {})
        own = [call for call in calls if call.tenant == order.tenant and call.done]
        if row.get("outcome") == "not_reached":
            # What is missing then has this one reason.
            yield Violation("not_reached", order.host, "every tenant reached without faults", str(row["message"]))
            continue
        yield from _right_license(order, before, after, now, row)
        yield from _store_as_found(order, before, after, row)
        yield from _deployment(order, before, after, row)
        yield from _outcome(order, row)
        yield from _idle(order, own)


def changed_tenants(before: World, after: World) -> frozenset[str]:
    """The tenants whose licenses differ; ``main server`` for that one."""
    names = [name for name, store in after.stores.items() if store != before.stores.get(name)]
    return frozenset(name or "main server" for name in names)


def _right_license(order: Order, before: Store, after: Store, now: World, row: Row) -> Violations:
    position = order.case.position
    if position is not None:
        found = after.in_position(position)
        if found != order.new_serial:
            yield Violation(
                "wrong_license",
                order.host,
                f"{order.new_serial} is the {position} license",
                f"{found} is; {_exhausted(order, now)}the report says {row.get('outcome')}: {row.get('message')}",
            )
    elif (found := after.in_position("active")) != before.in_position("active"):
        expected = f"{before.in_position('active')} stays the active license"
        yield Violation("wrong_license", order.host, expected, f"{found} is")
    if order.case.stored:
        present = (order.case.new or {})["limit"]
        limits = [key.limit for serial, key in after.keys.items() if serial == order.new_serial]
        if limits != [present]:
            yield Violation("not_refreshed", order.host, f"a limit of {present}", f"a limit of {limits}")
    if order.case.purges and order.old_serial in after.stored and after.in_position("active") == order.new_serial:
        yield Violation("not_purged", order.host, f"{order.old_serial} is out of the store", "it is stored")


def _exhausted(order: Order, now: World) -> str:
    license = now.licenses.get(order.new_serial or "")
    if license is None or license.left != 0:
        return ""
    return f"the code is used up after {license.activated} activations; "


def _store_as_found(order: Order, before: Store, after: Store, row: Row) -> Violations:
    """A refused tenant has what it had, or the report names what it has besides."""
    if order.case.position is not None:
        return
    changed = [serial for serial, key in before.keys.items() if after.keys.get(serial) != key]
    if changed:
        yield Violation(
            "store_changed", order.host, f"{changed} as found", str([after.keys.get(each) for each in changed])
        )
    left = sorted(after.stored - before.stored)
    untold = [serial for serial in left if serial not in str(row)]
    if untold:
        yield Violation(
            "leftover_untold",
            order.host,
            f"{untold} not in the store, or named in the report",
            f"the report says {row.get('outcome')}: {row.get('message')}",
        )
    elif left:
        yield Violation("leftover_stays", order.host, "the store is put back by a run without faults", f"{left} stays")


def _deployment(order: Order, before: Store, after: Store, row: Row) -> Violations:
    """Automatic deployment goes over with the license, where it was on."""
    old, new = order.old_serial, order.new_serial
    if order.case.position != "active" or old is None or new is None or after.in_position("active") != new:
        return
    was_deployed = before.keys[old].automatic_deployment
    old_is = old in after.keys and after.keys[old].automatic_deployment
    if was_deployed and (old_is or not after.keys[new].automatic_deployment) and "deploy" not in str(row):
        yield Violation(
            "deployment_unfinished",
            order.host,
            f"automatic deployment of {new} and not of {old}, or a word about it in the report",
            f"of the new license {after.keys[new].automatic_deployment}, of the old one {old_is}; "
            f"the report says {row.get('outcome')}",
        )


def _outcome(order: Order, row: Row) -> Violations:
    if row.get("outcome") != order.case.outcome:
        yield Violation(
            "other_outcome",
            order.host,
            f"the report says {order.case.outcome}",
            f"it says {row.get('outcome')}: {row.get('message')}",
        )


def _idle(order: Order, calls: Sequence[Call]) -> Violations:
    """A run that has nothing to do changes nothing, not even for a moment."""
    changes = [call.method for call in calls if call.method in _CHANGES]
    if changes:
        yield Violation("not_idle", order.host, "no change in a run that has nothing to do", ", ".join(changes))
