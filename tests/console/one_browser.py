# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One Chromium for all tests of a process: to start it costs more than most tests need otherwise."""

from __future__ import annotations

import contextlib
import threading
import typing as t

import playwright.sync_api as playwright


class OneBrowser:
    """Stands in for what starts Playwright and its Chromium: who starts them gets those that run already.

    Whoever closes the browser closes the pages that they have opened in it. There is one browser for each way to start
    one. It starts with the first test that needs it. Other threads start browsers of their own.
    """

    def __init__(self) -> None:
        self.start = playwright.sync_playwright
        self._thread = threading.get_ident()
        self._driver: playwright.Playwright | None = None
        self._browsers: dict[str, playwright.Browser] = {}

    def sync_playwright(self) -> contextlib.AbstractContextManager[OneBrowser | playwright.Playwright]:
        # Playwright belongs to the thread that has started it.
        return contextlib.nullcontext(self) if threading.get_ident() == self._thread else self.start()

    @property
    def chromium(self) -> OneBrowser:
        return self

    def launch(self, **options: t.Any) -> PagesOfOne:
        way = repr(sorted(options.items()))
        if self._driver is None:
            self._driver = self.start().start()
        if way not in self._browsers:
            self._browsers[way] = self._driver.chromium.launch(**options)
        return PagesOfOne(self._browsers[way])

    def stop(self) -> None:
        """End what runs; the next test that needs it starts it again."""
        for browser in self._browsers.values():
            browser.close()
        self._browsers.clear()
        if self._driver is not None:
            self._driver.stop()
            self._driver = None


class PagesOfOne:
    """The browser as the one sees it who has started it."""

    def __init__(self, browser: playwright.Browser) -> None:
        self._browser = browser
        self._contexts: list[playwright.BrowserContext] = []

    def new_context(self, **options: t.Any) -> playwright.BrowserContext:
        self._contexts.append(self._browser.new_context(**options))
        return self._contexts[-1]

    def close(self) -> None:
        for context in self._contexts:
            context.close()
