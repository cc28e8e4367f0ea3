# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""Kaspersky Business Hub: the list of workspaces, and the way from it into one Management Console."""

from __future__ import annotations

import difflib
import re
import typing as t

from ..._errors import AmbiguousTenantError, AuthenticationError, TenantNotFoundError
from .._provider import Tenant
from ._page import HEADED

if t.TYPE_CHECKING:
    from playwright.sync_api import Locator

    from ._content import Line
    from ._page import Page

_ITEMS = ("row", "listitem", "article")
_DOORS = ("link", "button")
_ID = re.compile(r"(?:^|[\s:#(])(?=[0-9A-Za-z-]*\d)([0-9A-Za-z][0-9A-Za-z-]{4,})\)?$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_STEPS_TO_CARD = """
(doors) => doors.map((door) => {
  const others = doors.filter((other) => other !== door);
  let [at, steps] = [door, 0];
  while (at.parentElement && !others.some((other) => at.parentElement.contains(other))) {
    [at, steps] = [at.parentElement, steps + 1];
  }
  return steps;
})
"""
"""JavaScript: how far up from each way in its surroundings reach before they hold another one's."""
_INNERMOST = "(all) => all.map((one) => !all.some((other) => other !== one && one.contains(other)))"
_MOST_IDS = 10


class Hub:
    """The list on the page that is open, and the way from there into one workspace: by name, by id, or both."""

    def __init__(self, page: Page, *, tenant: str, tenant_id: str | None) -> None:
        self._page = page
        self.tenant = tenant
        self._tenant_id = tenant_id

    def enter(self, *, again: bool = False) -> bool:
        """Into the workspace, where one is named; whether a Management Console is open now.

        ``again`` says that the address of that very workspace was opened, where the console has one for each. Raises
        :class:`KescError`.
        """
        page = self._page
        chosen = bool(self.tenant or self._tenant_id)
        searched: bool | None = None

        def arrived() -> str | None:
            nonlocal searched
            if page.look_for("Information panel", HEADED) is not None:
                return "console"
            if not chosen:
                return "hub" if self.is_open() else None
            if len(self.entry()) == 1:
                return "workspace"
            if searched is None and self.is_open() and self.has_settled():
                searched = self.search(self._tenant_id or self.tenant)
            return "more" if searched is False and self.has_more() and self.has_settled() else None

        where = page.until(arrived)
        while where == "more":
            found = self.turn_over() and self.entry()
            where = ("workspace" if len(found) == 1 else None) if found else ("more" if self.has_more() else None)
        if where == "workspace":
            page.stage = "Management Console"
            page.press(self.door(self.entry()[0]), what=page.label("Management Console"))
            page.find("Information panel", HEADED)
            return True
        if where == "console":
            if not again:
                self._refuse_another_workspace()
            return True
        if where == "hub":
            return False
        if chosen and self.is_open():
            self.refuse()
        page.picture("not-signed-in")
        raise AuthenticationError(
            "the console shows neither Business Hub's list nor a workspace, so the saved sign-in has perhaps run out; "
            + page.describe(),
            remedy="Sign in again with fleetops.kesc.kesc_console_login, or give other labels in console_labels",
        )

    def _refuse_another_workspace(self) -> None:
        """A console that opens at once is that of the account's only workspace: it must be the one that is meant."""
        page = self._page
        wanted = [text for text in (self.tenant, self._tenant_id) if text]
        shown = " ".join(page.texts()).casefold()
        if any(text.casefold() not in shown for text in wanted):
            raise TenantNotFoundError(
                f"the console opened a workspace that does not show {' and '.join(map(repr, wanted))}; "
                f"{page.describe()}",
                remedy="Set server_url to Business Hub, or correct tenant and tenant_id",
            )

    def is_open(self) -> bool | None:
        """True where a way into some Management Console, or the tab Licenses, can be seen; else ``None``."""
        return True if self._doors(self._page.current).count() or self._tab() is not None else None

    def has_settled(self) -> bool:
        """Whether the list is there and grows no more."""
        return bool(self._page.steady(lambda: self._doors(self._page.current).count() or self._tab() is not None))

    def search(self, text: str) -> bool:
        """Have the list searched, where it can be: a long list shows only its first workspaces."""
        boxes = self._page.current.get_by_role("searchbox").filter(visible=True)
        if not boxes.count():
            return False
        with self._page.translated_errors("Business Hub's list could not be searched"):
            boxes.first.fill(text)
            boxes.first.press("Enter")
        return True

    def entry(self) -> list[Locator]:
        """The items of the list that the workspace may be: its name and its id must both be there, where given."""
        page, name, tenant_id = self._page.current, self.tenant, self._tenant_id
        texts = [_exactly(name)] if name else []
        texts += [re.compile(rf"(^|[\s:#(]){re.escape(tenant_id)}($|[\s)])")] if tenant_id else []
        items = self._items()
        for text in texts:
            items = items.filter(has=page.get_by_text(text))
        return self._innermost(items) or [
            card
            for card, tenant in self._cards()
            if (not name or tenant.name.casefold() == name.casefold())
            and (not tenant_id or str(tenant.tenant_id) == tenant_id)
        ]

    def door(self, item: Locator) -> Locator:
        """What leads from an item of the list into its Management Console."""
        name, doors = self.tenant, self._doors(item)
        if not doors.count() and name:
            doors = item.get_by_role("link", name=name).or_(item.get_by_role("button", name=name)).filter(visible=True)
        if not doors.count():
            doors = item.get_by_role("link").or_(item.get_by_role("button")).filter(visible=True)
        if not doors.count() and name:
            doors = item.get_by_text(_exactly(name)).filter(visible=True)
        if doors.count() == 1:
            return doors.first
        if doors.count() > 1:
            raise AmbiguousTenantError(
                f"{doors.count()} workspaces stand under {name!r} on Business Hub's list",
                remedy="Set tenant_id to the id of the workspace that is meant",
            )
        raise self._page.missing("Management Console")

    def first_door(self) -> Locator | None:
        """A way into the Management Console of the first workspace that has one under a name that says so."""
        door = self._page.label("Management Console")
        for item in self._innermost(self._items()):
            tenant = _tenant(self._page.lines(item), door=door)
            ways = self._doors(item).or_(item.get_by_role("link", name=tenant.name)) if tenant else None
            if ways is not None and ways.filter(visible=True).count():
                return ways.filter(visible=True).first
        doors = self._doors(self._page.current)
        return doors.first if doors.count() else None

    def tenants(self) -> list[Tenant]:
        """Every workspace on the list, page after page, with its name and its id: what has neither a way in nor an id
        is no workspace.
        """
        page = self._page
        door = page.label("Management Console")
        found: dict[tuple[str, object], Tenant] = {}
        while True:
            for item in self._innermost(self._items()):
                tenant = _tenant(page.lines(item), door=door)
                if tenant is not None:
                    found[tenant.name, tenant.tenant_id] = tenant
            for tenant in [] if found else [tenant for _card, tenant in self._cards()]:
                found[tenant.name, tenant.tenant_id] = tenant
            if not self.turn_over():
                return sorted(found.values(), key=lambda tenant: (tenant.name, str(tenant.tenant_id)))

    def turn_over(self) -> bool:
        """Show the next page of the list; whether there was one."""
        page = self._page
        button = self._next()
        if button is None:
            return False
        before = self._listed()
        page.press(button, what=page.label("Next"))

        def turned() -> bool | None:
            return True if (page.steady(self._listed) or before) != before else None

        return bool(page.until(turned))

    def has_more(self) -> bool:
        """Whether another page of the list can be shown."""
        return self._next() is not None

    def _next(self) -> Locator | None:
        page = self._page
        button = page.look_for("Next", _DOORS) if page.known("Next") else None
        return button if button is not None and button.is_enabled() else None

    def licenses(self) -> list[list[str]] | None:
        """The items of the tab Licenses as the texts that each shows; ``None`` without a tab of a known name."""
        page = self._page
        page.stage = "Licenses"
        tab = self._tab()
        if tab is None:
            return None
        before, pending = self._listed(), page.pending
        page.press(tab, what=page.label("Licenses"))

        def loaded() -> list[list[str]] | None:
            if page.pending > pending:
                return None
            rows = page.steady(self._listed)
            return None if rows is None or rows == before else [row for row in rows if len(row) > 1]

        return page.until(loaded) or []

    def _listed(self) -> list[list[str]]:
        return [self._page.texts(item) for item in self._innermost(self._items())] or [self._page.texts()]

    def refuse(self) -> t.NoReturn:
        """Say that the list does not have the workspace, or more than one."""
        name, tenant_id, found = self.tenant, self._tenant_id, self.entry()
        what = " with the id ".join(filter(None, (repr(name) if name else "a workspace", tenant_id)))
        tenants = self.tenants()
        if len(found) > 1:
            ids = [str(tenant.tenant_id) for tenant in tenants if tenant.name.casefold() == name.casefold()]
            raise AmbiguousTenantError(
                f"{len(found)} workspaces on Business Hub's list answer to {what}: ids {', '.join(ids[:_MOST_IDS])}",
                remedy="Set tenant_id to the id of the one that is meant",
            )
        names = {tenant.name.casefold(): tenant.name for tenant in tenants}
        close = [names[match] for match in difflib.get_close_matches(name.casefold(), names, n=3)]
        meant = f"; similar names: {', '.join(map(repr, close))}" if close else ""
        raise TenantNotFoundError(
            f"Business Hub's list ({len(tenants)} workspaces) does not have {what}{meant}",
            remedy="Correct tenant or tenant_id; kesc_tenant_info lists them",
        )

    def _tab(self) -> Locator | None:
        page = self._page
        return page.look_for("Licenses", ("tab", "link", "button", "menuitem")) if page.known("Licenses") else None

    def _items(self) -> Locator:
        page = self._page.current
        row, listitem, article = (page.get_by_role(t.cast("t.Any", role)) for role in _ITEMS)
        return row.or_(listitem).or_(article).filter(visible=True)

    def _doors(self, scope: t.Any) -> Locator:
        """Links and buttons with the console's name somewhere in theirs."""
        name = self._page.label("Management Console")
        link, button = (scope.get_by_role(role, name=name) for role in _DOORS)
        return t.cast("Locator", link.or_(button).filter(visible=True))

    def _cards(self) -> list[tuple[Locator, Tenant]]:
        """The workspaces of a list that is made of neither rows nor items: what surrounds each way in, and no other.

        Of that it is the smallest part that tells a name and an id, or else a name.
        """
        doors = self._doors(self._page.current)
        steps = doors.evaluate_all(_STEPS_TO_CARD)
        label = self._page.label("Management Console")
        cards = []
        for number, most in enumerate(steps):
            around = doors.nth(number).locator("xpath=ancestor::*")
            parts = [around.nth(around.count() - reach) for reach in range(1, most + 1)]
            told = [(part, tenant) for part in parts if (tenant := _tenant(self._page.lines(part), door=label))]
            cards += [pair for pair in told if pair[1].tenant_id is not None][:1] or told[:1]
        return cards

    def _innermost(self, items: Locator) -> list[Locator]:
        inner = items.evaluate_all(_INNERMOST)
        return [items.nth(number) for number, is_innermost in enumerate(inner) if is_innermost]


def _exactly(name: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(name)}\s*$", re.IGNORECASE)


def _tenant(lines: list[Line], *, door: str) -> Tenant | None:
    texts = [line.text for line in lines]
    named = [text for text in texts if door.casefold() not in text.casefold() and not _ID.fullmatch(text)]
    ids = [found.group(1) for text in texts if (found := _ID.search(text)) and text not in named[:1]]
    ids = [each for each in ids if not _DAY.fullmatch(each)]
    if not named or not (ids or len(named) < len(texts)):
        return None
    return Tenant(tenant_id=ids[0] if ids else None, name=named[0])
