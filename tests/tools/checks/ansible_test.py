# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-test, which passes no environment variables on, finds in its home folder: pip, and pip's settings."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

_STUB = Path(__file__).parent / "get_pip_stub.py"


def prepare(home: Path, environment: Path) -> None:
    """Make the environments that ansible-test makes itself possible behind a package mirror."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    version = _pip_version(environment)
    if not list(cache.glob(f"pip-{version}-*.whl")):
        download = [str(environment / "bin" / "python"), "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*download, "--dest", str(cache), f"pip=={version}"], check=True)
        shutil.copyfile(_STUB, cache / f"get_pip_{version.replace('.', '_')}.py")
    pip_folder = home / ".config" / "pip"
    pip_folder.mkdir(parents=True, exist_ok=True)
    (pip_folder / "pip.conf").write_text(_pip_settings(), encoding="utf-8")


def _pip_version(environment: Path) -> str:
    """The version that it wants to install."""
    source = next(environment.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py"))
    match = re.search(r"""pip=['"]([0-9.]+)['"]""", source.read_text(encoding="utf-8"))
    if not match:
        raise LookupError(f"no pip version in {source}")
    return match.group(1)


def _pip_settings() -> str:
    """The caller's (package index, certificates), and silence."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    settings = {"quiet": "2"}
    for line in listing.splitlines():
        name, _equals, value = line.partition("=")
        scope, _dot, option = name.rpartition(".")
        if scope in {"global", "install", ":env:"}:
            settings[option] = value.strip("'").replace("\\n", "\n  ")
    return "[global]\n" + "".join(f"{option} = {value}\n" for option, value in settings.items())
