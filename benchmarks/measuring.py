# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a program costs: wall time, processor time of it and its children, and the memory of the largest of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TICKS = os.sysconf("SC_CLK_TCK")
_OUTPUT = "output"


class Cost(t.NamedTuple):
    """Seconds, and KiB; ``memory`` is the peak of the largest single process."""

    wall: float
    cpu: float
    memory: int


def measure(command: Sequence[str], *, env: Mapping[str, str], folder: Path) -> Cost:
    """Run the command to its end; its output goes to a file. Raises ``RuntimeError`` where it fails.

    A small process of its own runs it: the kernel counts the memory of whoever starts a program as the program's.
    """
    measuring = [sys.executable, __file__, *command]
    run = subprocess.run(measuring, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    exit_code, *cost = json.loads(run.stdout)
    if exit_code:
        lines = (folder / _OUTPUT).read_text(encoding="utf-8").splitlines()[-30:]
        end = "\n".join(line[:400] for line in lines)
        raise RuntimeError(f"{' '.join(command)} ended with {exit_code}:\n{end}")
    return Cost(*cost)


def main() -> None:
    """Run the command line, and print how it ended and what it cost."""
    with Path(_OUTPUT).open("w", encoding="utf-8") as output:
        started = time.monotonic()
        process = subprocess.Popen(sys.argv[1:], stdout=output, stderr=subprocess.STDOUT)
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps([process.returncode, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))


def cpu_of(pid: int) -> float:
    """The seconds of processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def machine_cpu() -> tuple[float, float]:
    """The seconds of processor time that everybody has used so far, and those that passed unused."""
    fields = [int(field) for field in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) / _TICKS, idle / _TICKS


if __name__ == "__main__":
    main()
