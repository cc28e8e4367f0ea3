# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two lanes: the newest ansible-core that is supported, and the oldest, each on a Python that this machine has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# Which ansible-core a Python gets in which lane; within a lane the first Python that the machine has is taken.
# ansible-core 2.17 supports 3.10 to 3.12, 2.18 and 2.19 support 3.11 to 3.13, 2.20 and 2.21 support 3.12 to 3.14.
CORES_OF_NEWEST = {"3.13": "2.21", "3.12": "2.21", "3.14": "2.21", "3.11": "2.19"}
CORES_OF_OLDEST = {"3.11": "2.17", "3.12": "2.17", "3.13": "2.18", "3.14": "2.20"}


@dataclass(frozen=True)
class Lane:
    """A Python, an ansible-core series, and what else is installed: names of files in ``requirements``."""

    name: str
    minor: str
    python: Path
    core: str
    requirements: tuple[str, ...]


def newest() -> Lane:
    """Raises LookupError where there is no suitable Python."""
    return _lane("newest", CORES_OF_NEWEST, ("lab", "tests", "console", "checks", "eda"))


def oldest() -> Lane:
    """Raises LookupError where there is no suitable Python."""
    return _lane("oldest", CORES_OF_OLDEST, ("lab", "tests"))


def search_path() -> list[Path]:
    """PATH without pyenv's shims: a shim exists for every version but fails for those that are not selected."""
    folders = [Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
    return [folder for folder in folders if folder.name != "shims"]


def find(minor: str) -> Path | None:
    """The Python of that version: the running one, else one on PATH, else the newest one of pyenv."""
    if minor == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return Path(getattr(sys, "_base_executable", sys.executable))
    candidates = (folder / f"python{minor}" for folder in [*search_path(), *_folders_of_pyenv()])
    return next(filter(_works, candidates), None)


def choose(cores: Mapping[str, str], find: Callable[[str], Path | None]) -> tuple[str, Path]:
    """The version and the path of the first Python that is found. Raises LookupError where none is."""
    for minor in cores:
        python = find(minor)
        if python:
            return minor, python
    raise LookupError(f"none of the Pythons {', '.join(cores)} was found")


def _lane(name: str, cores: Mapping[str, str], requirements: tuple[str, ...]) -> Lane:
    minor, python = choose(cores, find)
    return Lane(name, minor, python, cores[minor], requirements)


def _works(candidate: Path) -> bool:
    if not os.access(candidate, os.X_OK):
        return False
    return subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0


def _folders_of_pyenv() -> Iterator[Path]:
    """Where pyenv has its versions, newest first, whether or not it is set up for this shell."""
    path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    roots = [folder.parent for folder in path if folder.name == "shims"]
    roots += [Path(os.environ["PYENV_ROOT"])] if "PYENV_ROOT" in os.environ else []
    for root in [*roots, Path.home() / ".pyenv"]:
        yield from sorted((root / "versions").glob("*/bin"), key=_version, reverse=True)


def _version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.parent.name)]
