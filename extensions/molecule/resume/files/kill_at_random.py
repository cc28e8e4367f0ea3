# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a rotation, kill it and its workers (SIGKILL) at random points of its journal, and run it to its end at last.

python kill_at_random.py --journal FILE --kills COUNT [--seed NUMBER] -- COMMAND...
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

_MOST_SECONDS = 1800


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journal", type=pathlib.Path, required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    chance = random.Random(options.seed)
    for _kill in range(options.kills):
        records = _count(options.journal) + chance.randint(1, 7)
        if not _kill_at(records, chance.uniform(0, 0.05), options.journal, options.command):
            print("it came to its end before that")
            return 1
        print(f"killed after {_count(options.journal)} records")
    return subprocess.run(options.command, check=False).returncode


def _kill_at(records: int, delay: float, journal: pathlib.Path, command: list[str]) -> bool:
    """Whether the command was still running ``delay`` seconds after the journal had so many records."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + _MOST_SECONDS
    while process.poll() is None and _count(journal) < records:
        if time.monotonic() > deadline:
            break
        time.sleep(0.002)
    time.sleep(delay)
    if process.poll() is not None:
        return False
    os.kill(process.pid, signal.SIGSTOP)
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    for pid in (*children.split(), process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
    process.wait()
    return True


def _count(journal: pathlib.Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


if __name__ == "__main__":
    sys.exit(main())
