# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The draft of an editions file: what is in it, that it can be used as one, and that nobody's work is written over."""

from __future__ import annotations

import tempfile
import typing as t
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import (
    DEFAULT_CATALOG,
    Catalog,
    load_catalog,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license_name import read_name
from ansible_collections.fleetops.kesc.plugins.plugin_utils._editions._draft import draft_text, seen_names, write_draft
from ansible_collections.fleetops.kesc.tests.unit.support.builders import edition

CLOUD = "Kaspersky Endpoint Security Cloud"


def tenants(*names: str | None) -> list[dict[str, t.Any]]:
    return [{"tenant": "Birch", "licenses": [{"name": name} for name in names]}]


def entries(*names: str, catalog: Catalog = DEFAULT_CATALOG) -> list[str]:
    return list(yaml.safe_load(draft_text(seen_names(tenants(*names), catalog))) or {})


def test_names_are_counted_over_the_tenants_and_what_has_none_is_passed_over() -> None:
    fleet = [*tenants("B", "A", None, ""), *tenants("B"), {"tenant": "Cedar", "licenses": None}]
    assert [(seen.name, seen.licenses) for seen in seen_names(fleet, DEFAULT_CATALOG)] == [("A", 1), ("B", 2)]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        pytest.param([f"{CLOUD} Plus 10-14 Node Base"], [], id="a known name"),
        pytest.param(["House 10-14 Node", "HOUSE - Trial"], ["HOUSE"], id="names of one product"),
        pytest.param([f"{CLOUD} (20-24 Nodos) Base Plus 2Year"], [f"{CLOUD} 20-24 Nodos Base Plus"], id="the trap"),
        pytest.param(["Base License"], ["Base License"], id="nothing but known parts"),
        pytest.param([" - "], [], id="no word at all"),
    ],
)
def test_what_is_in_a_draft(names: list[str], found: list[str]) -> None:
    assert entries(*names) == found


def test_a_name_that_could_be_two_editions_is_settled_by_its_whole_name() -> None:
    catalog = Catalog({"House": edition("a"), "House Trial": edition("b")})
    assert entries("House Trial 10-14 Node", catalog=catalog) == ["House Trial 10-14 Node"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.integers(1, 3))
def test_any_name_that_is_not_known_is_known_with_the_draft(name: str, licenses: int) -> None:
    text = draft_text(seen_names(tenants(*[name] * licenses), DEFAULT_CATALOG))
    if DEFAULT_CATALOG.edition_of(name).known or not read_name(name).whole:
        assert text == ""
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.yml"
        path.write_text(text, encoding="utf-8")
        known = load_catalog(str(path)).edition_of(name)
    assert known.known
    assert (known.statements, known.complete, known.verified) == ({}, False, False)


def test_a_line_for_people_says_how_a_name_was_read_and_hides_what_cannot_be_seen() -> None:
    lines = [seen.line for seen in seen_names(tenants("House\n\x1b[0m Trial", CLOUD, CLOUD), DEFAULT_CATALOG)]
    assert lines[1] == f'"{CLOUD}", 2 licenses: {CLOUD}'
    assert lines[0].startswith('"House\\n\\u001b[0m Trial", 1 license: not explained: "House')


def test_a_draft_is_written_once_and_never_over_another_text(tmp_path: Path) -> None:
    path = tmp_path / "draft.yml"
    assert write_draft(str(path), "a: {}\n", check_mode=True)
    assert not path.exists()
    assert write_draft(str(path), "a: {}\n", check_mode=False)
    assert not write_draft(str(path), "a: {}\n", check_mode=False)
    with pytest.raises(InvalidRequestError, match="other content"):
        write_draft(str(path), "b: {}\n", check_mode=False)
    assert path.read_text(encoding="utf-8") == "a: {}\n"


@pytest.mark.parametrize("kind", ["a folder", "not UTF-8", "nowhere"])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "a folder":
        path.mkdir()
    elif kind == "not UTF-8":
        path.write_bytes(b"\xff")
    else:
        path = path / "draft.yml"
    with pytest.raises(InvalidRequestError, match="cannot be written") as refused:
        write_draft(str(path), "a: {}\n", check_mode=False)
    assert repr(str(path)) in refused.value.cause
