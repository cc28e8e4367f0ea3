# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module loads what its task needs and no more: it is compiled from its source each time that it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COLLECTIONS = Path(__file__).parents[7]
MODULE_UTILS = "ansible_collections.fleetops.kesc.plugins.module_utils."

PROGRAM = """
import importlib, sys
import ansible.module_utils.basic
before = set(sys.modules)
importlib.import_module("ansible_collections.fleetops.kesc.plugins.modules." + sys.argv[1])
print(*sorted(set(sys.modules) - before))
"""

# What replaces and removes licenses, and what these two reason with.
OF_A_CHANGE = {
    "_operations._attempt",
    "_providers._changing_provider",
    "_license._comparison",
    "_operations._device_report",
    "_license._guards",
    "_interruptions",
    "_journal._file",
    "_journal._attempt",
    "_license._off_plan",
    "_options._license_order",
    "_operations._outcome",
    "_presentation._outcome",
    "_providers.openapi._devices",
    "_providers.openapi._provider",
    "_providers.openapi._store",
    "_operations._read_back",
    "_operations._removal",
    "_operations._replacement",
    "_operations._withdrawal",
    "_operations._current_license",
}
OF_SOME_RUNS = {
    "_license._editions_file",
    "_options._console",
    "_providers.console",
    "_providers.openapi._missing_tenant",
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
    ("module", "needed", "needless"),
    [
        pytest.param(
            "kesc_license_info", {"_operations._inspection", "_license._editions"}, OF_A_CHANGE, id="reading licenses"
        ),
        pytest.param(
            "kesc_tenant_info",
            {"_presentation._tenant"},
            {*OF_A_CHANGE, "_license._editions", "_operations._fleet", "_operations._inspection"},
            id="listing tenants",
        ),
        pytest.param(
            "kesc_server_check",
            {"_operations._server_check", "_operations._server_findings"},
            {*OF_A_CHANGE - {"_providers.openapi._devices", "_providers._changing_provider"}, "_operations._fleet"},
            id="checking a server",
        ),
        pytest.param(
            "kesc_license", OF_A_CHANGE, {"_operations._fleet", "_operations._inspection"}, id="a replacement"
        ),
    ],
)
def test_a_module_loads_what_its_task_needs_and_no_more(module: str, needed: set[str], needless: set[str]) -> None:
    loaded = loaded_by(module)
    assert needed <= loaded
    assert loaded & (needless | OF_SOME_RUNS | LIBRARIES) == set()
