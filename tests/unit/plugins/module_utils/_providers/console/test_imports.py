# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant of the KSC Open API does not pay for the console: nothing that drives a browser is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COLLECTIONS = Path(__file__).parents[9]

PROGRAM = """
import sys
from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks import _connecting, _license
given = {name: option.get("default") for name, option in _argspec.license_arguments(None)["argument_spec"].items()}
_connecting.connection_of({**given, "server_url": "ksc.example.com", "username": "u", "password": "p"})
print(*sorted(name for name in sys.modules if name.split(".")[0] in ("playwright", "babel") or ".console" in name))
"""


def test_options_of_the_open_api_load_nothing_of_the_console() -> None:
    environment = {**os.environ, "PYTHONPATH": str(COLLECTIONS)}
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout == "\n"
