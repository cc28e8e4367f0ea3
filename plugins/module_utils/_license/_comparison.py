# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Comparing the license in use with the one behind a code, as the console's comparison window does."""

from __future__ import annotations

import dataclasses
import enum
import typing as t

from ._features import Features, comparable, compare_features, doubts

if t.TYPE_CHECKING:
    from ._editions import Catalog, Recognized
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

    ``gained`` and ``lost`` hold only features that are known of both licenses; ``undetermined`` those that are known of
    one alone. ``features_known`` says that there is no other feature. ``list_unread`` says that the tenant announced a
    list of features that could not be read. ``notes`` are sentences for the operator on what the two lists rest on, or
    why they are empty.
    """

    before: License | None
    after: License | None
    transition: Transition
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()
    features_known: bool = False
    list_unread: bool = False
    notes: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Announced:
    """What the tenant's own comparison says of a replacement, with the features that it lists.

    ``listed`` is false where it announces such a list and the list could not be read.
    """

    transition: Transition
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    listed: bool = True


def compare(
    before: License | None, after: License | None, *, catalog: Catalog, announced: Announced | None = None
) -> Comparison:
    """Compare the license in use with the one that is to replace it; either may be missing.

    Any feature lost makes a downgrade. Features gained make an upgrade, where none of those that are known of one
    license alone can be lost. The same edition, or the same license name, makes a renewal, and so do the same features
    where all are known. Else the transition is unknown: silence about a feature says nothing. What was ``announced``
    takes the catalog's place; where that disagrees, a note says so.
    """
    comparison = _compare_by_catalog(before, after, catalog)
    if announced is None or before is None:
        return comparison
    return Comparison(
        before,
        after,
        announced.transition,
        gained=announced.gained,
        lost=announced.lost,
        features_known=announced.listed,
        list_unread=not announced.listed,
        notes=_disagreement(comparison, announced),
    )


def _compare_by_catalog(before: License | None, after: License | None, catalog: Catalog) -> Comparison:
    old, new = (catalog.recognize(license.name if license else None) for license in (before, after))
    if before is None or after is None:
        return Comparison(
            before,
            after,
            Transition.INITIAL if after is not None else Transition.NONE,
            gained=new.edition.features,
            lost=old.edition.features,
            features_known=new.edition.complete and old.edition.complete,
        )
    same_name = bool(old.name.whole) and old.name.whole == new.name.whole
    features = Features(complete=True) if same_name else compare_features(old.edition, new.edition)
    transition = Transition.NONE if before.license_id == after.license_id else _transition(features)
    return Comparison(
        before,
        after,
        transition,
        gained=features.gained,
        lost=features.lost,
        undetermined=features.undetermined,
        features_known=features.complete,
        notes=() if transition is Transition.NONE else tuple(_notes(before, after, old, new, features)),
    )


def _transition(features: Features) -> Transition:
    if features.lost:
        return Transition.DOWNGRADE
    if features.gained and not features.may_be_lost:
        return Transition.UPGRADE
    return Transition.RENEWAL if features.complete else Transition.UNKNOWN


def _notes(before: License, after: License, old: Recognized, new: Recognized, features: Features) -> t.Iterator[str]:
    """What the two lists of features rest on. A doubt about a lost feature counts, else one about any of them."""
    cells = features.doubtful
    if features.lost:
        cells = tuple(cell for cell in cells if cell[1] in features.lost)
    sentence = doubts(cells)
    if sentence:
        yield sentence
    if features.lost or features.complete or before.name is None or after.name is None:
        return
    names = f"{before.name!r} and {after.name!r}"
    unknown = dict.fromkeys(_unknown(each) for each in (old, new) if not each.edition.known)
    if unknown:
        yield f"The features of {names} were not compared: {'; '.join(unknown)} (see editions_file)."
    elif not comparable(old.edition, new.edition):
        yield (
            f"The features of {names} were not compared: {old.edition.name!r} and {new.edition.name!r} are of "
            "different product families (see editions_file)."
        )
    else:
        untold = f" Known of one of them alone: {', '.join(features.undetermined)}." if features.undetermined else ""
        yield (
            f"The features of {names} are not fully known: the guard downgrade compared only what the feature catalog "
            f"holds (see editions_file).{untold}"
        )


def _unknown(name: Recognized) -> str:
    if name.candidates:
        return f"{name.unexplained!r} could be {' or '.join(map(repr, name.candidates))}"
    return f"the catalog has no entry called {name.unexplained!r}"


def _disagreement(comparison: Comparison, announced: Announced) -> tuple[str, ...]:
    """Where the catalog knows a feature to be lost, and the tenant's own comparison does not list it."""
    lost = [feature for feature in comparison.lost if feature not in announced.lost]
    if not lost or not announced.listed or announced.transition is Transition.NONE:
        return ()
    sentence = (
        f"The feature catalog has {', '.join(lost)} as lost, which the console's own comparison does not list. "
        "The console's comparison counts."
    )
    return (sentence, *comparison.notes)
