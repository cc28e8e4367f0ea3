# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""make lock: pin the newest versions of everything that the checks and the lab need, for all supported Pythons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import environments, processes
from checks.paths import REQUIREMENTS, ROOT, WORK
from checks.report import Report
from checks.runner import Runner

if TYPE_CHECKING:
    from checks.environments import Run

_UV = WORK / "lock" / "uv"
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


async def lock() -> bool:
    """Write requirements/*.txt from requirements/*.in and the lab's own requirements."""
    processes.adopt_orphans()
    env = environments.set_up_variables() | {"UV_SYSTEM_CERTS": "1"}
    return await Runner(Report(total=1), jobs=1).perform("requirements", "lock", _lock, env=env)


async def _lock(run: Run) -> None:
    await run([*environments.pip_command(), "install", "--quiet", "--upgrade", "--target", str(_UV), "uv"])
    sources = {"lab": [str(ROOT / "lab" / "pyproject.toml")], "tests": [], "console": [], "checks": [], "eda": []}
    constraints: list[str] = []
    for name, more in sources.items():
        target = str(REQUIREMENTS / f"{name}.txt")
        compile_command = [str(_UV / "bin" / "uv"), "pip", "compile", *_OPTIONS, *constraints]
        await run([*compile_command, *more, str(REQUIREMENTS / f"{name}.in"), f"--output-file={target}"])
        constraints.append(f"--constraint={target}")
