# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs in to the lab's console as a person would, and saves the sign-in for ``console_state``.

On Kaspersky's console a person does this by hand, with fleetops.kesc.kesc_console_login. The lab's account is made up.

Usage: sign_in.py READY_LINE STATE, with the path of the file that holds the lab's ready line.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

MOST_MILLISECONDS = 600_000


def main(ready_line: Path, state: Path) -> None:
    ready = json.loads(ready_line.read_text(encoding="utf-8"))
    account = ready["accounts"][0]
    # Chromium's sandbox does not work for root.
    arguments = ["--disable-gpu", "--no-first-run", *([] if os.geteuid() else ["--no-sandbox"])]
    with sync_playwright() as driver:
        path = os.environ["KESC_BROWSER_PATH"]
        browser = driver.chromium.launch(executable_path=path, args=arguments, timeout=MOST_MILLISECONDS)
        # The certificate is the lab's own, which no browser knows.
        context = browser.new_context(ignore_https_errors=True, locale="en")
        context.set_default_timeout(MOST_MILLISECONDS)
        page = context.new_page()
        page.goto(ready["console_url"])
        page.get_by_label("User name").fill(account["username"])
        page.get_by_label("Password").fill(account["password"])
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Licenses").wait_for()
        state.touch(mode=0o600)
        context.storage_state(path=state)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
