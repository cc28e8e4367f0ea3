# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet


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
