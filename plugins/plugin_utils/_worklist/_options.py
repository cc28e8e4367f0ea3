# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Options of the action that writes work lists."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._csv import DIALECTS, EXCEL

WORKLIST: dict[str, dict[str, t.Any]] = {
    "begun": {"type": "dict", "default": {}},
    "worklist_dir": {"type": "path", "default": "license-rotation-worklist"},
    "console_language": {"type": "str"},
    "console_labels": {"type": "path"},
    "worklist_show_codes": {"type": "bool", "default": False},
    "order_sheet": {"type": "path"},
    "order_columns": {"type": "dict", "default": {}},
    "csv_dialect": {"type": "str", "choices": list(DIALECTS), "default": EXCEL},
}
_FROM_ENVIRONMENT = ("console_language", "console_labels")


def worklist_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``ArgumentSpecValidator`` of license_worklist."""
    fallbacks = {
        name: {**WORKLIST[name], "fallback": (env_fallback, [f"KESC_{name.upper()}"])} for name in _FROM_ENVIRONMENT
    }
    return {"argument_spec": {"variables_prefix": {"type": "str"}, **WORKLIST, **fallbacks}}
