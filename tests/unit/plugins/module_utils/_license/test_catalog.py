# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The shipped catalog: which names it knows, whatever is written behind them, and what it says of features."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._license._catalog import SHIPPED
from ansible_collections.fleetops.kesc.plugins.module_utils._license._edition import UNKNOWN_EDITION, Kind
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import DEFAULT_CATALOG
from ansible_collections.fleetops.kesc.plugins.module_utils._license._features import comparable
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license_name import read_name

CLOUD = "Kaspersky Endpoint Security Cloud"
SELECT = "Kaspersky Endpoint Security for Business Select"
ADVANCED = "Kaspersky Endpoint Security for Business Advanced"
TOTAL = "Kaspersky Total Security for Business"

SEEN = {
    "Kaspersky Endpoint Security for Business - Select Brazilian Edition. 25-49 Node 2 year Renewal License": SELECT,
    "KES Select BR 25-49 Node 2Y Rnl Lic": SELECT,
    "Kaspersky Endpoint Security Cloud Brazilian Edition 25-49 node 1 year": CLOUD,
    "Kaspersky Endpoint Security для бизнеса \u2013 Стандартный Russian Edition": SELECT,
    "Kaspersky Endpoint Security для бизнеса \u2013 Расширенный": ADVANCED,
    "Kaspersky Endpoint Security для бизнеса Расширенный": ADVANCED,
    "Kaspersky Endpoint Security for Business Select (25-49 Nodos) Bianual Renewal": SELECT,
    "Kaspersky Endpoint Security for Business Select (250-499 Nodos) Trianual Renewal": SELECT,
    "Kaspersky Endpoint Security for Business Advanced (25-49 Nodos)-Bianual - Renewal": ADVANCED,
    "Kaspersky Total Security for Business (250-499 Nodos) Trianual": TOTAL,
    "Kaspersky Endpoint Security Cloud (50-99 Nodos) - Bianual - Renewal": CLOUD,
    "Kaspersky Endpoint Security Cloud Plus (150-249 Nodos) Bianual - Renewal": f"{CLOUD} Plus",
    "Kaspersky Endpoint Security Cloud Pro-Base (10-14 Nodos) Anual": f"{CLOUD} Pro",
    "Kaspersky Endpoint Security for Business - Advanced": ADVANCED,
    "Kaspersky Endpoint security for Business - Select": SELECT,
    "Kaspersky Endpoint Security for Business - SELECT": SELECT,
    "Kaspersky NEXT EDR Optimum": "Kaspersky Next EDR Optimum",
    "Kaspersky Next EDR Expert": "Kaspersky Next EDR Expert",
}
UNKNOWN = (
    "Kaspersky Anti Targeted Attack Platform Advanced. 100-149 Node 1 year Base License",
    "Kaspersky Endpoint Security for Business Select (10-19 Nodos)-202206221523054770",
    "Kaspersky Endpoint Security Cloud (20-24 Nodos) Base Plus 2Year",
    "Kaspersky Hybrid Cloud Security (5-9 Nodos)-Base - Trianual",
    "Kaspersky Hybrid Cloud Security for AWS",
    "Kaspersky Small Office Security (5-9 Nodos)-Base",
    "Kaspersky Endpoint Security Cloud Ultra",
    "Kaspersky Endpoint Security",
    "Kaspersky Endpoint Security for Business - Universal",
    "KL4742",
    "Base License",
    "",
    None,
)

PARTS = {
    "region": ["European Edition", "Brazilian Edition", "Russian Edition", "BR"],
    "band": ["10-14 Node", "25-49 node", "250-499 Nodos", "5-9 Nodo", "10-14 User", "1-1 Users", "20\u201324 Nodes"],
    "term": ["1 year", "2 years", "2Y", "3Year", "Anual", "Bianual", "Trianual"],
    "kind": ["Base", "Renewal", "Rnl", "Trial", "Add-on", "NFR"],
    "nothing": ["License", "Licence", "Lic"],
}
PART_WORDS = {word for part in itertools.chain.from_iterable(PARTS.values()) for word in read_name(part).whole.split()}
NAME_WORDS = {word for name in SHIPPED for word in read_name(name).whole.split()}

names = st.sampled_from(sorted(SHIPPED))
tails = st.permutations(sorted(PARTS)).flatmap(
    lambda sorts: st.tuples(*(st.sampled_from([*PARTS[sort], None]) for sort in sorts))
)
separators = st.sampled_from([" ", " - ", "-", ". ", " \u2013 ", "  ", ", ", "\u00a0"])


@pytest.mark.parametrize("name", SEEN)
def test_a_name_that_was_seen_is_its_edition(name: str) -> None:
    assert DEFAULT_CATALOG.edition_of(name).name == SEEN[name]


