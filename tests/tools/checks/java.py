# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Java on which ansible-rulebook reasons: found, or installed where Debian has it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from checks import environments

if TYPE_CHECKING:
    from checks.environments import Run
    from checks.runner import Runner

OLDEST = 17


def find() -> str | None:
    """The path of a Java that is new enough, first the one that JAVA_HOME names: ansible-rulebook looks there too."""
    home = os.environ.get("JAVA_HOME")
    path = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if path is None:
        return None
    said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', said.stderr)
    return path if said.returncode == 0 and version and int(version[1]) >= OLDEST else None


async def provide(runner: Runner) -> bool:
    """Install Java where there is none that is new enough; return if there is one now."""
    return await runner.perform(
        "all", "java", _install, env=environments.set_up_variables() | {"DEBIAN_FRONTEND": "noninteractive"}
    )


async def _install(run: Run) -> None:
    if find():
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise LookupError(f"there is no Java {OLDEST} or newer, and only root on Debian can have it installed")
    await run(["apt-get", "--quiet", "update"])
    await run(["apt-get", "--quiet", "install", "--yes", "--no-install-recommends", "default-jre-headless"])
    if not find():
        raise LookupError(f"the Java of this system is older than {OLDEST}, or JAVA_HOME names another: set it anew")
