# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Licences as plain values: what every result shows of them."""

from __future__ import annotations

import typing as t

from .._license import format_date

if t.TYPE_CHECKING:
    import datetime as dt

    from .._editions import Catalogue
    from .._inspection import TenantLicenses
    from .._license import License


def license_dict(licence: License | None, *, catalogue: Catalogue, now: dt.datetime) -> dict[str, t.Any] | None:
    """One licence as every result shows it; dates are RFC 3339 in UTC."""
    if licence is None:
        return None
    edition = catalogue.edition_of(licence.name)
    return {
        "license_id": licence.license_id or None,
        "name": licence.name,
        "edition": edition.name,
        "licensing_model": licence.licensing_model,
        "license_type": licence.license_type,
        "subscription_state": licence.subscription_state,
        "limit": licence.limit,
        "in_use": licence.in_use,
        "created": format_date(licence.created),
        "expires": format_date(licence.expires),
        "days_left": licence.days_left(now=now),
        "status": licence.status(now=now),
        "position": licence.position.value,
        "features": list(edition.features),
        "features_complete": edition.complete,
    }


def tenant_licenses_dict(entry: TenantLicenses, *, catalogue: Catalogue, now: dt.datetime) -> dict[str, t.Any]:
    """One tenant of kesc_license_info."""
    error = entry.error
    return {
        "tenant": entry.tenant,
        "licenses": [license_dict(licence, catalogue=catalogue, now=now) for licence in entry.licenses],
        "error": {"message": error.message, **error.to_dict()} if error else None,
    }
