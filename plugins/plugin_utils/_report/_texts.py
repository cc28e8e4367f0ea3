# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The report as CSV, as Markdown, and as what a terminal shows at the end of a run."""

from __future__ import annotations

import csv
import io
import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._csv_text import harmless
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import visible

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report, Row

MOST_LINES = 30
"""A terminal gets a line for each of so many tenants; of a larger fleet only of those that need a person."""

_NOTHING = "none"
_NOT_KNOWN = "?"
_COLUMNS = (
    "host",
    "tenant",
    "outcome",
    "transition",
    "partial_code",
    *(f"{side}_{field}" for side in ("before", "after") for field in _report.LICENSE_FIELDS),
    "guards",
    "message",
    "waiting",
    "recorded",
)
_WIDEST_COLUMN = 48
_LONGEST_LINE = 160


def report_csv(report: Report) -> str:
    """One line a tenant under a line of headings (RFC 4180); no cell can be taken for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for row in report["tenants"]:
        writer.writerow([harmless(cell) for cell in _cells(row)])
    return stream.getvalue()


def report_markdown(report: Report) -> str:
    """A summary, what needs a person, which devices wait, what people recorded, then a table of all tenants."""
    sections = {
        "What needs a person": _needs_a_person(report),
        "Devices that take the new license when the old one ends": [
            f"- **{_inline(row['tenant'])}**: {_inline(', '.join(row['waiting']))}"
            for row in report["tenants"]
            if row["waiting"]
        ],
        "Recorded by a person": [
            f"- **{_inline(row['tenant'])}**: {_inline(recorded(row))}" for row in report["tenants"] if row["recorded"]
        ],
        "All tenants": report_table(report),
    }
    lines = ["# License rotation", "", *(f"- {name}: {count}" for name, count in _counts(report))]
    for heading, content in sections.items():
        if content:
            lines += ["", f"## {heading}", "", *content]
    return "\n".join(lines) + "\n"


def report_table(report: Report) -> list[str]:
    """The table of all tenants in Markdown, padded so that it also reads well on a terminal."""
    headings = ["tenant", "outcome", "transition", "license", "limit", "expires", "waiting"]
    body = [
        [
            _inline(row["tenant"]),
            row["outcome"],
            row["transition"] or "",
            *(_inline(" \u2192 ".join(sides(row, field))) for field in ("name", "limit", "expires")),
            str(len(row["waiting"]) or ""),
        ]
        for row in report["tenants"]
    ]
    widths = [min(max(map(len, column)), _WIDEST_COLUMN) for column in zip(headings, *body, strict=True)]
    rule = ["-" * width for width in widths]
    return [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
        for cells in (headings, rule, *body)
    ]


def report_summary(report: Report) -> list[str]:
    """What a terminal shows: a small fleet as its table, a large one as counts and some tenants that need a person."""
    rows, total = report["tenants"], len(report["tenants"])
    unfinished = _unfinished_rows(report)
    waiting = [row for row in rows if row["outcome"] == _report.ON_WORK_LIST]
    if total <= MOST_LINES:
        lines = report_table(report)
    else:
        lines = [", ".join(f"{count} {name}" for name, count in _counts(report))]
        lines += [_line(row) for row in unfinished[:MOST_LINES]]
        if len(unfinished) > MOST_LINES:
            lines.append(f"and {len(unfinished) - MOST_LINES} more")
    for some, what in (
        (unfinished, "were not replaced as asked"),
        (waiting, "are on the work list, with no outcome recorded"),
    ):
        if some:
            names = ", ".join(sorted(row["host"] for row in some)) if total <= MOST_LINES else ""
            lines.append(f"{len(some)} of {total} tenants {what}{names and f': {names}'}")
    return lines


def sides(row: Row, field: str) -> tuple[str, ...]:
    """One value where both sides agree, else before and after, as the console shows them; ``?`` was not verified."""
    before, after = (_short((row[side] or {}).get(field)) for side in ("before", "after"))
    # A failure seldom tells what was found before it.
    nobody_looked = row["recorded"] or row["outcome"] in (*_report.WITHOUT_RESULT, *_report.UNFINISHED)
    if nobody_looked and before == _NOTHING:
        before = _NOT_KNOWN
    if row["outcome"] == _report.FAILED:
        return (before,)
    if (row["verified"] is False or nobody_looked) and after == _NOTHING:
        after = _NOT_KNOWN
    return (after,) if before == after else (before, after)


def recorded(row: Row) -> str:
    """What a person recorded of a tenant, in one line."""
    record = row["recorded"]
    if not record:
        return ""
    known = [record["at"], record["by"] and f"by {record['by']}", record["note"] and f"note: {record['note']}"]
    return ", ".join([record["outcome"], *filter(None, known)])


def _cells(row: Row) -> list[t.Any]:
    license = [(row[side] or {}).get(field) for side in ("before", "after") for field in _report.LICENSE_FIELDS]
    texts = [row[name] for name in ("host", "tenant", "outcome", "transition", "partial_code")]
    return [*texts, *license, ", ".join(row["guards"]), row["message"], ", ".join(row["waiting"]), recorded(row)]


def _short(value: object) -> str:
    text = _NOTHING if value is None else str(value)
    return text[:10] if text.endswith("Z") and text[10:11] == "T" else text


def _counts(report: Report) -> list[tuple[str, int]]:
    """The summary with the words of people."""
    return [
        (_report.OUTCOMES[name].label if name in _report.OUTCOMES else name, count)
        for name, count in report["summary"].items()
    ]


def _unfinished_rows(report: Report) -> list[Row]:
    """Those first that tell most."""
    rows = [row for row in report["tenants"] if row["outcome"] in _report.UNFINISHED]
    return sorted(rows, key=lambda row: _report.UNFINISHED.index(row["outcome"]))


def _needs_a_person(report: Report) -> list[str]:
    """A line for each tenant with a message, and one line for all those of an outcome that have none."""
    lines = [
        f"- **{_inline(row['tenant'])}** ({row['outcome']}): {_inline(row['message'])}"
        for row in report["tenants"]
        if row["message"]
    ]
    for outcome, words in _report.OUTCOMES.items():
        silent = [
            _inline(row["tenant"])
            for row in report["tenants"]
            if words.needs_person and row["outcome"] == outcome and not row["message"]
        ]
        if silent:
            lines.append(f"- **{words.label}**: {', '.join(silent)}")
    return lines


def _line(row: Row) -> str:
    text = visible(f"{_report.OUTCOMES[row['outcome']].label}: {row['tenant']}: {row['message']}").removesuffix(":")
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 3]}..."


def _inline(text: str) -> str:
    """On one line, with nothing that Markdown or HTML would take for its own."""
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return escaped.replace("&", "&amp;").replace("<", "&lt;")
