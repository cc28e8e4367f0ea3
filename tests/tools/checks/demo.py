# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""make demo: the demonstration."""

from __future__ import annotations

from checks.installed import run_installed
from checks.paths import ROOT, WORK


async def demo() -> bool:
    """Set the demonstration up and run it; return if all of it went well."""
    return await run_installed(ROOT / "demo" / "run.py", (), folder=WORK / "demo")
