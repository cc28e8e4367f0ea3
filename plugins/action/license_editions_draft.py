# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a draft of an editions file, on the controller."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import load_catalog
from ansible_collections.fleetops.kesc.plugins.plugin_utils._controller_action import ControllerAction
from ansible_collections.fleetops.kesc.plugins.plugin_utils._editions._draft import draft_text, seen_names, write_draft

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _arguments(env_fallback: Callable[..., t.Any]) -> dict[str, t.Any]:
    del env_fallback
    return {
        "argument_spec": {
            "variables_prefix": {"type": "str"},
            "tenants": {"type": "list", "elements": "dict", "required": True},
            "path": {"type": "path", "required": True},
            "editions_file": {"type": "path"},
        }
    }


class ActionModule(ControllerAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.license_editions_draft"
    arguments = staticmethod(_arguments)

    def carry_out(self, params: Mapping[str, t.Any], task_vars: Mapping[str, t.Any]) -> dict[str, t.Any]:
        del task_vars
        names = seen_names(params["tenants"], load_catalog(params["editions_file"]))
        text = draft_text(names)
        changed = bool(text) and write_draft(params["path"], text, check_mode=self.check_mode)
        for seen in names:
            self.say(seen.line)
        return {
            "changed": changed,
            "path": params["path"] if text else None,
            "names": [dataclasses.asdict(seen) for seen in names],
        }
