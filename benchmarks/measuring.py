# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a program costs: wall time, processor time of it and its children, and the memory of the largest of them."""

from __future__ import annotations

import os
import subprocess
import time
import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TICKS = os.sysconf("SC_CLK_TCK")


class Cost(t.NamedTuple):
    """Seconds, and KiB; ``memory`` is the peak of the largest single process."""

    wall: float
    cpu: float
    memory: int


def measure(command: Sequence[str], *, env: Mapping[str, str], folder: Path) -> Cost:
    """Run the command to its end; its output goes to a file. Raises ``RuntimeError`` where it fails."""
    log = folder / "output"
    with log.open("w", encoding="utf-8") as output:
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        lines = log.read_text(encoding="utf-8").splitlines()[-30:]
        end = "\n".join(line[:400] for line in lines)
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{end}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def cpu_of(pid: int) -> float:
    """The seconds of processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def machine_cpu() -> tuple[float, float]:
    """The seconds of processor time that everybody has used so far, and those that passed unused."""
    fields = [int(field) for field in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) / _TICKS, idle / _TICKS
