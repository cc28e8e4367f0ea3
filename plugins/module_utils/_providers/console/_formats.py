# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""Values as the console writes them: days and numbers in the forms of its language."""

from __future__ import annotations

import datetime as dt
import re
import typing as t
import unicodedata

from ..._errors import InvalidRequestError, MissingLibraryError

_CLOCK_TIME = re.compile(r"\b\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s*[AaPp]\.?\s?[Mm]\b\.?)?")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_THREE_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})\s*[./\u5e74\ub144-]\s*(\d{1,2})\s*[./\u6708\uc6d4-]\s*(\d{1,4})(?!\d)")
_ASIDE = re.compile(r"\([^)]*\)")
_GROUPED = re.compile(r"\d{1,3}(?:[\s.,'\u2019]\d{3})+(?!\d)|\d+")
_REGION = 2
_LAST_MONTH = 12


class LocaleFormats:
    """How one language writes days and numbers. Raises :class:`KescError` for a language that nobody knows."""

    def __init__(self, language: str) -> None:
        try:
            import babel  # noqa: PLC0415 - optional, and slow to load
        except ImportError:
            raise MissingLibraryError(
                "the Python library babel, which reads the console's dates, is not installed for the interpreter that "
                "runs this task",
                remedy="Install it there: python -m pip install babel",
                library="babel",
            ) from None
        try:
            self._locale = babel.Locale.parse(language.replace("-", "_"))
        except (ValueError, babel.UnknownLocaleError):
            raise InvalidRequestError(
                f"console_language {language!r} is not a language", remedy="Give a tag such as en, pl or es-MX"
            ) from None
        self._region_known = len(language.replace("_", "-").split("-")) >= _REGION
        pattern = self._locale.date_formats["short"].pattern
        self._order = "".join(dict.fromkeys(letter for letter in pattern if letter in "dMy"))
        self._months = _month_names(self._locale)

    def day(self, text: str) -> dt.date:
        """The day in a text such as 31.03.2027, March 31, 2027 or 2027年3月31日, whatever else the text says.

        Raises :class:`ValueError` where there is none, or more than one.
        """
        plain = _ASIDE.sub(" ", _CLOCK_TIME.sub(" ", unicodedata.normalize("NFKC", text)))
        if len(iso := _ISO_DAY.findall(plain)) == 1:
            return dt.date(*map(int, iso[0]))
        month, before, after = self._named_month(plain)
        if month is not None:
            return _of_day_and_year(month, _nearest(before, after), text)
        days = _THREE_NUMBERS.findall(plain)
        if len(days) != 1:
            raise ValueError(f"{text!r} is not a day")
        return self._of_numbers(list(days[0]), text)

    def count(self, text: str) -> int | None:
        """The only whole number in a text such as 50 users or 1.000; ``None`` where there is none.

        Raises :class:`ValueError` where there are several.
        """
        numbers = _numbers(text)
        if len(numbers) > 1:
            raise ValueError(f"{text!r} holds more than one number")
        return numbers[0] if numbers else None

    def first_count(self, text: str) -> int | None:
        """The first of several whole numbers in a text such as 12 of 50."""
        return next(iter(_numbers(text)), None)

    def _named_month(self, text: str) -> tuple[int | None, str, str]:
        folded = text.casefold()
        for name, number in self._months:
            found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)
            if found:
                return number, folded[: found.start()], folded[found.end() :]
        return None, text, ""

    def _of_numbers(self, numbers: list[str], text: str) -> dt.date:
        order = "yMd" if len(numbers[0]) == len("2027") else self._order
        parts = dict(zip(order, map(int, numbers), strict=True))
        ambiguous = max(parts["d"], parts["M"]) <= _LAST_MONTH and parts["d"] != parts["M"] and order != "yMd"
        if ambiguous and self._locale.language == "en" and not self._region_known:
            raise ValueError(f"{text!r} can be two days: set console_language to en-US or en-GB")
        if parts["M"] > _LAST_MONTH and self._locale.language == "en" and not self._region_known:
            parts["d"], parts["M"] = parts["M"], parts["d"]
        return dt.date(_whole_year(parts["y"]), parts["M"], parts["d"])


def _month_names(locale: t.Any) -> list[tuple[str, int]]:
    """Names that are words, the longest first, each with its month."""
    names = {
        name.casefold().rstrip("."): number
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[form][width].items()
        if not name[0].isdigit()
    }
    return sorted(names.items(), key=lambda item: -len(item[0]))


def _numbers(text: str) -> list[int]:
    plain = _ASIDE.sub(" ", unicodedata.normalize("NFKC", text))
    return [int(re.sub(r"\D", "", number)) for number in _GROUPED.findall(plain)]


def _nearest(before: str, after: str) -> list[str]:
    """Day and year around a month's name, without other numbers further away; all of them with more than one year."""
    left, right = re.findall(r"\d+", before), re.findall(r"\d+", after)
    years = [number for number in (*left, *right) if len(number) == len("2027")]
    if len(years) != 1 or len(left) + len(right) <= len(("day", "year")):
        return [*left, *right]
    return right[:2] if right[1:2] == years else [*left[-1:], *right[:1]]


def _of_day_and_year(month: int, numbers: list[str], text: str) -> dt.date:
    years = [number for number in numbers if len(number) == len("2027")]
    days = [number for number in numbers if len(number) <= len("31")]
    if len(years) != 1 or len(days) != 1:
        raise ValueError(f"{text!r} is not a day")
    return dt.date(int(years[0]), month, int(days[0]))


def _whole_year(year: int) -> int:
    return year + 2000 if year < 100 else year
