# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs of their own that a test starts, where it needs another interpreter than its own."""

from __future__ import annotations

import os
from pathlib import Path

COLLECTIONS = Path(__file__).parents[6]


def environment(**more: str) -> dict[str, str]:
    """The environment variables with which a program finds the collection, as the tests do."""
    path = os.pathsep.join([str(COLLECTIONS), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, **more}
