# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._connection import OpenApiConnection
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks import _license
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, open_tenant
from ansible_collections.fleetops.kesc.tests.unit.support.task_params import params

if t.TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult
    from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider
    from ansible_collections.fleetops.kesc.tests.unit.support.journals import Run


@pytest.fixture
def journal(tmp_path: Path) -> str:
    return str(tmp_path / "journal.jsonl")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, journal: str) -> Run:
    """Runs kesc_license with the journal of the test, one run after another."""
    clock = FakeClock()
    monkeypatch.setattr(_license, "Clock", lambda: clock)

    def carry_out(tenant: FakeProvider | FakeKsc, *, check_mode: bool = False, **options: t.Any) -> TaskResult:
        def open_to_change(_connection: object, _clock: object) -> t.Any:
            return open_tenant(tenant, clock=clock) if isinstance(tenant, FakeKsc) else tenant

        monkeypatch.setattr(OpenApiConnection, "open_to_change", open_to_change)
        place = {"file": journal, "host": "birch", **options.pop("place", {})}
        return run_license(params("license", **{"activation_code": CODE, "journal": place, **options}), check_mode)

    return carry_out
