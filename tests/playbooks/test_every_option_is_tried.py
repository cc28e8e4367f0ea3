# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every option and every return value of every module is named in a test that runs it.

For modules that is an integration target or a test of the console; for those that are documentation only, a test of
the playbooks or of their actions.
"""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest
import yaml

COLLECTION = Path(__file__).parents[2]
TARGETS = COLLECTION / "tests" / "integration" / "targets"
# What only a browser can try.
CONSOLE = COLLECTION / "tests" / "console"
OF_ACTIONS = (
    COLLECTION / "tests" / "playbooks",
    COLLECTION / "tests" / "unit" / "plugins" / "action",
    COLLECTION / "tests" / "unit" / "plugins" / "plugin_utils",
)
EVERY_MODULE = sorted(file.stem for file in (COLLECTION / "plugins" / "modules").glob("*.py"))
# No server that can be built from the documentation reads this cookie; the module documents that it is not tested.
NOT_TRIED = {"access_token"}


def documentation(module: str, name: str) -> dict[str, t.Any]:
    text = (COLLECTION / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")
    block = re.search(rf'^{name} = r"""\n(.*?)^"""', text, re.DOTALL | re.MULTILINE)
    assert block is not None
    return yaml.safe_load(block.group(1))


def fragments(documented: dict[str, t.Any]) -> t.Iterator[dict[str, t.Any]]:
    for name in documented["extends_documentation_fragment"]:
        _namespace, _collection, file, *_part = name.split(".")
        text = (COLLECTION / "plugins" / "doc_fragments" / f"{file}.py").read_text(encoding="utf-8")
        block = re.search(r'DOCUMENTATION = r"""\n(.*?)"""', text, re.DOTALL)
        assert block is not None
        yield yaml.safe_load(block.group(1))


def options(module: str) -> dict[str, t.Any]:
    documented = documentation(module, "DOCUMENTATION")
    found = dict(documented["options"])
    for fragment in fragments(documented):
        found |= fragment["options"]
    suboptions = {
        f"{name}.{sub}": spec for name, option in found.items() for sub, spec in option.get("suboptions", {}).items()
    }
    return found | suboptions


def values(module: str) -> set[str]:
    """The names of all return values, nested ones included."""
    found: set[str] = set()
    waiting = [documentation(module, "RETURN")]
    while waiting:
        for name, value in waiting.pop().items():
            found.add(name)
            waiting.append(value.get("contains", {}))
    return found


def is_documentation_only(module: str) -> bool:
    return (
        "fleetops.kesc._attributes.on_controller"
        in documentation(module, "DOCUMENTATION")["extends_documentation_fragment"]
    )


MODULES = [module for module in EVERY_MODULE if not is_documentation_only(module)]
ACTIONS = [module for module in EVERY_MODULE if is_documentation_only(module)]


def text_of(folder: Path) -> str:
    files = sorted([*folder.rglob("*.yml"), *folder.rglob("*.py")])
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@pytest.mark.parametrize("module", MODULES)
def test_each_module_has_a_target(module: str) -> None:
    assert (TARGETS / module / "tasks" / "main.yml").is_file()


@pytest.mark.parametrize("module", MODULES)
def test_each_option_is_given_a_value_for(module: str) -> None:
    """The connection is the same code for all modules: what one target tries is tried."""
    connection = {name for folder in (*TARGETS.glob("kesc_*"), CONSOLE) for name in given(text_of(folder))}
    own = set(documentation(module, "DOCUMENTATION")["options"])
    given_here = given(text_of(TARGETS / module)) | given(text_of(CONSOLE))
    assert own - given_here == set()
    assert {name.rpartition(".")[2] for name in options(module)} - connection == set()


def given(text: str) -> set[str]:
    """What stands before a colon or is set by name: options, and the members of data that become options."""
    return set(re.findall(r"""(\w+)(?:["']?: |:$|=)""", text, re.MULTILINE))


@pytest.mark.parametrize("module", MODULES)
def test_each_choice_is_made_for(module: str) -> None:
    tried = names_in("\n".join(text_of(folder) for folder in (*TARGETS.iterdir(), CONSOLE)))
    choices = {choice for option in options(module).values() for choice in option.get("choices", [])}
    assert choices - tried - NOT_TRIED == set()


@pytest.mark.parametrize("module", MODULES)
def test_each_return_value_is_looked_at_for(module: str) -> None:
    assert values(module) - names_in(text_of(TARGETS / module / "tests")) - names_in(text_of(CONSOLE)) == set()


def tried_with_actions() -> set[str]:
    """The words of their tests, and of variables what stands behind the prefix."""
    words = names_in("\n".join(map(text_of, OF_ACTIONS)))
    return words | {word.removeprefix("license_rotation_") for word in words}


@pytest.mark.parametrize("module", ACTIONS)
def test_each_option_and_choice_is_given_to_the_action_of(module: str) -> None:
    given_options = documentation(module, "DOCUMENTATION")["options"]
    choices = {choice for option in given_options.values() for choice in option.get("choices", [])}
    assert {*given_options, *choices} - tried_with_actions() == set()


@pytest.mark.parametrize("module", ACTIONS)
def test_each_return_value_is_looked_at_of_the_action_of(module: str) -> None:
    assert values(module) - tried_with_actions() == set()
