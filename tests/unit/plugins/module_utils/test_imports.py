# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who imports whom: no circle between rooms, and a module loads what its task needs and no more.

A module is compiled from its source each time that it runs, so each file that it loads takes time.
"""

from __future__ import annotations

import ast
import graphlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

COLLECTIONS = Path(__file__).parents[7]
MODULE_UTILS = "ansible_collections.fleetops.kesc.plugins.module_utils."
SOURCES = Path(__file__).parents[4] / "plugins" / "module_utils"

PROGRAM = """
import importlib, sys
import ansible.module_utils.basic
before = set(sys.modules)
importlib.import_module("ansible_collections.fleetops.kesc.plugins.modules." + sys.argv[1])
print(*sorted(set(sys.modules) - before))
"""

# What replaces licenses, and what this reasons with.
OF_A_CHANGE = {
    "_interruptions",
    "_journal._file",
    "_journal._tenant_journal",
    "_license._comparison",
    "_license._features",
    "_license._guards",
    "_license._off_plan",
    "_license._positions",
    "_operations._assessment",
    "_operations._device_report",
    "_operations._history",
    "_operations._installation",
    "_operations._leftovers",
    "_operations._read_back",
    "_operations._replacement",
    "_operations._result",
    "_presentation._result",
    "_providers._changing_provider",
    "_providers.openapi._changes",
    "_providers.openapi._devices",
    "_providers.openapi._provider",
    "_providers.openapi._store",
    "_tasks._license_order",
}
OF_SOME_RUNS = {
    "_data_file",
    "_license._editions_file",
    "_operations._removal",
    "_providers.console",
    "_providers.openapi._missing_tenant",
    "_providers.openapi._tenants",
    "_transport._certificate",
    "_transport._failures",
}
LIBRARIES = {"babel", "difflib", "playwright", "yaml"}


def loaded_by(module: str) -> set[str]:
    """What a module loads beyond ``AnsibleModule``: ours as they are called within module_utils."""
    path = os.pathsep.join([str(COLLECTIONS), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, module], capture_output=True, text=True, check=True, env=environment
    )
    return {name.removeprefix(MODULE_UTILS) for name in run.stdout.split()}


@pytest.mark.parametrize(
    ("module", "needed", "needless", "most"),
    [
        pytest.param(
            "kesc_license_info",
            {"_operations._inspection", "_license._editions"},
            OF_A_CHANGE,
            45,
            id="reading licenses",
        ),
        pytest.param(
            "kesc_tenant_info",
            {"_presentation._tenant"},
            {*OF_A_CHANGE, "_license._editions", "_operations"},
            37,
            id="listing tenants",
        ),
        pytest.param(
            "kesc_server_check",
            {"_operations._server_check", "_operations._server_findings", "_providers.openapi._tenants"},
            {*OF_A_CHANGE - {"_providers.openapi._devices", "_providers._changing_provider"}, "_operations._fleet"},
            53,
            id="checking a server",
        ),
        pytest.param("kesc_license", OF_A_CHANGE, {"_operations._fleet", "_operations._inspection"}, 65, id="a change"),
    ],
)
def test_a_module_loads_what_its_task_needs_and_no_more(
    module: str, needed: set[str], needless: set[str], most: int
) -> None:
    loaded = loaded_by(module)
    assert needed <= loaded
    assert loaded & ((needless | OF_SOME_RUNS | LIBRARIES) - needed) == set()
    # An empty __init__.py counts too.
    assert len([name for name in loaded if name.startswith("_") and _is_ours(name)]) <= most


def test_rooms_import_one_another_in_one_direction_also_for_types() -> None:
    """Task, operation, provider, transport: raises CycleError, which names the rooms, where two need each other."""
    graph: dict[str, set[str]] = {}
    for file in SOURCES.rglob("*.py"):
        place = file.relative_to(SOURCES).with_suffix("").parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                target = (*place[: -node.level], *(node.module or node.names[0].name).split("."))
                graph.setdefault(place[0], set()).update({target[0]} - {place[0]})
    rooms = list(graphlib.TopologicalSorter(graph).static_order())
    assert rooms.index("_transport") < rooms.index("_providers") < rooms.index("_operations") < rooms.index("_tasks")


def _is_ours(name: str) -> bool:
    path = SOURCES.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()