@pytest.mark.parametrize("name", UNKNOWN)
def test_any_other_name_is_an_unknown_edition_and_says_what_is_not_explained(name: str | None) -> None:
    recognized = DEFAULT_CATALOG.recognize(name)
    edition = recognized.edition
    assert (edition.name, edition.known, edition.features, edition.complete) == (UNKNOWN_EDITION, False, (), False)
    assert recognized.unexplained == read_name(name or "").product


@given(names, tails, st.lists(separators, min_size=5, max_size=5))
def test_no_part_behind_it_changes_the_edition(name: str, tail: tuple[str | None, ...], between: list[str]) -> None:
    written = name + "".join(separator + part for separator, part in zip(between, tail, strict=True) if part)
    assert DEFAULT_CATALOG.edition_of(written) is DEFAULT_CATALOG.edition_of(name)


@given(names, tails, st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8), st.data())
def test_any_unexplained_word_anywhere_makes_it_unknown(
    name: str, tail: tuple[str | None, ...], word: str, data: st.DataObject
) -> None:
    assume(not set(read_name(word).whole.split()) & (PART_WORDS | NAME_WORDS))
    words = " ".join([name, *filter(None, tail)]).split()
    place = data.draw(st.integers(0, len(words)))
    written = " ".join([*words[:place], word, *words[place:]])
    assert not DEFAULT_CATALOG.edition_of(written).known


@given(names, tails, st.sampled_from(sorted(NAME_WORDS - PART_WORDS)), st.data())
def test_a_word_of_another_edition_behind_a_part_makes_it_unknown(
    name: str, tail: tuple[str | None, ...], word: str, data: st.DataObject
) -> None:
    parts = list(filter(None, tail))
    assume(parts)
    place = data.draw(st.integers(1, len(parts)))
    written = " ".join([name, *parts[:place], word, *parts[place:]])
    assert not DEFAULT_CATALOG.edition_of(written).known


@given(names, st.data())
def test_case_dashes_and_blanks_do_not_matter(name: str, data: st.DataObject) -> None:
    separator = st.sampled_from(
        [" ", "  ", "\t", "\u00a0", "\u3000", " - ", "-", "\u2013", " \u2014 ", "\u2212", "\u00ad "]
    )
    case = st.sampled_from([str.upper, str.lower, str.title])
    words = [data.draw(case)(word) for word in name.split()]
    written = words[0] + "".join(data.draw(separator) + word for word in words[1:])
    assert DEFAULT_CATALOG.edition_of(f" {written} ") is DEFAULT_CATALOG.edition_of(name)


def test_no_two_names_are_the_same_to_the_catalog() -> None:
    keys = [read_name(name).whole for name in SHIPPED]
    assert len(set(keys)) == len(keys)
    assert all(not read_name(name).remainders for name in SHIPPED), "a name with a part at its end"


def test_each_edition_is_known_by_its_own_name_and_none_is_called_verified_or_complete() -> None:
    for edition in SHIPPED.values():
        assert SHIPPED[edition.name] is edition
        assert not edition.verified
        assert not edition.complete


def test_each_statement_has_a_source_and_what_comes_from_an_address_of_the_vendors_is_not_a_third_partys() -> None:
    statements = [said for edition in SHIPPED.values() for said in edition.statements.values()]
    assert all(said.source for said in statements)
    for said in statements:
        vendors = "kaspersky" in said.source.split("/", 3)[2] if said.source.startswith("https://") else None
        if vendors is not None:
            assert (said.kind is not Kind.THIRD_PARTY) is vendors, said


def test_no_statement_is_an_implied_one_where_the_vendor_names_the_edition() -> None:
    plus, pro = SHIPPED[f"{CLOUD} Plus"], SHIPPED[f"{CLOUD} Pro"]
    office = "Kaspersky Security for Microsoft Office 365"
    assert (plus.statements[office].kind, pro.statements[office].kind) == (Kind.VENDOR, Kind.VENDOR)
    assert SHIPPED[CLOUD].statements[office].kind is Kind.IMPLIED


def test_silence_is_no_statement() -> None:
    assert SHIPPED[f"{CLOUD} Pro"].says("Patch Management") is None
    assert SHIPPED["Kaspersky Next XDR Optimum"].says("Cloud Discovery: blocking") is None
    for silent in ("Kaspersky Next MXDR Optimum", "Kaspersky Next EDR Expert"):
        assert SHIPPED[silent].statements == {}


@given(names, names)
def test_editions_of_different_families_are_not_comparable(one: str, other: str) -> None:
    first, second = SHIPPED[one], SHIPPED[other]
    assert comparable(first, second) is (first.family == second.family)
