# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the collection's archive, check what is in it, install it, use it from there and let Galaxy's importer see it.

It also goes into an execution environment, as far as that is possible without a program that builds images.

Usage: check_archive.py TREE FOLDER. TREE is a copy of the working tree, in which files are added: as what people leave
there, none of which may be packed. The archive is left in FOLDER.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import awx_collection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLLECTION = "fleetops.kesc"

# What of the tracked files is packed; galaxy.yml says the same to ansible-galaxy.
PACKED = (
    "CHANGELOG.md",
    "LICENSES/",
    "README.md",
    "changelogs/changelog.yaml",
    "docs/",
    "extensions/eda/",
    "meta/",
    "playbooks/",
    "plugins/",
    "requirements.txt",
    "roles/",
    "tests/config.yml",
    "tests/unit/",
)
WRITTEN = ("FILES.json", "MANIFEST.json")

# What the README's quick start, a rotation, a rehearsal and tools leave where they run.
LEFT_BEHIND = (
    ".venv/bin/activate",
    ".vault-password",
    "__pycache__/orders.cpython-313.pyc",
    "ca.pem",
    "console-state.json",
    "dist/fleetops-kesc-0.0.1.tar.gz",
    "inventory.yml",
    "kesc_tenants.yml",
    "license-rotation-plan.json",
    "license-rotation-report/2026-11-29T0538Z-rotate/report.json",
    "license-rotation-report/journal.jsonl",
    "license-rotation-report/report.html",
    "license-rotation-worklist/worklist.html",
    "orders.csv",
    "rehearsal/ready.json",
    "rehearsal/server.key",
    "rehearsal/state.sqlite",
    "secret.txt",
)
# Where people work: in the clone itself, or beside the playbooks.
WHERE_LEFT = (".", "playbooks", "lab", "tests")

# Folders of plugins with documentation: the type's name for ansible-doc, and where the documentation is.
DOCUMENTED = {
    "filter": ("filter", ".yml"),
    "inventory": ("inventory", ".py"),
    "lookup": ("lookup", ".py"),
    "modules": ("module", ".py"),
    "test": ("test", ".yml"),
}


def main(tree: Path, folder: Path) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    expected = find_packed(_run("git", "-C", str(tree), "ls-files").splitlines())
    leave_behind(tree)
    _run("ansible-galaxy", "collection", "build", "--output-path", str(folder), str(tree))
    archive = next(folder.glob("*.tar.gz"))
    with tarfile.open(archive) as content:
        names = sorted(member.name for member in content if member.isfile())
    if differences := sorted({*expected, *WRITTEN} ^ set(names)):
        print("in the archive and not to be, or not in it:", *differences, sep="\n  ")
        return 1
    print(f"{archive.name}: {len(names)} files, {archive.stat().st_size} bytes")

    installed = folder / "installed"
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = str(installed)
    os.environ.pop("PYTHONPATH", None)  # Ansible looks for collections there too, and must not find the working tree
    _run("ansible-galaxy", "collection", "install", "--offline", "--collections-path", str(installed), str(archive))
    for plugin_type, documented in groupby(sorted(find_documented(names)), key=itemgetter(0)):
        _run("ansible-doc", "--type", plugin_type, *(f"{COLLECTION}.{name}" for _type, name in documented))
    awx_collection.write(folder / "stand-in")
    os.environ["ANSIBLE_COLLECTIONS_PATH"] += f"{os.pathsep}{folder / 'stand-in'}"
    playbooks = [f"{COLLECTION}.{playbook}" for playbook in find_playbooks(names)]
    _run("ansible-playbook", "--inventory", "localhost,", "--syntax-check", *playbooks)
    _run(sys.executable, "-m", "galaxy_importer.main", str(archive))
    describe_image(tree, archive, folder / "image")
    find_dependencies(installed)
    return 0


def find_dependencies(installed: Path) -> None:
    """Have ansible-builder find what an execution environment needs for the installed collection."""
    command = ["ansible-builder", "introspect", str(installed)]
    print("$", *command, flush=True)
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    print(found.stdout)
    for needed in ("requests>=2.31", "playwright", "babel", "cryptography", "chromium"):
        if needed not in found.stdout:
            raise LookupError(f"ansible-builder does not find {needed}")


def describe_image(tree: Path, archive: Path, folder: Path) -> None:
    """Have ansible-builder make of execution-environment.yml, which names the archive, what builds an image."""
    (folder / "dist").mkdir(parents=True)
    shutil.copy(tree / "execution-environment.yml", folder)
    shutil.copy(archive, folder / "dist")
    definition, context = folder / "execution-environment.yml", folder / "context"
    _run("ansible-builder", "create", "--file", str(definition), "--context", str(context))
    requirements = (context / "_build" / "requirements.yml").read_text(encoding="utf-8")
    if f"/build/dist/{archive.name}" not in requirements or not (context / "_build" / "dist" / archive.name).exists():
        raise LookupError(f"{definition.name} does not install {archive.name}")


def find_packed(tracked: Iterable[str]) -> list[str]:
    """Those of the working tree's files that belong in the archive."""
    return [name for name in tracked if name.startswith(PACKED)]


def leave_behind(tree: Path) -> None:
    """Make the files that people leave in a working tree."""
    for where in WHERE_LEFT:
        for name in LEFT_BEHIND:
            file = tree / where / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("left behind\n", encoding="utf-8")


def find_documented(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Type and name of each plugin, and of each role, that has documentation of its own."""
    for name in names:
        match name.split("/"):
            case ["plugins", kind, file] if kind in DOCUMENTED:
                plugin_type, suffix = DOCUMENTED[kind]
                if file.endswith(suffix) and not file.startswith("_"):
                    yield plugin_type, file.removesuffix(suffix)
            case ["roles", role, "meta", "argument_specs.yml"]:
                yield "role", role
            case _:
                pass


def find_playbooks(names: Iterable[str]) -> Iterator[str]:
    """The playbooks that a user runs; those with an underscore are parts of others."""
    for name in names:
        if found := re.fullmatch(r"playbooks/([a-z0-9]\w*)\.yml", name):
            yield found[1]


def _run(*command: str) -> str:
    """Run a command and return what it says, which is shown only where it fails."""
    print("$", *command, flush=True)
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{command[0]} ended with exit code {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
