# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two ways to log in, and the second factor (SOURCES.md, sections 2.1 to 2.3)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime

from kesc_lab.domain.fleet import AccountFile
from kesc_lab.protocol.accounts import Accounts, LoginRefusedError, parse_basic, parse_pairs
from kesc_lab.protocol.sessions import Connection, PendingLogin, Session, Sessions
from kesc_lab.protocol.values import Json

LOGIN = "login"
START_SESSION = "Session.StartSession"
MFA_TEXT = "Authentication not finished"


@dataclass(slots=True)
class LoginAnswer:
    """What a login is answered: a JSON body with 200, or a text with any other status."""

    status: int
    body: Json = None
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    account: AccountFile | None = None
    tenant_id: int | None = None


class Login:
    """Answers /login and Session.StartSession."""

    def __init__(self, accounts: Accounts, sessions: Sessions) -> None:
        self._accounts = accounts
        self._sessions = sessions

    def answer(
        self, name: str, headers: dict[str, str], connection: Connection, session: Session | None, now: datetime
    ) -> LoginAnswer:
        """Log in with the request's headers; `session` is what the request already belongs to, if anything.

        StartSession without Authorization on an authenticated connection starts a session for the same account.
        """
        authorization = headers.get("authorization", "")
        server = headers.get("x-ksc-vserver")
        try:
            if authorization:
                account, tenant_id = self._authenticate(authorization, server, connection, now)
            elif session is not None and name == START_SESSION:
                account, tenant_id = session.account, session.tenant_id
            else:
                raise LoginRefusedError(401, "Authentication is required")
        except LoginRefusedError as refusal:
            return LoginAnswer(refusal.status, text=refusal.text)
        if account is None or tenant_id is None:
            pending = connection.pending_login
            return LoginAnswer(
                401,
                text=MFA_TEXT,
                headers={"WWW-Authenticate": "KSCMFA"},
                account=pending.account if pending else None,
                tenant_id=pending.tenant_id if pending else None,
            )
        if name == START_SESSION:
            started = self._sessions.start(account, tenant_id, now)
            return LoginAnswer(200, {"PxgRetVal": started.id}, account=account, tenant_id=tenant_id)
        self._sessions.bind(connection, account, tenant_id, now)
        return LoginAnswer(200, {}, account=account, tenant_id=tenant_id)

    def _authenticate(
        self, authorization: str, server: str | None, connection: Connection, now: datetime
    ) -> tuple[AccountFile | None, int | None]:
        """Return account and server; (None, None) while the second factor is wanted. Raises LoginRefusedError."""
        scheme, _, rest = authorization.strip().partition(" ")
        rest = rest.strip()
        scheme = scheme.lower()
        if scheme == "kscmfa":
            return self._finish(rest, connection)
        connection.pending_login = None
        if scheme == "kscbasic":
            credentials = parse_basic(rest)
            if credentials is None:
                raise LoginRefusedError(401, "Authorization header is malformed")
            account = self._accounts.by_password(credentials)
            tenant_id = self._accounts.choose_server(account, server)
            if account.totp:
                connection.pending_login = PendingLogin(account, tenant_id)
                return None, None
            return account, tenant_id
        if scheme == "ksct":
            found = self._sessions.use_token(rest, now)
            if found is None:
                raise self._accounts.refused()
            account, tenant_id = found
            return account, self._accounts.choose_server(account, server) if server else tenant_id
        if scheme == "kscwt":
            account = self._accounts.by_web_token(rest)
            return account, self._accounts.choose_server(account, server)
        raise LoginRefusedError(401, "Authentication method is not supported")

    def _finish(self, rest: str, connection: Connection) -> tuple[AccountFile, int]:
        pending = connection.pending_login
        sent = (parse_pairs(rest) or {}).get("totp", "")
        if pending is None:
            raise LoginRefusedError(401, "No authentication waits for a second factor on this connection")
        if not hmac.compare_digest((pending.account.totp or "").encode(), sent.encode()):
            raise self._accounts.refused()
        connection.pending_login = None
        return pending.account, pending.tenant_id
