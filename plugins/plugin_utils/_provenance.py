# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What a report says of the program that wrote it and of whoever started it."""

from __future__ import annotations

import getpass
import json
import os
import pathlib
import platform
import shlex
import typing as t

import yaml
from ansible import context

if t.TYPE_CHECKING:
    from collections.abc import Mapping

_COLLECTION = pathlib.Path(__file__).parents[2]
# The name of an option of ansible-playbook, under the name that ansible-core keeps it by. Never extra variables: they
# may hold a secret.
_SHOWN = {"inventory": "-i", "subset": "--limit", "tags": "--tags", "skip_tags": "--skip-tags"}
_EVERY_TAG = ("all",)


def started_by(variables: Mapping[str, t.Any]) -> str:
    """The account and the controller, and the person whom AWX ran the job for."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = str(os.getuid())
    by = f"{account}@{platform.node()}"
    person = next((variables[name] for name in ("awx_user_name", "tower_user_name") if variables.get(name)), "")
    return f"{person} ({by})" if person else by


def command(playbook: str = "") -> str:
    """The command, as far as it holds no secret: another ``playbook`` where one is named, and no extra variables."""
    options = context.CLIARGS
    words = ["ansible-playbook", *([playbook] if playbook else map(str, options.get("args") or ()))]
    for name, option in _SHOWN.items():
        value = options.get(name)
        values = [value] if isinstance(value, str) else list(value or ())
        if tuple(values) != _EVERY_TAG:
            words += [word for each in values for word in (option, str(each))]
    return shlex.join([*words, *(["--check"] if options.get("check") else [])])


def collection_version() -> str:
    """The version of this collection: as it was installed, or as the tree says that it is built from."""
    manifest, source = _COLLECTION / "MANIFEST.json", _COLLECTION / "galaxy.yml"
    try:
        if manifest.exists():
            return str(json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"])
        return str(yaml.safe_load(source.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, LookupError, yaml.YAMLError):
        return "unknown"
