# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What a terminal shows at the end of a run."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._terminal import paragraph, table
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _words
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import in_force

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

MOST_ROWS = 30
"""A terminal gets the table of a fleet of so many tenants; of a larger one, as many reasons."""

_MOST_NAMES = 5
_TOLD = (_outcomes.FAILED, _outcomes.HELD_BACK)
_HEADINGS = ("Tenant", "Outcome", "License", "Limit", "Ends")


def summary_lines(report: Report, *, told: bool = False) -> list[str]:
    """The table of a small fleet, else counts; then what is left to do.

    ``told`` says that the run has shown a line for each tenant and the reason of each failure: these are only named.
    """
    rows = report["tenants"]
    lines = []
    if rows and len(rows) <= MOST_ROWS and not told:
        lines += [*table(_HEADINGS, [_cells(row) for row in rows]), ""]
    todos = _words.left_to_do(report)
    named = [todo for todo in todos if told and todo.reason in _TOLD]
    todos = [todo for todo in todos if todo not in named]
    counts = [f"{count} {label}{_named(label, named)}" for label, count in _words.counts_of(report)]
    lines += paragraph(", ".join([_tenants(len(rows)), *counts]))
    left = [line for todo in todos[:MOST_ROWS] for line in _attention(todo)]
    more = sum(len(todo.rows) for todo in todos[MOST_ROWS:])
    if more:
        left.append(f"  and {_tenants(more)} more: see the report")
    waiting = [row for row in rows if row["waiting"] and row["outcome"] == _outcomes.REPLACED]
    if waiting:
        devices = sum(len(row["waiting"]) for row in waiting)
        macs = "1 Mac takes" if devices == 1 else f"{devices} Macs take"
        left += paragraph(
            f"{macs} the new license when the old one ends, earlier if activated by hand: {_names(waiting)}",
            first="  ",
            rest="    ",
        )
    if _words.unverified(report):
        left += paragraph(_words.unverified(report), first="  ", rest="    ")
    return [*lines, *(["Left to do:", *left] if left else [])]


def _cells(row: Row) -> list[str]:
    label = _outcomes.OUTCOMES[row["outcome"]].label
    shows_transition = row["transition"] not in (None, "none", "unknown")
    is_forecast = row["outcome"] in (_outcomes.WOULD_REPLACE, _outcomes.WOULD_TRY)
    license = (row["after"] if is_forecast else None) or in_force(row) or {}
    return [
        row["tenant"],
        f"{label} ({row['transition']})" if shows_transition else label,
        license.get("name") or "?",
        _words.change(row, "limit"),
        _words.change(row, "expires"),
    ]


def _attention(todo: _words.ToDo) -> list[str]:
    text = f"{todo.words.label}: {_names(todo.rows)}" + (f": {todo.message}" if todo.message else "")
    lines = paragraph(text, first="  ", rest="    ")
    return lines + (paragraph(todo.remedy, first="    > ", rest="      ") if todo.remedy else [])


def _named(label: str, todos: t.Iterable[_words.ToDo]) -> str:
    """The tenants of an outcome in brackets; nothing where none is to be named."""
    rows = [row for todo in todos if todo.words.label == label for row in todo.rows]
    return f" ({_names(rows)})" if rows else ""


def _names(rows: t.Sequence[Row]) -> str:
    more = len(rows) - _MOST_NAMES
    names = ", ".join(row["tenant"] for row in rows[:_MOST_NAMES])
    return f"{names} and {more} more" if more > 0 else names


def _tenants(count: int) -> str:
    return f"{count} tenant" if count == 1 else f"{count} tenants"
