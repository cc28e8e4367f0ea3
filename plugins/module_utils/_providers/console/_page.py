# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A page of the console as a person sees it: things are found by role and name, and awaited, never by markup."""

from __future__ import annotations

import contextlib
import pathlib
import re
import time
import typing as t

from ..._errors import (
    AnswerLostError,
    AuthenticationError,
    CertificateError,
    LabelNotFoundError,
    ServerAnswer,
    UnexpectedWindowError,
    UnreachableError,
    blank_out,
    quotable,
)
from . import _content
from ._windows import DOCUMENTED, ROLES, unexpected_title

if t.TYPE_CHECKING:
    from playwright.sync_api import Dialog, Frame, Locator
    from playwright.sync_api import Page as BrowserPage

    from ..._license._activation_code import ActivationCode
    from ._content import Line
    from ._labels import LabelSet

CLICKABLE = ("button", "link", "tab", "menuitem", "treeitem", "option", "radio")
HEADED = (*CLICKABLE, "heading")
"""The same, or the heading of the place that a click would lead to."""
_MOST_LOOKS = 20
_LOOK_AGAIN_MS = 250
_QUIET_MS = 300
_MOST_NAMES = 12
_LONGEST_NAME = 60
_NEXT_CHANGE = """
(ms) => new Promise((resolve) => {
  const observer = new MutationObserver(() => { observer.disconnect(); resolve(true); });
  observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
  setTimeout(() => { observer.disconnect(); resolve(false); }, ms);
})
"""
_SERVER_FAILED = 500
_IS_HEADING = "(element) => element.closest('h1, h2, h3, h4, h5, h6, [role=heading]') !== null"
_WHAT_IS_TYPED = "input, textarea, select, [contenteditable]"

T = t.TypeVar("T")


