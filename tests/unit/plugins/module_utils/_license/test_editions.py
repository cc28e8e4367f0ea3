# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The feature catalog: the shipped one, and files that operators bring."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import (
    DEFAULT_CATALOG,
    UNKNOWN_EDITION,
    Edition,
    load_catalog,
)

if TYPE_CHECKING:
    import pathlib

OFFICE = "Kaspersky Security for Microsoft Office 365"


def _write(folder: pathlib.Path, text: str) -> str:
    path = folder / "editions.yml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", ["", None, "Kaspersky Something Else", "Kaspersky Endpoint Security Cloud Ultra"])
def test_an_unknown_name_is_an_unknown_edition(name: str | None) -> None:
    edition = DEFAULT_CATALOG.edition_of(name)
    assert edition == Edition()
    assert (edition.name, edition.known, edition.features, edition.complete) == (UNKNOWN_EDITION, False, (), False)


@pytest.mark.parametrize(
    "name",
    ["Kaspersky Endpoint Security Cloud Plus", "  kaspersky  endpoint security CLOUD\u00a0plus "],
    ids=["as written", "other case and blanks"],
)
def test_the_shipped_catalog_knows_the_vendors_names_and_says_it_is_unverified(name: str) -> None:
    edition = load_catalog(None).edition_of(name)
    assert edition.name == "Kaspersky Endpoint Security Cloud Plus"
    assert (edition.features, edition.complete, edition.verified) == ((OFFICE,), False, False)


@pytest.mark.parametrize(
    ("edition", "feature", "lacks"),
    [
        pytest.param(Edition("e", ("a",), complete=True), "b", True, id="a complete list without it"),
        pytest.param(Edition("e", ("a",), complete=True), "a", False, id="a complete list with it"),
        pytest.param(Edition("e", ("a",)), "b", False, id="an incomplete list says nothing"),
        pytest.param(Edition("e", ("a",), ("b",)), "b", True, id="excluded by name"),
        pytest.param(Edition(), "a", False, id="an unknown edition says nothing"),
    ],
)
def test_a_feature_is_missing_only_where_that_is_known(edition: Edition, feature: str, lacks: bool) -> None:
    assert edition.lacks(feature) is lacks


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
    assert catalog.edition_of("super license") == Edition("super", ("one", "two"), ("three",), False, True)
    assert catalog.edition_of("Plain License") == Edition("Plain License", complete=True)
    assert not catalog.edition_of("Kaspersky Endpoint Security Cloud Plus").known


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
        pytest.param("A: {features: [x], excludes: [x]}\n", "entry 'A': .*x", id="a feature both in and out"),
    ],
)
def test_a_wrong_file_gets_a_sentence_with_file_and_entry(tmp_path: pathlib.Path, text: str, sentence: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(InvalidRequestError, match=sentence) as refused:
        load_catalog(path)
    assert repr(path) in refused.value.cause


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
