# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A lane: one Python with one ansible-core; a track: a copy of the working tree in which steps follow each other."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checks import environments
from checks.paths import COLLECTION, WORK

if TYPE_CHECKING:
    from checks.environments import Environment, Run

_STUB = Path(__file__).parent / "get_pip_stub.py"


@dataclass(frozen=True)
class Track:
    """Steps of one track never run at the same time, and no two tracks share a file that either writes."""

    name: str
    environment: Environment

    @property
    def folder(self) -> Path:
        return WORK / self.name

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def collections(self) -> Path:
        return self.folder / "collections"

    @property
    def tree(self) -> Path:
        return self.collections / COLLECTION

    def variables(self) -> dict[str, str]:
        return self.environment.variables(home=self.home) | {
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "GALAXY_IMPORTER_CONFIG": str(self.tree / "tests" / "tools" / "galaxy-importer.cfg"),
            "MYPYPATH": str(self.collections),
            "MYPY_CACHE_DIR": str(self.folder / "cache" / "mypy"),
            "PYTHONPATH": str(self.collections),
            "RUFF_CACHE_DIR": str(self.folder / "cache" / "ruff"),
        }

    def placeholders(self) -> dict[str, str]:
        """What a step's command may contain in braces."""
        return {
            "python": self.environment.python.minor,
            "collections": str(self.collections),
            "tree": str(self.tree),
            "folder": str(self.folder),
        }

    async def make(self, run: Run) -> None:
        # Molecule keeps here which scenarios it has created: a run that was cut off must not be believed.
        shutil.rmtree(self.home / ".ansible" / "tmp", ignore_errors=True)
        environments.make_home(self.home)
        self._copy_tree()
        await self._prepare_ansible_test(run)
        for command in (["git", "init", "--quiet"], ["git", "add", "--all"]):
            subprocess.run(command, cwd=self.tree, check=True)

    def _copy_tree(self) -> None:
        """ansible-test wants a real path .../ansible_collections/NAMESPACE/NAME: no symbolic link will do."""
        shutil.rmtree(self.collections, ignore_errors=True)
        environments.copy_files(environments.tracked_files(), self.tree)
        variables = self.environment.variables(home=self.home)
        if (self.tree / "tests" / "integration").exists():
            (self.tree / "tests" / "integration" / "integration_config.yml").write_text(
                f"kesc_lab_python: {variables['KESC_LAB_PYTHON']}\nkesc_lab_fleets: {variables['KESC_LAB_FLEETS']}\n",
                encoding="utf-8",
            )

    async def _prepare_ansible_test(self, run: Run) -> None:
        """Put a get-pip.py in ansible-test's cache that installs pip from PyPI instead of from a host of its own."""
        cache = self.home / ".ansible" / "test" / "cache"
        cache.mkdir(parents=True, exist_ok=True)
        version = self._pip_of_ansible_test()
        if not list(cache.glob(f"pip-{version}-*.whl")):
            download = [str(self.environment.interpreter), "-m", "pip", "download", "--quiet", "--no-deps"]
            await run([*download, "--dest", str(cache), f"pip=={version}"])
        shutil.copyfile(_STUB, cache / f"get_pip_{version.replace('.', '_')}.py")

    def _pip_of_ansible_test(self) -> str:
        source = next(self.environment.folder.glob("lib/python*/site-packages/ansible_test/_internal"))
        match = re.search(r"""pip=['"]([0-9.]+)['"]""", (source / "python_requirements.py").read_text(encoding="utf-8"))
        if not match:
            raise LookupError(f"no pip version in {source}/python_requirements.py")
        return match.group(1)
