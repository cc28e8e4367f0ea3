# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""make bench: the benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.installed import run_installed
from checks.paths import ROOT, WORK

if TYPE_CHECKING:
    from collections.abc import Sequence


async def bench(arguments: Sequence[str]) -> bool:
    """Set the benchmark up and run it with these arguments; return if it counted what it should."""
    return await run_installed(ROOT / "benchmarks" / "run.py", arguments, folder=WORK / "bench")
