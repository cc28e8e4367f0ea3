# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""An edition, and what is said of its features, by whom."""

from __future__ import annotations

import dataclasses
import enum
import typing as t

UNKNOWN_EDITION = "unknown edition"


class Kind(enum.Enum):
    """How a statement came to be."""

    VENDOR = "vendor"
    """In the vendor's help, or in a datasheet of the vendor's."""
    IMPLIED = "implied"
    """Only to be concluded from what the vendor says, as "no" is from "available only under another license"."""
    THIRD_PARTY = "third party"
    OPERATOR = "editions_file"


@dataclasses.dataclass(frozen=True)
class Statement:
    """That an edition has a feature, or that it lacks it; ``source`` is an address, or what to call the source."""

    included: bool
    kind: Kind
    source: str

    @property
    def doubtful(self) -> bool:
        """Whether it is neither the vendor's own word nor the operator's."""
        return self.kind in (Kind.IMPLIED, Kind.THIRD_PARTY)


_NOT_LISTED = Statement(included=False, kind=Kind.OPERATOR, source="a complete list without it")


@dataclasses.dataclass(frozen=True)
class Edition:
    """What a license name stands for.

    Editions of one ``family`` can be compared by their features. A feature without a statement is not known to be there
    and not known to be missing, but where the statements are ``complete``, what they leave out is missing.
    ``verified`` says that somebody checked them against the vendor's own comparison of editions.
    """

    name: str = UNKNOWN_EDITION
    statements: t.Mapping[str, Statement] = dataclasses.field(default_factory=dict)
    family: str = ""
    complete: bool = False
    verified: bool = False

    @property
    def known(self) -> bool:
        return self.name != UNKNOWN_EDITION

    @property
    def features(self) -> tuple[str, ...]:
        """The features that the edition is said to have."""
        return tuple(feature for feature, said in self.statements.items() if said.included)

    def says(self, feature: str) -> Statement | None:
        """What is known of a feature, ``None`` where nothing is."""
        return self.statements.get(feature) or (_NOT_LISTED if self.complete else None)
