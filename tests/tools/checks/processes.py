# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run child processes so that none of them outlives the run."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_SECONDS_TO_STOP = 5.0


async def run(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: IO[bytes] | None, timeout: float | None
) -> int:
    """Run a command in a process group of its own and return its exit code.

    Its output goes to log, or to the terminal when that is None. However this ends, the command has ended too.
    A command that is still running after timeout seconds is stopped and raises TimeoutError.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(timeout):
            return await process.wait()
    finally:
        if process.returncode is None:
            await _stop(process)


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Stop a command as Ctrl-C does, so that it can clean up, and after a while kill what is left of its group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    with suppress(TimeoutError):
        async with asyncio.timeout(_SECONDS_TO_STOP):
            await process.wait()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that stop_orphans can see it (Linux only)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def stop_orphans() -> list[str]:
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
