# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates of the fleet file: ISO dates, RFC 3339 instants, and ``today``, ``today+20d``, ``today-5d``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from kesc_lab.clock import parse_instant

_RELATIVE = re.compile(r"today(?:([+-]\d{1,5})d)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def check(value: object) -> str:
    """Return the date's text as it stands in the file; raises ValueError with a sentence for anything else."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise ValueError("should be a date: 2027-03-31, 2027-03-31T23:59:59Z, today, today+20d or today-5d")
    try:
        resolve(value, datetime(2026, 1, 1, tzinfo=UTC), end_of_day=True)
    except ValueError as error:
        raise ValueError(f"'{value}' is no date: use 2027-03-31, 2027-03-31T23:59:59Z, today or today+20d") from error
    return value


def resolve(text: str, now: datetime, *, end_of_day: bool) -> datetime:
    """Turn a date of the fleet file into an instant in UTC.

    A day without a time means its first second, or its last one with end_of_day. Raises ValueError.
    """
    relative = _RELATIVE.fullmatch(text)
    if relative:
        day = now.date() + timedelta(days=int(relative[1] or 0))
    elif _DAY.fullmatch(text):
        day = date.fromisoformat(text)
    else:
        return parse_instant(text).replace(microsecond=0)
    return datetime.combine(day, time(23, 59, 59) if end_of_day else time(0, 0), tzinfo=UTC)
