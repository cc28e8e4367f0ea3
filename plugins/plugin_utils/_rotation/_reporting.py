# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Making the report of a run: put together, completed, written, its journal closed, and told."""

from __future__ import annotations

import dataclasses
import shlex
import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import absolute, write_whole
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._terminal import paragraph
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report, _run
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._kept import keep_report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._recorded import (
    Ordered,
    read_outcomes,
    with_outcomes,
)
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._terminal import summary_lines
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _merge
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._closing import close_journal
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._found import found_by_run
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import line_of, ordered_code
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._plan import plan_json

if t.TYPE_CHECKING:
    import pathlib

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import OrderSheet

_JOURNAL_MODE = 0o600


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReportOrder:
    """What a report is to be made of.

    ``run`` is the run as far as it is known before; ``hosts`` are those to report on. ``left_out``, ``stopped`` and
    ``journal`` (a path, empty for none) are as in :func:`found_by_run`. ``slices`` are the reports to merge,
    ``outcomes`` the files that people recorded outcomes in, ``sheet`` the order sheet to check them against,
    ``earlier`` the report.json that this report continues. ``plan_file`` is where the plan goes. Each may be ``None``.
    """

    run: _run.Run
    hosts: t.Sequence[str]
    report_dir: pathlib.Path
    csv_dialect: str
    left_out: t.Mapping[str, t.Collection[str]]
    stopped: str | None
    journal: str
    closes_journal: bool
    slices: t.Sequence[str]
    outcomes: t.Sequence[str]
    sheet: OrderSheet | None
    earlier: pathlib.Path | None
    plan_file: pathlib.Path | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Made:
    """What came of it: the report, its files by form, and what to tell whoever watches the run.

    ``shortcomings`` says why the run cannot count as complete.
    """

    report: Report
    files: t.Mapping[str, pathlib.Path]
    summary: list[str]
    shortcomings: list[str]


def make_report(order: ReportOrder, variables_of: t.Callable[[str], HostVariables]) -> Made:
    """Write the report that was ordered. Raises :class:`KescError`, which says what could not be read or written."""
    parts = _merge.slices(order.slices) if order.run.kind == _run.MERGE else []
    report, run, told = _found(order, parts, variables_of)
    open_rotations, journal = _merge.open_slices(parts), _merge.merged_journal(parts)
    report, files = keep_report(order.report_dir, report, run, csv_dialect=order.csv_dialect)
    if order.plan_file:
        files["plan"] = order.plan_file
        write_whole(order.plan_file, plan_json(report))
    if parts:
        files["journal"] = order.report_dir / "journal-merged.jsonl"
        write_whole(files["journal"], journal, mode=_JOURNAL_MODE)
    if order.closes_journal and (closed := close_journal(absolute(order.journal), at=run.at)):
        files["journal"] = closed
    summary = [*summary_lines(report, told=told), *_last_lines(open_rotations, files)]
    return Made(report=report, files=files, summary=summary, shortcomings=[*open_rotations, *_not_as_asked(report)])


def _found(
    order: ReportOrder, parts: list[_merge.Slice], variables_of: t.Callable[[str], HostVariables]
) -> tuple[Report, _run.Run, bool]:
    """The report of the hosts, completed with slices, recorded outcomes and an earlier report; the whole run; and
    whether it has told of its failures.
    """
    earlier, earlier_servers = _earlier(order, parts)
    told = {row["host"] for row in earlier["tenants"]} if parts and earlier else set()
    found = found_by_run(
        [host for host in order.hosts if host not in told],
        variables_of,
        left_out=order.left_out,
        stopped=order.stopped,
        journal=order.journal,
    )

    def ordered(host: str) -> Ordered:
        variables = variables_of(host)
        code = ordered_code(variables, line_of(host, variables, order.sheet))
        return Ordered(
            tenant=str(variables.get("license_rotation_tenant") or ""),
            partial_code=code.partial if code else "",
            present=variables.get("license_rotation_present"),
        )

    report = with_outcomes(found.report, read_outcomes(order.outcomes), ordered=ordered, earlier=earlier)
    servers = tuple(sorted({*found.servers, *earlier_servers}))
    return report, dataclasses.replace(order.run, servers=servers, stopped=found.stopped), found.told


def _earlier(order: ReportOrder, parts: list[_merge.Slice]) -> tuple[Report | None, tuple[str, ...]]:
    """What the report continues: the merged slices, or an earlier report; and the servers of that."""
    if parts:
        return _merge.merged_report(parts)
    earlier = _report.read_report(order.earlier) if order.earlier else None
    return earlier, tuple(((earlier or {}).get("run") or {}).get("servers", ()))


def _not_as_asked(report: Report) -> list[str]:
    count, total = len(_report.unfinished(report)), len(report["tenants"])
    were = "was" if count == 1 else "were"
    return [f"{count} of {total} tenants {were} not replaced as asked. The report says why."] if count else []


def _last_lines(open_rotations: t.Sequence[str], files: t.Mapping[str, pathlib.Path]) -> list[str]:
    lines = [line for sentence in open_rotations for line in paragraph(sentence)]
    if "plan" in files:
        plan = shlex.quote(str(files["plan"]))
        lines.append(f"Plan: {plan}; to carry it out, run fleetops.kesc.rotate with -e license_rotation_plan={plan}")
    return [*lines, f"Report: {files['html']} (also .md, .csv and .json)"]
