# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules that are documentation only: what they say of options is what their actions take."""

from __future__ import annotations

import importlib
import typing as t
from pathlib import Path

import pytest
import yaml

PLUGINS = "ansible_collections.fleetops.kesc.plugins"
FOLDER = Path(__file__).parents[4] / "plugins" / "modules"
DOCUMENTATION_ONLY = sorted(
    file.stem for file in FOLDER.glob("[a-z]*.py") if "def main" not in file.read_text(encoding="utf-8")
)
SAID = ("type", "default", "choices", "elements", "required")


def documented(module: str) -> dict[str, t.Any]:
    """The options as they are documented, with those of the fragment."""
    documentation = yaml.safe_load(importlib.import_module(f"{PLUGINS}.modules.{module}").DOCUMENTATION)
    options: dict[str, t.Any] = documentation["options"]
    if "fleetops.kesc._attributes.on_controller" in documentation["extends_documentation_fragment"]:
        fragments = importlib.import_module(f"{PLUGINS}.doc_fragments._attributes").ModuleDocFragment
        options |= yaml.safe_load(fragments.ON_CONTROLLER)["options"]
    return options


def taken(module: str) -> dict[str, t.Any]:
    action = importlib.import_module(f"{PLUGINS}.action.{module}").ActionModule
    arguments = action.arguments(lambda *_names: None)
    return t.cast("dict[str, t.Any]", arguments["argument_spec"])


@pytest.mark.parametrize("module", DOCUMENTATION_ONLY)
def test_an_action_takes_the_options_that_are_documented(module: str) -> None:
    given, found = documented(module), taken(module)
    assert sorted(given) == sorted(found)
    for name, option in given.items():
        said = {key: option[key] for key in SAID if key in option}
        assert said == {key: found[name][key] for key in SAID if key in found[name]}, name


def test_the_steps_of_a_rotation_are_such_modules() -> None:
    assert {"license_rotation_begin", "license_rotation_gate", "license_rotation_report"} <= set(DOCUMENTATION_ONLY)
