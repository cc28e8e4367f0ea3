# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may log in, and to which server: Authorization and X-KSC-VServer (SOURCES.md, sections 2.1 and 2.2)."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass

from kesc_lab.domain.choices import Choices
from kesc_lab.domain.fleet import AccountFile
from kesc_lab.domain.tenant import MAIN_SERVER_ID
from kesc_lab.domain.world import World

_PAIR = re.compile(r'\s*(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))\s*(?:,|$)', re.ASCII)
_TRUE, _FALSE = ("1", "true"), ("0", "false")


class LoginRefusedError(Exception):
    """A login that the server refuses; status and text go to the client as they are."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(frozen=True, slots=True)
class Basic:
    """Decoded KSCBasic credentials; internal None means that the client did not say."""

    user: str
    password: str
    domain: str
    internal: bool | None


def parse_pairs(text: str) -> dict[str, str] | None:
    """Parse ``name="value", name=value`` with blanks anywhere; None when it is something else."""
    pairs, place = {}, 0
    while place < len(text):
        match = _PAIR.match(text, place)
        if match is None:
            return None
        pairs[match[1].lower()] = match[2] if match[2] is not None else match[3]
        place = match.end()
    return pairs


def parse_basic(text: str) -> Basic | None:
    """Parse what follows the word KSCBasic; None when it is malformed.

    The documented form has internal="1"; one public client writes internal=true, others leave it out or put blanks
    around the equals sign. All of these are understood.
    """
    pairs = parse_pairs(text)
    if pairs is None or "user" not in pairs or "pass" not in pairs:
        return None
    internal = pairs.get("internal", "").lower()
    if internal not in ("", *_TRUE, *_FALSE):
        return None
    try:
        user, password = decode_base64(pairs["user"]), decode_base64(pairs["pass"])
    except ValueError:
        return None
    return Basic(user, password, pairs.get("domain", ""), internal in _TRUE if internal else None)


def decode_base64(text: str) -> str:
    """Decode base64 of UTF-8 text; raises ValueError."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("no base64 of UTF-8 text") from error


class Accounts:
    """The accounts of the fleet file, with the servers that each may enter."""

    def __init__(self, accounts: list[AccountFile], world: World) -> None:
        self._accounts = accounts
        self._world = world
        self._choices: Choices = world.choices
        self._failures: dict[str, int] = {}
        self._scopes: dict[str, frozenset[int] | None] = {
            account.username: None
            if account.tenants == "all"
            else frozenset(tenant_id for name in account.tenants for tenant_id in world.ids_of_name(name))
            for account in accounts
        }
        # What only the console reaches is in nobody's reach over the API.
        self._console_only = frozenset(tenant.id for tenant in world.workspaces() if tenant.console_only)
        self._server_scopes = {
            username: None if scope is None else scope - self._console_only for username, scope in self._scopes.items()
        }

    def by_password(self, credentials: Basic) -> AccountFile:
        """Return the account; raises LoginRefusedError for a wrong user or password, or a blocked account."""
        account = next((item for item in self._accounts if self._is_meant(item, credentials)), None)
        return self._checked(account, credentials.password)

    def by_user_name(self, user: str, password: str) -> AccountFile:
        """Return the account that signs in to the console, where DOMAIN and a backslash before the name are optional.

        Raises LoginRefusedError as `by_password` does.
        """
        name = user.rpartition("\\")[2]
        account = next((item for item in self._accounts if name == item.username), None)
        if account is not None and user not in (name, f"{account.domain}\\{name}"):
            account = None
        return self._checked(account, password)

    def _checked(self, account: AccountFile | None, password: str) -> AccountFile:
        limit = self._choices.block_after
        if account and limit and self._failures.get(account.username, 0) >= limit:
            raise LoginRefusedError(self._choices.wrong_password_status, "Account is blocked (KLSPL 2013)")
        if account and hmac.compare_digest(account.password.encode(), password.encode()):
            self._failures.pop(account.username, None)
            return account
        if account:
            self._failures[account.username] = self._failures.get(account.username, 0) + 1
        raise self.refused()

    def by_web_token(self, token: str) -> AccountFile:
        """Return the account whose web token it is; raises LoginRefusedError."""
        for account in self._accounts:
            if account.web_token and hmac.compare_digest(account.web_token.encode(), token.encode()):
                return account
        raise self.refused()

    def refused(self) -> LoginRefusedError:
        """Return the refusal of a wrong user, password, token or second factor."""
        return LoginRefusedError(self._choices.wrong_password_status, "Authentication failure")

    def choose_server(self, account: AccountFile, header: str | None) -> int:
        """Return the id of the server that a login enters; raises LoginRefusedError.

        The header is base64 of a display name or KLVSRV_UID. Empty, absent and the literal x mean the main server,
        or the only virtual server of an account that has exactly one.
        """
        scope = self._server_scopes[account.username]
        if header in (None, "", "x"):
            if scope is not None and len(scope) == 1:
                return next(iter(scope))
            if scope is not None:
                raise LoginRefusedError(403, "Access to the main Administration Server is denied")
            return MAIN_SERVER_ID
        ids = self.named_servers(header or "")
        ids = [tenant_id for tenant_id in ids if scope is None or tenant_id in scope]
        if not ids:
            raise LoginRefusedError(403, "Virtual Administration Server is not found, or access to it is denied")
        if len(ids) > 1:
            raise LoginRefusedError(403, "Several virtual Administration Servers have this name; use KLVSRV_UID")
        return ids[0]

    def named_servers(self, header: str) -> list[int]:
        """Return the ids of the servers that a X-KSC-VServer header may mean."""
        try:
            name = decode_base64(header)
        except ValueError:
            return []
        by_uid = self._world.id_of_uid(name)
        ids = [by_uid] if by_uid is not None else self._world.ids_of_name(name)
        return [tenant_id for tenant_id in ids if tenant_id not in self._console_only]

    def may_enter(self, account: AccountFile, tenant_id: int) -> bool:
        """Whether an account's rights reach a server."""
        scope = self._scopes[account.username]
        return scope is None or tenant_id in scope

    def _is_meant(self, account: AccountFile, credentials: Basic) -> bool:
        if account.username != credentials.user or credentials.internal not in (None, account.internal):
            return False
        return account.internal or self._domain_matches(account.domain or "", credentials.domain)

    def _domain_matches(self, domain: str, sent: str) -> bool:
        encoding = self._choices.domain_encoding
        if encoding != "base64" and sent.lower() == domain.lower():
            return True
        try:
            return encoding != "plain" and decode_base64(sent).lower() == domain.lower()
        except ValueError:
            return False
