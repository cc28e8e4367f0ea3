# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a check works: a copy of the working tree, a home folder and a log, all its own."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nox.command import CommandFailed

from checks import ansible_test, environments
from checks.paths import COLLECTION, LOGS, NOX, WORK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import nox

    from checks.lanes import Lane


@dataclass(frozen=True)
class Workplace:
    """No two checks share a file that either writes, so that any two can run at the same time."""

    name: str
    lane: Lane

    @property
    def folder(self) -> Path:
        return WORK / "checks" / self.name

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def collections(self) -> Path:
        return self.folder / "collections"

    @property
    def tree(self) -> Path:
        return self.collections / COLLECTION

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"

    def make(self) -> None:
        # Molecule keeps here which scenarios it has created: a run that was cut off must not be believed.
        shutil.rmtree(self.home / ".ansible" / "tmp", ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True)
        self._copy_tree()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)

    def run(self, session: nox.Session, command: Sequence[str], *, cwd: str, more: Mapping[str, str]) -> None:
        """Run a command, whose arguments may contain placeholders in braces; show its log where it fails.

        ``more`` are environment variables beside those that each command has.
        """
        placeholders = {"python": self.lane.minor, "tree": self.tree, "folder": self.folder, "nox": NOX}
        program, *arguments = (part.format(**placeholders) for part in command)
        variables = {**self._variables(), **more}
        path = shutil.which(program, path=variables["PATH"])
        if path is None:
            session.error(f"{program} is not installed")
        if program == "ansible-test":
            ansible_test.prepare(self.home, environments.FOLDER / self.lane.name)
        with self.log.open("a", encoding="utf-8") as log, session.chdir(self.tree / cwd):
            log.write(f"$ {shlex.join([program, *arguments])}\n")
            log.flush()
            try:
                session.run(path, *arguments, env=variables, include_outer_env=False, stdout=log)
            except CommandFailed:
                sys.stdout.write(self.log.read_text(encoding="utf-8", errors="replace"))
                raise

    def _variables(self) -> dict[str, str]:
        environment = environments.FOLDER / self.lane.name
        return {
            **environments.variables(environment, self.lane, home=self.home),
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "GALAXY_IMPORTER_CONFIG": str(self.tree / "tests" / "tools" / "galaxy-importer.cfg"),
            "MYPYPATH": str(self.collections),
            "MYPY_CACHE_DIR": str(self.folder / "cache" / "mypy"),
            "PYTHONPATH": str(self.collections),
            "RUFF_CACHE_DIR": str(self.folder / "cache" / "ruff"),
        }

    def _copy_tree(self) -> None:
        """ansible-test wants a real path .../ansible_collections/NAMESPACE/NAME: no symbolic link will do."""
        shutil.rmtree(self.collections, ignore_errors=True)
        environments.copy_files(environments.tracked_files(), self.tree)
        variables = self._variables()
        (self.tree / "tests" / "integration" / "integration_config.yml").write_text(
            f"kesc_lab_python: {variables['KESC_LAB_PYTHON']}\nkesc_lab_fleets: {variables['KESC_LAB_FLEETS']}\n",
            encoding="utf-8",
        )
        for command in (["git", "init", "--quiet"], ["git", "add", "--all"]):
            subprocess.run(command, cwd=self.tree, check=True)
