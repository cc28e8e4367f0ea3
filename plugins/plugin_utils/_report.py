# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The report of a rotation: one row a tenant, as JSON, CSV and Markdown from the same data."""

from __future__ import annotations

import collections
import csv
import io
import typing as t

REPLACED = "replaced"
WOULD_REPLACE = "would_replace"
REFRESHED = "refreshed"
UNCHANGED = "unchanged"
TOO_EARLY = "too_early"
AUDITED = "audited"
HELD_BACK = "held_back"
FAILED = "failed"
NOT_REACHED = "not_reached"
ON_WORK_LIST = "on_work_list"

OUTCOMES = (
    REPLACED,
    WOULD_REPLACE,
    REFRESHED,
    UNCHANGED,
    TOO_EARLY,
    AUDITED,
    ON_WORK_LIST,
    HELD_BACK,
    FAILED,
    NOT_REACHED,
)
"""Every outcome that a tenant can have, in the order of the report."""

WITHOUT_RESULT = (ON_WORK_LIST, NOT_REACHED)
"""The outcomes of tenants that nobody has looked at in this run."""

_LICENSE_FIELDS = ("license_id", "name", "limit", "expires")
_NOTHING = "none"
_NOT_KNOWN = "?"
_WAITS_FOR_A_PERSON = "A person replaces this licence; no outcome is recorded yet."
_COLUMNS = (
    "host",
    "tenant",
    "outcome",
    "transition",
    "partial_code",
    *(f"{side}_{field}" for side in ("before", "after") for field in _LICENSE_FIELDS),
    "guards",
    "message",
    "waiting",
    "recorded",
)
# A spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Result: t.TypeAlias = "t.Mapping[str, t.Any]"
Report: t.TypeAlias = "dict[str, t.Any]"


def build_report(results: t.Mapping[str, Result | None], *, by_hand: t.Collection[str] = ()) -> Report:
    """The report over results of kesc_license or kesc_license_info by host; ``None`` for a host without one.

    ``by_hand`` names hosts whose licences a person replaces. Returns ``summary`` (count by outcome) and ``tenants``,
    one row a host, sorted by host.
    """
    return report_of([_row(host, result, host in by_hand) for host, result in sorted(results.items())])


def report_of(rows: list[dict[str, t.Any]]) -> Report:
    """The report that has these rows."""
    counts = collections.Counter(row["outcome"] for row in rows)
    summary = {"tenants": len(rows), **{outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]}}
    return {"summary": summary, "tenants": rows}


def report_csv(report: Report) -> str:
    """One line a tenant under a line of headings (RFC 4180); no cell can be taken for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for row in report["tenants"]:
        writer.writerow([harmless(cell) for cell in _cells(row)])
    return stream.getvalue()


def report_markdown(report: Report) -> str:
    """A summary, a table of all tenants, then what stopped tenants and which devices wait."""
    lines = ["# Licence rotation", "", *_summary_lines(report), "", *report_table(report)]
    stopped = [row for row in report["tenants"] if row["message"]]
    if stopped:
        lines += ["", "## What needs a person", ""]
        lines += [f"- **{_inline(row['tenant'])}** ({row['outcome']}): {_inline(row['message'])}" for row in stopped]
    waiting = [row for row in report["tenants"] if row["waiting"]]
    if waiting:
        lines += ["", "## Devices that take the new licence when the old one ends", ""]
        lines += [f"- **{_inline(row['tenant'])}**: {_inline(', '.join(row['waiting']))}" for row in waiting]
    recorded = [row for row in report["tenants"] if row["recorded"]]
    if recorded:
        lines += ["", "## Recorded by a person", ""]
        lines += [f"- **{_inline(row['tenant'])}**: {_inline(_recorded(row))}" for row in recorded]
    return "\n".join(lines) + "\n"


def report_table(report: Report) -> list[str]:
    """The table of all tenants in Markdown, padded so that it also reads well on a terminal."""
    headings = ["tenant", "outcome", "transition", "licence", "limit", "expires", "waiting"]
    body = [
        [
            _inline(row["tenant"]),
            row["outcome"],
            row["transition"] or "",
            _inline(_change(row, "name")),
            _change(row, "limit"),
            _change(row, "expires"),
            str(len(row["waiting"]) or ""),
        ]
        for row in report["tenants"]
    ]
    widths = [max(map(len, column)) for column in zip(headings, *body, strict=True)]
    rule = ["-" * width for width in widths]
    return [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
        for cells in (headings, rule, *body)
    ]


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


def _row(host: str, result: Result | None, is_by_hand: bool) -> dict[str, t.Any]:
    values: Result = result or {}
    outcome = outcome_of(result)
    if outcome == NOT_REACHED and is_by_hand:
        outcome = ON_WORK_LIST
    before, after = values.get("before"), values.get("after")
    if outcome == AUDITED:
        before = after = _in_force(values)
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
        "message": _message(outcome, values),
        "waiting": [device["name"] for device in (values.get("devices") or {}).get("waiting", [])],
        "warnings": [str(warning) for warning in values.get("warnings", [])],
        "recorded": None,
    }


def _message(outcome: str, values: Result) -> str:
    if outcome == ON_WORK_LIST:
        return _WAITS_FOR_A_PERSON
    return str(values.get("msg", "")) if values.get("failed") else ""


def _in_force(values: Result) -> Result | None:
    licenses = values.get("licenses", [])
    return next((licence for licence in licenses if licence["position"] == "active"), None)


def _license(licence: Result | None) -> dict[str, t.Any] | None:
    return {field: licence[field] for field in _LICENSE_FIELDS} if licence else None


def _cells(row: t.Mapping[str, t.Any]) -> list[t.Any]:
    sides = [(row[side] or {}).get(field) for side in ("before", "after") for field in _LICENSE_FIELDS]
    texts = [row[name] for name in ("host", "tenant", "outcome", "transition", "partial_code")]
    return [*texts, *sides, ", ".join(row["guards"]), row["message"], ", ".join(row["waiting"]), _recorded(row)]


def _recorded(row: t.Mapping[str, t.Any]) -> str:
    """What a person recorded of a tenant, in one line."""
    record = row["recorded"]
    if not record:
        return ""
    known = [record["at"], record["by"] and f"by {record['by']}", record["note"] and f"note: {record['note']}"]
    return ", ".join([record["outcome"], *filter(None, known)])


def harmless(cell: object) -> object:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _change(row: t.Mapping[str, t.Any], field: str) -> str:
    """One value where both sides agree, else ``before → after``, as the console shows it; ``?`` was not verified."""
    before, after = (_short((row[side] or {}).get(field)) for side in ("before", "after"))
    if row["outcome"] == FAILED:
        return before
    nobody_looked = row["recorded"] or row["outcome"] == ON_WORK_LIST
    if nobody_looked and before == _NOTHING:
        before = _NOT_KNOWN
    if (row["verified"] is False or nobody_looked) and after == _NOTHING:
        after = _NOT_KNOWN
    return after if before == after else f"{before} → {after}"


def _short(value: object) -> str:
    text = _NOTHING if value is None else str(value)
    return text[:10] if text.endswith("Z") and text[10:11] == "T" else text


def _summary_lines(report: Report) -> list[str]:
    return [f"- {name.replace('_', ' ')}: {count}" for name, count in report["summary"].items()]


def _inline(text: str) -> str:
    """On one line, with nothing that Markdown or HTML would take for its own."""
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return escaped.replace("&", "&amp;").replace("<", "&lt;")
