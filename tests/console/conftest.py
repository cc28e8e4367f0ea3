# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license
from ansible_collections.fleetops.kesc.tests.console.other_console import CODE, OtherConsole, Server, Terms

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
def serve(server: Server) -> Iterator[Callable[..., OtherConsole]]:
    """Makes a console with the workspace Birch Legal, and serves it."""

    def make(*, present: Terms | None, code: str = "", new: Terms | None = None, **options: t.Any) -> OtherConsole:
        server.console = OtherConsole(
            workspaces={
                "ws-40001": ("Birch Group", "Birch Legal"),
                "ws-40002": ("Birch Group", "Birch Office"),
                "ws-40003": ("Cedar", "Cedar Clinics"),
            },
            in_force={"ws-40001": present, "ws-40002": None, "ws-40003": None},
            codes={code: new} if new else {},
            **options,
        )
        return server.console

    yield make
    if server.console is not None:
        server.console.released.set()


@pytest.fixture
def params(server: Server, tmp_path: Path) -> Callable[..., dict[str, t.Any]]:
    """Options of a module for the console that is served."""

    def build(arguments: dict[str, t.Any], **given: t.Any) -> dict[str, t.Any]:
        assert server.console is not None
        defaults = {name: option.get("default") for name, option in arguments["argument_spec"].items()}
        connection = {
            "provider": "console",
            "server_url": server.url,
            "ca_path": str(server.ca_file),
            "console_state": server.state(tmp_path / "state.json"),
            "console_language": server.console.language,
            "timeout": 10,
        }
        return {**defaults, **connection, **given}

    return build


@pytest.fixture
def run(params: Callable[..., dict[str, t.Any]]) -> Callable[..., TaskResult]:
    """kesc_license as the module runs it, for Birch Legal."""

    def replace(*, check_mode: bool = False, **given: t.Any) -> TaskResult:
        arguments = _argspec.license_arguments(lambda _name: None)
        options = {"tenant": "Birch Legal", "activation_code": CODE, "confirm_timeout": 5, **given}
        return run_license(params(arguments, **options), check_mode)

    return replace
