# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The variables of the role and of the playbooks: which there are, and what one that is none of them may mean."""

from __future__ import annotations

import difflib
import functools
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import (
    license_arguments,
    license_info_arguments,
)
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _options
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._output_options import REPORT, WORKLIST

PREFIX = "license_rotation_"

REGISTERED = frozenset(PREFIX + name for name in ("result", "licenses", "begun", "run", "gate", "reported", "merged"))
"""What the tasks of the role and of the playbooks register."""

_NOT_OF_THE_ROLE = frozenset({"state", "variables_prefix"})
_ONLY_OPTIONS = frozenset({"audit", "begun", "variables_prefix"})
_OTHERS = frozenset({"editions_draft", "failure", "macs", "order", "present", "second_tries"})
_MOST_SUGGESTIONS = 3
_TRUE = frozenset({"true", "yes", "on", "1", "y", "t"})


@functools.cache
def options_of_a_host() -> dict[str, dict[str, t.Any]]:
    """How the variables that one tenant has are checked, by name: the modules' options, without their fallbacks."""
    specs: dict[str, dict[str, t.Any]] = {"by_hand": {"type": "bool"}, "main_server": {"type": "bool"}}
    for arguments in (license_info_arguments, license_arguments):
        specs |= arguments(_no_fallback)["argument_spec"]
    return {
        PREFIX + name: {key: value for key, value in spec.items() if key != "fallback"}
        for name, spec in specs.items()
        if name not in _NOT_OF_THE_ROLE
    }


@functools.cache
def known() -> frozenset[str]:
    """Every variable with the prefix that means something."""
    others = {*_OTHERS, *REPORT, *WORKLIST, *_options.BEGIN, *_options.GATE} - _ONLY_OPTIONS
    return frozenset({*options_of_a_host(), *REGISTERED, *(PREFIX + name for name in others)})


def unknown(names: t.Iterable[str]) -> list[str]:
    """Those of the names that have the prefix and mean nothing."""
    return sorted({name for name in names if name.startswith(PREFIX)} - known())


def problem_with(name: str) -> str:
    """What to say of a variable that means nothing."""
    # The prefix, which all of them have, would make any two alike.
    words = [each.removeprefix(PREFIX) for each in known()]
    near = [PREFIX + word for word in difflib.get_close_matches(name.removeprefix(PREFIX), words, n=_MOST_SUGGESTIONS)]
    return f"there is no variable {name}" + (f": did you mean {' or '.join(near)}?" if near else "")


def is_true(value: str) -> bool:
    """What a variable that may be an extra variable, and so a text, says; see ``boolean`` of ansible-core."""
    return value.strip().lower() in _TRUE


def is_by_hand(variables: t.Mapping[str, t.Any]) -> bool:
    """Whether a person replaces the license of a host's tenant."""
    return is_true(str(variables.get(f"{PREFIX}by_hand")))


def _no_fallback(*_names: str) -> t.NoReturn:
    raise NotImplementedError
