# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates and numbers in the form of a page's language."""

from __future__ import annotations

from datetime import UTC, datetime

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal


def date_text(language: str, instant: datetime) -> str:
    """Return the day of an instant, in UTC."""
    return format_date(instant.astimezone(UTC).date(), format="long", locale=_locale(language))


def number_text(language: str, number: int) -> str:
    """Return a whole number."""
    return format_decimal(number, locale=_locale(language))


def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
