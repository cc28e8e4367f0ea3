# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Comparing the license in use with the one behind a code, as the console's comparison window does."""

from __future__ import annotations

import dataclasses
import enum
import typing as t

if t.TYPE_CHECKING:
    from ._editions import Catalog
    from ._license import License

FIELDS = ("license_id", "name", "licensing_model", "limit", "expires")
"""The rows of the window: KESC help, topic 137454, with the license id that changes along with them."""


class Transition(enum.Enum):
    """What a replacement means for the tenant."""

    INITIAL = "initial"
    RENEWAL = "renewal"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True)
class Comparison:
    """Two licenses and what lies between them.

    ``gained`` and ``lost`` hold only features that the catalog knows of; ``features_known`` says whether it knows
    enough of both licenses to call the two lists complete.
    """

    before: License | None
    after: License | None
    transition: Transition
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    features_known: bool


@dataclasses.dataclass(frozen=True)
class Announced:
    """What the tenant's own comparison says of a replacement, with the features that it lists."""

    transition: Transition
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def compare(
    before: License | None, after: License | None, *, catalog: Catalog, announced: Announced | None = None
) -> Comparison:
    """Compare the license in use with the one that is to replace it; either may be missing.

    Any feature lost makes a downgrade; features gained and none lost make an upgrade; the same features, or the same
    license name, make a renewal. Where the catalog cannot tell, the transition is unknown. What was ``announced``
    takes the catalog's place, but a feature that the catalog knows to be lost is lost whatever was announced.
    """
    comparison = _compare_by_catalog(before, after, catalog)
    if announced is None or before is None:
        return comparison
    lost = announced.lost or comparison.lost
    return dataclasses.replace(
        comparison,
        transition=Transition.DOWNGRADE if lost else announced.transition,
        gained=announced.gained,
        lost=lost,
        features_known=True,
    )


def _compare_by_catalog(before: License | None, after: License | None, catalog: Catalog) -> Comparison:
    old, new = (catalog.edition_of(license.name if license else None) for license in (before, after))
    if before is None or after is None:
        transition = Transition.INITIAL if after is not None else Transition.NONE
        return Comparison(before, after, transition, new.features, old.features, new.complete and old.complete)

    gained = tuple(feature for feature in new.features if old.lacks(feature))
    lost = tuple(feature for feature in old.features if new.lacks(feature))
    same_name = before.name is not None and before.name == after.name
    features_known = same_name or (old.complete and new.complete)
    if before.license_id == after.license_id:
        transition = Transition.NONE
    elif lost:
        transition = Transition.DOWNGRADE
    elif gained:
        transition = Transition.UPGRADE
    elif features_known:
        transition = Transition.RENEWAL
    else:
        transition = Transition.UNKNOWN
    return Comparison(before, after, transition, gained, lost, features_known)
