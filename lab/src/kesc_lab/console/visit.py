# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One visit of a page: who comes from where, in which language; and the answers it can get."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from kesc_lab.audit import Record
from kesc_lab.console import PREFIX
from kesc_lab.console.formats import date_text, number_text
from kesc_lab.console.sessions import BrowserSession
from kesc_lab.console.texts import LANGUAGES, Texts
from kesc_lab.domain.fleet import AccountFile, Right
from kesc_lab.domain.tenant import Tenant
from kesc_lab.errors import ApiError
from kesc_lab.lab import Lab
from kesc_lab.server.damage import HTML_TYPE
from kesc_lab.server.http import Request, Response

SESSION_COOKIE, LANGUAGE_COOKIE = "kesc-lab-console", "kesc-lab-language"
_COOKIE_ATTRIBUTES = f"Path={PREFIX}; HttpOnly; Secure; SameSite=Lax"
_YEAR_SECONDS = 365 * 24 * 3600
# Nothing from elsewhere, nothing inline, in nobody's frame; a page is never kept.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
}


@functools.cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("kesc_lab.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(slots=True)
class Visit:
    """What an action gets. failure is what reaching the activation servers ends with, by a fault."""

    lab: Lab
    request: Request
    query: dict[str, str]
    form: dict[str, list[str]]
    texts: Texts
    session: BrowserSession | None
    record: Record
    now: datetime
    tenant: Tenant | None = None
    failure: ApiError | None = None
    cookies: list[str] = field(default_factory=list)

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.session is not None and self.session.account is not None

    @property
    def account(self) -> AccountFile:
        """Return who is signed in; an action that needs that is not called otherwise."""
        assert self.session is not None and self.session.account is not None  # noqa: S101 - see above
        return self.session.account

    @property
    def browser(self) -> BrowserSession:
        """Return the browser's session."""
        assert self.session is not None  # noqa: S101 - an action that needs one is not called without
        return self.session

    @property
    def workspace(self) -> Tenant:
        """Return the workspace that the path names."""
        assert self.tenant is not None  # noqa: S101 - an action of a workspace is not called without
        return self.tenant

    def field(self, name: str) -> str:
        """Return a field of the form, empty when it is absent."""
        return self.form.get(name, [""])[0]

    def may(self, right: Right) -> bool:
        """Whether the account has a right."""
        return right in self.account.rights

    def may_enter(self, tenant: Tenant) -> bool:
        """Whether the account sees a workspace."""
        return self.lab.accounts.may_enter(self.account, tenant.id)

    def reach_activation_servers(self) -> None:
        """Raise what a fault has ordered for them."""
        if self.failure is not None:
            raise self.failure

    def note(self, error: ApiError) -> None:
        """Put a refusal into the audit log."""
        self.record.error = {"module": error.module, "code": error.code, "subcode": error.subcode}

    def begin(self, account: AccountFile | None) -> None:
        """Start a session of this browser in place of the present one."""
        if self.session is not None:
            self.lab.browser_sessions.end(self.session)
        self.session = self.lab.browser_sessions.start(account, self.now)
        self.cookies.append(f"{SESSION_COOKIE}={self.session.id}; {_COOKIE_ATTRIBUTES}")

    def remember_language(self) -> None:
        """Keep the page's language for the next visits."""
        self.cookies.append(f"{LANGUAGE_COOKIE}={self.texts.language}; Max-Age={_YEAR_SECONDS}; {_COOKIE_ATTRIBUTES}")

    def date(self, instant: datetime) -> str:
        """Return a day in the page's language."""
        return date_text(self.texts.language, instant)

    def number(self, number: int) -> str:
        """Return a number in the page's language."""
        return number_text(self.texts.language, number)

    def page(self, template: str, here: str, status: int = 200, **values: Any) -> Response:
        """Render a page; here is its address under the console, which a reload or another language asks for."""
        html = (
            _templates()
            .get_template(template)
            .render(
                t=self.texts.marked,
                plain=self.texts.plain,
                number=self.number,
                date=self.date,
                texts=self.texts,
                languages=LANGUAGES,
                base=PREFIX,
                here=PREFIX + here,
                session=self.session,
                posted=self.request.method == "POST",
                **values,
            )
        )
        return Response(status, html.encode(), HTML_TYPE, dict(HEADERS), cookies=self.cookies)

    def failed(self, status: int, message: str, **parts: object) -> Response:
        """Render a page that says what went wrong."""
        return self.page("error.html", "", status, message=self.texts.marked(message, **parts))

    def redirect(self, path: str, **query: str) -> Response:
        """Send the browser to another page of the console."""
        target = PREFIX + path + (f"?{urlencode(query)}" if query else "")
        return Response(303, b"", HTML_TYPE, {**HEADERS, "Location": target}, cookies=self.cookies)


Needs: TypeAlias = Literal["nothing", "browser", "account"]
Handler: TypeAlias = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of visit. name stands in fault rules and in the audit log.

    needs is what must be there first: a browser's session (with a form's token, where a form is sent), or a signed-in
    account with the right.
    """

    name: str
    handler: Handler
    needs: Needs = "account"
    right: Right = "read"
    writes: bool = False
