# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""The provider for Endpoint Security Cloud workspaces: a browser that walks the console's own wizard."""

from __future__ import annotations

import typing as t
import urllib.parse

from ..._comparison import Transition
from ..._errors import (
    AnswerLostError,
    AuthenticationError,
    CodeRefusedError,
    KescError,
    NotSupportedError,
    ServerAnswer,
    UnavailableError,
)
from ..._license import License, Position, in_position
from ..._provider import Capabilities, Provider, Requests, Verification
from ..._standing import find_applied
from ._page import HEADED
from ._reading import FeaturesMissingError, UnreadableError

if t.TYPE_CHECKING:
    from playwright.sync_api import Locator

    from ..._activation_code import ActivationCode
    from ..._comparison import Announced
    from ..._provider import Device, Tenant
    from ._browser import Browser
    from ._hub import Hub
    from ._page import Page
    from ._reading import Reader

_TABS = ("tab", "link", "button", "menuitem", "treeitem", "radio")
_BUTTONS = ("button", "link")
_SWITCHES = ("checkbox", "switch", "radio")
_SECTIONS = 4
_WIZARD = (
    "Enter activation code",
    "License replacement",
    "Submit",
    "Check the new license details",
    "Apply",
    "Try additional features",
    "OK",
    "Later",
)
CONSEQUENCES = (
    "Windows, Android, iOS and iPadOS devices take the new licence by themselves; a Mac takes it when the old one "
    "ends, or at once when somebody runs kav license /add with the code on it"
)
"""KESC help, topic 137454."""


