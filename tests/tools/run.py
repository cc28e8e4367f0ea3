# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs sessions of noxfile.py, so that nothing is left running; of checks it says what came of them."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from checks import orphans, summary
from checks.paths import CACHES, LOGS, NOX, REPORT, REQUIREMENTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

# One more than there are processors, since checks wait as well; many at a time need much memory.
_JOBS = min((os.cpu_count() or 1) + 1, 4)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", action="store_true", help="run checks, some at the same time, and sum them up")
    parser.add_argument("nox", nargs="*", help="nox's own arguments")
    options = parser.parse_args(arguments)
    _install_nox()
    if not options.checks:
        return _run(options.nox)
    shutil.rmtree(LOGS, ignore_errors=True)
    orphans.adopt()
    code = _run([f"--parallel={_JOBS}", "--allow-parallel", f"--report={REPORT}", *options.nox])
    return 0 if summary.tell(orphans.stop()) and code == 0 else code or 1


def _install_nox() -> None:
    """As a folder of its own, not an environment: not every system's Python can make one."""
    pinned = REQUIREMENTS / "nox.txt"
    stamp = NOX / "requirements.txt"
    if not stamp.exists() or stamp.read_bytes() != pinned.read_bytes():
        shutil.rmtree(NOX, ignore_errors=True)
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-warn-conflicts"]
        install += [f"--target={NOX}", f"--requirement={pinned}"]
        quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
        subprocess.run(install, check=True, env=os.environ | quiet | CACHES)
        shutil.copyfile(pinned, stamp)


def _run(arguments: Sequence[str]) -> int:
    """Run nox in a process group of its own, and pass signals on as the one that stops it and what it has started."""
    command = [sys.executable, "-m", "nox", f"--noxfile={ROOT / 'noxfile.py'}", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PYTHONPATH": str(NOX), "PYTHONDONTWRITEBYTECODE": "1", "NOX_ENABLE_STALENESS_CHECK": "1"} | CACHES
    started: list[subprocess.Popen[bytes]] = []

    def stop(_number: int, _frame: FrameType | None) -> None:
        for process in started:
            process.send_signal(signal.SIGINT)

    # Before nox is started: what ignores a signal has its children ignore it too.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    with subprocess.Popen(command, env=environment, process_group=0) as nox:
        started.append(nox)
        return nox.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
