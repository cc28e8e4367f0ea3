# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The report as one HTML page that needs nothing else."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import parse_day
from ansible_collections.fleetops.kesc.plugins.plugin_utils._page import page
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._texts import sides
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import visible

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report, Row

_LONGEST_OPEN_LIST = 30
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TALLEST_BAR = 100


class Count(t.NamedTuple):
    """How many tenants have an outcome."""

    name: str
    words: _report.Outcome
    tenants: int


class Month(t.NamedTuple):
    """How many licenses end in a month; ``height`` is in percent of the tallest month's, no bar is invisible."""

    name: str
    label: str
    licenses: int
    height: int


class Year(t.NamedTuple):
    """All months of a year in which a license ends."""

    name: str
    months: tuple[Month, ...]


class Timeline(t.NamedTuple):
    """When licenses end; ``unknown`` tenants have none, or one whose end is not known."""

    years: tuple[Year, ...]
    unknown: int


class Stopped(t.NamedTuple):
    """The tenants of an outcome that need a person; ``silent`` are those of whom nothing more is to be said."""

    words: _report.Outcome
    told: list[Row]
    silent: list[Row]
    is_open: bool


def report_html(report: Report) -> str:
    """The page: counts, what needs a person, when licenses end, and a table of all tenants to sort and to filter."""
    rows = report["tenants"]
    counts = outcome_counts(report)
    warned = collections.Counter(warning for row in rows for warning in row["warnings"])
    return page(
        "report",
        counts=counts,
        total=len(rows),
        needing=sum(count.tenants for count in counts if count.words.needs_person),
        stopped=stopped(rows),
        waiting=[row for row in rows if row["waiting"]],
        recorded=[row for row in rows if row["recorded"]],
        warnings=warned.most_common(),
        timeline=timeline(rows),
        rows=rows,
        outcomes=_report.OUTCOMES,
        sides=sides,
        ends=ends,
        visible=visible,
        most_open=_LONGEST_OPEN_LIST,
    )


def outcome_counts(report: Report) -> list[Count]:
    """The outcomes that occur, in the order of the report."""
    return [
        Count(name, _report.OUTCOMES[name], count)
        for name, count in report["summary"].items()
        if name in _report.OUTCOMES
    ]


def stopped(rows: t.Sequence[Row]) -> list[Stopped]:
    """What needs a person, by outcome, those first that tell most. A reason that all of many share is told once."""
    groups = []
    for outcome in (*_report.UNFINISHED, _report.ON_WORK_LIST):
        of_outcome = [row for row in rows if row["outcome"] == outcome]
        told = [row for row in of_outcome if row["message"] and outcome != _report.ON_WORK_LIST]
        silent = [row for row in of_outcome if not row["message"] or outcome == _report.ON_WORK_LIST]
        if of_outcome:
            groups.append(Stopped(_report.OUTCOMES[outcome], told, silent, len(of_outcome) <= _LONGEST_OPEN_LIST))
    return groups


def timeline(rows: t.Sequence[Row]) -> Timeline:
    """The months in which the licenses end that tenants have after the run, by year; years without one are left out."""
    days = [day for day in map(ends, rows) if day]
    months = collections.Counter(day[:7] for day in days)
    tallest = max(months.values(), default=0)
    years = tuple(
        Year(year, tuple(_month(year, number, months, tallest) for number in range(1, 13)))
        for year in sorted({month[:4] for month in months})
    )
    return Timeline(years, len(rows) - len(days))


def ends(row: Row) -> str:
    """The day, in UTC, on which the license ends that a tenant has after the run; empty where it is not known."""
    license = _report.in_force(row)
    try:
        return parse_day((license or {}).get("expires") or "").isoformat()
    except ValueError:
        return ""


def _month(year: str, number: int, months: t.Mapping[str, int], tallest: int) -> Month:
    name = f"{year}-{number:02d}"
    count = months.get(name, 0)
    return Month(name, _MONTHS[number - 1], count, max(3, round(count * _TALLEST_BAR / tallest)) if count else 0)
