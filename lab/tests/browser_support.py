# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at the keyboard before a real browser: Tab, Enter, Space, arrows and Escape, never a pointer."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from support import OPERATOR, PASSWORD, PATIENCE, Lab

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-quic", "--disable-sync", "--no-proxy-server")  # fmt: skip
MOST_STOPS = 80

expect.set_options(timeout=1000 * PATIENCE)

# What a screen reader is told while a page is shown: the texts that come into a part with the role status.
LISTEN = """
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const item = target instanceof Element ? target : target.parentElement;
    const part = item?.closest("[role=status]");
    if (part && document.readyState === "complete") window.hear(part.textContent);
  }
}).observe(document, { childList: true, characterData: true, subtree: true });
"""

# The words of the vendor's help; in English as they were given, not read (SOURCES.md, section 17).
WORDS = {
    "en": {
        "Management Console": "Management Console",
        "Information panel": "Information panel",
        "License": "License",
        "Enter activation code": "Enter activation code",
        "License replacement": "License replacement",
        "Submit": "Submit",
        "Check the new license details": "Check the new license details",
        "License name": "License name",
        "Licensing model": "Licensing model",
        "License limit": "License limit",
        "License expiration date": "License expiration date",
        "Apply": "Apply",
        "Try additional features": "Try additional features",
        "OK": "OK",
        "Later": "Later",
        "License ID": "License ID",
    },
    "pl": {
        "Management Console": "Konsola zarządzająca",
        "Information panel": "Panel informacyjny",
        "License": "Licencja",
        "Enter activation code": "Wprowadź kod aktywacyjny",
        "License replacement": "Wymiana licencji",
        "Submit": "Wyślij",
        "Check the new license details": "Sprawdź szczegóły nowej licencji",
        "License name": "Nazwa licencji",
        "Licensing model": "Model licencjonowania",
        "License limit": "Limit licencji",
        "License expiration date": "Data wygaśnięcia licencji",
        "Apply": "Zastosuj",
        "Try additional features": "Wypróbuj dodatkowe funkcje",
        "OK": "OK",
        "Later": "Później",
        "License ID": "ID licencji",
    },
}


def find_browser() -> str:
    """Return the path of a Chromium that starts; without one the test is skipped.

    On some systems a name only says where the browser could be had.
    """
    if named := os.environ.get("KESC_BROWSER_PATH"):
        return named
    for path in filter(None, map(shutil.which, BROWSERS)):
        if subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:  # noqa: S603
            return path
    pytest.skip("there is no Chromium on this machine, and KESC_BROWSER_PATH names none")


class Person:
    """Somebody with a keyboard.

    What goes wrong in the pages, and what they ask of other servers, is in `complaints`; what they tell while they are
    shown, in `heard`.

    The browser itself writes a line for every answer that is no 2xx or 3xx; those are expected of a refusal.
    """

    def __init__(self, context: BrowserContext, lab: Lab, language: str = "en") -> None:
        self.lab, self.words = lab, WORDS[language]
        self.page = context.new_page()
        self.page.set_default_timeout(1000 * PATIENCE)
        self.complaints: list[str] = []
        self.heard: list[str] = []
        self.page.expose_function("hear", self._listen)
        self.page.add_init_script(LISTEN)
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))
        self.page.on("request", lambda request: self._see(request.url))

    def _listen(self, text: str) -> None:
        self.heard.append(text)

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.complaints.append(text)

    def _see(self, address: str) -> None:
        if not address.startswith(self.lab.ready["console_url"]):
            self.complaints.append(address)

    def open(self, path: str = "") -> None:
        self.page.goto(self.lab.ready["console_url"] + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def go_to(self, role: Any, name: str) -> Locator:
        """Press Tab until what has this role and name is in focus, and check that it can be seen."""
        wanted = self.page.get_by_role(role, name=name, exact=True)
        expect(wanted).to_be_visible()
        self._stop_at(wanted, name)
        assert wanted.evaluate("item => getComputedStyle(item).outlineStyle") != "none", (
            f"no focus to be seen on {name}"
        )
        return wanted

    def go_to_field(self, label: str) -> Locator:
        """Press Tab until the field with this label is in focus."""
        wanted = self.page.get_by_label(label, exact=True)
        expect(wanted).to_be_visible()
        self._stop_at(wanted, label)
        return wanted

    def _stop_at(self, wanted: Locator, name: str) -> None:
        for _ in range(MOST_STOPS):
            if wanted.evaluate("item => item === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not lead to {name}")

    def dialog(self, name: str) -> Locator:
        """Return a window, which must be open and hold the focus."""
        window = self.page.get_by_role("dialog", name=name, exact=True)
        expect(window).to_be_visible()
        expect(self.page.locator("dialog:modal :focus")).to_be_attached()
        return window

    @property
    def hint(self) -> str:
        """Return what the window of the code says beside its field."""
        window = self.page.get_by_role("dialog", name=self.words["License replacement"], exact=True)
        return window.locator("p:not([role])").inner_text()

    def sign_in(self, user: str, password: str, button: str) -> None:
        """Fill in the form; its first labels are told by the page, since the vendor's help does not have them."""
        expect(self.page.get_by_role("textbox").first).to_be_focused()
        self.type(user)
        self.press("Tab")
        self.type(password)
        self.go_to("button", button)
        self.press("Enter")

    def signed_in(self, path: str = "") -> None:
        """Sign in in English or Polish and go to a page."""
        self.open(path)
        self.sign_in(OPERATOR, PASSWORD, "Sign in" if self.words is WORDS["en"] else "Zaloguj się")

    def to_license_tab(self, workspace: str) -> None:
        """Go from Business Hub to the License tab of a workspace."""
        self.go_to("link", workspace)
        self.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.words["Information panel"])
        expect(self.page.get_by_text(self.words["Management Console"], exact=True)).to_be_visible()
        self.page.wait_for_load_state()
        tabs = self.page.get_by_role("tab")
        self._stop_at(tabs.first, "the tabs")
        self.press("ArrowRight")
        expect(self.page.get_by_role("tab", name=self.words["License"], exact=True)).to_have_attribute(
            "aria-selected", "true"
        )
        expect(self.page.get_by_role("tabpanel", name=self.words["License"], exact=True)).to_be_visible()

    def enter_code(self, activation_code: str) -> None:
        """Open License replacement and submit a code."""
        self.go_to("button", self.words["Enter activation code"])
        self.press("Enter")
        self.dialog(self.words["License replacement"])
        self.submit_code(activation_code)

    def submit_code(self, activation_code: str) -> None:
        """Type a code where the focus is, which is the field, and submit it."""
        window = self.page.get_by_role("dialog", name=self.words["License replacement"], exact=True)
        expect(window.get_by_role("textbox")).to_be_focused()
        self.type(activation_code)
        self.go_to("button", self.words["Submit"])
        self.press("Enter")

    def detail(self, label: str) -> Locator:
        """Return a value of the License tab."""
        panel = self.page.get_by_role("tabpanel", name=self.words["License"], exact=True)
        term = panel.get_by_role("term").filter(has_text=self.words[label])
        return term.locator("xpath=following-sibling::*[1]")

    def compared(self, label: str) -> Locator:
        """Return one part of the comparison window."""
        window = self.page.get_by_role("dialog", name=self.words["Check the new license details"], exact=True)
        return window.get_by_role("region", name=self.words[label], exact=True).locator("p")
