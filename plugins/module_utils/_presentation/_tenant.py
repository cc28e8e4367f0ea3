# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Tenants as plain values."""

from __future__ import annotations

import typing as t

from .._license._license import format_date

if t.TYPE_CHECKING:
    from .._providers._provider import Tenant


def tenant_dict(tenant: Tenant) -> dict[str, t.Any]:
    """One tenant of kesc_tenant_info."""
    return {
        "tenant_id": tenant.tenant_id,
        "name": tenant.name,
        "external_id": tenant.external_id,
        "enabled": tenant.enabled,
        "automatic_deployment": tenant.automatic_deployment,
        "created": format_date(tenant.created),
        "group_id": tenant.group_id,
    }
