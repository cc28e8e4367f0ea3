# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is installed into an environment, and the environment variables of what runs in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from checks.lanes import search_path
from checks.paths import CACHES, REQUIREMENTS, ROOT, WORK

if TYPE_CHECKING:
    from collections.abc import Iterable

    import nox

    from checks.lanes import Lane

FOLDER = WORK / "environments"
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


def install(session: nox.Session, lane: Lane) -> None:
    """Install ansible-core, the pinned requirements and the lab, each only where it has changed since."""
    names = (f"core-{lane.core}", *lane.requirements)
    files = [REQUIREMENTS / f"{name}.txt" for name in names]
    folder = Path(session.virtualenv.location)
    # Without PYTHONPATH: what nox itself needs is not installed here.
    variables = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONPATH": None}
    if _has_changed(folder / ".requirements.stamp", files):
        session.install(*(f"--requirement={file}" for file in files), env=variables)
        _stamp(folder / ".requirements.stamp", files)
    of_lab = [name for name in tracked_files() if Path(name).is_relative_to("lab")]
    sources = [ROOT / name for name in of_lab]
    if _has_changed(folder / ".lab.stamp", sources):
        # From a copy: a build leaves files where it works.
        shutil.rmtree(folder / "src", ignore_errors=True)
        copy_files(of_lab, folder / "src")
        session.install("--force-reinstall", "--no-deps", str(folder / "src" / "lab"), env=variables)
        _stamp(folder / ".lab.stamp", sources)


def variables(folder: Path, lane: Lane, *, home: Path) -> dict[str, str]:
    """The environment variables of a program that runs in the environment with a home folder of its own."""
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "ANSIBLE_NOCOLOR": "1",
        "HOME": str(home),
        "KESC_LAB_FLEETS": str(ROOT / "lab" / "fleets"),
        "KESC_LAB_PYTHON": str(folder / "bin" / "python"),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PATH": os.pathsep.join(map(str, [folder / "bin", lane.python.parent, *search_path()])),
        "PIP_CACHE_DIR": CACHES["PIP_CACHE_DIR"],
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "VIRTUAL_ENV": str(folder),
    }


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


def _has_changed(stamp: Path, files: Iterable[Path]) -> bool:
    return not stamp.exists() or stamp.read_text(encoding="ascii") != _digest(files)


def _stamp(stamp: Path, files: Iterable[Path]) -> None:
    stamp.write_text(_digest(files), encoding="ascii")


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()
