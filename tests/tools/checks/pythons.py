# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the machine's Pythons and choose the two lanes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Which ansible-core a Python gets in which lane; within a lane the first Python that the machine has is taken.
# ansible-core 2.17 supports 3.10 to 3.12, 2.18 and 2.19 support 3.11 to 3.13, 2.20 and 2.21 support 3.12 to 3.14.
NEWEST_LANE = {(3, 13): "2.21", (3, 12): "2.21", (3, 14): "2.21", (3, 11): "2.19"}
OLDEST_LANE = {(3, 11): "2.17", (3, 12): "2.17", (3, 13): "2.18", (3, 14): "2.20"}

_QUESTION = (
    "import json, sys; print(json.dumps([sys.version_info[:3], getattr(sys, '_base_executable', sys.executable)]))"
)


@dataclass(frozen=True)
class Python:
    """An interpreter outside of any virtual environment."""

    version: tuple[int, int, int]
    executable: Path

    @property
    def minor(self) -> str:
        return f"{self.version[0]}.{self.version[1]}"

    @property
    def full(self) -> str:
        return ".".join(map(str, self.version))


def choose(lane: dict[tuple[int, int], str], pythons: Iterable[Python]) -> tuple[Python, str] | None:
    """The lane's Python and ansible-core series, or None where no Python is suitable."""
    by_minor: dict[tuple[int, int], Python] = {}
    for python in pythons:
        by_minor.setdefault(python.version[:2], python)
    return next(((by_minor[minor], core) for minor, core in lane.items() if minor in by_minor), None)


def find() -> list[Python]:
    """Every suitable Python, best first: the running one, then those on PATH, then those of pyenv."""
    found: dict[Path, Python] = {}
    for candidate in _candidates():
        python = _ask(candidate)
        if python and python.version[:2] in NEWEST_LANE:
            found.setdefault(python.executable.resolve(), python)
    return list(found.values())


def search_path() -> list[Path]:
    """PATH without pyenv's shims: a shim exists for every version but fails for those that are not selected."""
    folders = [Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
    return [folder for folder in folders if folder.name != "shims"]


def _candidates() -> Iterator[Path]:
    yield Path(sys.executable)
    folders = search_path()
    for root in _pyenv_roots():
        folders += sorted((root / "versions").glob("*/bin"), key=_version_key, reverse=True)
    for folder in folders:
        for name in ("python3.13", "python3.12", "python3.14", "python3.11", "python3"):
            if os.access(folder / name, os.X_OK):
                yield folder / name


def _pyenv_roots() -> list[Path]:
    """The folders in which pyenv may keep its versions, whether or not it is set up for this shell."""
    path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    roots = [folder.parent for folder in path if folder.name == "shims"]
    if "PYENV_ROOT" in os.environ:
        roots.append(Path(os.environ["PYENV_ROOT"]))
    return [*roots, Path.home() / ".pyenv"]


def _version_key(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.parent.name)]


def _ask(candidate: Path) -> Python | None:
    """What an interpreter says about itself; None when it does not work or is not Python 3."""
    answer = subprocess.run([candidate, "-c", _QUESTION], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return None
    version, executable = json.loads(answer.stdout)
    return Python((version[0], version[1], version[2]), Path(executable))
