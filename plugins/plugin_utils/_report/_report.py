# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The report of a run: who ran it, counts, seats, and one row a tenant."""

from __future__ import annotations

import collections
import json
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _run
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import in_force, row_of

if t.TYPE_CHECKING:
    import pathlib

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._outcomes import Result
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

FORMAT = "fleetops.kesc.report"
VERSION = 1

Report: t.TypeAlias = "dict[str, t.Any]"


def build_report(
    results: t.Mapping[str, Result | None],
    *,
    tenants: t.Mapping[str, str] | None = None,
    left_out: t.Mapping[str, t.Collection[str]] | None = None,
    stopped: str = "",
    applying: t.Mapping[str, Result] | None = None,
) -> Report:
    """The report over the results of all hosts, by host; the rest is by host too, and as in :func:`_row.row_of`.

    ``left_out`` has the hosts for which no result was wanted, by one of :data:`_outcomes.LEFT_OUT`.
    """
    why = {host: outcome for outcome, hosts in (left_out or {}).items() for host in hosts}
    names, begun = tenants or {}, applying or {}
    return report_of(
        [
            row_of(
                host,
                result,
                tenant=names.get(host, ""),
                left_out=why.get(host, ""),
                stopped=stopped,
                applying=begun.get(host),
            )
            for host, result in sorted(results.items())
        ]
    )


def report_of(rows: list[Row]) -> Report:
    """The report that has these rows. Who ran what (``run``) and what changed (``since``) is for the caller to add."""
    counts = collections.Counter(row["outcome"] for row in rows)
    return {
        "format": FORMAT,
        "version": VERSION,
        "run": None,
        "summary": {
            "tenants": len(rows),
            **{outcome: counts[outcome] for outcome in _outcomes.OUTCOMES if counts[outcome]},
        },
        "seats": _seats(rows),
        "since": None,
        "tenants": rows,
    }


def report_json(report: Report) -> bytes:
    """The content of report.json."""
    return (json.dumps(report, indent=1, ensure_ascii=False) + "\n").encode()


def read_report(path: pathlib.Path) -> Report | None:
    """A report.json, or ``None`` where there is no such file. Raises :class:`InvalidRequestError`, which names it."""
    try:
        report: Report = json.loads(path.read_bytes())
        is_of_this_version = (report.get("format"), report.get("version")) == (FORMAT, VERSION)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidRequestError(f"the report {str(path)!r} cannot be read: {error.strerror or error}") from error
    except (ValueError, AttributeError) as error:
        raise InvalidRequestError(
            f"{str(path)!r} is not a report: {error}", remedy="Name a report.json that this collection wrote"
        ) from error
    if not is_of_this_version or not _is_whole(report):
        raise InvalidRequestError(
            f"{str(path)!r} was written by another version of this collection, or was changed",
            remedy="Move it away, or name another report.json",
        )
    return report


def unfinished(report: Report, kind: str = _run.ROTATE) -> dict[str, str]:
    """The outcomes of the tenants because of which a run of this kind fails, by host.

    An audit only foresees that a guard will hold a tenant back.
    """
    foreseen = (_outcomes.HELD_BACK,) if kind in (_run.AUDIT, _run.PLAN) else ()
    outcomes = set(_outcomes.UNFINISHED).difference(foreseen)
    return {row["host"]: row["outcome"] for row in report["tenants"] if row["outcome"] in outcomes}


def _is_whole(report: Report) -> bool:
    columns = row_of("", None).keys()
    rows = report.get("tenants")
    return isinstance(rows, list) and all(isinstance(row, dict) and row.keys() == columns for row in rows)


def _seats(rows: t.Iterable[Row]) -> list[dict[str, t.Any]]:
    """How many seats the licenses have that tenants have after the run, and how many are in use, by licensing model.

    ``tenants`` counts those of whom both are known; the others are in neither sum.
    """
    totals: dict[str | None, list[int]] = {}
    for row in rows:
        license = in_force(row) or {}
        limit, in_use = license.get("limit"), license.get("in_use")
        if in_use is None:
            in_use = (row["before"] or {}).get("in_use")
        if isinstance(limit, int) and isinstance(in_use, int):
            total = totals.setdefault(license.get("licensing_model"), [0, 0, 0])
            for place, number in enumerate((1, limit, in_use)):
                total[place] += number
    return [
        {"licensing_model": model, "tenants": tenants, "limit": limit, "in_use": in_use}
        for model, (tenants, limit, in_use) in sorted(totals.items(), key=lambda item: item[0] or "")
    ]
