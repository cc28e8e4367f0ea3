# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The report as one HTML page that needs nothing else."""

from __future__ import annotations

import collections
import pathlib
import typing as t

import markupsafe

from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import parse_day
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._page import page
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import visible
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _run, _words
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import in_force

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

_TEMPLATE = pathlib.Path(__file__).with_name("report.html.j2")
# Values are escaped, so nothing but the template itself can say this.
_PLACE_OF_LINKS = '<nav id="earlier"></nav>'
_LONGEST_OPEN_LIST = 30
_MOST_LINKS = 50
# Beyond so many rows a browser draws only those that it shows, and a picture of the whole page lacks the others.
_MOST_DRAWN = 1000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TALLEST_BAR = 100


class Link(t.NamedTuple):
    """A page beside this one, and what it is called."""

    address: str
    words: str


class Count(t.NamedTuple):
    """How many tenants have an outcome."""

    name: str
    words: _outcomes.OutcomeText
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


class Attention(t.NamedTuple):
    """The tenants that need attention for one kind of reason, by what is said of them."""

    words: _outcomes.OutcomeText
    reasons: list[_words.ToDo]
    tenants: int
    is_open: bool


def report_html(report: Report) -> str:
    """The page: the run, counts, what needs attention, when licenses end, and a table to sort and filter."""
    rows = report["tenants"]
    counts = outcome_counts(report)
    warned = collections.Counter(warning for row in rows for warning in row["warnings"])
    earlier, changes = _words.since(report)
    return page(
        _TEMPLATE,
        title=_run.title_of(report["run"]),
        facts=_run.facts_of(report["run"]),
        counts=counts,
        seats=_words.seats(report),
        total=len(rows),
        needing=sum(count.tenants for count in counts if count.words.needs_attention),
        attention=attention(report),
        unverified=_words.unverified(report),
        waiting=[row for row in rows if row["waiting"]],
        recorded=[row for row in rows if row["recorded"]],
        earlier=earlier,
        changes=changes,
        warnings=warned.most_common(),
        timeline=timeline(rows),
        rows=rows,
        outcomes=_outcomes.OUTCOMES,
        badges={name: _badge(name, words) for name, words in _outcomes.OUTCOMES.items()},
        change=_change,
        ends=ends,
        visible=visible,
        most_open=_LONGEST_OPEN_LIST,
        most_drawn=_MOST_DRAWN,
    )


def with_links(page: str, links: t.Sequence[Link]) -> str:
    """The page of the newest report, with links to the earlier ones."""
    items = markupsafe.Markup("").join(
        markupsafe.Markup('<li><a href="{}">{}</a></li>').format(link.address, link.words)
        for link in links[:_MOST_LINKS]
    )
    if not items:
        return page
    summary = f"Earlier reports: {len(links):,}"
    note = f"The newest {_MOST_LINKS} are listed; the others are beside this page." if len(links) > _MOST_LINKS else ""
    nav = markupsafe.Markup(
        '<nav id="earlier"><details><summary>{}</summary><p class="hint">{}</p><ul>{}</ul></details></nav>'
    ).format(summary, note, items)
    return page.replace(_PLACE_OF_LINKS, nav, 1)


def outcome_counts(report: Report) -> list[Count]:
    """The outcomes that occur, in the order of the report."""
    return [
        Count(name, _outcomes.OUTCOMES[name], count)
        for name, count in report["summary"].items()
        if name in _outcomes.OUTCOMES
    ]


def attention(report: Report) -> list[Attention]:
    """What needs attention, by outcome or other reason, the most informative first."""
    by_words: dict[_outcomes.OutcomeText, list[_words.ToDo]] = {}
    for todo in _words.left_to_do(report):
        by_words.setdefault(todo.words, []).append(todo)
    groups = []
    for words, reasons in by_words.items():
        tenants = sum(len(todo.rows) for todo in reasons)
        groups.append(Attention(words, reasons, tenants, tenants <= _LONGEST_OPEN_LIST))
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
    license = in_force(row)
    try:
        return parse_day((license or {}).get("expires") or "").isoformat()
    except ValueError:
        return ""


def _badge(name: str, words: _outcomes.OutcomeText) -> markupsafe.Markup:
    classes = "outcome attention" if words.needs_attention else "outcome"
    return markupsafe.Markup('<span class="{}" data-outcome="{}">{}</span>').format(classes, name, words.label)


def _change(row: Row, field: str) -> markupsafe.Markup:
    """A value, or before and after: in thousands of rows, a macro of the template takes twice as long."""
    *before, last = (markupsafe.escape(visible(value)) for value in _words.sides(row, field))
    old = f'<span class="old">{before[0]}</span> \u2192 ' if before else ""
    return markupsafe.Markup(f"{old}<bdi>{last}</bdi>")  # noqa: S704 escaped above


def _month(year: str, number: int, months: t.Mapping[str, int], tallest: int) -> Month:
    name = f"{year}-{number:02d}"
    count = months.get(name, 0)
    return Month(name, _MONTHS[number - 1], count, max(3, round(count * _TALLEST_BAR / tallest)) if count else 0)
