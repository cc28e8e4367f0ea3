# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""make demo: an environment, the collection built and installed as its users have it, and the demonstration."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from checks import chromium, environments, processes, pythons
from checks.environments import Environment
from checks.paths import ROOT, WORK
from checks.report import Report
from checks.runner import Runner

if TYPE_CHECKING:
    from checks.environments import Run

_FOLDER = WORK / "demo"
_PROGRAM = ROOT / "demo" / "run.py"


async def demo() -> bool:
    """Set the demonstration up and run it; return if all of it went well."""
    choice = pythons.choose(pythons.NEWEST_LANE, pythons.find())
    if choice is None:
        raise LookupError("no Python 3.11, 3.12, 3.13 or 3.14 found")
    python, core = choice
    browser = chromium.variables()
    environment = Environment(ROOT / ".venv", python, core, ("lab", "console") if browser else ("lab",))
    print(f"ansible-core {core} on Python {python.full}, in {environment.folder}")
    runner = Runner(Report(total=3), jobs=1)
    variables = os.environ | environment.variables(home=_FOLDER / "home") | browser
    variables["ANSIBLE_COLLECTIONS_PATH"] = str(_FOLDER / "collections")
    for name in ("ANSIBLE_NOCOLOR", "NO_COLOR"):
        if name not in os.environ:
            del variables[name]
    processes.adopt_orphans()
    try:
        return (
            await environments.fetch_pip(runner)
            and await runner.perform("demo", "environment", environment.make, env=environments.set_up_variables())
            and await runner.perform("demo", "collection", _install_collection, env=variables)
            and await _run(variables)
        )
    finally:
        processes.stop_orphans()


async def _install_collection(run: Run) -> None:
    (_FOLDER / "home").mkdir(parents=True, exist_ok=True)
    await run(["ansible-galaxy", "collection", "build", "--force", "--output-path", str(_FOLDER), str(ROOT)])
    archives = sorted(_FOLDER.glob("fleetops-kesc-*.tar.gz"), key=lambda archive: archive.stat().st_mtime)
    options = ["--offline", "--force", "--collections-path", str(_FOLDER / "collections")]
    await run(["ansible-galaxy", "collection", "install", *options, str(archives[-1])])


async def _run(variables: dict[str, str]) -> bool:
    command = ["python", str(_PROGRAM)]
    return await processes.run(command, cwd=ROOT, env=variables, log=None, timeout=None) == 0
