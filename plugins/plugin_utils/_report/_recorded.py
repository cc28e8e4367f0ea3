# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Outcomes that people recorded on a work list, and how they come into the report."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._csv import (
    csv_text,
    delimiter_of,
    restored,
)
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import absolute
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import visible
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import has_result, license_terms

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

OUTCOMES = (
    _outcomes.REPLACED,
    _outcomes.UNCHANGED,
    _outcomes.HELD_BACK,
    _outcomes.FAILED,
    _outcomes.NOT_REACHED,
)
"""What a person can record."""

FIELDS = ("name", "licensing_model", "limit", "expires")
"""The lines of the comparison window that a person compares."""

FORMAT = "fleetops.kesc.worklist_outcomes"
VERSION = 1
COLUMNS = (
    "host",
    "tenant",
    "partial_code",
    "outcome",
    "license_id",
    *FIELDS,
    "macs_waiting",
    "recorded_by",
    "recorded_at",
    "note",
)
"""The columns of the CSV file; the page of the work list writes the same."""

_MOST_BYTES = 5_000_000
_LONGEST_TEXT = 1000
_TOLD_BY_NOTE = (_outcomes.HELD_BACK, _outcomes.FAILED)
_CODE = re.compile(
    r"(?<![A-Z0-9])(?:[A-Z0-9]{5}[-\s\u2010-\u2015\u2212]?){3}([A-Z0-9]{5})(?![A-Z0-9])", re.IGNORECASE | re.ASCII
)
# Four words of five letters are no code.
_TELLS_A_CODE = re.compile(r"[-\d\u2010-\u2015\u2212]")

Record: t.TypeAlias = "dict[str, t.Any]"


class Ordered(t.NamedTuple):
    """What is ordered for a host: its tenant's name, the partial code, and what is known of the license in use.

    Empty or ``None`` where nothing is known.
    """

    tenant: str = ""
    partial_code: str = ""
    present: t.Mapping[str, t.Any] | None = None


def read_outcomes(paths: t.Iterable[str]) -> dict[str, Record]:
    """The recorded outcomes by host; of several for one host the one that was recorded last.

    A record has ``outcome`` (one of the work list's), ``host``, ``tenant``, ``partial_code``, ``license_id``,
    ``agreed`` (field to value), ``macs_waiting`` (a list), ``recorded_by``, ``recorded_at`` and ``note``, texts all
    but two. Raises :class:`InvalidRequestError`, which names the file.
    """
    by_host: dict[str, Record] = {}
    for path in paths:
        for record in _read(path):
            earlier = by_host.get(record["host"])
            if earlier is None or earlier["recorded_at"] <= record["recorded_at"]:
                by_host[record["host"]] = record
    return by_host


def with_outcomes(
    report: Report,
    records: t.Mapping[str, Record],
    *,
    ordered: t.Callable[[str], Ordered],
    earlier: Report | None,
) -> Report:
    """The report completed with what people recorded and, for the rest, with an earlier report.

    What this run itself found of a tenant stands, whatever was recorded; an earlier report gives way to a record.
    Raises :class:`InvalidRequestError` for a record of a host that no report knows or of another code than the order's.
    """
    if not records and earlier is None:
        return report
    reached = _rows_with_a_result(report)
    rows = {row["host"]: row for source in (earlier, report) if source for row in source["tenants"]}
    rows |= (_rows_with_a_result(earlier) if earlier else {}) | reached
    for host, record in records.items():
        if host not in rows:
            raise InvalidRequestError(
                f"an outcome is recorded for {host}, which is not among the hosts of the report",
                remedy="Start the playbook with the inventory and the hosts of the work list",
            )
        order = ordered(host)
        _check_code(host, record, order)
        note = {name: record[f"recorded_{name}"] for name in ("at", "by")} | {
            "outcome": record["outcome"],
            "note": record["note"],
        }
        row = rows[host] if host in reached else _row(rows[host], record, order)
        rows[host] = {**row, "recorded": note}
    return _report.report_of([rows[host] for host in sorted(rows)])


def _rows_with_a_result(report: Report) -> dict[str, Row]:
    return {row["host"]: row for row in report["tenants"] if has_result(row)}


def _check_code(host: str, record: Record, order: Ordered) -> None:
    """A list of last year says nothing of this year's code."""
    if order.partial_code and record["partial_code"] != order.partial_code:
        raise InvalidRequestError(
            f"the outcome recorded for {host} is about the code ending {record['partial_code'] or '(none)'}, "
            f"the order has the one ending {order.partial_code}",
            remedy="Give the outcomes of the work list that was made for this code",
        )


