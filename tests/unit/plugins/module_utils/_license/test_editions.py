# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The feature catalog: the shipped one, and files that operators bring."""

from __future__ import annotations

import pathlib
import re
import textwrap

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._edition import Edition
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import (
    DEFAULT_CATALOG,
    Catalog,
    load_catalog,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import edition

CLOUD, PLUS = "Kaspersky Endpoint Security Cloud", "Kaspersky Endpoint Security Cloud Plus"
SELECT = "Kaspersky Endpoint Security for Business Select"


def _write(folder: pathlib.Path, text: str) -> str:
    path = folder / "editions.yml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("edition", "feature", "included"),
    [
        pytest.param(edition("e", ["a"], complete=True), "b", False, id="a complete list without it"),
        pytest.param(edition("e", ["a"], complete=True), "a", True, id="a complete list with it"),
        pytest.param(edition("e", ["a"]), "b", None, id="an incomplete list says nothing"),
        pytest.param(edition("e", ["a"], ["b"]), "b", False, id="excluded by name"),
        pytest.param(Edition(), "a", None, id="an unknown edition says nothing"),
    ],
)
def test_a_feature_is_missing_only_where_that_is_known(edition: Edition, feature: str, included: bool | None) -> None:
    said = edition.says(feature)
    assert (said and said.included) is included


@pytest.mark.parametrize(
    ("name", "found", "candidates"),
    [
        pytest.param("House", "house", (), id="the whole name"),
        pytest.param("House 10-14 Node Base", "house", (), id="less its parts"),
        pytest.param("House Trial", "house trial", (), id="the whole name before the name less a part"),
        pytest.param("House Trial License", "unknown edition", ("house trial", "house"), id="two names fit"),
        pytest.param("Home", "home", (), id="one of two names of an edition"),
        pytest.param("Home Trial License", "home", (), id="two names of the same edition fit"),
    ],
)
def test_a_name_is_compared_as_a_whole(name: str, found: str, candidates: tuple[str, ...]) -> None:
    home = edition("home")
    catalog = Catalog(
        {"House": edition("house"), "House Trial": edition("house trial"), "Home": home, "Home Trial": home}
    )
    recognized = catalog.recognize(name)
    assert (recognized.edition.name, recognized.candidates) == (found, candidates)


def test_reads_a_users_yaml_file(tmp_path: pathlib.Path) -> None:
    path = _write(
        tmp_path,
        """\
        Super License:
          edition: super
          features: [one, two, one]
          excludes: [three]
          complete: false
          verified: true
        Plain License: {}
        """,
    )
    catalog = load_catalog(path)
    known = catalog.edition_of("super license")
    assert (known.name, known.features, known.complete, known.verified) == ("super", ("one", "two"), False, True)
    said = known.says("three")
    assert said is not None
    assert (said.included, said.source, said.doubtful) == (False, path, False)
    plain = catalog.edition_of("Plain License Renewal")
    assert (plain.name, plain.statements, plain.complete) == ("Plain License", {}, True)


def test_a_file_adds_to_the_shipped_catalog(tmp_path: pathlib.Path) -> None:
    catalog = load_catalog(_write(tmp_path, "House: {}\n"))
    assert catalog.edition_of("House").known
    assert catalog.edition_of(PLUS) is DEFAULT_CATALOG.edition_of(PLUS)


def test_an_entry_with_any_name_of_a_shipped_edition_takes_its_place_under_all_names(tmp_path: pathlib.Path) -> None:
    catalog = load_catalog(_write(tmp_path, "kes - SELECT: {edition: Ours, features: [Gate]}\n"))
    for name in (
        "KES Select",
        SELECT,
        f"{SELECT} 10-14 Node Base",
        "Kaspersky Endpoint Security для бизнеса Стандартный",
    ):
        known = catalog.edition_of(name)
        assert (known.name, known.features, known.family) == (
            "Ours",
            ("Gate",),
            DEFAULT_CATALOG.edition_of(SELECT).family,
        )
    assert catalog.edition_of(PLUS).known


def test_the_entry_of_a_name_goes_before_that_of_another_name_of_the_same_edition(tmp_path: pathlib.Path) -> None:
    catalog = load_catalog(_write(tmp_path, f"KES Select: {{edition: Short}}\n{SELECT}: {{edition: Long}}\n"))
    assert (catalog.edition_of("KES Select").name, catalog.edition_of(SELECT).name) == ("Short", "Long")


def test_a_family_is_what_the_entry_says_else_that_of_the_edition_in_whose_place_it_stands(
    tmp_path: pathlib.Path,
) -> None:
    text = f"{CLOUD}: {{}}\n{PLUS}: {{family: Ours}}\nHouse: {{family: Ours}}\nHome: {{}}\n"
    catalog = load_catalog(_write(tmp_path, text))
    families = [catalog.edition_of(name).family for name in (CLOUD, PLUS, "House", "Home")]
    assert families == [CLOUD, "Ours", "Ours", ""]


