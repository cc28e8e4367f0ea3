# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""One report and one journal out of those of several runs, each of which had a part of the fleet.

Merging is associative, commutative and idempotent: in which order files are named, whether one is named twice, or
whether some were merged before, makes no difference.
"""

from __future__ import annotations

import collections
import dataclasses
import glob
import json
import pathlib
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._journal._tenant_journal import of_this_rotation
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import absolute
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import has_result
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _rotation

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

_CHANGED = (_outcomes.REPLACED, _outcomes.REFRESHED)
_PRECEDENCE = (
    *_CHANGED,
    _outcomes.UNCHANGED,
    _outcomes.TOO_EARLY,
    _outcomes.HELD_BACK,
    _outcomes.FAILED,
    _outcomes.WOULD_REPLACE,
    _outcomes.WOULD_TRY,
    _outcomes.AUDITED,
    _outcomes.NOT_REACHED,
    *_outcomes.LEFT_OUT,
)
"""Which of two outcomes of a tenant counts: what was done, what is in place, what stopped it, what would be done; then
what a run meant to do and did not come to, and last what it did not mean to do."""


@dataclasses.dataclass(frozen=True)
class Slice:
    """What one run has left: its report, or instead of it the journal of a rotation that has not come to its end.

    ``report`` and ``journal`` are paths; ``is_open`` says that the journal belongs to no report yet.
    """

    source: str
    report: pathlib.Path | None = None
    journal: pathlib.Path | None = None
    is_open: bool = False


def slices(sources: t.Iterable[str]) -> list[Slice]:
    """What the folders and files hold; a ``*`` in a path stands for any name. Raises :class:`InvalidRequestError`."""
    paths: dict[pathlib.Path, None] = {}
    for source in sources:
        path = absolute(source)
        matching = sorted(glob.glob(str(path))) if glob.has_magic(source) else [str(path)]  # noqa: PTH207
        if not matching:
            raise InvalidRequestError(
                f"no file or folder matches {source!r}", remedy="Name the report folders of the slices"
            )
        paths |= dict.fromkeys(pathlib.Path(match).resolve() for match in matching)
    if not paths:
        raise InvalidRequestError(
            "there is nothing to merge", remedy="Name the report folders of the slices in license_rotation_report_files"
        )
    return [_slice(path) for path in paths]


def merged_report(parts: t.Iterable[Slice]) -> tuple[Report, tuple[str, ...]]:
    """The one report, with the rows that a run over all their tenants would have written, and the servers of them all.

    Raises :class:`InvalidRequestError`.
    """
    reports = {part.source: _report_of(part) for part in parts}
    servers = {server for report in reports.values() for server in (report["run"] or {}).get("servers", ())}
    return merge(reports), tuple(sorted(servers))


def merged_journal(parts: t.Iterable[Slice]) -> bytes:
    """The journal that has every record of theirs once, ordered by time."""
    lines = {_placed(record) for part in parts if part.journal for record in _journal.read(str(part.journal))}
    return "".join(f"{line}\n" for *_place, line in sorted(lines)).encode()


def open_slices(parts: t.Iterable[Slice]) -> list[str]:
    """A sentence for each rotation that has not come to its end."""
    sentences = []
    for part in parts:
        if part.is_open:
            records = list(of_this_rotation(_journal.read(str(part.journal))))
            hosts = {record["host"] for record in records}
            settled = _rotation.journaled_results(records)
            begun = sorted(hosts - settled.keys())
            sentences.append(
                f"{part.journal}: the rotation has not come to its end. Tenants that it settled: {len(settled)}"
                + (f", that it was at work on: {', '.join(begun)}" if begun else "")
                + ". Start it again, then merge again."
            )
    return sentences


def merge(reports: t.Mapping[str, Report]) -> Report:
    """One report out of several, by their names: each host has the one row that counts.

    What a run found of a tenant counts before a row without a result, a finding about a code before one without a
    code, and of these the first in the order of ``_PRECEDENCE``; of two that are alike in all that always the same
    one. Raises :class:`InvalidRequestError` where two runs had different codes for a tenant, or both put one in place.
    """
    rows: dict[str, list[tuple[str, Row]]] = collections.defaultdict(list)
    for name, report in reports.items():
        for row in report["tenants"]:
            rows[row["host"]].append((name, row))
    return _report.report_of([_counting(host, rows[host]) for host in sorted(rows)])


def _counting(host: str, named: list[tuple[str, Row]]) -> Row:
    if len(named) == 1:
        return named[0][1]
    by_code = {row["partial_code"]: name for name, row in named if has_result(row) and row["partial_code"]}
    if len(by_code) > 1:
        told = " and ".join(f"{name} has the code ending {code}" for code, name in sorted(by_code.items()))
        raise InvalidRequestError(
            f"{host}: {told}",
            remedy="Rotations with different orders are not slices of one: merge them separately",
        )
    by_change = {_text(row): name for name, row in named if row["partial_code"] and row["outcome"] in _CHANGED}
    if len(by_change) > 1:
        raise InvalidRequestError(
            f"{host}: {' and '.join(sorted(set(by_change.values())))} both changed its license, and differ in how",
            remedy="Look at the tenant, and leave the earlier report out",
        )
    return max((row for _name, row in named), key=_weight)


def _weight(row: Row) -> tuple[bool, bool, int, str]:
    place = _PRECEDENCE.index(row["outcome"]) if row["outcome"] in _PRECEDENCE else len(_PRECEDENCE)
    return has_result(row), has_result(row) and bool(row["partial_code"]), -place, _text(row)


def _text(row: Row) -> str:
    return json.dumps(row, sort_keys=True)


def _placed(record: _journal.Record) -> tuple[str, str, int, str]:
    """Where a record belongs, and its line: what a second has of one tenant stays in the order of a replacement."""
    return (
        str(record.get("at")),
        record["host"],
        _journal.EVENTS.index(record["event"]),
        json.dumps(record, separators=(",", ":")),
    )


def _slice(path: pathlib.Path) -> Slice:
    if path.is_file():
        return Slice(str(path), report=path)
    journal, report = path / "journal.jsonl", path / "report.json"
    if any(of_this_rotation(_journal.read(str(journal)))):
        return Slice(str(path), journal=journal, is_open=True)
    if not report.exists():
        raise InvalidRequestError(
            f"{str(path)!r} has neither a report.json nor a journal.jsonl",
            remedy="Name the report folder of a slice that ran, or a report.json",
        )
    # The time is in the name: the last one is that of the rotation which wrote the report.
    closed = sorted(path.glob("journal-*.jsonl"))
    return Slice(str(path), report=report, journal=closed[-1] if closed else None)


def _report_of(part: Slice) -> Report:
    if part.is_open:
        # A report beside it is that of an earlier run.
        with _journal.understood(str(part.journal)):
            results = _rotation.journaled_results(of_this_rotation(_journal.read(str(part.journal))))
        return _report.build_report(t.cast("dict[str, _outcomes.Result | None]", results))
    report = _report.read_report(part.report) if part.report else None
    if report is None:
        raise InvalidRequestError(f"{str(part.report)!r} does not exist any more", remedy="Start the merge again")
    return report
