# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Options of the actions that begin a rotation and decide between its batches."""

from __future__ import annotations

import os
import pathlib
import re
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError

REPORT_DIR = "license-rotation-report"
JOURNAL_NAME = "journal.jsonl"

_ALL = 100
_SIZE = re.compile(r"([0-9]+)(%?)")

Options: t.TypeAlias = "dict[str, dict[str, t.Any]]"

_VARIABLES: Options = {"variables_prefix": {"type": "str"}}
_MAX_FAIL_PERCENTAGE: Options = {"max_fail_percentage": {"type": "int", "default": 100}}

BEGIN: Options = {
    "hosts": {"type": "str", "default": "all"},
    "audit": {"type": "bool", "default": False},
    "order_sheet": {"type": "path"},
    "order_columns": {"type": "dict", "default": {}},
    "allow_code_reuse": {"type": "bool", "default": False},
    "require_code": {"type": "bool", "default": False},
    "is_slice": {"type": "bool", "default": False},
    "plan": {"type": "path"},
    "canary": {"type": "str", "default": "0"},
    "serial": {"type": "list", "elements": "str", "default": []},
    "report_dir": {"type": "path", "default": REPORT_DIR},
    "journal_file": {"type": "path"},
    **_MAX_FAIL_PERCENTAGE,
    "fail_at_end": {"type": "bool", "default": True},
    "throttle": {"type": "int", "default": 0},
    "retry_delay": {"type": "int", "default": 30},
}
GATE: Options = {
    "begun": {"type": "dict", "default": {}},
    **_MAX_FAIL_PERCENTAGE,
}


def begin_arguments(_env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``ArgumentSpecValidator`` of license_rotation_begin."""
    return {"argument_spec": {**_VARIABLES, **BEGIN}}


def gate_arguments(_env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``ArgumentSpecValidator`` of license_rotation_gate."""
    return {"argument_spec": {**_VARIABLES, **GATE}}


def sizes_of(serial: t.Iterable[str]) -> list[int | str]:
    """The sizes of batches: numbers of 1 or more, and percentages of 1 to 100. Raises :class:`InvalidRequestError`."""
    sizes = [text.strip() for text in serial]
    for size in sizes:
        match = _SIZE.fullmatch(size)
        if match is None or int(match[1]) < 1 or (match[2] and int(match[1]) > _ALL):
            raise InvalidRequestError(
                f"serial has {size!r}, which is no size of a batch", remedy="Write a number such as 10, or 25%"
            )
    return [size if size.endswith("%") else int(size) for size in sizes]


def check_percentage(params: t.Mapping[str, t.Any]) -> None:
    """Raises :class:`InvalidRequestError`."""
    percentage = params["max_fail_percentage"]
    if not 0 <= percentage <= _ALL:
        raise InvalidRequestError(f"max_fail_percentage is {percentage}, it must be from 0 to {_ALL}")


def journal_path(journal_file: str | None, report_dir: str) -> str:
    """Where the journal is: in a place of its own, else in the folder of the reports."""
    path = pathlib.Path(journal_file or f"{report_dir}/{JOURNAL_NAME}")
    return str(pathlib.Path(os.path.expandvars(path)).expanduser().absolute())