class ConsoleProvider(Provider):
    """One signed-in browser, at Business Hub or in one workspace. See :func:`connect`."""

    capabilities = Capabilities(
        verifies_without_change=True, keeps_a_store=False, sets_up_features=True, most_sessions=2
    )

    def __init__(
        self,
        browser: Browser,
        page: Page,
        *,
        hub: Hub,
        reader: Reader,
        tenant: str,
        server_host: str,
        features: t.Sequence[str],
        warnings: t.Sequence[str],
        enter: t.Callable[[], bool],
    ) -> None:
        self.tenant = tenant
        self._browser = browser
        self._page = page
        self._hub = hub
        self._reader = reader
        self._server_host = server_host
        self._features = list(features)
        self._warnings = list(warnings)
        self._enter = enter
        self._console: str | None = None
        self._is_fresh = False
        self._announced: Announced | None = None

    def entered(self) -> None:
        """The page that was just loaded is the workspace's Management Console."""
        self._console = self._page.current.url
        self._is_fresh = True

    def licenses(self) -> list[License]:
        """The one licence on the tab, read from a page that was loaded anew."""
        with self._page.browser():
            return self._licenses()

    def _licenses(self) -> list[License]:
        page = self._page
        if self._console is None:
            raise NotSupportedError(
                "the console has no licences of its own, only its workspaces have", remedy="Set tenant or tenant_id"
            )
        page.stage = "Information panel"
        if not self._is_fresh:
            # A console whose address does not tell the workspace leads back to Business Hub.
            page.open(self._console)
            self._enter()
        self._is_fresh = False
        page.click("Information panel", HEADED)
        page.stage = "License"
        page.click("License", _TABS)
        page.find("Enter activation code", _BUTTONS)
        licence = self._read(lambda: self._reader.license_in_force(page.lines()))
        if isinstance(licence, License):
            return [licence]
        if self._reader.shows_nothing(page.lines()):
            self._warn(
                "The tab License shows none of the labels of a licence: the workspace has none, or the labels differ "
                "(see console_labels)."
            )
            return []
        raise page.not_found(f"licence that can be read: {page.quote(str(licence))}")

    def recognise(self, code: ActivationCode, *, among: list[License]) -> License | None:
        """Always ``None``: the console never shows codes."""
        del code, among
        return None

    def verify(self, code: ActivationCode, *, known: list[License]) -> Verification:
        """Walk the wizard as far as its comparison, which stays open; nothing has changed then."""
        with self._page.browser():
            return self._verify(code, known=known)

    def _verify(self, code: ActivationCode, *, known: list[License]) -> Verification:
        page = self._page
        page.keep_secret(code)
        page.labels(*_WIZARD)
        present = in_position(known, Position.ACTIVE)
        page.stage = "Enter activation code"
        page.click("Enter activation code", _BUTTONS)
        page.stage = "License replacement"
        window = page.until(self._replacement)
        if window is None:
            raise page.missing("License replacement")
        self._type(code, window)
        page.stage = "Submit"
        self._submit(window)
        page.stage = "Check the new license details"
        licence, announced = self._read_comparison(present)
        self._announced = announced
        page.picture("comparison")
        return Verification(licence, announced=announced)

    def find_added(self, code: ActivationCode, *, known: list[License]) -> License | None:
        """Nothing is ever added before Apply."""
        del code, known
        return None

    def withdraw(self, license_id: str) -> None:
        del license_id
        raise _cannot("take a licence out of a store: a workspace has only the one in force")

    def usable(self, licence: License, *, position: Position) -> bool:
        del licence
        return position is Position.ACTIVE

    def apply(self, licence: License, *, position: Position, replaces: License | None) -> None:
        """Click Apply in the comparison that is open, once. A lost answer is settled by reading the licence again."""
        if position is not Position.ACTIVE:
            raise _cannot("put a licence in reserve")
        page = self._page
        page.stage = "Apply"
        with page.browser():
            window = self._comparison()
            if window is None:
                raise page.missing("Check the new license details")
            button = page.find("Apply", ("button",), within=window)
            said, seen, pending = page.messages(), set(page.texts(window)), page.pending
        try:
            page.press(button, what=page.label("Apply"))
            with page.browser():
                error = self._await_end(said, seen, pending)
        except AuthenticationError as signed_out:
            signed_out.aftermath.append("Whether the new licence was applied before is not known: look at its tab")
            raise
        except AnswerLostError as lost:
            error = lost
        if error is not None:
            self._settle(error, licence, replaces)

    def vacate(self, licence: License) -> bool:
        del licence
        raise _cannot("leave a workspace without a licence")

    def refresh(self) -> None:
        raise _cannot("refresh a subscription: it does that by itself")

    def devices(self) -> list[Device]:
        raise NotSupportedError(
            f"the console cannot name the devices: its list of them is not documented. {CONSEQUENCES}"
        )

    def waiting_devices(self, licence: License) -> list[Device]:
        del licence
        return []

    def tenants(self, *, external_ids: bool) -> list[Tenant]:
        del external_ids
        self._page.stage = "Business Hub"
        with self._page.browser():
            return self._hub.tenants()

    def hub_licenses(self) -> list[list[str]] | None:
        with self._page.browser():
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

    def _type(self, code: ActivationCode, window: Locator) -> None:
        """Into one field, or a section into each of four. The code goes to no other site than the console's own."""
        page = self._page
        _refuse_other_site(page.origin(window), self._server_host)

        def fields() -> list[Locator] | None:
            boxes = window.get_by_role("textbox").filter(visible=True)
            return boxes.all() if boxes.count() in (1, _SECTIONS) else None

        found = page.until(fields)
        if found is None:
            raise page.not_found("field for the activation code, neither one nor four")
        whole = code.reveal()
        parts = [whole] if len(found) == 1 else whole.split("-")
        for field, part in zip(found, parts, strict=True):
            with page.browser("the activation code could not be typed"):
                field.fill(part)
                if _bare(field.input_value()) != _bare(part):
                    field.fill("")
                    field.press_sequentially(part)
        with page.browser("the activation code could not be typed"):
            typed = "".join(_bare(field.input_value()) for field in found)
        if typed != _bare(whole):
            raise page.not_found("field that takes the whole activation code")

    def _submit(self, window: Locator) -> None:
        """Send the code and wait for the comparison. Raises :class:`CodeRefusedError` with the console's own words."""
        page = self._page
        button = page.find("Submit", ("button",), within=window)
        said, seen, finished, pending = page.messages(), set(page.texts(window)), page.finished, page.pending
        page.server_failures = 0
        page.press(button, what=page.label("Submit"))

        def words() -> str:
            alert, shown = page.messages(), self._replacement()
            return alert if alert != said else page.quote(_new(page.texts(shown), seen) if shown is not None else "")

        def answer() -> str | None:
            if self._comparison() is not None:
                return ""
            # A message that comes while the code is being checked says that it is being checked.
            has_answered = page.finished > finished and page.pending <= pending
            return page.steady(lambda: words() or None) if has_answered and self._can_submit() else None

        found = page.until(answer)
        if found == "":
            return
        page.picture("refused")
        answered = ServerAnswer(text=found or words())
        if page.server_failures:
            raise UnavailableError(
                "the console could not have the code checked", remedy="Run again later", server=answered
            )
        if not answered.text:
            raise UnavailableError(
                "the console did not answer to the code in time, nothing was changed; " + page.describe(),
                remedy="Run again later, or raise timeout",
            )
        raise CodeRefusedError(
            "the console did not accept the activation code, nothing was changed",
            remedy="Check the code against the order confirmation; if its words are of servers, run again later",
            server=answered,
        )

    def _can_submit(self) -> bool:
        """Whether the window with the code waits for a person again."""
        window = self._replacement()
        button = None if window is None else self._page.look_for("Submit", ("button",), within=window)
        return button is not None and button.is_enabled()

    def _read_comparison(self, present: License | None) -> tuple[License, Announced]:
        page = self._page

        def read() -> tuple[License, Announced]:
            window = self._comparison()
            if window is None:
                raise UnreadableError("the window is gone")
            return self._reader.comparison(page.lines(window), present=present)

        found = self._read(read)
        if isinstance(found, FeaturesMissingError):
            # The list never came: what is known without it is still true, and the guards know what to make of it.
            window = self._comparison()
            lines = page.lines(window) if window is not None else []
            return self._reader.comparison(lines, present=present, without_features=True)
        if isinstance(found, UnreadableError):
            raise page.not_found(
                f"comparison that can be read: {page.quote(str(found))}",
                remedy="Nothing was changed. Compare with the console and give other labels in console_labels",
            )
        return t.cast("tuple[License, Announced]", found)

    def _read(self, read: t.Callable[[], t.Any]) -> t.Any:
        """What can be read and stays so for a moment, or the last reason why not."""
        reasons: list[UnreadableError] = []

        def probe() -> t.Any:
            try:
                return read()
            except UnreadableError as error:
                reasons.append(error)
                return None

        found = self._page.until(lambda: self._page.steady(probe))
        return found if found is not None else (reasons[-1] if reasons else UnreadableError("it keeps changing"))

    def _replacement(self) -> Locator | None:
        return self._page.window("License replacement", with_button="Submit")

    def _comparison(self) -> Locator | None:
        return self._page.window("Check the new license details", with_button="Apply")

    def _additional_features(self) -> Locator | None:
        return self._page.window("Try additional features", with_button="Later")

    def _await_end(self, said: str, seen: set[str], pending: int) -> KescError | None:
        """Wait until the wizard has ended, and see the additional features through; else what kept it from ending."""
        page = self._page
        upgrade = self._announced is not None and self._announced.transition is Transition.UPGRADE

        def ended() -> str | None:
            if self._additional_features() is not None:
                return "features"
            if page.steady(lambda: True if self._comparison() is None else None):
                return "closed"
            alert = page.steady(page.messages)
            return f"said {alert}" if alert and alert != said and page.pending <= pending else None

        end = page.until(ended)
        if end == "closed" and upgrade:
            end = page.until(lambda: "features" if self._additional_features() is not None else None)
            if end is None:
                self._warn("The console did not offer additional features after the upgrade.")
                return None
        if end == "features":
            self._see_features_through()
            return None
        if end == "closed":
            return None
        page.picture("not-applied")
        window = self._comparison()
        told = end.removeprefix("said ") if end else _new(page.texts(window), seen) if window is not None else ""
        words = ServerAnswer(text=page.quote(told)) if told else None
        if end is None:
            return AnswerLostError(
                f"the console did not answer to {page.label('Apply')!r} in time",
                remedy="Look at the licence in the console before running again",
                server=words,
            )
        return UnavailableError("the console did not apply the licence", remedy="Run again later", server=words)

    def _see_features_through(self) -> None:
        """Later, or the named features and OK. The licence is in force by now: what goes wrong here is a warning."""
        page = self._page
        page.stage = "Try additional features"
        try:
            window = self._additional_features()
            if not self._features:
                self._leave("Later", window)
                return
            switches = {name: _switch(window, name) for name in self._features} if window is not None else {}
            missing = [name for name in self._features if switches.get(name) is None]
            if missing:
                self._warnings.append(
                    f"Additional features not offered, none was set up: {', '.join(map(repr, missing))}. "
                    f"{page.describe()}."
                )
                self._leave("Later", window)
                return
            for name, switch in switches.items():
                with page.browser(f"{name!r} could not be set"):
                    t.cast("Locator", switch).set_checked(True)
            self._leave("OK", window)
        except AuthenticationError:
            raise
        except KescError as error:
            self._warnings.append(f"The additional features were not seen through: {error.cause}.")

    def _leave(self, message_id: str, window: Locator | None) -> None:
        """Click what ends the window, and wait until it has: going on at once would cut off what the click began."""
        page = self._page
        said = page.messages()
        page.click(message_id, _BUTTONS, within=window)
        if page.until(lambda: True if self._additional_features() is None else None) is None:
            alert = page.messages()
            words = f": {alert}" if alert and alert != said else ""
            self._warn(f"The window {page.label('Try additional features')!r} did not close{words}.")

    def _settle(self, error: KescError, licence: License, replaces: License | None) -> None:
        """Read the licence after an answer that says nothing; raises ``error`` where it is not the new one."""
        try:
            found = self.licenses()
        except KescError as failure:
            error.aftermath.append(
                f"Whether the new licence is in force could not be read ({failure.cause}): look at its tab"
            )
            raise error from None
        if find_applied(found, licence, Position.ACTIVE, replaced=replaces) is None:
            raise error

    def _warn(self, warning: str) -> None:
        if warning not in self._warnings:
            self._warnings.append(warning)


