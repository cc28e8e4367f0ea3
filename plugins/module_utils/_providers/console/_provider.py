# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""The provider for Endpoint Security Cloud workspaces: a browser that walks the console's own wizard."""

from __future__ import annotations

import typing as t

from ..._errors import KescError, NotSupportedError
from ..._interruptions import is_abandoned, refuse_if_abandoned
from ..._license._license import License, Position, in_position
from ..._license._positions import find_applied
from .._changing_provider import ChangingProvider, Verification
from .._provider import Capabilities, Requests
from ._license_parser import read_steadily
from ._page import HEADED
from ._wizard import BUTTONS, Wizard

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._license._activation_code import ActivationCode
    from .._changing_provider import Device
    from .._provider import Tenant
    from ._browser import Browser
    from ._hub import Hub
    from ._license_parser import LicenseParser
    from ._page import Page

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 10.0
_TABS = ("tab", "link", "button", "menuitem", "treeitem", "radio")
CONSEQUENCES = (
    "Windows, Android, iOS and iPadOS devices take the new license by themselves; a Mac takes it when the old one "
    "ends, or at once when somebody runs kav license /add with the code on it"
)
"""KESC help, topic 137454."""


class ConsoleProvider(ChangingProvider):
    """One signed-in browser, at Business Hub or in one workspace. See :class:`ConsoleConnection`."""

    capabilities = Capabilities(
        has_main_server=False, verifies_without_change=True, keeps_a_store=False, sets_up_features=True, most_sessions=2
    )

    def __init__(
        self,
        browser: Browser,
        page: Page,
        *,
        hub: Hub,
        parser: LicenseParser,
        server_host: str,
        features: t.Sequence[str],
        warnings: t.Sequence[str],
        clock: Clock,
        late_effects: float,
    ) -> None:
        self.tenant = hub.tenant
        self._browser = browser
        self._page = page
        self._hub = hub
        self._parser = parser
        self._server_host = server_host
        self._warnings = list(warnings)
        self._clock = clock
        self._late_effects = late_effects
        self._wizard = Wizard(page, parser=parser, server_host=server_host, features=features, warn=self._warn)
        self._console: str | None = None
        self._is_fresh = False

    def enter(self) -> None:
        """Go from the page that was just loaded into the workspace, where one is named. Raises :class:`KescError`."""
        with self._page.translated_errors():
            if self._hub.enter():
                self._console = self._page.current.url
                self._is_fresh = True

    @property
    def server(self) -> str:
        return self._server_host

    def licenses(self) -> list[License]:
        """The one license on the tab, read from a page that was loaded anew."""
        with self._page.translated_errors():
            return self._licenses()

    def _licenses(self) -> list[License]:
        page = self._page
        if self._console is None:
            raise NotSupportedError(
                "the console has no licenses of its own, only its workspaces have", remedy="Set tenant or tenant_id"
            )
        page.stage = "Information panel"
        if not self._is_fresh:
            # A console whose address does not tell the workspace leads back to Business Hub.
            page.open(self._console)
            self._hub.enter(again=True)
        self._is_fresh = False
        page.click("Information panel", HEADED)
        page.stage = "License"
        page.click("License", _TABS)
        page.find("Enter activation code", BUTTONS)
        license = read_steadily(page, lambda: self._parser.license_in_force(page.lines()))
        if isinstance(license, License):
            return [license]
        if self._parser.shows_nothing(page.lines()):
            self._warn(
                "The tab License shows none of the labels of a license: the workspace has none, or the labels differ "
                "(see console_labels)."
            )
            return []
        raise page.not_found(f"license that can be read: {page.quote(str(license))}")

    def recognize(self, code: ActivationCode, *, among: list[License]) -> License | None:
        """Always ``None``: the console never shows codes."""
        del code, among
        return None

    def verify(self, code: ActivationCode, *, known: list[License]) -> Verification:
        """Walk the wizard as far as its comparison, which stays open; nothing has changed then."""
        with self._page.translated_errors():
            license, announced = self._wizard.check(code, present=in_position(known, Position.ACTIVE))
        return Verification(license, announced=announced)

    def withdraw(self, license_id: str) -> None:
        del license_id
        raise _cannot("take a license out of a store: a workspace has only the one in force")

    def usable(self, license: License, *, position: Position) -> bool:
        del license
        return position is Position.ACTIVE

    def apply(self, license: License, *, position: Position, replaces: License | None) -> None:
        """Click Apply in the comparison that is open, once. After a lost answer the license is watched."""
        if position is not Position.ACTIVE:
            raise _cannot("put a license in reserve")
        refuse_if_abandoned()
        error = self._wizard.apply()
        if error is not None and not self._is_in_force(license, replaces, error):
            raise error

    def vacate(self, license: License) -> bool:
        del license
        raise _cannot("leave a workspace without a license")

    def deploy(self, license_id: str, *, enabled: bool) -> None:
        del license_id, enabled
        raise _cannot("change the automatic deployment of a license")

    def refresh(self, known: list[License]) -> None:
        del known
        raise _cannot("refresh a subscription: it does that by itself")

    def devices(self) -> list[Device]:
        raise NotSupportedError(
            f"the console cannot name the devices: its list of them is not documented. {CONSEQUENCES}"
        )

    def waiting_devices(self, license: License) -> list[Device]:
        del license
        return []

    def tenants(self, *, external_ids: bool) -> list[Tenant]:
        del external_ids
        self._page.stage = "Business Hub"
        with self._page.translated_errors():
            return self._hub.tenants()

    def hub_licenses(self) -> list[list[str]] | None:
        with self._page.translated_errors():
            rows = self._hub.licenses()
        if rows is None:
            self._warnings.append("Business Hub shows no tab Licenses under a name that is known (see console_labels).")
        return rows

    def warnings(self) -> list[str]:
        return list(self._warnings)

    def requests(self) -> Requests:
        return Requests(self._page.requests, self._page.seconds)

    def close(self) -> None:
        """End the browser; a comparison that is open goes with it, unapplied. The sign-in is kept for the next run."""
        self._browser.close()

    def _is_in_force(self, license: License, replaces: License | None, error: KescError) -> bool:
        """Whether the license is the new one, in spite of the error; after a lost answer it may become so late."""
        deadline = self._clock.monotonic() + (self._late_effects if error.may_have_happened else 0.0)
        pause = _FIRST_PAUSE
        while True:
            try:
                found = self.licenses()
            except KescError as failure:
                error.aftermath.append(
                    f"Whether the new license is in force could not be read ({failure.cause}): look at its tab"
                )
                return False
            if find_applied(found, license, Position.ACTIVE, replaced=replaces) is not None:
                return True
            left = deadline - self._clock.monotonic()
            if left <= 0 or is_abandoned():
                return False
            self._clock.sleep(min(pause, left))
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _warn(self, warning: str) -> None:
        if warning not in self._warnings:
            self._warnings.append(warning)


def _cannot(what: str) -> NotSupportedError:
    return NotSupportedError(f"the console cannot {what}")
