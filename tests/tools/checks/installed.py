# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A program of the clone that is run with the collection built and installed as its users have it."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from checks import chromium, environments, processes, pythons
from checks.environments import Environment
from checks.paths import ROOT
from checks.report import Report
from checks.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from checks.environments import Run


async def run_installed(program: Path, arguments: Sequence[str], *, folder: Path) -> bool:
    """Make an environment, install the collection in folder and run the program; return if all of it went well."""
    choice = pythons.choose(pythons.NEWEST_LANE, pythons.find())
    if choice is None:
        raise LookupError("no Python 3.11, 3.12, 3.13 or 3.14 found")
    python, core = choice
    browser = chromium.variables()
    environment = Environment(ROOT / ".venv", python, core, ("lab", "console") if browser else ("lab",))
    print(f"ansible-core {core} on Python {python.full}, in {environment.folder}")
    runner = Runner(Report(total=3), jobs=1)
    variables = os.environ | environment.variables(home=folder / "home") | browser
    variables["ANSIBLE_COLLECTIONS_PATH"] = str(folder / "collections")
    for name in ("ANSIBLE_NOCOLOR", "NO_COLOR"):
        if name not in os.environ:
            del variables[name]
    install = functools.partial(_install_collection, folder=folder)
    command = ["python", str(program), *arguments]
    processes.adopt_orphans()
    try:
        return (
            await environments.fetch_pip(runner)
            and await runner.perform(folder.name, "environment", environment.make, env=environments.set_up_variables())
            and await runner.perform(folder.name, "collection", install, env=variables)
            and await processes.run(command, cwd=ROOT, env=variables, log=None, timeout=None) == 0
        )
    finally:
        processes.stop_orphans()


async def _install_collection(run: Run, folder: Path) -> None:
    (folder / "home").mkdir(parents=True, exist_ok=True)
    await run(["ansible-galaxy", "collection", "build", "--force", "--output-path", str(folder), str(ROOT)])
    archives = sorted(folder.glob("fleetops-kesc-*.tar.gz"), key=lambda archive: archive.stat().st_mtime)
    options = ["--offline", "--force", "--collections-path", str(folder / "collections")]
    await run(["ansible-galaxy", "collection", "install", *options, str(archives[-1])])
