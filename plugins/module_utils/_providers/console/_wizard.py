# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The console's own wizard, from the button Enter activation code to Try additional features (topic 137454)."""

from __future__ import annotations

import typing as t
import urllib.parse

from ..._errors import (
    AnswerLostError,
    AuthenticationError,
    CodeRefusedError,
    KescError,
    NotSupportedError,
    ServerAnswer,
    UnavailableError,
    UnexpectedWindowError,
)
from ..._license._comparison import Transition
from ._license_parser import FeaturesMissingError, UnreadableError, read_steadily

if t.TYPE_CHECKING:
    from playwright.sync_api import Locator

    from ..._license._activation_code import ActivationCode
    from ..._license._comparison import Announced
    from ..._license._license import License
    from ._license_parser import LicenseParser
    from ._page import Page

BUTTONS = ("button", "link")

_SWITCHES = ("checkbox", "switch", "radio")
_SECTIONS = 4
_LABELS = (
    "Enter activation code",
    "License replacement",
    "Submit",
    "Check the new license details",
    "Apply",
    "Try additional features",
    "OK",
    "Later",
)


class Wizard:
    """One walk through it: :meth:`check`, which changes nothing, then perhaps :meth:`apply`.

    ``features`` are the additional features to set up after an upgrade; ``warn`` takes what an operator should know.
    """

    def __init__(
        self,
        page: Page,
        *,
        parser: LicenseParser,
        server_host: str,
        features: t.Sequence[str],
        warn: t.Callable[[str], None],
    ) -> None:
        self._page = page
        self._parser = parser
        self._server_host = server_host
        self._features = list(features)
        self._warn = warn
        self._announced: Announced | None = None

    def check(self, code: ActivationCode, *, present: License | None) -> tuple[License, Announced]:
        """Have the code checked and read the comparison, which stays open. Raises :class:`KescError`."""
        page = self._page
        page.keep_secret(code)
        page.labels(*_LABELS)
        page.hold()
        page.stage = "Enter activation code"
        page.click("Enter activation code", BUTTONS)
        page.stage = "License replacement"
        window = page.until(self._replacement)
        if window is None:
            raise page.missing("License replacement")
        self._type(code, window)
        page.stage = "Submit"
        self._submit(window)
        page.stage = "Check the new license details"
        license, self._announced = self._read_comparison(present)
        page.refuse_unexpected_window()
        page.picture("comparison")
        return license, self._announced

    def apply(self) -> KescError | None:
        """Click Apply in the comparison that is open, once. Returns what leaves open whether the license is in force.

        Raises :class:`KescError` where Apply could not be clicked, or the console asks to sign in.
        """
        page = self._page
        page.stage = "Apply"
        with page.translated_errors():
            window = self._comparison()
            if window is None:
                raise page.missing("Check the new license details")
            button = page.find("Apply", ("button",), within=window)
            said, seen, pending = page.messages(), set(page.texts(window)), page.pending
        clicked = False
        try:
            page.press(button, what=page.label("Apply"))
            clicked = True
            with page.translated_errors():
                return self._await_end(said, seen, pending)
        except (AuthenticationError, UnexpectedWindowError) as stopped:
            if isinstance(stopped, UnexpectedWindowError) and not clicked:
                raise
            stopped.may_have_happened = True
            stopped.aftermath.append("Whether the new license was applied before is not known: look at its tab")
            raise
        except AnswerLostError as lost:
            lost.may_have_happened = True
            return lost

    def _type(self, code: ActivationCode, window: Locator) -> None:
        """Into one field, or a section into each of four. The code goes to no other site than the console's own."""
        page = self._page
        _refuse_other_site(page.origin(window), self._server_host)

        def fields() -> list[Locator] | None:
            boxes = [box for box in window.get_by_role("textbox").filter(visible=True).all() if box.is_editable()]
            return boxes if len(boxes) in (1, _SECTIONS) else None

        found = page.until(fields)
        if found is None:
            raise page.not_found("field for the activation code, neither one nor four")
        whole = code.reveal()
        parts = [whole] if len(found) == 1 else whole.split("-")
        for field, part in zip(found, parts, strict=True):
            with page.translated_errors("the activation code could not be typed"):
                field.fill(part)
                # A field that puts the dashes in by itself may want key after key, and no dash of ours.
                for keys in (part, _bare(part)):
                    if _bare(field.input_value()) != _bare(part):
                        field.fill("")
                        field.press_sequentially(keys)
        with page.translated_errors("the activation code could not be typed"):
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
            return self._parser.comparison(page.lines(window), present=present)

        found = read_steadily(page, read)
        if isinstance(found, FeaturesMissingError):
            # The list never came: what is known without it is still true, and the guards know what to make of it.
            window = self._comparison()
            lines = page.lines(window) if window is not None else []
            return self._parser.comparison(lines, present=present, without_features=True)
        if isinstance(found, UnreadableError):
            raise page.not_found(
                f"comparison that can be read: {page.quote(str(found))}",
                remedy="Nothing was changed. Compare with the console and give other labels in console_labels",
            )
        return found

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
            lost = AnswerLostError(
                f"the console did not answer to {page.label('Apply')!r} in time",
                remedy="Look at the license in the console before running again",
                server=words,
            )
            lost.may_have_happened = True
            return lost
        return UnavailableError("the console did not apply the license", remedy="Run again later", server=words)

    def _see_features_through(self) -> None:
        """Later, or the named features and OK. The license is in force by now: what goes wrong here is a warning."""
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
                self._warn(
                    f"Additional features not offered, none was set up: {', '.join(map(repr, missing))}. "
                    f"{page.describe()}."
                )
                self._leave("Later", window)
                return
            for name, switch in switches.items():
                with page.translated_errors(f"{name!r} could not be set"):
                    t.cast("Locator", switch).set_checked(True)
            self._leave("OK", window)
        except (AuthenticationError, UnexpectedWindowError):
            raise
        except KescError as error:
            self._warn(f"The additional features were not seen through: {error.cause}.")

    def _leave(self, message_id: str, window: Locator | None) -> None:
        """Click what ends the window, and wait until it has: going on at once would cut off what the click began."""
        page = self._page
        said = page.messages()
        page.click(message_id, BUTTONS, within=window)
        if page.until(lambda: True if self._additional_features() is None else None) is None:
            alert = page.messages()
            words = f": {alert}" if alert and alert != said else ""
            self._warn(f"The window {page.label('Try additional features')!r} did not close{words}.")


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


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).upper()
