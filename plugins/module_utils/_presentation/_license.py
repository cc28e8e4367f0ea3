# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Licenses as plain values: what every result shows of them."""

from __future__ import annotations

import typing as t

from .._license._license import format_date

if t.TYPE_CHECKING:
    import datetime as dt

    from .._license._editions import Catalog, Recognized
    from .._license._license import License
    from .._operations._inspection import TenantLicenses


def license_dict(license: License | None, *, catalog: Catalog, now: dt.datetime) -> dict[str, t.Any] | None:
    """One license as every result shows it; dates are RFC 3339 in UTC."""
    if license is None:
        return None
    recognized = catalog.recognize(license.name)
    edition = recognized.edition
    return {
        "license_id": license.license_id or None,
        "name": license.name,
        "edition": edition.name,
        "edition_verified": edition.verified,
        "name_parts": _name_parts(recognized),
        "licensing_model": license.model,
        "license_type": license.license_type,
        "subscription_state": license.subscription_state,
        "limit": license.limit,
        "in_use": license.in_use,
        "created": format_date(license.created),
        "expires": format_date(license.expires),
        "days_left": license.days_left(now=now),
        "status": license.status(now=now),
        "position": license.position.value,
        "features": list(edition.features),
        "features_complete": edition.complete,
    }


def _name_parts(recognized: Recognized) -> dict[str, t.Any]:
    name = recognized.name
    return {
        "region": name.region,
        "band": "-".join(map(str, name.band)) if name.band else None,
        "unit": name.unit,
        "term_months": name.term_months,
        "kind": name.kind,
        "unexplained": recognized.unexplained or None,
    }


def tenant_licenses_dict(entry: TenantLicenses, *, catalog: Catalog, now: dt.datetime) -> dict[str, t.Any]:
    """One tenant of kesc_license_info."""
    error = entry.error
    return {
        "tenant": entry.tenant,
        "licenses": [license_dict(license, catalog=catalog, now=now) for license in entry.licenses],
        "error": {"message": error.message, **error.to_dict()} if error else None,
    }
