# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replacements as the tests order them."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._operations._replacement import (
    ReplacementOrder,
    replace_license,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CATALOG, activation_code
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, open_tenant

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._operations._outcome import Outcome
    from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider


def replace(
    tenant: FakeProvider | FakeKsc, *, clock: FakeClock | None = None, retries: int = 3, **order: t.Any
) -> Outcome:
    """Order the test's code for a tenant, behind a provider or behind a whole server."""
    clock = clock or FakeClock()
    closed = tenant.closed
    try:
        return replace_license(
            ReplacementOrder(tenant="Birch", code=activation_code(), **order),
            connect=lambda: (
                open_tenant(tenant, clock=clock, retries=retries) if isinstance(tenant, FakeKsc) else tenant
            ),
            catalog=CATALOG,
            clock=clock,  # type: ignore[arg-type]
        )
    finally:
        assert tenant.closed == closed + 1, "the session is ended, whatever happens"
