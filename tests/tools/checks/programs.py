# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The programs of the system that checks need: found, or installed where Debian has them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import nox

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OLDEST_JAVA = 17


def find_browser() -> str | None:
    """The path of a browser that starts: on some systems a name only says where the browser could be had."""
    for path in filter(None, map(shutil.which, BROWSERS)):
        if subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def find_java() -> str | None:
    """The path of a Java that is new enough, first the one that JAVA_HOME names: ansible-rulebook looks there too."""
    home = os.environ.get("JAVA_HOME")
    path = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if path is None:
        return None
    said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', said.stderr)
    return path if said.returncode == 0 and version and int(version[1]) >= OLDEST_JAVA else None


def browser_variables() -> dict[str, str]:
    """Where the modules and the demonstration find the browser; empty where there is none."""
    found = find_browser()
    return {"KESC_BROWSER_PATH": found} if found else {}


def provide(session: nox.Session, find: Callable[[], str | None], *, package: str) -> None:
    """Install a Debian package unless the program that it holds is found."""
    if find():
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        session.error("not found, and only root on Debian can have it installed: install it by hand")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        session.run("apt-get", "--quiet", *command, env={"DEBIAN_FRONTEND": "noninteractive"}, silent=True)
    if not find():
        session.error(f"installed {package}, which is not enough: install it by hand")
