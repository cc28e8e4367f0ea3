# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request under /console/ to its page: addresses, sessions, form tokens, faults, audit log."""

from __future__ import annotations

import hmac
import re
import time
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib.resources import files
from urllib.parse import parse_qs, unquote

from kesc_lab.audit import Record
from kesc_lab.console import PREFIX, hub, sign_in, workspace
from kesc_lab.console.texts import LANGUAGES, Texts, choose
from kesc_lab.console.visit import LANGUAGE_COOKIE, SESSION_COOKIE, Action, Visit
from kesc_lab.domain.activation import servers_down
from kesc_lab.domain.tenant import Tenant
from kesc_lab.errors import ApiError
from kesc_lab.faults import FaultRule
from kesc_lab.lab import Lab
from kesc_lab.server.damage import damaged, instead_of_an_answer, tell_when_to_retry
from kesc_lab.server.http import Exchange, Request, Response, compress, text_response

_FORM_TYPE = "application/x-www-form-urlencoded"
_STATIC = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_STATIC_SECONDS = 300
_UID, _NUMBER = "(?P<uid>[^/]+)", "[A-Za-z0-9_-]+"
_LICENSE = f"workspaces/{_UID}/license"

# What asks the activation servers: an error that is ordered for it shows as theirs.
_ASKING = ("console.submit", "console.apply")

ACTIONS: dict[tuple[str, str], Action] = {
    ("GET", ""): Action("console.start", sign_in.start, needs="nothing"),
    ("GET", "sign-in"): Action("console.sign_in_page", sign_in.show, needs="nothing"),
    ("POST", "sign-in"): Action("console.sign_in", sign_in.sign_in, needs="browser"),
    ("POST", "sign-in/second-factor"): Action("console.second_factor", sign_in.second_factor, needs="browser"),
    ("POST", "sign-out"): Action("console.sign_out", sign_in.sign_out),
    ("GET", "hub"): Action("console.companies", hub.companies),
    ("GET", "hub/licenses"): Action("console.licenses", hub.licenses),
    ("GET", f"workspaces/{_UID}"): Action("console.information_panel", workspace.information_panel),
    ("GET", f"workspaces/{_UID}/devices"): Action("console.devices", workspace.devices),
    ("GET", f"{_LICENSE}/replacement"): Action("console.replacement", workspace.replacement_window, right="modify"),
    ("POST", f"{_LICENSE}/submit"): Action("console.submit", workspace.submit, right="modify"),
    ("GET", f"{_LICENSE}/check/{_NUMBER}"): Action("console.comparison", workspace.comparison_window, right="modify"),
    ("POST", f"{_LICENSE}/check/{_NUMBER}/apply"): Action(
        "console.apply", workspace.apply, right="modify", writes=True
    ),
    ("GET", f"{_LICENSE}/features"): Action("console.features", workspace.features_window, right="modify"),
    ("POST", f"{_LICENSE}/features"): Action(
        "console.set_up_features", workspace.set_up_features, right="modify", writes=True
    ),
    ("POST", f"{_LICENSE}/features/later"): Action("console.later", workspace.leave_features, right="modify"),
    ("GET", f"{_LICENSE}/migration"): Action("console.migration", workspace.migration_window, right="modify"),
    ("POST", f"{_LICENSE}/migration"): Action("console.migrate", workspace.migrate, right="modify", writes=True),
}
_ROUTES = [(method, re.compile(pattern), action) for (method, pattern), action in ACTIONS.items()]


@dataclass(slots=True)
class _Running:
    exchange: Exchange
    action: Action
    visit: Visit
    began: float
    fault: FaultRule | None
    came_with_session: bool
    missing: bool


