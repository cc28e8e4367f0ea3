# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The report as a CSV file."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._csv import csv_content
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import visible
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import LICENSE_FIELDS
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._words import recorded

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

_TEXTS = ("host", "tenant", "outcome", "transition", "verified", "partial_code")
_COLUMNS = (
    *_TEXTS,
    *(f"{side}_{field}" for side in ("before", "after") for field in LICENSE_FIELDS),
    "features_gained",
    "features_lost",
    "guards",
    "message",
    "remedy",
    "left_in_store",
    "waiting",
    "recorded",
)


def report_csv(report: Report, *, dialect: str) -> bytes:
    """One line a tenant under a line of headings; see :func:`csv_content`."""
    return csv_content([_COLUMNS, *map(_cells, report["tenants"])], dialect=dialect)


def _cells(row: Row) -> list[object]:
    license = [(row[side] or {}).get(field) for side in ("before", "after") for field in LICENSE_FIELDS]
    lists = [", ".join(row[name]) for name in ("features_gained", "features_lost", "guards")]
    left, waiting = (", ".join(row[name]) for name in ("left_in_store", "waiting"))
    texts = [row["message"], row["remedy"], left, waiting, recorded(row)]
    cells = [*(row[name] for name in _TEXTS), *license, *lists, *texts]
    return [visible(cell) if isinstance(cell, str) else cell for cell in cells]
