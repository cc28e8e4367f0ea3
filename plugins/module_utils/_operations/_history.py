# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What earlier attempts at a replacement have done to a tenant, and who remembers what this one does."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from .._license._license import License
    from ._result import OperationResult


class Journal(t.Protocol):
    """Told of each act that changes a tenant, before it; raises :class:`KescError` where the act must not happen."""

    def verifying(self, known: list[License]) -> None:
        """The code is about to be added to the store, which holds the ``known`` licenses."""

    def applying(self, result: OperationResult) -> None:
        """The license is about to be applied, with this ``result`` if all goes well."""


class NoJournal:
    """For a replacement that is never resumed."""

    def verifying(self, known: list[License]) -> None:
        """Remember nothing."""

    def applying(self, result: OperationResult) -> None:
        """Remember nothing."""


@dataclasses.dataclass(frozen=True)
class History:
    """What an attempt that did not come to its end had begun.

    ``stored`` are the ids of the licenses that were in the store before it added one, ``None`` where it added none.
    ``applied`` is the id of the license that it applied or was about to, ``None`` where it did not come so far.
    """

    stored: frozenset[str] | None = None
    applied: str | None = None

    def added(self, license: License) -> tuple[str, ...]:
        """The license's id, if it is the interrupted attempt that put it into the store."""
        is_new = self.stored is not None and license.license_id not in self.stored
        return (license.license_id,) if is_new else ()


NO_HISTORY = History()
