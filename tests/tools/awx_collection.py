# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A stand-in for the collection awx.awx, which PyPI does not have: it knows the options of its modules, and no AWX.

options.json holds them as awx.awx declares them, with where they come from.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

_STAND_IN = Path(__file__).parent / "awx_stand_in"


def write(collections: Path) -> None:
    """Put the stand-in among these collections."""
    folder = collections / "ansible_collections" / "awx" / "awx"
    actions = folder / "plugins" / "action"
    actions.mkdir(parents=True)
    shutil.copy(_STAND_IN / "options.json", folder)
    for module in json.loads((_STAND_IN / "options.json").read_text(encoding="utf-8"))["modules"]:
        shutil.copy(_STAND_IN / "action.py", actions / f"{module}.py")
