# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of browsers. They are another kind than the API's: a cookie holds one, and it lives longer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kesc_lab.domain.choices import Choices
from kesc_lab.domain.fleet import AccountFile
from kesc_lab.domain.replacement import Offer


@dataclass(slots=True)
class Replaced:
    """What the console tells once after a replacement: the Macs that keep their old license until it ends."""

    waiting_macs: list[str]


@dataclass(slots=True, eq=False)
class BrowserSession:
    """One browser. account is None before signing in; waiting is who still has to give the second factor.

    offers are the comparisons that were shown, by number, with the workspace's id; each can be applied once.
    new_features and replaced are by workspace: what "Try additional features" still offers, what to tell once.
    """

    id: str
    last_used: datetime
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    account: AccountFile | None = None
    waiting: AccountFile | None = None
    offers: dict[str, tuple[int, Offer]] = field(default_factory=dict)
    new_features: dict[int, tuple[str, ...]] = field(default_factory=dict)
    replaced: dict[int, Replaced] = field(default_factory=dict)

    def remember(self, tenant_id: int, offer: Offer) -> str:
        """Keep a comparison and return its number."""
        number = secrets.token_urlsafe(9)
        self.offers[number] = (tenant_id, offer)
        return number

    def offer(self, number: str, tenant_id: int) -> Offer | None:
        """Return a comparison of a workspace that can still be applied."""
        found = self.offers.get(number)
        return found[1] if found and found[0] == tenant_id else None


class BrowserSessions:
    """All sessions of browsers; each ends when it was idle too long."""

    def __init__(self, choices: Choices) -> None:
        self._idle = timedelta(seconds=choices.console_session_seconds)
        self._sessions: dict[str, BrowserSession] = {}

    def start(self, account: AccountFile | None, now: datetime) -> BrowserSession:
        """Start a session; signing in starts a new one, so that nobody can prepare a session for another."""
        self._end_idle(now)
        session = BrowserSession(secrets.token_urlsafe(24), now, account=account)
        self._sessions[session.id] = session
        return session

    def find(self, session_id: str, now: datetime) -> BrowserSession | None:
        """Return a live session and keep it alive."""
        session = self._sessions.get(session_id)
        if session is None or now - session.last_used > self._idle:
            self._sessions.pop(session_id, None)
            return None
        session.last_used = now
        return session

    def end(self, session: BrowserSession) -> None:
        """End a session."""
        self._sessions.pop(session.id, None)

    def end_all(self) -> int:
        """End every session; returns how many were signed in."""
        count = sum(session.account is not None for session in self._sessions.values())
        self._sessions.clear()
        return count

    def open_count(self, now: datetime) -> int:
        """Return how many sessions are signed in."""
        self._end_idle(now)
        return sum(session.account is not None for session in self._sessions.values())

    def _end_idle(self, now: datetime) -> None:
        for session in [item for item in self._sessions.values() if now - item.last_used > self._idle]:
            self.end(session)
