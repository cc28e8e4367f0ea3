# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The report of a rotation: one row a tenant, with one outcome each."""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError

REPLACED = "replaced"
WOULD_REPLACE = "would_replace"
REFRESHED = "refreshed"
UNCHANGED = "unchanged"
TOO_EARLY = "too_early"
NO_CODE = "no_code"
NOT_PLANNED = "not_planned"
AUDITED = "audited"
HELD_BACK = "held_back"
FAILED = "failed"
NOT_REACHED = "not_reached"
ON_WORK_LIST = "on_work_list"


class Outcome(t.NamedTuple):
    """What people read of an outcome: its label, what it means, and whether a person has to see to such a tenant."""

    label: str
    meaning: str
    needs_person: bool = False


OUTCOMES = {
    REPLACED: Outcome("replaced", "The new license is in force."),
    WOULD_REPLACE: Outcome("would replace", "A rotation would replace the license."),
    REFRESHED: Outcome("refreshed", "A subscription has new terms."),
    UNCHANGED: Outcome("unchanged", "The license was in place already."),
    TOO_EARLY: Outcome("too early", "The license in use lasts long enough."),
    NO_CODE: Outcome("no code", "There is no activation code for the tenant: it was left alone."),
    NOT_PLANNED: Outcome("not planned", "The plan does not replace the license."),
    AUDITED: Outcome("audited", "The licenses were read, nothing more."),
    ON_WORK_LIST: Outcome("on the work list", "A person replaces the license and has recorded no outcome yet.", True),
    HELD_BACK: Outcome("held back", "A guard stopped the replacement.", True),
    FAILED: Outcome("failed", "The replacement failed.", True),
    NOT_REACHED: Outcome("not reached", "The run did not come to the tenant.", True),
}
"""Every outcome that a tenant can have, in the order of the report."""

UNFINISHED = (FAILED, HELD_BACK, NOT_REACHED)
"""The outcomes of tenants that were not replaced as asked, those first that tell most."""

LEFT_OUT = (ON_WORK_LIST, NO_CODE, NOT_PLANNED)
"""The outcomes of tenants that a run does not mean to look at."""

WITHOUT_RESULT = (*LEFT_OUT, NOT_REACHED)
"""The outcomes of tenants that nobody has looked at in this run."""

LICENSE_FIELDS = ("license_id", "name", "limit", "expires")
"""What a row holds of a license."""

_LEFT_AS_IT_WAS = (WOULD_REPLACE, TOO_EARLY, *UNFINISHED)
_WAITS_FOR_A_PERSON = "A person replaces this license; no outcome is recorded yet."

Result: t.TypeAlias = "t.Mapping[str, t.Any]"
Row: t.TypeAlias = "dict[str, t.Any]"
Report: t.TypeAlias = "dict[str, t.Any]"


def build_report(
    results: t.Mapping[str, Result | None],
    *,
    left_out: t.Mapping[str, t.Collection[str]] | None = None,
    stopped: str = "",
) -> Report:
    """The report over results of kesc_license or kesc_license_info by host; ``None`` for a host without one.

    ``left_out`` has the hosts for which no result was wanted, by one of :data:`LEFT_OUT`; ``stopped`` says why other
    hosts have none. Returns ``summary`` (count by outcome) and ``tenants``, one row a host, sorted by host.
    """
    why = {host: outcome for outcome, hosts in (left_out or {}).items() for host in hosts}
    return report_of([_row(host, result, why.get(host), stopped) for host, result in sorted(results.items())])


def report_of(rows: list[Row]) -> Report:
    """The report that has these rows."""
    counts = collections.Counter(row["outcome"] for row in rows)
    summary = {"tenants": len(rows), **{outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]}}
    return {"summary": summary, "tenants": rows}


def read_report(path: str) -> Report | None:
    """The report.json of an earlier run, or ``None`` where there is none yet. Raises :class:`InvalidRequestError`."""
    file = pathlib.Path(path).expanduser()
    if not file.exists():
        return None
    columns = build_report({"": None})["tenants"][0].keys()
    try:
        report: Report = json.loads(file.read_text(encoding="utf-8"))
        fits = all(row.keys() == columns for row in report["tenants"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InvalidRequestError(f"{path!r} is no report of a rotation: {type(error).__name__}") from error
    if not fits:
        raise InvalidRequestError(f"{path!r} was written by another version of this collection", remedy="Move it away")
    return report


def unfinished(report: Report) -> dict[str, str]:
    """The outcomes of the tenants that were not replaced as asked, by host."""
    return {row["host"]: row["outcome"] for row in report["tenants"] if row["outcome"] in UNFINISHED}


def in_force(row: Row) -> Result | None:
    """The license that a tenant has after the run, as far as it is known."""
    license = row["before"] if row["outcome"] in _LEFT_AS_IT_WAS else row["after"]
    return t.cast("Result | None", license)


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
    return REPLACED if result["applied"] else WOULD_REPLACE


def _row(host: str, result: Result | None, left_out: str | None, stopped: str) -> Row:
    values: Result = result or {}
    outcome = outcome_of(result)
    if outcome == NOT_REACHED and left_out:
        outcome = left_out
    before, after = values.get("before"), values.get("after")
    if outcome == AUDITED:
        before = after = _active(values)
    error = values.get("error") or {}
    return {
        "host": host,
        "tenant": values.get("tenant") or error.get("tenant") or host,
        "outcome": outcome,
        "transition": values.get("transition"),
        "verified": values.get("verified"),
        "partial_code": values.get("partial_code"),
        "before": _license(before),
        "after": _license(after),
        "features_gained": list(values.get("features_gained", [])),
        "features_lost": list(values.get("features_lost", [])),
        "guards": [guard["name"] for guard in values.get("guards", []) if guard["tripped"]],
        "message": _message(outcome, values, stopped),
        "waiting": [device["name"] for device in (values.get("devices") or {}).get("waiting", [])],
        "warnings": [str(warning) for warning in values.get("warnings", [])],
        "recorded": None,
    }


def _message(outcome: str, values: Result, stopped: str) -> str:
    if outcome == ON_WORK_LIST:
        return _WAITS_FOR_A_PERSON
    if outcome == NOT_REACHED:
        return stopped
    return str(values.get("msg", "")) if values.get("failed") else ""


def _active(values: Result) -> Result | None:
    licenses = values.get("licenses", [])
    return next((license for license in licenses if license["position"] == "active"), None)


def _license(license: Result | None) -> dict[str, t.Any] | None:
    return {field: license[field] for field in LICENSE_FIELDS} if license else None
