# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One running lab: the parts that the API, the control plane and later pages share."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import InitVar, dataclass, field
from datetime import timedelta
from pathlib import Path

from kesc_lab.audit import AuditLog, Counters
from kesc_lab.console.sessions import BrowserSessions
from kesc_lab.domain import fleet as fleet_file
from kesc_lab.domain.fleet import AccountFile
from kesc_lab.domain.state import StateFile
from kesc_lab.domain.world import World
from kesc_lab.errors import LabError
from kesc_lab.faults import Faults
from kesc_lab.protocol.accounts import Accounts
from kesc_lab.protocol.login import Login
from kesc_lab.protocol.sessions import Sessions


@dataclass(slots=True)
class Lab:
    """Built once at the start; state is None where nothing is kept on disk."""

    fleet_path: Path
    fleet_text: InitVar[str]
    account_files: list[AccountFile]
    world: World
    audit: AuditLog
    faults: Faults
    state: StateFile | None = None
    counters: Counters = field(default_factory=Counters)
    control_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    sessions: Sessions = field(init=False)
    browser_sessions: BrowserSessions = field(init=False)
    accounts: Accounts = field(init=False)
    login: Login = field(init=False)
    _fleet_digest: bytes = field(init=False)
    _clock_offset: timedelta = field(init=False)

    def __post_init__(self, fleet_text: str) -> None:
        """Join the parts that depend on each other."""
        self._fleet_digest = hashlib.sha256(fleet_text.encode()).digest()
        self._clock_offset = self.world.clock.offset
        self.sessions = Sessions(self.world.choices)
        self.browser_sessions = BrowserSessions(self.world.choices)
        self.accounts = Accounts(self.account_files, self.world)
        self.login = Login(self.accounts, self.sessions)

    def restart(self) -> None:
        """Begin again as after a first start now: fleet, clock, sessions, faults and counters; the log goes on.

        The fleet is read again, so that a large one need not stay in memory twice. Raises LabError when its file can't
        be read or was changed.
        """
        text = fleet_file.read_text(self.fleet_path, "the fleet file")
        if hashlib.sha256(text.encode()).digest() != self._fleet_digest:
            raise LabError(f"The fleet file {self.fleet_path} was changed since the start")
        self.sessions.end_all()
        self.browser_sessions.end_all()
        self.faults.clear()
        self.counters.reset()
        clock = self.world.clock
        clock.offset = self._clock_offset
        if self.state is not None:
            self.state.restart(clock)
        self.world.restart(fleet_file.load(self.fleet_path, text), clock.now())

    def close(self) -> None:
        """Close the files."""
        self.audit.close()
        if self.state is not None:
            self.state.save_clock(self.world.clock)
            self.state.close()
