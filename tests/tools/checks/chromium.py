# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Chromium that the provider console drives: found, or installed where Debian has it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from checks import environments

if TYPE_CHECKING:
    from checks.environments import Run
    from checks.runner import Runner

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a browser that starts: on some systems a name only says where the browser could be had."""
    for path in filter(None, map(shutil.which, NAMES)):
        if subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def variables() -> dict[str, str]:
    """Where the modules and the demonstration find the browser; empty where there is none."""
    found = find()
    return {"KESC_BROWSER_PATH": found} if found else {}


async def provide(runner: Runner) -> bool:
    """Install Chromium where there is none; return if there is one now."""
    return await runner.perform(
        "all", "chromium", _install, env=environments.set_up_variables() | {"DEBIAN_FRONTEND": "noninteractive"}
    )


async def _install(run: Run) -> None:
    if find():
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise LookupError("there is no Chromium, and only root on Debian can have it installed: install it by hand")
    await run(["apt-get", "--quiet", "update"])
    await run(["apt-get", "--quiet", "install", "--yes", "--no-install-recommends", "chromium"])
