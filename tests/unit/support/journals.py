# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of kesc_license, one after another, with the journal of a test."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult
    from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider
    from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc


class Run(t.Protocol):
    def __call__(self, tenant: FakeProvider | FakeKsc, *, check_mode: bool = False, **options: t.Any) -> TaskResult:
        """Run kesc_license against the tenant."""
