# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A program of the clone that is run with the collection built and installed as its users have it."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checks import environments, programs

if TYPE_CHECKING:
    import nox

    from checks.lanes import Lane


def run(session: nox.Session, program: Path, *, lane: Lane, folder: Path) -> None:
    """Install ansible-core, the lab and the collection, in folder, and run the program."""
    browser = programs.browser_variables()
    lane = replace(lane, requirements=("lab", "console") if browser else ("lab",))
    environments.install(session, lane)
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    variables = environments.variables(Path(session.virtualenv.location), lane, home=home) | browser
    variables["ANSIBLE_COLLECTIONS_PATH"] = str(folder / "collections")
    for name in ("ANSIBLE_NOCOLOR", "NO_COLOR"):
        if name not in os.environ:
            del variables[name]
    session.env.update(variables | {"PYTHONPATH": None})
    # From a copy: the clone itself may hold much that would be looked through.
    tree = folder / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    environments.copy_files(environments.tracked_files(), tree)
    session.run("ansible-galaxy", "collection", "build", "--force", f"--output-path={folder}", str(tree), silent=True)
    archive = max(folder.glob("fleetops-kesc-*.tar.gz"), key=lambda archive: archive.stat().st_mtime)
    options = ["--offline", "--force", f"--collections-path={folder / 'collections'}"]
    session.run("ansible-galaxy", "collection", "install", *options, str(archive), silent=True)
    session.run("python", str(program), *session.posargs)
