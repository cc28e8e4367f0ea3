# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replacements as the tests order them."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._operations._replacement import (
    Replacement,
    ReplacementOrder,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CATALOG, activation_code
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, open_tenant

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import OperationResult
    from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider


def replacement(
    tenant: FakeProvider | FakeKsc, *, clock: FakeClock | None = None, retries: int = 3, **order: t.Any
) -> Replacement:
    """The order of the test's code for a tenant, behind a provider or behind a whole server."""
    clock = clock or FakeClock()
    return Replacement(
        ReplacementOrder(tenant="Birch", code=activation_code(), **order),
        connect=lambda: open_tenant(tenant, clock=clock, retries=retries) if isinstance(tenant, FakeKsc) else tenant,
        catalog=CATALOG,
        clock=clock,  # type: ignore[arg-type]
    )


def replace(tenant: FakeProvider | FakeKsc, **options: t.Any) -> OperationResult:
    """Carry such an order out; whatever happens, the session is ended."""
    closed = tenant.closed
    try:
        return replacement(tenant, **options).carry_out()
    finally:
        assert tenant.closed == closed + 1
