# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pin the newest versions of everything that the checks and the lab need, for all supported Pythons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.paths import REQUIREMENTS, ROOT

if TYPE_CHECKING:
    import nox

# ansible-core is another one in each lane, and its version of resolvelib with it.
_OPTIONS = (
    "--annotation-style=line",
    "--no-emit-package=ansible-core",
    "--no-emit-package=resolvelib",
    "--no-header",
    "--python-version=3.11",
    "--quiet",
    "--universal",
    "--upgrade",
)


def pin(session: nox.Session) -> None:
    """Write requirements/*.txt from requirements/*.in and the lab's own requirements."""
    more = {"lab": [str(ROOT / "lab" / "pyproject.toml")]}
    constraints: list[str] = []
    for name in ("lab", "tests", "console", "checks", "eda"):
        target = str(REQUIREMENTS / f"{name}.txt")
        compile_command = ["uv", "pip", "compile", *_OPTIONS, *constraints, *more.get(name, [])]
        source = str(REQUIREMENTS / f"{name}.in")
        session.run(*compile_command, source, f"--output-file={target}", env={"UV_SYSTEM_CERTS": "1"})
        constraints.append(f"--constraint={target}")
