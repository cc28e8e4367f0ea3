# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shutil
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

MOST_MILLISECONDS = 600_000
BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--through", choices=("action", "module"), default="action", help="what carries the tasks out")


@pytest.fixture(scope="module")
def start_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., RunningLab]]:
    """Starts labs that run until the module's last test."""
    labs: list[RunningLab] = []

    def start(fleet: Fleet, **options: t.Any) -> RunningLab:
        labs.append(RunningLab(fleet.document, tmp_path_factory.mktemp("lab"), **options))
        return labs[-1]

    yield start
    for lab in labs:
        lab.stop()


@pytest.fixture(scope="module")
def ansible(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Ansible:
    """Runs playbooks, each in a folder of its own."""
    return Ansible(tmp_path_factory.mktemp("runs"), through=request.config.getoption("--through"))


@pytest.fixture(scope="module")
def browser() -> Iterator[t.Any]:
    """Chromium as the system has it; without it or Playwright, what needs it is skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(
            executable_path=chromium, args=list(BROWSER_OPTIONS), timeout=MOST_MILLISECONDS
        )
        yield started
        started.close()


@pytest.fixture
def open_file(browser: t.Any) -> Iterator[Callable[..., tuple[t.Any, list[str]]]]:
    """Opens a page from its file, each in a browser context of its own with these options, at the time of ``clock``.

    Gives the page and its complaints: what its console says, its errors, and every request for anything but the page.
    """
    contexts = []

    def open_page(file: Path, *, clock: str | None = None, **options: t.Any) -> tuple[t.Any, list[str]]:
        context = browser.new_context(**options)
        context.set_default_timeout(MOST_MILLISECONDS)
        contexts.append(context)
        page, complaints = context.new_page(), list[str]()
        address = file.as_uri()
        if clock:
            page.clock.set_fixed_time(clock)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url == address or complaints.append(request.url))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog {dialog.message}"), dialog.accept()))
        page.goto(address)
        return page, complaints

    yield open_page
    for context in contexts:
        context.close()
