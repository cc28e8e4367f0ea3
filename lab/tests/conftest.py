# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from support import Lab, base_fleet, running

# How long an example takes says something about the machine only.
settings.register_profile("lab", deadline=None)
settings.load_profile("lab")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab shared by the tests of one file that do not disturb each other."""
    with running(tmp_path_factory.mktemp("lab"), base_fleet()) as shared:
        yield shared


@pytest.fixture(scope="session")
def reusable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab that `start` sends back to its first start for each test that asks for nothing special."""
    with running(tmp_path_factory.mktemp("reusable"), base_fleet()) as shared:
        yield shared


@pytest.fixture
def start(tmp_path: Path, reusable: Lab) -> Iterator[Callable[..., Lab]]:
    """Give a fresh lab: start() a restarted one, start(fleet, *arguments) a process of its own."""
    with ExitStack() as stack:
        numbers = iter(range(100))

        def begin(fleet: dict[str, Any] | None = None, *arguments: str) -> Lab:
            if fleet is None and not arguments:
                assert reusable.control("POST", "restart").status == 200
                return reusable
            folder = tmp_path / f"lab-{next(numbers)}"
            folder.mkdir()
            return stack.enter_context(running(folder, fleet or base_fleet(), *arguments))

        yield begin
