# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Days and numbers as consoles in several languages write them."""

from __future__ import annotations

import datetime as dt

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._formats import LocaleFormats

DAY = dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "March 31, 2027"),
        ("en", "31 Mar 2027"),
        ("en", "Wednesday, March 31, 2027 at 11:59 PM"),
        ("en", "Mar 31, 2027 (in 25 days)"),
        ("en", "2027-03-31"),
        ("en", "20 days left: March 31, 2027"),
        ("en", "March 31, 2027, 20 days left"),
        ("pl", "za 20 dni, 31 marca 2027 r."),
        ("pl", "31.03.2027, zostało 20 dni"),
        ("en", "3/31/2027"),
        ("en", "31/03/2027"),
        ("en-US", "3/31/27"),
        ("en-GB", "31/03/2027"),
        ("pl", "31 marca 2027"),
        ("pl", "31.03.2027"),
        ("pl", "31.03.2027 23:59"),
        ("pl", "marzec 31, 2027"),
        ("de", "31. März 2027"),
        ("de", "31.03.27"),
        ("it", "31 marzo 2027"),
        ("it", "31/03/27"),
        ("es-MX", "31 de marzo de 2027"),
        ("es-MX", "31/03/2027"),
        ("ja", "2027年3月31日"),
        ("ja", "2027/03/31"),
        ("ja", "２０２７年３月３１日"),
    ],
)
def test_a_day_is_read_in_the_form_of_its_language(language: str, text: str) -> None:
    assert LocaleFormats(language).day(text) == DAY


def test_a_day_of_numbers_is_read_in_the_order_of_its_region() -> None:
    assert LocaleFormats("en-US").day("05/04/2027") == dt.date(2027, 5, 4)
    assert LocaleFormats("en-GB").day("05/04/2027") == dt.date(2027, 4, 5)


def test_a_day_that_could_be_two_is_refused_and_not_guessed() -> None:
    with pytest.raises(ValueError, match="set console_language to en-US or en-GB"):
        LocaleFormats("en").day("05/04/2027")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…",
        "soon",
        "2027",
        "March 2027",
        "32.03.2027",
        "31.13.2027",
        "31 2027 7 8",
        "31.03.2027 30.04.2028",
        "31 marca 2027 30 kwietnia 2028",
        "2027-03-31 2028-04-30",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part of it is wrong
        LocaleFormats("pl").day(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("50", 50),
        ("50 users", 50),
        ("1,250", 1250),
        ("1 250 użytkowników", 1250),
        ("1\u00a0250", 1250),
        ("1.250 (34 in use)", 1250),
        ("unlimited", None),
    ],
)
def test_a_number_is_read_with_or_without_groups(text: str, count: int | None) -> None:
    assert LocaleFormats("pl").count(text) == count


def test_several_numbers_are_refused_and_none_is_chosen() -> None:
    with pytest.raises(ValueError, match="more than one number"):
        LocaleFormats("en").count("34 of 50")
    assert LocaleFormats("en").first_count("34 of 50") == 34
    assert LocaleFormats("en").first_count("many") is None


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="is not a language"):
        LocaleFormats("polish?")
