# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from checks import processes

TOOLS = Path(processes.__file__).parents[1]

# Starts a child that its own parent forgets in a session of its own, and says what is found afterwards.
FORGETFUL = """
import asyncio, os
from pathlib import Path
from checks import processes

processes.adopt_orphans()
command = ["sh", "-c", "setsid sleep 60 & sleep 0.1"]
code = asyncio.run(processes.run(command, cwd=Path("/"), env=os.environ, log=None, timeout=10))
print(code, processes.stop_orphans(), processes.stop_orphans())
"""


def run(command: list[str], timeout: float) -> int:
    return asyncio.run(processes.run(command, cwd=Path("/"), env=os.environ, log=None, timeout=timeout))


@pytest.mark.parametrize("code", [0, 3])
def test_a_command_returns_its_exit_code(code: int) -> None:
    assert run(["sh", "-c", f"exit {code}"], timeout=10) == code


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has descriptors of processes")
def test_a_command_that_takes_too_long_is_stopped_with_its_children(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(TimeoutError):
        run(["sh", "-c", f"sleep 60 & echo $! > {pid_file}; wait"], timeout=0.5)
    assert _ends(int(pid_file.read_text(encoding="ascii")))


def _ends(pid: int) -> bool:
    """Whether a process that has been sent its end ends, which may take the system a moment."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor, "rb") as process:
        return bool(select.select([process], [], [], 10)[0])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt orphans")
def test_what_a_command_leaves_running_is_found_and_stopped() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", FORGETFUL],
        env=os.environ | {"PYTHONPATH": str(TOOLS)},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert answer.stdout.strip() == "0 ['sleep 60'] []"
