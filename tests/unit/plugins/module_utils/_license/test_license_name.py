# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading license names: which words at their end are parts, and what these tell."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._license._license_name import read_name


class Read(t.NamedTuple):
    """What a name is to be read as."""

    product: str
    region: str | None = None
    band: tuple[int, int] | None = None
    unit: str | None = None
    term_months: int | None = None
    kind: str | None = None


SEEN = {
    "Kaspersky Endpoint Security for Business - Select Brazilian Edition. 25-49 Node 2 year Renewal License": Read(
        "Kaspersky Endpoint Security for Business Select", "Brazilian", (25, 49), "device", 24, "renewal"
    ),
    "KES Select BR 25-49 Node 2Y Rnl Lic": Read("KES Select", "Brazilian", (25, 49), "device", 24, "renewal"),
    "Kaspersky Endpoint Security Cloud Brazilian Edition 25-49 node 1 year": Read(
        "Kaspersky Endpoint Security Cloud", "Brazilian", (25, 49), "device", 12
    ),
    "Kaspersky Endpoint Security для бизнеса \u2013 Стандартный Russian Edition": Read(
        "Kaspersky Endpoint Security для бизнеса Стандартный", "Russian"
    ),
    "Kaspersky Endpoint Security for Business Select (250-499 Nodos) Trianual Renewal": Read(
        "Kaspersky Endpoint Security for Business Select", None, (250, 499), "device", 36, "renewal"
    ),
    "Kaspersky Endpoint Security for Business Advanced (25-49 Nodos)-Bianual - Renewal": Read(
        "Kaspersky Endpoint Security for Business Advanced", None, (25, 49), "device", 24, "renewal"
    ),
    "Kaspersky Hybrid Cloud Security (5-9 Nodos)-Base - Trianual": Read(
        "Kaspersky Hybrid Cloud Security", None, (5, 9), "device", 36, "base"
    ),
    "Kaspersky Endpoint Security Cloud Pro-Base (10-14 Nodos) Anual": Read(
        "Kaspersky Endpoint Security Cloud Pro", None, (10, 14), "device", 12, "base"
    ),
    "Kaspersky Endpoint Security Cloud (20-24 Nodos) Base Plus 2Year": Read(
        "Kaspersky Endpoint Security Cloud 20-24 Nodos Base Plus", term_months=24
    ),
    "Kaspersky Endpoint Security for Business Select (10-19 Nodos)-202206221523054770": Read(
        "Kaspersky Endpoint Security for Business Select 10-19 Nodos 202206221523054770"
    ),
    "Kaspersky Next EDR Foundations European Edition. 10-14 User 1 year Trial License": Read(
        "Kaspersky Next EDR Foundations", "European", (10, 14), "user", 12, "trial"
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_names_as_they_were_seen(name: str) -> None:
    read, wanted = read_name(name), SEEN[name]
    assert Read(read.product, read.region, read.band, read.unit, read.term_months, read.kind) == wanted


@pytest.mark.parametrize(
    ("text", "product"),
    [
        pytest.param("Cloud Edition", "Cloud Edition", id="an edition of no region"),
        pytest.param("Cloud Martian Edition", "Cloud Martian Edition", id="a region that is not known"),
        pytest.param("Cloud 10-14", "Cloud 10-14", id="a band without a unit"),
        pytest.param("Cloud 14-10 Node", "Cloud 14-10 Node", id="a band from more to less"),
        pytest.param("Cloud 10 Node", "Cloud 10 Node", id="a number that is no band"),
        pytest.param("Cloud 2022-06-22 Node", "Cloud 2022 06 22 Node", id="a date"),
        pytest.param("Cloud 0 year", "Cloud 0 year", id="no year at all"),
        pytest.param("Cloud 2026 year", "Cloud 2026 year", id="a year of the calendar"),
        pytest.param("Cloud Year", "Cloud Year", id="a year without a number"),
        pytest.param("Cloud 10-14 Node 1 year 2 year", "Cloud 10-14 Node 1 year", id="two terms"),
        pytest.param("Cloud Base Renewal", "Cloud Base", id="two kinds"),
        pytest.param("Cloud Base License License", "Cloud", id="what tells nothing, twice"),
        pytest.param("Trial License", "", id="nothing but parts"),
        pytest.param("Kaspersky\u2122 Endpoint\u00ad Cloud\u00ae", "Kaspersky Endpoint Cloud", id="marks"),
        pytest.param("\u2003 - ( . ) -", "", id="no word"),
        pytest.param("Cloud+", "Cloud +", id="a sign that may mean something"),
    ],
)
def test_what_is_no_part_stays_with_the_product(text: str, product: str) -> None:
    assert read_name(text).product == product


@given(st.text())
def test_any_text_can_be_read_and_its_reading_read_again(text: str) -> None:
    read = read_name(text)
    assert read_name(read.whole).whole == read.whole
    assert read_name(read.product).whole == ([read.whole, *read.remainders])[-1]
    assert all(read.whole.startswith(remainder) for remainder in read.remainders)
