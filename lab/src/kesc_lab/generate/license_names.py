# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""License names written as the vendor and its resellers write them: a product, then region, band, term and kind.

The forms are those of names that were seen in quotes and in catalogs of resellers, not on a server.
"""

from __future__ import annotations

_BANDS = ((1, 4), (5, 9), (10, 14), (15, 19), (20, 24), (25, 49), (50, 99), (100, 149), (150, 249), (250, 499))


def real_name(product: str, limit: int, *, renewal: bool, spanish: bool) -> str:
    """Return the name of a license for a year."""
    kind = "Renewal" if renewal else "Base"
    if spanish:
        return f"{product} ({_band(limit)} Nodos) Anual - {kind}"
    return f"{product} European Edition. {_band(limit)} Node 1 year {kind} License"


def ambiguous_name(product: str, limit: int) -> str:
    """Return a name that was seen in a reseller's catalog: nobody can tell whether its "Plus" is the edition."""
    return f"{product} ({_band(limit)} Nodos) Base Plus 2Year"


def _band(limit: int) -> str:
    return next((f"{low}-{high}" for low, high in _BANDS if low <= limit <= high), "500-999")
