# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The tenants of an inventory as plain values."""

from __future__ import annotations

import typing as t

from .._operations._fleet import license_in_force
from ._license import license_dict, tenant_licenses_dict
from ._tenant import tenant_dict

if t.TYPE_CHECKING:
    import datetime as dt

    from .._license._editions import Catalog
    from .._operations._fleet import FleetTenant


def fleet_tenant_dict(each: FleetTenant, *, catalog: Catalog, now: dt.datetime) -> dict[str, t.Any]:
    """One tenant of the inventory: what kesc_tenant_info has, its licenses if they were read, and the one in force."""
    read, error = each.licenses, each.licenses.error if each.licenses else None
    in_force = license_in_force(read.licenses) if read else None
    entry = tenant_licenses_dict(read, catalog=catalog, now=now) if read else {"licenses": None, "error": None}
    return {
        **tenant_dict(each.tenant),
        "unique_name": each.unique_name,
        "licenses": None if error else entry["licenses"],
        "license": license_dict(in_force, catalog=catalog, now=now),
        "error": entry["error"],
    }
