# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where everything lies in a clone."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
WORK = ROOT / ".work"
# Of pip, nox and virtualenv: nothing is left in anybody's home.
CACHES = {"PIP_CACHE_DIR": str(WORK / "cache" / "pip"), "XDG_CACHE_HOME": str(WORK / "cache")}
NOX = WORK / "nox"
LOGS = WORK / "logs"
REPORT = LOGS / "report.json"
REQUIREMENTS = ROOT / "requirements"
COLLECTION = Path("ansible_collections/fleetops/kesc")
