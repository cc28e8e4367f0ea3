# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""make campaign: rotations under faults and kills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.installed import run_installed
from checks.paths import ROOT, WORK

if TYPE_CHECKING:
    from collections.abc import Sequence


async def campaign(arguments: Sequence[str]) -> bool:
    """Set the campaign up and run it with these arguments; return if nothing was violated."""
    return await run_installed(ROOT / "tests" / "campaign" / "campaign.py", arguments, folder=WORK / "campaign")
