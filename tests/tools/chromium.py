# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs Debian's Chromium where there is none, for the checks that need a browser. Takes no arguments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Another step may be installing it at this very moment.
APT = ("apt-get", "--quiet", "--option=DPkg::Lock::Timeout=300")


def main() -> int:
    if any(map(shutil.which, NAMES)):
        return 0
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("there is no Chromium, and only root on a Debian can have it installed: install it by hand")
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*APT, "--option=APT::Update::Error-Mode=any", "update"], check=False, env=environment)
    return subprocess.run(
        [*APT, "install", "--yes", "--no-install-recommends", "chromium"], check=False, env=environment
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
