# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checks import orphans

TOOLS = Path(orphans.__file__).parents[1]

# Starts a child that its own parent forgets in a session of its own, and says what is found afterwards.
FORGETFUL = """
import subprocess
from checks import orphans

orphans.adopt()
subprocess.run(["sh", "-c", "setsid sleep 3600 &"], check=True)
print(len(orphans.stop()), len(orphans.stop()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt orphans")
def test_what_a_command_leaves_running_is_found_and_stopped() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", FORGETFUL],
        env=os.environ | {"PYTHONPATH": str(TOOLS)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "1 0"
