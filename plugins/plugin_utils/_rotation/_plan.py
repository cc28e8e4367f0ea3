# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The plan of a rotation: what an audit found, as something that people review, keep, and have carried out."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

FORMAT = "fleetops.kesc.plan"
VERSION = 1

REPLACE, KEEP, WAIT, HOLD, BY_HAND, NOTHING = "replace", "keep", "wait", "hold", "by_hand", "nothing"
ACTIONS = {
    _outcomes.WOULD_REPLACE: REPLACE,
    _outcomes.WOULD_TRY: REPLACE,
    _outcomes.UNCHANGED: KEEP,
    _outcomes.TOO_EARLY: WAIT,
    _outcomes.HELD_BACK: HOLD,
    _outcomes.ON_WORK_LIST: BY_HAND,
}
"""What a rotation is to do with a tenant for which an audit has this outcome; for any other, nothing."""

_FIELDS = (
    "host",
    "tenant",
    "transition",
    "verified",
    "partial_code",
    "before",
    "after",
    "features_gained",
    "features_lost",
    "guards",
    "message",
    "remedy",
)
_LICENSE_FIELDS = ("license_id", "name", "limit", "expires")

Entry: t.TypeAlias = "dict[str, t.Any]"


def plan_of(report: Report) -> dict[str, t.Any]:
    """The plan that follows from the report of an audit: an entry a tenant, by host.

    ``unverified`` is how many of the replacements were not verified.
    """
    entries = sorted(map(_entry, report["tenants"]), key=lambda entry: entry["host"])
    unverified = sum(entry["action"] == REPLACE and not entry["verified"] for entry in entries)
    return {"format": FORMAT, "version": VERSION, "unverified": unverified, "tenants": entries}


def plan_json(report: Report) -> bytes:
    """The content of its file."""
    return (json.dumps(plan_of(report), indent=2, ensure_ascii=False) + "\n").encode()


def parse_plan(file: str, content: bytes) -> dict[str, Entry]:
    """The entries of a plan by host. Raises :class:`InvalidRequestError`, which names the file."""
    try:
        plan = json.loads(content.decode("utf-8"))
        if plan["format"] != FORMAT or plan["version"] != VERSION:
            raise InvalidRequestError(f"{file!r} is not a plan of this version", remedy="Make it again")
        return {_checked(entry)["host"]: entry for entry in plan["tenants"]}
    except (ValueError, LookupError, TypeError) as error:
        raise InvalidRequestError(
            f"{file!r} is not a plan: {type(error).__name__}: {error}",
            remedy="Give the file that the playbook fleetops.kesc.plan wrote",
        ) from error


def planned(entry: Entry) -> dict[str, t.Any]:
    """What the option ``planned`` of kesc_license makes of an entry."""
    return {side: entry[side] for side in ("before", "after")}


def _entry(row: Row) -> Entry:
    sides = {
        side: {field: row[side][field] for field in _LICENSE_FIELDS} if row[side] else None
        for side in ("before", "after")
    }
    action = ACTIONS.get(row["outcome"], NOTHING)
    return {"action": action, **{field: row[field] for field in _FIELDS}, **sides}


def _checked(entry: Entry) -> Entry:
    actions = {*ACTIONS.values(), NOTHING}
    if entry["action"] not in actions:
        raise ValueError(
            f"the action of {entry['host']} is {entry['action']!r}, not one of {', '.join(sorted(actions))}"
        )
    missing = {*_FIELDS} - {*entry}
    if missing:
        raise ValueError(f"{entry['host']} has no {', '.join(sorted(missing))}")
    return entry
