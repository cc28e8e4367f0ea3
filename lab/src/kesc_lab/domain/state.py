# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""State on disk: what differs from the fleet file, in SQLite, so that a killed lab continues where it was."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kesc_lab.clock import Clock
from kesc_lab.domain.activation import Entry
from kesc_lab.domain.fleet import FleetFile
from kesc_lab.domain.snapshots import (
    entry_from_row,
    entry_row,
    tenant_from_row,
    tenant_row,
)
from kesc_lab.domain.tenant import Tenant
from kesc_lab.domain.world import World
from kesc_lab.errors import LabError

# Exclusive, so that a second lab can't share the directory; a killed one leaves no lock behind.
_PRAGMAS = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tenants (id INTEGER PRIMARY KEY, row TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS codes (code TEXT PRIMARY KEY, row TEXT NOT NULL);
"""


class StateFile:
    """The SQLite file of a state directory.

    The world is a pure function of the fleet file and the instant of the first start; only what calls changed since
    is stored, and written before the call is answered.
    """

    def __init__(self, path: Path, fleet_text: str) -> None:
        digest = hashlib.sha256(fleet_text.encode()).hexdigest()
        try:
            self._database = sqlite3.connect(path, isolation_level=None, timeout=0.5)
            self._database.executescript(_PRAGMAS + _SCHEMA)
            known = self._meta("fleet")
            if known is None:
                self._set_meta("fleet", digest)
        except sqlite3.Error as error:
            reason = "another lab uses it" if "locked" in str(error) else str(error)
            raise LabError(f"Failed to open the state {path}: {reason}.") from error
        if known not in (None, digest):
            raise LabError(
                f"The state directory {path.parent} belongs to another fleet file (or to an older text of this one); "
                f"give another --state-dir, or remove it."
            )
        path.chmod(0o600)

    def open_world(self, fleet: FleetFile, now: datetime | None) -> World:
        """Build the world as it was left; an explicit `now` sets the clock again, otherwise it runs on."""
        offset = self._meta("clock_offset")
        clock = (
            Clock(timedelta(seconds=float(offset))) if offset is not None and now is None else Clock.starting_at(now)
        )
        started = self._meta("started")
        if started is None:
            started = clock.now().isoformat()
            self._set_meta("started", started)
        world = World(fleet, clock, datetime.fromisoformat(started))
        for (row,) in self._database.execute("SELECT row FROM codes"):
            entry_from_row(json.loads(row), world.activation)
        for (row,) in self._database.execute("SELECT row FROM tenants ORDER BY id"):
            world.insert(tenant_from_row(json.loads(row)))
        self.save_clock(clock)
        world.changed = self._save_tenant
        world.activation.changed = self._save_code
        return world

    def restart(self, clock: Clock) -> None:
        """Forget all changes; the clock's present instant becomes the first start."""
        self._database.executescript("DELETE FROM tenants; DELETE FROM codes;")
        self._set_meta("started", clock.now().isoformat())
        self.save_clock(clock)

    def save_clock(self, clock: Clock) -> None:
        """Remember how far the lab's clock is from real time."""
        self._set_meta("clock_offset", str(clock.offset.total_seconds()))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _save_tenant(self, tenant: Tenant) -> None:
        self._database.execute("REPLACE INTO tenants VALUES (?, ?)", (tenant.id, _text(tenant_row(tenant))))

    def _save_code(self, entry: Entry) -> None:
        self._database.execute("REPLACE INTO codes VALUES (?, ?)", (entry.code, _text(entry_row(entry))))

    def _meta(self, name: str) -> str | None:
        row = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _set_meta(self, name: str, value: str) -> None:
        self._database.execute("REPLACE INTO meta VALUES (?, ?)", (name, value))


def _text(row: dict[str, Any]) -> str:
    return json.dumps(row, separators=(",", ":"))
