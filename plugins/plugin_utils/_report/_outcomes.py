# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What can become of a tenant in a run: one outcome each."""

from __future__ import annotations

import typing as t

REPLACED = "replaced"
REFRESHED = "refreshed"
UNCHANGED = "unchanged"
TOO_EARLY = "too_early"
WOULD_REPLACE = "would_replace"
WOULD_TRY = "would_try"
NO_CODE = "no_code"
NOT_PLANNED = "not_planned"
AUDITED = "audited"
HELD_BACK = "held_back"
FAILED = "failed"
NOT_REACHED = "not_reached"
ON_WORK_LIST = "on_work_list"


class OutcomeText(t.NamedTuple):
    """What people read of an outcome: its label, what it means, and whether such a tenant needs attention."""

    label: str
    meaning: str
    needs_attention: bool = False


OUTCOMES: t.Mapping[str, OutcomeText] = {
    REPLACED: OutcomeText("replaced", "The new license is in force."),
    WOULD_REPLACE: OutcomeText("would replace", "A rotation would replace the license."),
    WOULD_TRY: OutcomeText(
        "would try", "A rotation would try to replace the license: the code was not verified in this run."
    ),
    REFRESHED: OutcomeText("refreshed", "A subscription has new terms."),
    UNCHANGED: OutcomeText("unchanged", "The license was in place already."),
    TOO_EARLY: OutcomeText("too early", "The license in use lasts long enough."),
    NO_CODE: OutcomeText("no code", "There is no activation code for the tenant: it was left alone."),
    NOT_PLANNED: OutcomeText("not planned", "The plan does not replace the license."),
    AUDITED: OutcomeText("audited", "The licenses were read, nothing more."),
    ON_WORK_LIST: OutcomeText("on the work list", "A person replaces the license and has recorded no outcome.", True),
    HELD_BACK: OutcomeText("held back", "A guard stopped the replacement.", True),
    FAILED: OutcomeText("failed", "The replacement failed.", True),
    NOT_REACHED: OutcomeText("not reached", "The run stopped before this tenant.", True),
}
"""Every outcome that a tenant can have, in the order of the report."""

UNFINISHED = (FAILED, HELD_BACK, NOT_REACHED)
"""The outcomes of tenants that were not replaced as asked, the most informative first."""

LEFT_OUT = (ON_WORK_LIST, NO_CODE, NOT_PLANNED)
"""The outcomes of tenants that a run leaves out on purpose."""

WITHOUT_RESULT = (*LEFT_OUT, NOT_REACHED)
"""The outcomes of tenants that no task has looked at in a run."""

Result: t.TypeAlias = "t.Mapping[str, t.Any]"
"""What a task of kesc_license or kesc_license_info has registered."""


_OF_A_SUCCESS = frozenset({"transition", "licenses", "tenants"})


def as_failed(result: Result) -> Result:
    """The result, marked as failed if it is that of a failure: a task with ``failed_when: false`` registers another."""
    failed = result.get("failed") or result.get("error") or not _OF_A_SUCCESS.intersection(result)
    return {**result, "failed": True} if failed else result


def outcome_of(result: Result | None) -> str:
    """Which of :data:`OUTCOMES` a tenant's result stands for."""
    if result is None or result.get("skipped"):
        return NOT_REACHED
    if result.get("failed"):
        return HELD_BACK if (result.get("error") or {}).get("error_code") == "guard_tripped" else FAILED
    if "transition" not in result:
        return AUDITED
    if any(guard["name"] == TOO_EARLY and guard["tripped"] for guard in result["guards"]):
        return TOO_EARLY
    if not result["changed"]:
        return UNCHANGED
    if result["transition"] == "none":
        return REFRESHED
    if result["applied"]:
        return REPLACED
    return WOULD_REPLACE if result.get("verified") else WOULD_TRY