def _new(texts: list[str], seen: set[str]) -> str:
    return " ".join(text for text in texts if text not in seen)


def _switch(window: Locator, name: str) -> Locator | None:
    for role in _SWITCHES:
        found = window.get_by_role(t.cast("t.Any", role), name=name, exact=True).filter(visible=True)
        if found.count():
            return found.first
    return None


def _refuse_other_site(address: str, host: str) -> None:
    """Codes are typed on the host that was named, or on another host of its domain, over TLS."""
    parts = urllib.parse.urlsplit(address)
    found = parts.hostname or ""
    labels = host.split(".")
    # Under co.uk and com.br everybody has a domain, so there three parts make one.
    shared = len(labels) > len("uk") and len(labels[-1]) == len("uk") and len(labels[-2]) <= len("com")
    domain = ".".join(labels[-3:] if shared else labels[-2:])
    named = not host.replace(".", "").isdigit() and "." in host and ":" not in host
    if parts.scheme != "https" or not (found == host or (named and found.endswith(f".{domain}"))):
        raise NotSupportedError(
            f"the console led to {parts.scheme}://{found}, which does not belong to {host}: the code was not typed",
            remedy="Check server_url",
        )


def _cannot(what: str) -> NotSupportedError:
    return NotSupportedError(f"the console cannot {what}")


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).upper()
