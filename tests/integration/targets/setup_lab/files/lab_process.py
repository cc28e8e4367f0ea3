# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the practice server and print its ready line, or stop it; both return only when that is done."""

from __future__ import annotations

import argparse
import os
import pathlib
import select
import signal
import subprocess
import sys

_SECONDS_TO_STOP = 600


def start(options: argparse.Namespace) -> int:
    """Print the line of JSON that the lab prints when it accepts connections."""
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "kesc_lab", "serve", f"--fleet={options.fleet}", f"--state-dir={folder}"]
    with (folder / "stderr").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        sys.stderr.write((folder / "stderr").read_text(encoding="utf-8"))
        return process.wait()
    sys.stdout.write(line.decode("utf-8"))
    return 0


def stop(options: argparse.Namespace) -> int:
    """Stop the process and wait for its end."""
    try:
        handle = os.pidfd_open(options.pid)
    except ProcessLookupError:
        return 0
    for number in (signal.SIGTERM, signal.SIGKILL):
        signal.pidfd_send_signal(handle, number)
        ended = select.select([handle], [], [], _SECONDS_TO_STOP)[0]
        if ended:
            break
    os.close(handle)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    start_parser = commands.add_parser("start")
    start_parser.add_argument("--fleet", required=True)
    start_parser.add_argument("--folder", required=True)
    start_parser.set_defaults(act=start)
    stop_parser = commands.add_parser("stop")
    stop_parser.add_argument("--pid", required=True, type=int)
    stop_parser.set_defaults(act=stop)
    options = parser.parse_args()
    return options.act(options)


if __name__ == "__main__":
    sys.exit(main())
