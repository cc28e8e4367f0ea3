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

from ..._errors import AnswerLostError, AuthenticationError, LabelNotFoundError, ServerAnswer, blank_out, quotable
from . import _content

if t.TYPE_CHECKING:
    from playwright.sync_api import Locator
    from playwright.sync_api import Page as BrowserPage

    from ..._activation_code import ActivationCode
    from ._content import Line
    from ._labels import LabelSet

CLICKABLE = ("button", "link", "tab", "menuitem", "treeitem", "option", "radio")
_WINDOWS = ("dialog", "alertdialog")
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

T = t.TypeVar("T")


class Page:
    """One browser page at a time: a tab that the console opens takes the place of the one before.

    ``timeout`` is in seconds. Every error that a method raises names ``stage``, the step that a person would be at.
    """

    def __init__(
        self, page: BrowserPage, *, labels: LabelSet, timeout: float, artifacts: str | None, tenant: str
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
        self.stage = "open the console"
        self.requests = 0
        self.pending = 0
        self.finished = 0
        self.seconds = 0.0
        self.server_failures = 0
        page.context.on("page", self._open_tab)
        page.context.on("request", lambda _request: self._count(1, 0))
        page.context.on("requestfinished", lambda _request: self._count(-1, 1))
        page.context.on("requestfailed", lambda _request: self._count(-1, 1))
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

    def open(self, address: str) -> None:
        with self.browser():
            if self.current.goto(address, wait_until="domcontentloaded") is None:
                # Only the fragment differed, so nothing was loaded.
                self.current.reload(wait_until="domcontentloaded")

    def look_for(self, message_id: str, roles: t.Sequence[str], *, within: Locator | None = None) -> Locator | None:
        """The visible thing with that name and one of those roles, now; ``None`` where there is none."""
        pattern = named(self.label(message_id))
        scope = within if within is not None else self.current
        for role in roles:
            found = scope.get_by_role(t.cast("t.Any", role), name=pattern).filter(visible=True)
            if found.count():
                return found.first
        return None

    def find(self, message_id: str, roles: t.Sequence[str] = CLICKABLE, *, within: Locator | None = None) -> Locator:
        """The same, awaited. Raises :class:`LabelNotFoundError` with what is on the page instead."""
        found = self.until(lambda: self.look_for(message_id, roles, within=within))
        if found is None:
            raise self.missing(message_id)
        return found

    def click(self, message_id: str, roles: t.Sequence[str] = CLICKABLE, *, within: Locator | None = None) -> None:
        self.press(self.find(message_id, roles, within=within), what=self.label(message_id))

    def press(self, thing: Locator, *, what: str) -> None:
        with self.browser(f"{what!r} could not be clicked"):
            thing.click()

    def window(self, message_id: str) -> Locator | None:
        """The open window with that title, or where there are no windows, the page that has the title as a heading."""
        pattern = named(self.label(message_id))
        for role in _WINDOWS:
            windows = self.current.get_by_role(t.cast("t.Any", role)).filter(visible=True)
            with_name = self.current.get_by_role(t.cast("t.Any", role), name=pattern).filter(visible=True)
            with_heading = windows.filter(has=self.current.get_by_role("heading", name=pattern))
            with_text = windows.filter(has=self.current.get_by_text(pattern))
            for found in (with_name, with_heading, with_text):
                if found.count():
                    return found.last
        if self.current.get_by_role("heading", name=pattern).filter(visible=True).count():
            mains = self.current.get_by_role("main").filter(visible=True)
            return mains.first if mains.count() else self.current.get_by_role("document").first
        return None

    def lines(self, within: Locator | None = None) -> list[Line]:
        if within is None:
            return _content.lines_of(self.current.evaluate(_content.SNAPSHOT))
        return _content.lines_of(within.evaluate(_content.SNAPSHOT))

    def until(self, probe: t.Callable[[], T | None], *, sign_in_is_fine: bool = False) -> T | None:
        """What the probe finds, as soon as it finds something; ``None`` when the time is up.

        The probe is asked again whenever the page changes. Raises :class:`AuthenticationError` where the console asks
        to sign in instead.
        """
        started = time.monotonic()
        deadline = started + self._timeout
        try:
            while True:
                with contextlib.suppress(self._browser_error):
                    found = probe()
                    if found is not None:
                        return found
                    if not sign_in_is_fine:
                        self.refuse_sign_in()
                if time.monotonic() >= deadline:
                    return None
                self._next_change(_LOOK_AGAIN_MS)
        finally:
            self.seconds += time.monotonic() - started

    def is_quiet(self) -> bool:
        """Whether nothing on the page changes for a moment."""
        return not self._next_change(_QUIET_MS)

    def refuse_sign_in(self) -> None:
        if _asks_for_password(self.current.evaluate(_content.SNAPSHOT)):
            self.picture("sign-in")
            raise AuthenticationError(
                f"at the step '{self.stage}' the console asks to sign in: the saved sign-in has run out",
                remedy="Sign in again with fleetops.kesc.kesc_console_login, which writes console_state anew",
            )

    def messages(self, within: Locator | None = None) -> str:
        """What alerts say, and those fields that are marked as wrong."""
        scope = within if within is not None else self.current
        alerts = scope.get_by_role("alert").filter(visible=True).all_inner_texts()
        return self.quote(" ".join(alerts))

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
        page = self.current
        hidden = [page.get_by_role("textbox"), page.get_by_role("searchbox"), page.get_by_placeholder(re.compile("."))]
        hidden += [page.get_by_text(re.compile(re.escape(secret), re.IGNORECASE)) for secret in self._secrets]
        self._pictures += 1
        tenant = re.sub(r"[^\w-]+", "-", self._tenant).strip("-") or "console"
        path = pathlib.Path(self._artifacts) / f"{tenant}-{self._pictures:02d}-{name}.png"
        with contextlib.suppress(self._browser_error, OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            page.screenshot(path=path, mask=hidden, mask_color="#202020", full_page=True)
            path.chmod(0o600)

    @contextlib.contextmanager
    def browser(self, cause: str = "the console did not answer") -> t.Iterator[None]:
        """Errors of the browser become ours; its own texts may hold what was typed and are never passed on."""
        started = time.monotonic()
        try:
            yield
        except self._browser_error as error:
            with contextlib.suppress(self._browser_error):
                self.refuse_sign_in()
            self.picture("failed")
            reason = re.search(r"net::(ERR_\w+)", str(error))
            raise AnswerLostError(
                f"at the step '{self.stage}' {cause}",
                remedy="Check server_url and the network, or raise timeout",
                server=ServerAnswer(text=reason.group(1)) if reason else None,
            ) from None
        finally:
            self.seconds += time.monotonic() - started

    def _next_change(self, milliseconds: int) -> bool:
        try:
            return bool(self.current.evaluate(_NEXT_CHANGE, milliseconds))
        except self._browser_error:
            # The page is on its way to another one.
            with contextlib.suppress(self._browser_error):
                self.current.wait_for_load_state("domcontentloaded", timeout=milliseconds)
            return True

    def _open_tab(self, opened: BrowserPage) -> None:
        self._pages.append(opened)

    def _count(self, pending: int, finished: int) -> None:
        self.requests += pending > 0
        self.pending += pending
        self.finished += finished

    def _look_at_response(self, response: t.Any) -> None:
        self.server_failures += response.status >= _SERVER_FAILED


def named(label: str) -> re.Pattern[str]:
    """A whole name, whatever its case and blanks, with or without a colon or an ellipsis."""
    words = r"\s+".join(re.escape(word) for word in label.split())
    return re.compile(rf"^\s*{words}\s*(?:[:\uff1a\u2026]|\.\.\.)?\s*$", re.IGNORECASE)


def _asks_for_password(node: t.Any) -> bool:
    return isinstance(node, dict) and (
        node["role"] == "password" or any(_asks_for_password(child) for child in node["children"])
    )
