# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a person does once: signing in to the practice server's console and keeping that."""

from __future__ import annotations

import typing as t

import playwright.sync_api as playwright

from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._browser import find_browser

if t.TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

MOST_MILLISECONDS = 600_000


def signed_in(lab: RunningLab, file: Path) -> str:
    """The path of the saved sign-in of the lab's first account."""
    account = lab.ready["accounts"][0]
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
        path = find_browser(None)
        browser = driver.chromium.launch(executable_path=path, args=arguments, timeout=MOST_MILLISECONDS)
        context = browser.new_context(ignore_https_errors=True, locale="en")
        context.set_default_timeout(MOST_MILLISECONDS)
        page = context.new_page()
        page.goto(lab.ready["console_url"])
        page.get_by_role("textbox").first.fill(account["username"])
        page.get_by_label("Password").fill(account["password"])
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Licenses").wait_for()
        context.storage_state(path=file)
        browser.close()
    file.chmod(0o600)
    return str(file)