class Page:
    """One browser page at a time: a tab that the console opens takes the place of the one before.

    ``timeout`` is in seconds. Every error that a method raises names ``stage``, the step that a person would be at.
    ``interrupted`` tells whether the work is to end; it then does, with :class:`KeyboardInterrupt`, before the next
    thing is done.
    """

    def __init__(
        self,
        page: BrowserPage,
        *,
        labels: LabelSet,
        timeout: float,
        artifacts: str | None,
        tenant: str,
        interrupted: t.Callable[[], bool] = lambda: False,
    ) -> None:
        import playwright.sync_api  # noqa: PLC0415 - optional, and slow to load

        self._browser_error = playwright.sync_api.Error
        self._pages = [page]
        self._labels = labels
        self._timeout = timeout
        self._artifacts = artifacts
        self._tenant = tenant
        self._secrets: frozenset[str] = frozenset()
        self._pictures = 0
        self._interrupted = interrupted
        self._waiting = False
        self._popped_up: list[str] = []
        self._held: BrowserPage | None = None
        self.stage = "open the console"
        self.requests = 0
        self.pending = 0
        self.finished = 0
        self.seconds = 0.0
        self.server_failures = 0
        page.context.on("page", self._open_tab)
        page.context.on("dialog", self._dismiss)
        page.context.on("request", lambda request: self._count(request, 1, 0))
        page.context.on("requestfinished", lambda request: self._count(request, -1, 1))
        page.context.on("requestfailed", lambda request: self._count(request, -1, 1))
        page.context.on("response", self._look_at_response)

    @property
    def current(self) -> BrowserPage:
        return next(page for page in reversed(self._pages) if not page.is_closed() or page is self._pages[0])

    def keep_secret(self, code: ActivationCode) -> None:
        """Blank the code out of every text and picture from now on; its last section may be seen."""
        self._secrets = code.spellings() | frozenset(code.reveal().split("-")[:-1])

    def label(self, message_id: str) -> str:
        """Raises :class:`LabelNotFoundError` where the label set does not have it."""
        label = self._labels.get(message_id)
        if label is None:
            raise LabelNotFoundError(
                f"at the step '{self.stage}': what the console calls {message_id!r} in the language "
                f"{self._labels.language} is not known",
                remedy="Look it up in the console and give it in the file of console_labels",
            )
        return label

    def labels(self, *message_ids: str) -> dict[str, str]:
        return {message_id: self.label(message_id) for message_id in message_ids}

    def known(self, *message_ids: str) -> dict[str, str]:
        """Those of the labels that the set has."""
        return {each: label for each in message_ids if (label := self._labels.get(each)) is not None}

    def hold(self) -> None:
        """From now on, until an address is loaded, a tab that the console opens is a window that nobody asked for."""
        self._held = self.current

    def open(self, address: str) -> None:
        """Load an address. Raises :class:`KescError`."""
        self._held = None
        with self.translated_errors(to_reach=address):
            if self.current.goto(address, wait_until="domcontentloaded") is None:
                # Only the fragment differed, so nothing was loaded.
                self.current.reload(wait_until="domcontentloaded")

    def look_for(
        self, message_id: str, roles: t.Sequence[str], *, within: Locator | None = None, or_text: bool = True
    ) -> Locator | None:
        """The visible thing with that name and one of those roles, now; ``None`` where there is none.

        Where nothing of that name has a role, it is the only text that reads so and is no heading (``or_text``): many
        pages make their buttons of plain text.
        """
        pattern = named(self.label(message_id))
        scopes = [within] if within is not None else self.frames()
        for scope in scopes:
            for role in roles:
                found = scope.get_by_role(t.cast("t.Any", role), name=pattern).filter(visible=True)
                if found.count():
                    return found.first
        for scope in scopes if or_text else ():
            texts = scope.get_by_text(pattern).filter(visible=True)
            if texts.count() == 1 and not texts.evaluate(_IS_HEADING):
                return texts
        return None

    def frames(self) -> list[Frame]:
        """The page itself, and the frames in it that can be seen: a console may be made of several."""
        main, *others = self.current.frames
        return [main, *(frame for frame in others if self._is_seen(frame))]

    def find(self, message_id: str, roles: t.Sequence[str] = CLICKABLE, *, within: Locator | None = None) -> Locator:
        """The same, awaited. Raises :class:`LabelNotFoundError` with what is on the page instead."""
        found = self.until(lambda: self.look_for(message_id, roles, within=within))
        if found is None:
            raise self.missing(message_id)
        return found

    def click(self, message_id: str, roles: t.Sequence[str] = CLICKABLE, *, within: Locator | None = None) -> None:
        self.press(self.find(message_id, roles, within=within), what=self.label(message_id))

    def press(self, thing: Locator, *, what: str) -> None:
        with self.translated_errors():
            self.refuse_unexpected_window()
        with self.translated_errors(f"{what!r} could not be clicked"):
            thing.click()

    def window(self, message_id: str, *, with_button: str) -> Locator | None:
        """The open window with that title; where none calls itself one, what surrounds the title and that button."""
        return next((found for frame in self.frames() if (found := self._window(frame, message_id, with_button))), None)

    def _window(self, frame: Frame, message_id: str, with_button: str) -> Locator | None:
        pattern = named(self.label(message_id))
        heading, text = frame.get_by_role("heading", name=pattern), frame.get_by_text(pattern)
        for role in ROLES:
            windows = frame.get_by_role(t.cast("t.Any", role)).filter(visible=True)
            with_name = frame.get_by_role(t.cast("t.Any", role), name=pattern).filter(visible=True)
            for found in (with_name, windows.filter(has=heading), windows.filter(has=text)):
                if found.count():
                    return found.last
        name = named(self.label(with_button))
        button = frame.get_by_role("button", name=name).or_(frame.get_by_role("link", name=name))
        for titles in (heading.filter(visible=True), text.filter(visible=True)):
            for close in (button, frame.get_by_text(name)):
                around = titles.last.locator("xpath=ancestor::*").filter(has=close.filter(visible=True))
                if titles.count() and around.count():
                    return around.last
        return None

    def origin(self, within: Locator) -> str:
        """Scheme, host and port of the site that a part of the page, or the frame that it is in, belongs to."""
        with self.translated_errors():
            return str(within.evaluate("(element) => element.ownerDocument.defaultView.origin"))

    def lines(self, within: Locator | None = None) -> list[Line]:
        if within is not None:
            return _content.lines_of(within.evaluate(_content.SNAPSHOT))
        return _content.lines_of({"role": "", "block": True, "children": self._snapshots()})

    def texts(self, within: Locator | None = None) -> list[str]:
        return [line.text for line in self.lines(within)]

    def until(self, probe: t.Callable[[], T | None], *, sign_in_is_fine: bool = False) -> T | None:
        """What the probe finds, as soon as it finds something; ``None`` when the time is up.

        The probe is asked again whenever the page changes. Raises :class:`AuthenticationError` where the console asks
        to sign in instead, :class:`UnexpectedWindowError` where it shows a window that is not documented; neither
        where a person signs in (``sign_in_is_fine``).
        """
        deadline = time.monotonic() + self._timeout
        with self._waited():
            while True:
                self._heed_interruption()
                with contextlib.suppress(self._browser_error):
                    if not sign_in_is_fine:
                        self.refuse_unexpected_window()
                    found = probe()
                    if found is not None:
                        return found
                    if not sign_in_is_fine:
                        self.refuse_sign_in()
                if time.monotonic() >= deadline:
                    return None
                self._next_change(_LOOK_AGAIN_MS)

    def steady(self, probe: t.Callable[[], T | None]) -> T | None:
        """What the probe finds, if it still finds the same after a moment: what belongs together may come bit by bit.

        Whatever else changes on the page meanwhile, such as a clock, does not matter.
        """
        found = probe()
        if found is None:
            return None
        deadline = time.monotonic() + _QUIET_MS / 1000
        while (left := deadline - time.monotonic()) > 0:
            if self._next_change(max(1, round(left * 1000))) and probe() != found:
                return None
        return found if probe() == found else None

    def asks_for_password(self) -> bool:
        """Whether a field for a password can be seen."""
        return any(map(_has_password_field, self._snapshots()))

    def refuse_sign_in(self) -> None:
        if self.asks_for_password():
            self.picture("sign-in")
            raise AuthenticationError(
                f"at the step '{self.stage}' the console asks to sign in: the saved sign-in has run out",
                remedy="Sign in again with fleetops.kesc.kesc_console_login, which writes console_state anew",
            )

    def refuse_unexpected_window(self) -> None:
        """Raises :class:`UnexpectedWindowError` where a window is open, and stays, that is not documented."""
        for _look in range(_MOST_LOOKS):
            if self._unexpected_window() is None:
                return
            title = self.steady(self._unexpected_window)
            if title is not None:
                self.picture("unexpected-window")
                raise UnexpectedWindowError(
                    f"at the step '{self.stage}' the console shows a window that is not known, {title!r}, and nothing "
                    "in it was clicked"
                )

    def _unexpected_window(self) -> str | None:
        """What such a window, or a tab that opened by itself, is called."""
        if self._held is not None and self.current is not self._held:
            return self.quote(self.current.title())[:_LONGEST_NAME] or "a tab without a title"
        known = [named(label) for label in self.known(*DOCUMENTED).values()]
        title = unexpected_title(self.frames(), known=known)
        return None if title is None else self.quote(title)[:_LONGEST_NAME] or "a window without a title"

    def messages(self) -> str:
        """What alerts say, those of the browser included."""
        shown = [frame.get_by_role("alert").filter(visible=True).all_inner_texts() for frame in self.frames()]
        return self.quote(" ".join([*(text for texts in shown for text in texts), *self._popped_up]))

    def quote(self, text: str) -> str:
        return quotable(blank_out(text, {each for secret in self._secrets for each in (secret, secret.lower())}))

    def missing(self, message_id: str) -> LabelNotFoundError:
        return self.not_found(f"{self.label(message_id)!r} ({message_id})")

    def not_found(self, what: str, *, remedy: str = "") -> LabelNotFoundError:
        """The error for something that is not on the page, with what is there instead, and a picture."""
        self.picture("not-found")
        return LabelNotFoundError(
            f"at the step '{self.stage}' the console shows no {what}; {self.describe()}",
            remedy=remedy or "Compare with the console: give other labels in console_labels, or raise timeout",
        )

    def describe(self) -> str:
        """Headings and names of buttons on the page, bounded; never what stands in a field."""
        try:
            lines = self.lines()
        except self._browser_error:
            return "the page cannot be read"
        shown = []
        for kind, roles in (("headings", ("heading",)), ("buttons", ("button", "link", "tab", "menuitem"))):
            names = list(dict.fromkeys(self.quote(line.text)[:_LONGEST_NAME] for line in lines if line.within(*roles)))
            listed = ", ".join(repr(name) for name in names[:_MOST_NAMES]) or "none"
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            shown.append(f"{kind}: {listed}{more}")
        return f"on the page are {'; '.join(shown)}"

    def picture(self, name: str) -> None:
        """Leave a picture in the folder of artifacts, without any field and without the code."""
        if not self._artifacts:
            return
        self._pictures += 1
        tenant = re.sub(r"[^\w-]+", "-", self._tenant).strip("-") or "console"
        path = pathlib.Path(self._artifacts) / f"{tenant}-{self._pictures:02d}-{name}.png"
        with contextlib.suppress(self._browser_error, OSError):
            hidden = [frame.locator(_WHAT_IS_TYPED) for frame in self.frames()]
            spelled = [re.compile(re.escape(secret), re.IGNORECASE) for secret in self._secrets]
            hidden += [frame.get_by_text(secret) for frame in self.frames() for secret in spelled]
            picture = self.current.screenshot(mask=hidden, mask_color="#202020", full_page=True)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.chmod(0o600)
            path.write_bytes(picture)

    @contextlib.contextmanager
    def translated_errors(self, cause: str = "the console did not answer", *, to_reach: str = "") -> t.Iterator[None]:
        """Errors of the browser become ours; its own texts may hold what was typed and are never passed on."""
        self._heed_interruption()
        with self._waited():
            try:
                yield
            except self._browser_error as error:
                self._heed_interruption()
                with contextlib.suppress(self._browser_error):
                    self.refuse_sign_in()
                self.picture("failed")
                raise self._lost(cause, str(error), to_reach) from None

    def _lost(self, cause: str, words: str, address: str) -> AnswerLostError | CertificateError | UnreachableError:
        reason = re.search(r"net::(ERR_\w+)", words)
        code = reason.group(1) if reason else ""
        server = ServerAnswer(text=code) if reason else None
        if address and code.startswith("ERR_CERT_"):
            return CertificateError(
                f"the certificate of {address} was not accepted",
                remedy="Set ca_path to the certificate that signed it, or pin it with server_fingerprint",
                server=server,
            )
        if address and code and code != "ERR_ABORTED":
            return UnreachableError(
                f"{address} cannot be reached", remedy="Check server_url, the network and the firewall", server=server
            )
        return AnswerLostError(
            f"at the step '{self.stage}' {cause}",
            remedy="Check server_url and the network, or raise timeout",
            server=server,
        )

    @contextlib.contextmanager
    def _waited(self) -> t.Iterator[None]:
        """Counts the time, once where one wait is part of another."""
        if self._waiting:
            yield
            return
        self._waiting, started = True, time.monotonic()
        try:
            yield
        finally:
            self._waiting = False
            self.seconds += time.monotonic() - started

    def _heed_interruption(self) -> None:
        if self._interrupted():
            raise KeyboardInterrupt

    def _next_change(self, milliseconds: int) -> bool:
        self._heed_interruption()
        try:
            return bool(self.current.evaluate(_NEXT_CHANGE, milliseconds))
        except self._browser_error:
            self._refuse_end()
            # The page is on its way to another one.
            with contextlib.suppress(self._browser_error):
                self.current.wait_for_load_state("domcontentloaded", timeout=milliseconds)
            return True

    def _refuse_end(self) -> None:
        """Without this, waiting for something on a page that is gone would only end when the time is up."""
        browser = self.current.context.browser
        if self.current.is_closed() or (browser is not None and not browser.is_connected()):
            self._heed_interruption()
            raise AnswerLostError(
                f"at the step '{self.stage}' the browser's window was closed", remedy="Run again, and leave it open"
            )

    def _snapshots(self) -> list[t.Any]:
        return [frame.evaluate(_content.SNAPSHOT) for frame in self.frames()]

    def _is_seen(self, frame: Frame) -> bool:
        with contextlib.suppress(self._browser_error):
            return frame.frame_element().is_visible()
        return False

    def _open_tab(self, opened: BrowserPage) -> None:
        self._pages.append(opened)

    def _dismiss(self, dialog: Dialog) -> None:
        """A box of the browser's own: what it says is kept, and it is answered with no."""
        self._popped_up.append(dialog.message)
        with contextlib.suppress(self._browser_error):
            dialog.dismiss()

    def _count(self, request: t.Any, pending: int, finished: int) -> None:
        if not request.url.startswith("http"):
            return
        self.requests += pending > 0
        self.pending += pending
        self.finished += finished

    def _look_at_response(self, response: t.Any) -> None:
        self.server_failures += response.status >= _SERVER_FAILED


def named(label: str) -> re.Pattern[str]:
    """A whole name, whatever its case and blanks, with or without a colon or an ellipsis."""
    words = r"\s+".join(re.escape(word) for word in label.split())
    return re.compile(rf"^\s*{words}\s*(?:[:\uff1a\u2026]|\.\.\.)?\s*$", re.IGNORECASE)


def _has_password_field(node: t.Any) -> bool:
    return isinstance(node, dict) and (
        node["role"] == "password" or any(_has_password_field(child) for child in node["children"])
    )
