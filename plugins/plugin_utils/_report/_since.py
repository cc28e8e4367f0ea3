# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What changed between two reports."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import in_force

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report

_IN_PLACE = (_outcomes.UNCHANGED, _outcomes.TOO_EARLY)


def changes_since(report: Report, earlier: Report, *, name: str) -> dict[str, t.Any]:
    """What became different for the tenants that both reports have; ``name`` is what the earlier one is called.

    ``outcomes`` are the tenants with another outcome, without those whose new license stayed in place. ``licenses`` are
    those whose license is not the one that the earlier report left in force: something else than the two runs changed
    it. Each names ``host``, ``tenant``, ``before`` and ``after``.
    """
    rows = {row["host"]: row for row in earlier["tenants"]}
    outcomes, licenses = [], []
    for row in report["tenants"]:
        old = rows.get(row["host"])
        if old is None or old == row:
            continue
        who = {"host": row["host"], "tenant": row["tenant"]}
        if old["outcome"] != row["outcome"] and not _stayed_in_place(old["outcome"], row["outcome"]):
            outcomes.append({**who, "before": old["outcome"], "after": row["outcome"]})
        left, found = ((license or {}).get("license_id") for license in (in_force(old), row["before"]))
        if left and found and left != found:
            licenses.append({**who, "before": left, "after": found})
    run = earlier["run"] or {}
    return {
        "report": name,
        "at": run.get("at"),
        "kind": run.get("kind"),
        "outcomes": outcomes,
        "licenses": licenses,
    }


def _stayed_in_place(before: str, after: str) -> bool:
    return before in (*_IN_PLACE, _outcomes.REPLACED, _outcomes.REFRESHED) and after in _IN_PLACE
