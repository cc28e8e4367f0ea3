# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold of a run that came to its end: its report against the lab, its exit code, its sessions."""

from __future__ import annotations

import collections
import re
import typing as t

from runs import INTERRUPTED
from violations import Violation

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from fleet import Order
    from observed import Call, FinishedRun, Row, World
    from violations import Violations

_DONE = ("replaced", "refreshed", "unchanged")
_NOT_DONE = ("failed", "held_back", "too_early", "no_code")
_UNFINISHED = ("failed", "held_back", "not_reached")
_FAILED_TENANTS = 2
"""The exit code of ansible-playbook where hosts failed."""

_SENTENCE = re.compile(r"(?<=[.;:])\s+(?=[A-Z])")
_TELLS_WHAT_TO_DO = re.compile(
    r"(?:Add|Ask|Check|Choose|Compare|Correct|Find|Free|Give|Grant|Install|Look|Make|Move|Name|Order|Put|Raise|Remove"
    r"|Repeat|Replace|Report|Run|See|Set|Settle|Sign|Start|Take|Try|Update|Use|Wait|If|Where|Without)\b"
)


def check_report(orders: Sequence[Order], run: FinishedRun, now: World) -> Violations:
    """``now`` is the lab right after the run."""
    if run.exit_code == INTERRUPTED:
        yield Violation("never_ended", "", "every run ends", f"run {run.number} did not")
    if run.cut_off:
        return
    if run.report is None:
        yield Violation("no_report", "", "a report.json", f"none, exit code {run.exit_code}")
        return
    listed = collections.Counter(str(row["host"]) for row in run.report["tenants"])
    if listed != collections.Counter(order.host for order in orders):
        yield Violation("rows", "", "one row for each tenant", f"{dict(listed)}")
    rows = run.rows()
    for order in orders:
        if order.host in rows:
            yield from _agrees(order, rows[order.host], now, quiet=run.quiet)
            yield from _remedy(order, rows[order.host])
    outcomes = {str(row["outcome"]) for row in rows.values()}
    expected = _FAILED_TENANTS if outcomes & set(_UNFINISHED) else 0
    if run.exit_code != expected:
        yield Violation("exit_code", "", f"{expected}", f"{run.exit_code} with the outcomes {sorted(outcomes)}")


def _agrees(order: Order, row: Row, now: World, *, quiet: bool) -> Violations:
    store, outcome = now.stores[order.tenant], str(row["outcome"])
    position = order.case.position or "active"
    has_it = order.new_serial is not None and store.in_position(position) == order.new_serial
    if outcome in _DONE and not has_it:
        yield Violation(
            "untrue_outcome",
            order.host,
            f"{outcome} only where {order.new_serial} is the {position} license",
            f"{store.in_position(position)} is",
        )
    # Under faults a run may fail over what it has done; it must not where there are none.
    if quiet and outcome in _NOT_DONE and has_it and order.case.position is not None:
        yield Violation(
            "untrue_outcome", order.host, "done where the license is in place", f"{outcome}: {row['message']}"
        )
    after = row["after"] or {}
    if outcome in ("replaced", "refreshed") and after.get("license_id") != order.new_serial:
        yield Violation("untrue_license", order.host, f"{order.new_serial} reported", f"{after.get('license_id')}")


def _remedy(order: Order, row: Row) -> Violations:
    message = f"{row['message']} {row.get('remedy') or ''}".strip()
    if row["outcome"] == "failed" and not _TELLS_WHAT_TO_DO.match(_SENTENCE.split(message)[-1]):
        yield Violation("no_remedy", order.host, "a message that ends in what to do next", message)


def check_sessions(run: FinishedRun, now: World, calls: Sequence[Call]) -> Violations:
    """``calls`` are those of the run. A session whose beginning or end a fault has hit may stay."""
    if run.cut_off:
        return
    excused = sum(
        call.fault is not None and call.method in ("Session.StartSession", "Session.EndSession") for call in calls
    )
    if now.sessions_open > excused:
        yield Violation(
            "session_open", "", f"at most {excused} sessions that faults account for", f"{now.sessions_open} are open"
        )