@pytest.mark.parametrize("target", [SELECT, "kes select", "House"], ids=["shipped", "an alias of it", "of the file"])
def test_another_name_of_an_edition_is_that_edition(tmp_path: pathlib.Path, target: str) -> None:
    text = f"{SELECT} Martian Edition: {{same_as: {target}}}\nHouse: {{}}\n"
    catalog = load_catalog(_write(tmp_path, text))
    assert catalog.edition_of(f"{SELECT} Martian Edition. 10-14 Node 1 year") is catalog.edition_of(target)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "is not a mapping of license names", id="an empty file"),
        pytest.param("- Plus\n- Pro\n", "is not a mapping of license names", id="a list"),
        pytest.param("just a text", "is not a mapping of license names", id="a text"),
        pytest.param("7: {}\n", "is not a mapping of license names", id="a number as a name"),
        pytest.param("[1, 2]", "is not a mapping of license names", id="a JSON list"),
        pytest.param("A: [unclosed\n", "is neither YAML nor JSON", id="not YAML"),
        pytest.param(
            "A: !!python/object/apply:os.getcwd []\n", "is neither YAML nor JSON", id="YAML that would run code"
        ),
        pytest.param("A: {verified: 2026-02-30}\n", "is neither YAML nor JSON", id="a day that does not exist"),
        pytest.param("A: Plus\n", "entry 'A': it must be a mapping", id="an entry that is a text"),
        pytest.param("A:\n", "entry 'A': it must be a mapping", id="an entry without a value"),
        pytest.param("A: {feature: [x], extra: 1}\n", "entry 'A': unknown .* extra, feature", id="unknown members"),
        pytest.param("A: {edition: [x]}\n", "entry 'A': edition must be a text", id="an edition that is a list"),
        pytest.param("A: {features: x}\n", "entry 'A': features must be a list", id="features that are a text"),
        pytest.param("A: {features: [1]}\n", "entry 'A': features must be a list", id="a feature that is a number"),
        pytest.param("A: {excludes: {x: y}}\n", "entry 'A': excludes must be a list", id="excludes that are a mapping"),
        pytest.param("A: {complete: 'no'}\n", "entry 'A': complete must be true", id="complete that is a text"),
        pytest.param("A: {verified: 1}\n", "entry 'A': verified must be true", id="verified that is a number"),
        pytest.param("A: {family: [x]}\n", "entry 'A': family must be a text", id="a family that is a list"),
        pytest.param("a B: {}\nA - b: {}\n", "entry 'A - b': .* same name as the entry 'a B'", id="a name twice"),
        pytest.param("'-': {}\n", "entry '-': it has no word", id="a name without a word"),
        pytest.param("A: {same_as: B}\n", "entry 'A': neither .* 'B'", id="another name of nothing"),
        pytest.param("A: {same_as: B}\nB: {same_as: A}\n", "entry 'A': neither", id="other names of one another"),
        pytest.param("A: {same_as: B, features: []}\n", "entry 'A': same_as must be", id="same_as and more"),
        pytest.param("A: {same_as: [B]}\n", "entry 'A': same_as must be", id="same_as that is a list"),
        pytest.param("A: {features: [x], excludes: [x]}\n", "entry 'A': .*x", id="a feature both in and out"),
    ],
)
def test_a_wrong_file_gets_a_sentence_with_file_and_entry(tmp_path: pathlib.Path, text: str, sentence: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(InvalidRequestError, match=sentence) as refused:
        load_catalog(path)
    assert repr(path) in refused.value.cause


def test_the_example_of_the_guide_is_an_editions_file_that_says_what_the_guide_says(tmp_path: pathlib.Path) -> None:
    guide = (pathlib.Path(__file__).parents[5] / "docs" / "docsite" / "rst" / "editions.rst").read_text(
        encoding="utf-8"
    )
    blocks = re.findall(r"code-block:: yaml\n\n((?:   .*\n|\n)+)", guide)
    (example,) = (textwrap.dedent(block) for block in blocks)
    catalog = load_catalog(_write(tmp_path, example))
    assert catalog.edition_of(f"{PLUS} North American Edition. 10-14 Node Base") is catalog.edition_of(PLUS)
    assert catalog.edition_of(PLUS).family == catalog.edition_of(CLOUD).family == CLOUD
    assert {catalog.edition_of(name).verified for name in (PLUS, CLOUD, SELECT)} == {True, False}


@pytest.mark.parametrize("kind", ["missing", "a folder", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: pathlib.Path, kind: str) -> None:
    path = tmp_path / "editions.yml"
    if kind == "a folder":
        path.mkdir()
    elif kind == "not UTF-8":
        path.write_bytes(b"A: \xff\n")
    with pytest.raises(InvalidRequestError, match="cannot be read") as refused:
        load_catalog(str(path))
    assert repr(str(path)) in refused.value.cause
