# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import math
import time
import typing as t

import playwright.sync_api as playwright
import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenant_info import run_tenant_info
from ansible_collections.fleetops.kesc.tests.console.one_browser import OneBrowser
from ansible_collections.fleetops.kesc.tests.console.other_console import CODE, OtherConsole, Server, Terms

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult


def console_of_birch(present: Terms | None, **options: t.Any) -> OtherConsole:
    return OtherConsole(
        workspaces={
            "ws-40001": ("Birch Group", "Birch Legal"),
            "ws-40002": ("Birch Group", "Birch Office"),
            "ws-40003": ("Cedar", "Cedar Clinics"),
        },
        in_force={"ws-40001": present, "ws-40002": None, "ws-40003": None},
        **{"codes": {}, **options},
    )


def params_for(server: Server, folder: Path, arguments: dict[str, t.Any], **given: t.Any) -> dict[str, t.Any]:
    assert server.console is not None
    defaults = {name: option.get("default") for name, option in arguments["argument_spec"].items()}
    connection = {
        "provider": "console",
        "server_url": server.url,
        "ca_path": str(server.ca_file),
        "console_state": server.state(folder / "state.json"),
        "console_language": server.console.language,
        "timeout": 600,
    }
    return {**defaults, **connection, **given}


@pytest.fixture(scope="session", autouse=True)
def one_browser() -> Iterator[OneBrowser]:
    """Whatever starts a browser gets the one that runs already."""
    one = OneBrowser()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(playwright, "sync_playwright", one.sync_playwright)
        yield one
    one.stop()


@pytest.fixture
def own_browser(one_browser: OneBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever starts a browser does start one."""
    one_browser.stop()
    monkeypatch.setattr(playwright, "sync_playwright", one_browser.start)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
def serve(server: Server) -> Iterator[Callable[..., OtherConsole]]:
    """Makes a console with the workspace Birch Legal, and serves it."""

    def make(*, present: Terms | None, code: str = "", new: Terms | None = None, **options: t.Any) -> OtherConsole:
        server.console = console_of_birch(present, codes={code: new} if new else {}, **options)
        return server.console

    yield make
    if server.console is not None:
        server.console.released.set()


@pytest.fixture(scope="session")
def patience(server: Server, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many seconds to look for what is not there: as long as several whole tasks take on this machine."""
    server.console = console_of_birch(None)
    arguments = _argspec.tenant_info_arguments(lambda _name: None)
    began = time.monotonic()
    run_tenant_info(params_for(server, tmp_path_factory.mktemp("patience"), arguments), False)
    return math.ceil(4 * (time.monotonic() - began))


@pytest.fixture
def params(server: Server, tmp_path: Path) -> Callable[..., dict[str, t.Any]]:
    """Options of a module for the console that is served."""
    return functools.partial(params_for, server, tmp_path)


@pytest.fixture
def run(params: Callable[..., dict[str, t.Any]]) -> Callable[..., TaskResult]:
    """kesc_license as the module runs it, for Birch Legal."""

    def replace(*, check_mode: bool = False, **given: t.Any) -> TaskResult:
        arguments = _argspec.license_arguments(lambda _name: None)
        options = {"tenant": "Birch Legal", "activation_code": CODE, **given}
        return run_license(params(arguments, **options), check_mode)

    return replace