def _row(row: Row, record: Record, order: Ordered) -> Row:
    outcome = record["outcome"]
    present, after = license_terms(_plain(order.present or {})), None
    if outcome in (_outcomes.REPLACED, _outcomes.UNCHANGED):
        limit = record["agreed"].get("limit", "")
        after = license_terms(
            {
                **record["agreed"],
                "license_id": record["license_id"] or None,
                "limit": int(limit) if limit.isdecimal() else None,
            }
        )
    return {
        **row,
        "tenant": order.tenant or record["tenant"] or row["tenant"],
        "outcome": outcome,
        "transition": None,
        "verified": None,
        "partial_code": record["partial_code"] or None,
        "before": after if outcome == _outcomes.UNCHANGED else present,
        "after": after,
        "guards": [],
        "message": (record["note"] or "recorded without a note") if outcome in _TOLD_BY_NOTE else "",
        "remedy": "",
        "waiting": record["macs_waiting"] if outcome == _outcomes.REPLACED else [],
    }


def _plain(license: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """With days as texts: YAML may have read them already."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in license.items()}


def _read(path: str) -> list[Record]:
    file = absolute(path)
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        text = csv_text(content)
    except OSError as error:
        raise InvalidRequestError(f"the outcomes {str(file)!r} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InvalidRequestError(
            f"the outcomes {str(file)!r} are encoded neither in UTF-8 nor in UTF-16",
            remedy='In Excel, save them as "CSV UTF-8"',
        ) from error
    if len(content) > _MOST_BYTES:
        raise InvalidRequestError(f"the outcomes {str(file)!r} are larger than {_MOST_BYTES} bytes")
    lines = _json_lines(path, text) if text.lstrip().startswith("{") else _csv_lines(path, text)
    records = [_record(path, line) for line in lines]
    return [record for record in records if record["outcome"]]


def _json_lines(path: str, text: str) -> list[dict[str, t.Any]]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise InvalidRequestError(f"the outcomes {path!r} are not JSON: {error}") from None
    if content.get("format") != FORMAT or content.get("version") != VERSION:
        raise InvalidRequestError(f"{path!r} holds no outcomes of a work list", remedy="Give a file that it exported")
    lines = content.get("tenants")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise InvalidRequestError(f"the outcomes {path!r} have no list of tenants")
    return [{**line, "recorded_by": content.get("recorded_by", "")} for line in lines]


def _csv_lines(path: str, text: str) -> list[dict[str, t.Any]]:
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter_of(text))
    missing = {"host", "outcome"} - set(reader.fieldnames or ())
    if missing:
        raise InvalidRequestError(f"the outcomes {path!r} have no column {' and no column '.join(sorted(missing))}")
    lines = []
    for cells in reader:
        line = {column: restored(cells.get(column) or "") for column in COLUMNS}
        agreed = {field: line.pop(field) for field in FIELDS}
        macs = [name for name in line["macs_waiting"].splitlines() if name.strip()]
        lines.append(
            {**line, "agreed": {field: value for field, value in agreed.items() if value}, "macs_waiting": macs}
        )
    return lines


def _record(path: str, line: t.Mapping[str, t.Any]) -> Record:
    agreed, macs = line.get("agreed", {}), line.get("macs_waiting", [])
    if not isinstance(agreed, dict) or not isinstance(macs, list):
        raise InvalidRequestError(f"the outcomes {path!r} hold a record that no work list exported")
    texts = ("host", "tenant", "partial_code", "outcome", "license_id", "recorded_by", "recorded_at", "note")
    record: Record = {name: _text(line.get(name, "")) for name in texts}
    record["agreed"] = {field: _text(agreed[field]) for field in FIELDS if field in agreed}
    record["macs_waiting"] = [_text(name) for name in macs]
    if record["outcome"] not in ("", *OUTCOMES):
        raise InvalidRequestError(
            f"the outcome of {record['host']} in {path!r} is {record['outcome']!r}",
            remedy=f"Use one of {', '.join(OUTCOMES)}",
        )
    return record


def _text(value: object) -> str:
    """One visible line, cut short, in which no activation code is left."""
    line = visible(value if isinstance(value, str | int) else "")[:_LONGEST_TEXT]
    return _CODE.sub(lambda code: f"*****-*****-*****-{code[1]}" if _TELLS_A_CODE.search(code[0]) else code[0], line)
