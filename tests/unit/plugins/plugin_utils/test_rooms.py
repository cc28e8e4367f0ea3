# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rooms of plugin_utils import one another in one direction."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

SOURCES = Path(__file__).parents[4] / "plugins" / "plugin_utils"
PREFIX = "ansible_collections.fleetops.kesc.plugins.plugin_utils."


def test_output_report_rotation_work_list_also_for_types() -> None:
    """Raises CycleError, which names the rooms, where two need each other."""
    graph: dict[str, set[str]] = {}
    for file in SOURCES.glob("_*/*.py"):
        room = file.parent.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PREFIX):
                target = str(node.module).removeprefix(PREFIX).partition(".")[0]
                graph.setdefault(room, set()).update({target} - {room})
    rooms = list(graphlib.TopologicalSorter(graph).static_order())
    assert [room for room in rooms if room in ("_output", "_report", "_rotation", "_worklist")] == [
        "_output",
        "_report",
        "_rotation",
        "_worklist",
    ]