class Console:
    """Answers every request for a page of the console."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        folder = files("kesc_lab.console") / "static"
        self._static = {name: (folder / name).read_bytes() for name in _STATIC}

    def __call__(self, exchange: Exchange) -> None:
        """Take one request; the page follows at once or after the ordered latency."""
        began = time.perf_counter()
        request = exchange.request
        path = request.path.removeprefix(PREFIX)
        if path.startswith("static/"):
            self._reply(exchange, self._file(path.removeprefix("static/")))
            return
        action, uid = _find(request.method, path)
        visit, came_with_session = self._visit(exchange, action.name)
        visit.record.writes = action.writes
        if uid and visit.signed_in:
            visit.tenant = self._workspace(visit, uid)
            visit.record.tenant = visit.tenant.name if visit.tenant else ""
        plan = self._lab.faults.plan(action.name, visit.tenant.name if visit.tenant else None)
        missing = bool(uid) and visit.tenant is None
        visit.record.fault = plan.told
        running = _Running(exchange, action, visit, began, plan.fault, came_with_session, missing)
        if plan.latency_ms:
            exchange.later(plan.latency_ms, lambda: self._run(running))
        else:
            self._run(running)

    def _visit(self, exchange: Exchange, name: str) -> tuple[Visit, bool]:
        """Return the visit, and whether the browser came with a session, be it an ended one."""
        request, lab = exchange.request, self._lab
        now = lab.world.clock.now()
        cookies = _cookies(request)
        session_id = cookies.get(SESSION_COOKIE, "")
        session = lab.browser_sessions.find(session_id, now)
        query = {key: values[-1] for key, values in parse_qs(request.query, keep_blank_values=True).items()}
        asked = query.get("lang", "")
        wanted = asked if asked in LANGUAGES else cookies.get(LANGUAGE_COOKIE, "")
        language = choose(wanted, request.headers.get("accept-language", ""))
        record = Record(exchange.connection.number, name, None)
        if session is not None and session.account is not None:
            record.account = session.account.username
        visit = Visit(lab, request, query, _form(request), Texts(language), session, record, now)
        if asked == language:
            visit.remember_language()
        return visit, bool(session_id)

    def _workspace(self, visit: Visit, uid: str) -> Tenant | None:
        tenant_id = self._lab.world.id_of_uid(unquote(uid))
        tenant = self._lab.world.tenant(tenant_id) if tenant_id is not None else None
        return tenant if tenant is not None and visit.may_enter(tenant) else None

    def _run(self, running: _Running) -> None:
        lab, visit, fault = self._lab, running.visit, running.fault
        response = self._fault_before(running, fault) if fault else None
        if response is None:
            response = self._answer(running)
            visit.record.done = response.status < 400 and visit.record.error is None
            if fault:
                response = damaged(response, fault)
        visit.record.status = response.status
        lab.counters.count(visit.record)
        lab.audit.write(visit.record, lab.world.clock.now(), (time.perf_counter() - running.began) * 1000)
        self._reply(running.exchange, response)

    def _answer(self, running: _Running) -> Response:
        """Check what the action needs, and take it."""
        action, visit = running.action, running.visit
        if action.needs == "account" and not visit.signed_in:
            return _sign_in_first(visit, ended=running.came_with_session and visit.session is None)
        if action.needs == "browser" and visit.session is None:
            return _sign_in_first(visit, ended=True)
        if visit.request.method == "POST" and not _form_is_ours(visit):
            return visit.failed(403, "The form was open too long. Nothing was changed; open the page again.")
        if running.missing or (action.needs == "account" and not visit.may(action.right)):
            return not_found(visit)
        return action.handler(visit)

    def _fault_before(self, running: _Running, rule: FaultRule) -> Response | None:
        """Return the page of a fault that keeps the action from having its effect, None for the others."""
        visit = running.visit
        if rule.fault == "status" and not rule.effect:
            response = visit.failed(rule.status, "The service can't answer now.")
            tell_when_to_retry(response, rule)
            return response
        if rule.fault == "error":
            visit.failure = ApiError(rule.module, rule.code, rule.message, subcode=rule.subcode)
            visit.note(visit.failure)
            asks = running.action.name in _ASKING
            return None if asks else visit.failed(500, "The service can't answer now.")
        if rule.fault == "activation_servers_down":
            visit.failure = servers_down(self._lab.world.choices)
        if rule.fault == "session_expired":
            if visit.session is not None:
                self._lab.browser_sessions.end(visit.session)
                visit.session = None
            return _sign_in_first(visit, ended=True)
        return instead_of_an_answer(rule)

    def _file(self, name: str) -> Response:
        body = self._static.get(name)
        if body is None:
            return text_response(404, "Not found")
        headers = {"Cache-Control": f"max-age={_STATIC_SECONDS}", "X-Content-Type-Options": "nosniff"}
        return Response(200, body, _STATIC[name], headers)

    def _reply(self, exchange: Exchange, response: Response) -> None:
        compress(response, exchange.request.headers.get("accept-encoding", ""))
        exchange.reply(response)


def not_found(visit: Visit) -> Response:
    """Answer for what is not there, and for what the account can't see."""
    return visit.failed(404, "The page doesn't exist, or your account can't see it.")


def _find(method: str, path: str) -> tuple[Action, str]:
    """Return the action of an address, and the workspace's id in it."""
    for wanted, pattern, action in _ROUTES:
        match = pattern.fullmatch(path) if method == wanted else None
        if match is not None:
            return action, match.groupdict().get("uid") or ""
    return Action("console.unknown", not_found, needs="nothing"), ""


def _sign_in_first(visit: Visit, *, ended: bool) -> Response:
    """Send the browser to the sign-in page, and from there back; a form that was sent is not sent again."""
    path = visit.request.path if visit.request.method == "GET" else ""
    query = {"ended": "1"} if ended else {}
    if path and visit.request.query:
        path += f"?{visit.request.query}"
    return visit.redirect("sign-in", **query, **({"next": path} if path else {}))


def _form_is_ours(visit: Visit) -> bool:
    """Whether a form comes from a page of this session, and not from another site."""
    headers = visit.request.headers
    origin = headers.get("origin")
    if origin is not None and origin != f"https://{headers.get('host', '')}":
        return False
    token = visit.browser.form_token
    return hmac.compare_digest(visit.field("form_token").encode(), token.encode())


def _cookies(request: Request) -> dict[str, str]:
    try:
        return {name: item.value for name, item in SimpleCookie(request.headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _form(request: Request) -> dict[str, list[str]]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        return {}
    return parse_qs(request.body.decode("utf-8", errors="replace"), keep_blank_values=True)
