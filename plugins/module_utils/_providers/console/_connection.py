# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""Reaching one workspace: from connection options to a browser that stands in its Management Console."""

from __future__ import annotations

import dataclasses
import typing as t
import urllib.parse

from ..._errors import AuthenticationError, TenantNotFoundError
from ._browser import Browser, check_state, state_warning
from ._hub import Hub
from ._labels import OUTCOMES
from ._page import HEADED, Page
from ._provider import ConsoleProvider
from ._reading import ALSO_SHOWN, COMPARED, SHOWN, UNITS, Reader
from ._values import Forms

if t.TYPE_CHECKING:
    from ._browser import BrowserSettings
    from ._labels import LabelSet


@dataclasses.dataclass(frozen=True, kw_only=True)
class ConsoleConnection:
    """How to reach one workspace, or Business Hub where neither name nor id is given.

    ``features`` are the additional features to set up after an upgrade.
    """

    browser: BrowserSettings
    labels: LabelSet
    tenant: str = ""
    tenant_id: str | None = None
    artifacts: str | None = None
    features: tuple[str, ...] = ()


def connect(connection: ConsoleConnection) -> ConsoleProvider:
    """Open the workspace's Management Console. Raises :class:`KescError`, and then no browser stays open.

    What can be known without a browser is checked first: libraries, labels, the saved sign-in.
    """
    state = check_state(connection.browser.state)
    forms = Forms(connection.labels.language)
    browser = Browser(connection.browser)
    try:
        page = Page(
            browser.page,
            labels=connection.labels,
            timeout=connection.browser.http.timeout,
            artifacts=connection.artifacts,
            tenant=connection.tenant or connection.tenant_id or "",
            interrupted=lambda: browser.interruptions.pending,
        )
        page.stage = "Business Hub"
        fields = page.labels(*dict.fromkeys((*SHOWN, *COMPARED))) | page.known(*ALSO_SHOWN)
        outcomes = page.labels(*OUTCOMES)
        hub = Hub(page)
        provider = ConsoleProvider(
            browser,
            page,
            hub=hub,
            reader=Reader(fields=fields, outcomes=outcomes, units=page.known(*UNITS), forms=forms),
            tenant=connection.tenant,
            server_host=urllib.parse.urlsplit(connection.browser.http.server_url).hostname or "",
            features=connection.features,
            warnings=[warning for warning in [state_warning(state)] if warning],
            enter=lambda: _enter(connection, page, hub, again=True),
        )
        page.open(connection.browser.http.server_url)
        with page.browser():
            if _enter(connection, page, hub):
                provider.entered()
        return provider
    except BaseException:
        browser.close()
        raise


def _enter(connection: ConsoleConnection, page: Page, hub: Hub, *, again: bool = False) -> bool:
    """Into the workspace, where one is named; whether a Management Console is open now.

    ``again`` says that the address of that very workspace was opened, where the console has one for each.
    """
    name, tenant_id = connection.tenant, connection.tenant_id
    chosen = bool(name or tenant_id)
    searched: bool | None = None

    def arrived() -> str | None:
        nonlocal searched
        if page.look_for("Information panel", HEADED) is not None:
            return "console"
        if not chosen:
            return "hub" if hub.is_open() else None
        if len(hub.entry(name=name, tenant_id=tenant_id)) == 1:
            return "workspace"
        if searched is None and hub.is_open() and hub.has_settled():
            searched = hub.search(tenant_id or name)
        return "more" if searched is False and hub.has_more() and hub.has_settled() else None

    where = page.until(arrived)
    while where == "more":
        found = hub.turn_over() and hub.entry(name=name, tenant_id=tenant_id)
        where = ("workspace" if len(found) == 1 else None) if found else ("more" if hub.has_more() else None)
    if where == "workspace":
        page.stage = "Management Console"
        door = hub.door(hub.entry(name=name, tenant_id=tenant_id)[0], name=name)
        page.press(door, what=page.label("Management Console"))
        page.find("Information panel", HEADED)
        return True
    if where == "console":
        if not again:
            _refuse_another_workspace(connection, page)
        return True
    if where == "hub":
        return False
    if chosen and hub.is_open():
        hub.refuse(name=name, tenant_id=tenant_id)
    page.picture("not-signed-in")
    raise AuthenticationError(
        "the console shows neither Business Hub's list nor a workspace, so the saved sign-in has perhaps run out; "
        + page.describe(),
        remedy="Sign in again with fleetops.kesc.kesc_console_login, or give other labels in console_labels",
    )


def _refuse_another_workspace(connection: ConsoleConnection, page: Page) -> None:
    """A console that opens at once is that of the account's only workspace: it must be the one that is meant."""
    wanted = [text for text in (connection.tenant, connection.tenant_id) if text]
    shown = " ".join(page.texts()).casefold()
    if any(text.casefold() not in shown for text in wanted):
        raise TenantNotFoundError(
            f"the console opened a workspace that does not show {' and '.join(map(repr, wanted))}; {page.describe()}",
            remedy="Set server_url to Business Hub, or correct tenant and tenant_id",
        )
