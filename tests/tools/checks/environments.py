# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual environments that are made again only when what they are made of has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from checks import pythons
from checks.paths import REQUIREMENTS, ROOT, WORK
from checks.pythons import search_path

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from checks.pythons import Python
    from checks.runner import Runner

    Run = Callable[[Sequence[str]], Awaitable[None]]

PIP_VERSION = "25.2"  # one for all lanes; a venv starts without pip, since not every system Python has ensurepip
PIP_WHEEL = WORK / "wheels" / f"pip-{PIP_VERSION}-py3-none-any.whl"

# What of the caller's environment reaches a check: how to reach the network, and where Java is.
_PASSED_ON = (
    "CI",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "JAVA_HOME",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TERM",
    "TZ",
    "USER",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)


@dataclass(frozen=True)
class Environment:
    """A virtual environment with ansible-core, the pinned requirements and the lab."""

    folder: Path
    python: Python
    core: str
    requirements: tuple[str, ...]

    @property
    def interpreter(self) -> Path:
        return self.folder / "bin" / "python"

    @cached_property
    def _requirement_files(self) -> list[Path]:
        return [REQUIREMENTS / f"{name}.txt" for name in (f"core-{self.core}", *self.requirements)]

    async def make(self, run: Run) -> None:
        """Make the environment with run, or leave it when it is up to date; then the same for the lab in it."""
        stamp = f"{self.python.executable} {self.python.full} pip {PIP_VERSION} {_digest(self._requirement_files)}"
        if not _is_stamped(self.folder, "requirements", stamp):
            shutil.rmtree(self.folder, ignore_errors=True)
            await run([str(self.python.executable), "-m", "venv", "--without-pip", str(self.folder)])
            await run([str(self.interpreter), f"{PIP_WHEEL}/pip", "install", "--quiet", "--no-index", str(PIP_WHEEL)])
            await self._install(run, *(f"--requirement={file}" for file in self._requirement_files))
            _write_stamp(self.folder, "requirements", stamp)
        await self._make_lab(run)

    async def _make_lab(self, run: Run) -> None:
        names = [name for name in tracked_files() if Path(name).is_relative_to("lab")]
        stamp = _digest(ROOT / name for name in names)
        if names and not _is_stamped(self.folder, "lab", stamp):
            source = self.folder / "src"
            shutil.rmtree(source, ignore_errors=True)
            copy_files(names, source)
            await self._install(run, "--force-reinstall", "--no-deps", str(source / "lab"))
            _write_stamp(self.folder, "lab", stamp)

    async def _install(self, run: Run, *arguments: str) -> None:
        await run([str(self.interpreter), "-m", "pip", "install", "--quiet", *arguments])

    def variables(self, *, home: Path) -> dict[str, str]:
        """The environment variables of a program that runs in this environment with a home folder of its own."""
        return {
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            "ANSIBLE_NOCOLOR": "1",
            "HOME": str(home),
            "KESC_LAB_FLEETS": str(ROOT / "lab" / "fleets"),
            "KESC_LAB_PYTHON": str(self.interpreter),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "PATH": os.pathsep.join(map(str, [self.interpreter.parent, self.python.executable.parent, *search_path()])),
            "PIP_CACHE_DIR": str(WORK / "cache" / "pip"),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "VIRTUAL_ENV": str(self.folder),
        }


def set_up_variables() -> dict[str, str]:
    """The environment variables under which environments are made: the caller's, with the cache in the clone."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return variables | {
        "LC_ALL": "C.UTF-8",
        "PATH": os.pathsep.join(map(str, search_path())),
        "PIP_CACHE_DIR": str(WORK / "cache" / "pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }


def pip_command() -> list[str]:
    """The command of some pip that this machine has."""
    for python in pythons.find():
        command = [str(python.executable), "-m", "pip"]
        if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode == 0:
            return command
    raise LookupError("no Python with pip found")


async def fetch_pip(runner: Runner) -> bool:
    """Fetch the pip that goes into every environment."""

    async def act(run: Run) -> None:
        if not PIP_WHEEL.exists():
            folder = str(PIP_WHEEL.parent)
            await run([*pip_command(), "download", "--quiet", "--no-deps", "--dest", folder, f"pip=={PIP_VERSION}"])

    return await runner.perform("all", "pip", act, env=set_up_variables())


def make_home(home: Path) -> None:
    """Make a home folder, with the pip settings of the real one (package index, certificates), and a silent pip."""
    home.mkdir(parents=True, exist_ok=True)
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    settings = {"quiet": "2"}
    for line in listing.splitlines():
        name, _equals, value = line.partition("=")
        scope, _dot, option = name.rpartition(".")
        if scope in {"global", "install", ":env:"}:
            settings[option] = value.strip("'").replace("\\n", "\n  ")
    text = "".join(f"{option} = {value}\n" for option, value in settings.items())
    pip_folder = home / ".config" / "pip"
    pip_folder.mkdir(parents=True, exist_ok=True)
    (pip_folder / "pip.conf").write_text(f"[global]\n{text}", encoding="utf-8")


def tracked_files() -> list[str]:
    """The names of the working tree's files: those that git tracks, and new ones that it does not ignore."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(name for name in set(listing.stdout.split("\0")) if name and (ROOT / name).is_file())


def copy_files(names: Iterable[str], folder: Path) -> None:
    """Copy files of the working tree into a folder, under their names in the working tree."""
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _is_stamped(folder: Path, name: str, stamp: str) -> bool:
    file = folder / f".{name}.stamp"
    return file.exists() and file.read_text(encoding="utf-8") == stamp


def _write_stamp(folder: Path, name: str, stamp: str) -> None:
    (folder / f".{name}.stamp").write_text(stamp, encoding="utf-8")
