# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions, one-time tokens, and what belongs to a connection (SOURCES.md, sections 1 and 2.3)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kesc_lab.domain.choices import Choices
from kesc_lab.domain.fleet import AccountFile
from kesc_lab.protocol.results import Results

_SWEEP_EVERY = 1024


@dataclass(slots=True, eq=False)
class Session:
    """One authenticated session, bound to one server.

    id is None for a session that belongs to a connection, which lives as long as that; others end when idle.
    """

    account: AccountFile
    tenant_id: int
    id: str | None
    last_used: datetime
    results: Results = field(default_factory=Results)
    ended: bool = False


@dataclass(slots=True)
class PendingLogin:
    """A login that waits for its second factor on the same connection."""

    account: AccountFile
    tenant_id: int


@dataclass(slots=True)
class AsyncAction:
    """An asynchronous action of the connection that started it; it is finished after so many more polls."""

    tenant_id: int
    polls_left: int
    fails: bool
    finished: bool = False


@dataclass(slots=True, eq=False)
class Connection:
    """What the server knows of one TCP connection."""

    number: int
    session: Session | None = None
    pending_login: PendingLogin | None = None
    actions: dict[str, AsyncAction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Token:
    account: AccountFile
    tenant_id: int
    expires: datetime


class Sessions:
    """All sessions with an id and all one-time tokens."""

    def __init__(self, choices: Choices) -> None:
        self._idle = timedelta(seconds=choices.session_idle_seconds)
        self._token_life = timedelta(seconds=choices.token_seconds)
        self._sessions: dict[str, Session] = {}
        self._of_connections: set[Session] = set()
        self._tokens: dict[str, _Token] = {}

    def start(self, account: AccountFile, tenant_id: int, now: datetime) -> Session:
        """Start a session with an id; every so often sessions that clients left idle are ended."""
        if len(self._sessions) % _SWEEP_EVERY == _SWEEP_EVERY - 1:
            self.open_count(now)
        session = Session(account, tenant_id, secrets.token_urlsafe(24), now)
        self._sessions[str(session.id)] = session
        return session

    def bind(self, connection: Connection, account: AccountFile, tenant_id: int, now: datetime) -> None:
        """Authenticate a connection, in place of an earlier login on it."""
        self.unbind(connection)
        connection.session = Session(account, tenant_id, None, now)
        self._of_connections.add(connection.session)

    def unbind(self, connection: Connection) -> None:
        """Forget a connection's login."""
        if connection.session is not None:
            self._of_connections.discard(connection.session)
            connection.session = None

    def find(self, session_id: str, now: datetime) -> Session | None:
        """Return a live session and keep it alive; None for an ended, expired or unknown one."""
        session = self._sessions.get(session_id)
        if session is None:
            return None
        if now - session.last_used > self._idle:
            self.end(session)
            return None
        session.last_used = now
        return session

    def end(self, session: Session) -> None:
        """End a session; every later request in it is answered 403."""
        session.ended = True
        self._of_connections.discard(session)
        if session.id is not None:
            self._sessions.pop(session.id, None)

    def end_all(self) -> int:
        """End every session, those of connections too; returns how many."""
        everyone = [*self._sessions.values(), *self._of_connections]
        for session in everyone:
            self.end(session)
        return len(everyone)

    def open_count(self, now: datetime) -> int:
        """Return how many sessions are open, after ending the idle ones."""
        for session in [item for item in self._sessions.values() if now - item.last_used > self._idle]:
            self.end(session)
        return len(self._sessions) + len(self._of_connections)

    def create_token(self, session: Session, now: datetime) -> str:
        """Return a one-time token for a login with the rights of a session."""
        self._tokens = {name: token for name, token in self._tokens.items() if token.expires > now}
        name = secrets.token_urlsafe(32)
        self._tokens[name] = _Token(session.account, session.tenant_id, now + self._token_life)
        return name

    def use_token(self, name: str, now: datetime) -> tuple[AccountFile, int] | None:
        """Use a token up; None for one that is unknown, used or too old."""
        token = self._tokens.pop(name, None)
        return (token.account, token.tenant_id) if token and token.expires > now else None
