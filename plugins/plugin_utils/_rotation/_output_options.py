# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Options of the actions that write reports and work lists."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._csv import DIALECTS, EXCEL
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._run import TITLES
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._options import REPORT_DIR

Options: t.TypeAlias = "dict[str, dict[str, t.Any]]"

_SHARED: Options = {
    "variables_prefix": {"type": "str"},
    "begun": {"type": "dict", "default": {}},
    "order_sheet": {"type": "path"},
    "order_columns": {"type": "dict", "default": {}},
    "csv_dialect": {"type": "str", "choices": list(DIALECTS), "default": EXCEL},
}
REPORT: Options = {
    **_SHARED,
    "kind": {"type": "str", "choices": list(TITLES)},
    "stopped": {"type": "str"},
    "fail_at_end": {"type": "bool", "default": True},
    "hosts": {"type": "list", "elements": "str"},
    "report_dir": {"type": "path", "default": REPORT_DIR},
    "report_files": {"type": "list", "elements": "str", "default": []},
    "earlier_report": {"type": "path"},
    "plan_file": {"type": "path", "default": "license-rotation-plan.json"},
    "worklist_outcomes": {"type": "list", "elements": "path", "default": []},
}
WORKLIST: Options = {
    **_SHARED,
    "worklist_dir": {"type": "path", "default": "license-rotation-worklist"},
    "console_language": {"type": "str"},
    "console_labels": {"type": "path"},
    "worklist_show_codes": {"type": "bool", "default": False},
}
_FROM_ENVIRONMENT = ("console_language", "console_labels")


def report_arguments(_env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``ArgumentSpecValidator`` of license_rotation_report."""
    return {"argument_spec": REPORT}


def worklist_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``ArgumentSpecValidator`` of license_worklist."""
    fallbacks = {
        name: {**WORKLIST[name], "fallback": (env_fallback, [f"KESC_{name.upper()}"])} for name in _FROM_ENVIRONMENT
    }
    return {"argument_spec": {**WORKLIST, **fallbacks}}
