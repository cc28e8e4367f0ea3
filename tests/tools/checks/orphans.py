# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find and stop what the checks left running."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def adopt() -> None:
    """Become the parent of every descendant whose own parent ends, so that stop can see it (Linux only)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def stop() -> list[str]:
    """Kill what finished commands left running and return the command lines; call it while no command runs."""
    stopped: list[str] = []
    while children := _children():
        for pid in children:
            command = _command_line(pid)
            if command:
                stopped.append(command)
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
    return stopped


def _children() -> list[int]:
    with suppress(OSError):
        return [
            int(pid)
            for task in Path("/proc/self/task").iterdir()
            for pid in (task / "children").read_text(encoding="ascii").split()
        ]
    return []


def _command_line(pid: int) -> str:
    """The command line of a running process, empty for one that has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    return ""
