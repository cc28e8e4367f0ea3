# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables with the role's prefix: each is known, or is told with those that it may mean."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _variables

TOP = Path(__file__).parents[5]
WRITTEN = [
    *(TOP / "playbooks").glob("*.yml"),
    *(TOP / "roles").rglob("*.yml"),
    *(TOP / "docs").rglob("*.rst"),
    *(TOP / "docs" / "examples").rglob("*.yml"),
    TOP / "README.md",
]
MODULES = {f"license_rotation_{name}" for name in ("begin", "gate", "report")}
MISTYPED = {"license_rotation_activationcode"}


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: str(file.relative_to(TOP)))
def test_every_variable_that_we_write_is_known(file: Path) -> None:
    # What a message about a mistyped one quotes is not ours.
    text = re.sub(r"there is no variable \w+", "", file.read_text(encoding="utf-8"))
    words = set(re.findall(r"\blicense_rotation_[a-z_]+[a-z]\b", text))
    assert words - MODULES - MISTYPED - _variables.known() == set()


def test_every_option_of_the_role_is_known() -> None:
    specs = yaml.safe_load((TOP / "roles/license_rotation/meta/argument_specs.yml").read_text(encoding="utf-8"))
    options = {name for spec in specs["argument_specs"].values() for name in spec["options"]}
    assert options - _variables.known() == set()
    assert len(options) > 30


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("license_rotation_activationcode", ": did you mean license_rotation_activation_code?"),
        ("license_rotation_server_ulr", ": did you mean license_rotation_server_url?"),
        ("license_rotation_tennant", ": did you mean license_rotation_tenant"),
        ("license_rotation_canery", ": did you mean license_rotation_canary?"),
        ("license_rotation_xyzzy_plugh", ""),
    ],
)
def test_a_variable_that_means_nothing_is_told_with_the_nearest(name: str, said: str) -> None:
    assert _variables.unknown([name, "license_rotation_tenant", "other"]) == [name]
    told = _variables.problem_with(name)
    assert told.startswith(f"there is no variable {name}{said}")
    assert bool(said) or told == f"there is no variable {name}"


@given(name=st.sampled_from(sorted(_variables.known())), data=st.data())
def test_a_name_with_a_letter_too_few_is_found(name: str, data: st.DataObject) -> None:
    word = name.removeprefix(_variables.PREFIX)
    place = data.draw(st.integers(min_value=0, max_value=len(word) - 1))
    typed = f"{_variables.PREFIX}{word[:place]}{word[place + 1 :]}"
    if len(word) >= 6 and typed not in _variables.known():
        assert name in _variables.problem_with(typed)


@pytest.mark.parametrize(("value", "said"), [("yes", True), ("True", True), (" 1 ", True), ("no", False), ("", False)])
def test_what_is_true(value: str, said: bool) -> None:
    assert _variables.is_true(value) is said
