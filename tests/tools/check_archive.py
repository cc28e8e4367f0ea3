# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the collection's archive, check what is in it, install it, use it from there and let Galaxy's importer see it.

It also goes into an execution environment, as far as that is possible without a program that builds images.

Usage: check_archive.py TREE FOLDER. The archive is left in FOLDER.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import awx_collection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLLECTION = "fleetops.kesc"

# The archive holds nothing at its top level but these.
ALLOWED = frozenset(
    {
        "CHANGELOG.md",
        "FILES.json",
        "LICENSES",
        "MANIFEST.json",
        "README.md",
        "changelogs",
        "docs",
        "extensions",
        "meta",
        "playbooks",
        "plugins",
        "requirements.txt",
        "roles",
        "tests",
    }
)

# Whatever its folder, none of these: what serves the development, what a run leaves behind, what may hold a secret.
FORBIDDEN = (
    "*.key",
    "*.log",
    "*.pem",
    "*.pid",
    "*.py[co]",
    "*.sqlite*",
    "*.tar.gz",
    "*/.*",
    "*__pycache__*",
    "changelogs/fragments/*",
    "extensions/molecule/*",
    "tests/campaign/*",
    "tests/console/*",
    "tests/eda/*",
    "tests/integration/*",
    "tests/output/*",
    "tests/playbooks/*",
    "tests/sanity/ignore-*",
    "tests/tools/*",
)

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
    _run("ansible-galaxy", "collection", "build", "--output-path", str(folder), str(tree))
    archive = next(folder.glob("*.tar.gz"))
    with tarfile.open(archive) as content:
        names = sorted(member.name for member in content if member.isfile())
    if unwanted := list(find_unwanted(names)):
        print("not to be in the archive:", *unwanted, sep="\n  ")
        return 1
    print(f"{archive.name}: {len(names)} files, {archive.stat().st_size} bytes")

    installed = folder / "installed"
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = str(installed)
    os.environ.pop("PYTHONPATH", None)  # Ansible looks for collections there too, and must not find the working tree
    _run("ansible-galaxy", "collection", "install", "--offline", "--collections-path", str(installed), str(archive))
    for plugin_type, name in find_documented(names):
        _run("ansible-doc", "--type", plugin_type, f"{COLLECTION}.{name}", quiet=True)
    awx_collection.write(folder / "stand-in")
    os.environ["ANSIBLE_COLLECTIONS_PATH"] += f"{os.pathsep}{folder / 'stand-in'}"
    for playbook in find_playbooks(names):
        _run("ansible-playbook", "--inventory", "localhost,", "--syntax-check", f"{COLLECTION}.{playbook}")
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


def find_unwanted(names: Iterable[str]) -> Iterator[str]:
    """The names of files that do not belong in the archive."""
    for name in names:
        if name.partition("/")[0] not in ALLOWED or any(fnmatch(name, pattern) for pattern in FORBIDDEN):
            yield name


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
    for name in names:
        if found := re.fullmatch(r"playbooks/([a-z0-9_]+)\.yml", name):
            yield found[1]


def _run(*command: str, quiet: bool = False) -> None:
    print("$", *command, flush=True)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL if quiet else None)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
