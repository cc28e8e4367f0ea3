# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One running lab: the parts that the API, the control plane and later pages share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from kesc_lab.audit import AuditLog, Counters
from kesc_lab.console.sessions import BrowserSessions
from kesc_lab.domain.fleet import AccountFile
from kesc_lab.domain.state import StateFile
from kesc_lab.domain.world import World
from kesc_lab.faults import Faults
from kesc_lab.protocol.accounts import Accounts
from kesc_lab.protocol.login import Login
from kesc_lab.protocol.sessions import Sessions


@dataclass(slots=True)
class Lab:
    """Built once at the start; state is None where nothing is kept on disk."""

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

    def __post_init__(self) -> None:
        """Join the parts that depend on each other."""
        self.sessions = Sessions(self.world.choices)
        self.browser_sessions = BrowserSessions(self.world.choices)
        self.accounts = Accounts(self.account_files, self.world)
        self.login = Login(self.accounts, self.sessions)

    def close(self) -> None:
        """Close the files."""
        self.audit.close()
        if self.state is not None:
            self.state.save_clock(self.world.clock)
            self.state.close()
