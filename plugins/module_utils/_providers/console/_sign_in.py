# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""Saving a sign-in: a person signs in to the console in a browser of their own; no password is ever seen here."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import tempfile
import typing as t

from ..._errors import AuthenticationError, InvalidRequestError, KescError
from ._browser import Browser, check_state
from ._page import HEADED, Page

if t.TYPE_CHECKING:
    from ._browser import BrowserSettings
    from ._labels import LabelSet

_SIGNS = ("Information panel", "Licenses", "Management Console")
"""What only somebody who is signed in sees, as far as the label set has it."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class SignInOrder:
    """Where to sign in and where to save it; ``wait`` is how many seconds a person has."""

    browser: BrowserSettings
    labels: LabelSet
    state: str
    force: bool = False
    wait: float = 300.0
    check_mode: bool = False


def sign_in(order: SignInOrder) -> bool:
    """Open the sign-in page, wait until the person has signed in, and save that with mode 0600.

    A saved sign-in that is still good is kept. Returns whether one was, or in check mode would be, saved. Raises
    :class:`KescError`.
    """
    _refuse_unwritable(order.state)
    if not order.force and _is_good(order):
        return False
    if order.check_mode:
        return True
    browser = Browser(order.browser)
    try:
        page = _page(order, browser, timeout=order.wait)
        page.open(order.browser.http.server_url)
        if not page.until(lambda: _is_inside(order, page), sign_in_is_fine=True):
            raise AuthenticationError(
                f"nobody had signed in after {order.wait:g} seconds; {page.describe()}",
                remedy="Run again, raise wait, or give other labels in console_labels",
            )
        _save(t.cast("dict[str, t.Any]", browser.context.storage_state()), order.state)
    finally:
        browser.close()
    return True


def _is_good(order: SignInOrder) -> bool:
    """Whether there is a saved sign-in that still signs in."""
    try:
        state = check_state(order.state)
    except InvalidRequestError:
        return False
    browser = Browser(dataclasses.replace(order.browser, state=state, headless=True))
    try:
        page = _page(order, browser, timeout=order.browser.http.timeout)
        page.open(order.browser.http.server_url)
        return bool(page.until(lambda: _is_inside(order, page)))
    except KescError:
        return False
    finally:
        browser.close()


def _page(order: SignInOrder, browser: Browser, *, timeout: float) -> Page:
    page = Page(
        browser.page,
        labels=order.labels,
        timeout=timeout,
        artifacts=None,
        tenant="",
        interrupted=lambda: browser.interruptions.pending,
    )
    page.stage = "sign in"
    return page


def _is_inside(order: SignInOrder, page: Page) -> bool | None:
    """Whether something is seen that leads on from here; a page that asks for a password has its name for it, too."""
    if page.asks_for_password():
        return None
    for sign in _SIGNS:
        label = order.labels.get(sign)
        if label is None:
            continue
        if page.look_for(sign, HEADED, or_text=False) is not None:
            return True
        if page.current.get_by_role("link", name=label).filter(visible=True).count():
            return True
    return None


def _refuse_unwritable(path: str) -> None:
    """Before a person signs in for nothing."""
    folder = pathlib.Path(path).absolute().parent
    if pathlib.Path(path).is_dir():
        reason = "it is a folder"
    elif not folder.is_dir():
        reason = f"there is no folder {str(folder)!r}"
    elif not os.access(folder, os.W_OK | os.X_OK):
        reason = f"nothing can be written into {str(folder)!r}"
    else:
        return
    raise InvalidRequestError(f"console_state {path!r} cannot be written: {reason}")


def _save(state: dict[str, t.Any], path: str) -> None:
    """Written beside its place with mode 0600 and moved there, so that nobody ever sees half of it or all of it."""
    target = pathlib.Path(path).absolute()
    with contextlib.ExitStack() as stack:
        try:
            descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            written = pathlib.Path(name)
            stack.callback(written.unlink, missing_ok=True)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(state, file)
                file.flush()
                os.fsync(file.fileno())
            written.replace(target)
        except OSError as error:
            raise InvalidRequestError(f"console_state {path!r} cannot be written: {error.strerror}") from None
