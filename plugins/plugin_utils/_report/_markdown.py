# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The report as Markdown, for a ticket or a wiki."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._markdown import escaped
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _run, _words

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

_WIDEST_COLUMN = 48
_HEADINGS = ("Tenant", "Outcome", "Transition", "License", "Limit", "Ends", "Waiting")


def report_markdown(report: Report) -> str:
    """The run, counts, what needs attention, which devices wait, what people recorded, and a table of all tenants."""
    rows = report["tenants"]
    earlier, changes = _words.since(report)
    facts = [f"{name}: {escaped(fact)}" for name, fact in _run.facts_of(report["run"]).items()]
    counts = [f"tenants: {len(rows)}", *(f"{label}: {count}" for label, count in _words.counts_of(report))]
    sections = {
        "": [f"- {line}" for line in (*facts, *counts, *_words.seats(report))],
        "Needs attention": [line for todo in _words.left_to_do(report) for line in _attention(todo)],
        "Not verified": [escaped(_words.unverified(report))] if _words.unverified(report) else [],
        "Devices that take the new license when the old one ends": [
            f"- **{escaped(row['tenant'])}**: {escaped(', '.join(row['waiting']))}" for row in rows if row["waiting"]
        ],
        "Recorded by a person": [
            f"- **{escaped(row['tenant'])}**: {escaped(_words.recorded(row))}" for row in rows if row["recorded"]
        ],
        f"Changes since {earlier}": [f"- {escaped(line)}" for line in changes],
        "All tenants": _table(rows),
    }
    lines = [f"# {_run.title_of(report['run'])}"]
    for heading, content in sections.items():
        if content:
            lines += ["", *([f"## {heading}", ""] if heading else []), *content]
    return "\n".join(lines) + "\n"


def _attention(todo: _words.ToDo) -> list[str]:
    names = ", ".join(f"**{escaped(row['tenant'])}**" for row in todo.rows)
    lines = [f"- {names} ({todo.words.label})" + (f": {escaped(todo.message)}" if todo.message else "")]
    return [*lines, f"  - {escaped(todo.remedy)}"] if todo.remedy else lines


def _table(rows: t.Sequence[Row]) -> list[str]:
    """Padded, so that it also reads well as it is."""
    if not rows:
        return []
    body = [
        [
            escaped(row["tenant"]),
            row["outcome"],
            row["transition"] or "",
            *(escaped(_words.change(row, field)) for field in ("name", "limit", "expires")),
            str(len(row["waiting"]) or ""),
        ]
        for row in rows
    ]
    widths = [min(max(map(len, column)), _WIDEST_COLUMN) for column in zip(_HEADINGS, *body, strict=True)]
    rule = ["-" * width for width in widths]
    return [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
        for cells in (_HEADINGS, rule, *body)
    ]
