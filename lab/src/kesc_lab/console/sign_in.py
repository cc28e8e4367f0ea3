# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and out: a user name with its password, and a one-time code where the account wants one."""

from __future__ import annotations

import hmac
import re

from kesc_lab.console import PREFIX
from kesc_lab.console.visit import Visit
from kesc_lab.protocol.accounts import LoginRefusedError
from kesc_lab.server.http import Response

HUB = "hub"
_SAFE_TARGET = re.compile(r"[\w/?=&.%-]*", re.ASCII)


def start(visit: Visit) -> Response:
    """Go to the first page that makes sense."""
    return visit.redirect(HUB if visit.signed_in else "sign-in")


def show(visit: Visit) -> Response:
    """Show the sign-in form."""
    if visit.signed_in:
        return visit.redirect(HUB)
    if visit.session is None:
        visit.begin(None)
    message = ""
    if "ended" in visit.query:
        message = "Your session has ended. Sign in again."
    elif "out" in visit.query:
        message = "You are signed out."
    return _form(visit, message, target=visit.query.get("next", ""))


def sign_in(visit: Visit) -> Response:
    """Check user name and password."""
    user, target = visit.field("user").strip(), visit.field("next")
    try:
        account = visit.lab.accounts.by_user_name(user, visit.field("password"))
    except LoginRefusedError:
        return _form(visit, "The user name or the password is wrong.", wrong=True, user=user, target=target)
    visit.record.account = account.username
    if account.totp:
        visit.browser.waiting = account
        return _second_factor(visit, target)
    visit.begin(account)
    visit.lab.counters.logins += 1
    return _go_to(visit, target)


def second_factor(visit: Visit) -> Response:
    """Check the one-time code of the account whose password was right."""
    account, target = visit.browser.waiting, visit.field("next")
    if account is None or account.totp is None:
        return visit.redirect("sign-in")
    visit.record.account = account.username
    if not hmac.compare_digest(account.totp.encode(), visit.field("code").strip().encode()):
        return _second_factor(visit, target, wrong=True)
    visit.begin(account)
    visit.lab.counters.logins += 1
    return _go_to(visit, target)


def sign_out(visit: Visit) -> Response:
    """End the session."""
    visit.begin(None)
    return visit.redirect("sign-in", out="1")


def _form(visit: Visit, message: str, *, wrong: bool = False, user: str = "", target: str = "") -> Response:
    text = visit.texts.marked(message) if message else ""
    status = 422 if wrong else 200
    return visit.page("sign_in.html", "sign-in", status, message=text, wrong=wrong, user=user[:256], target=target)


def _second_factor(visit: Visit, target: str, *, wrong: bool = False) -> Response:
    return visit.page("second_factor.html", "sign-in", 422 if wrong else 200, wrong=wrong, target=target)


def _go_to(visit: Visit, target: str) -> Response:
    """Go on to the page that was asked for before signing in; any other address than one of the console is ignored."""
    path = target.removeprefix(PREFIX)
    good = target.startswith(PREFIX) and not path.startswith("/") and _SAFE_TARGET.fullmatch(path)
    return visit.redirect(path if good else HUB)
