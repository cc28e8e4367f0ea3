# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""An attempt at a replacement that may be cut off: who is told how far it got, and what the next makes of it."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from .._license._license import License
    from ._outcome import Outcome


class Witness(t.Protocol):
    """Told of each act that changes a tenant, before it; raises :class:`KescError` where the act must not happen."""

    def verifying(self, known: list[License]) -> None:
        """The code is about to be added to the store, which holds the ``known`` licenses."""

    def applying(self, outcome: Outcome) -> None:
        """The license is about to be applied, with this ``outcome`` if all goes well."""


class Unwitnessed:
    """For a replacement that is never taken up again."""

    def verifying(self, known: list[License]) -> None:
        """Remember nothing."""

    def applying(self, outcome: Outcome) -> None:
        """Remember nothing."""


@dataclasses.dataclass(frozen=True)
class CutOff:
    """What an attempt that did not come to its end had begun.

    ``stored`` are the ids of the licenses that were in the store before it added one, ``None`` where it added none.
    ``applied`` is the id of the license that it applied or was about to, ``None`` where it did not come so far.
    """

    stored: frozenset[str] | None = None
    applied: str | None = None

    def added(self, license: License) -> tuple[str, ...]:
        """The license's id, if it is the cut-off attempt that put it into the store."""
        is_new = self.stored is not None and license.license_id not in self.stored
        return (license.license_id,) if is_new else ()


NOTHING_BEGUN = CutOff()
