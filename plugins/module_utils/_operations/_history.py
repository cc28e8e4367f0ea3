# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What earlier runs have done to a tenant for the same order, and who remembers what this one does."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from .._license._license import License
    from ._result import OperationResult

Terms: t.TypeAlias = "dict[str, t.Any]"
"""What was ordered, as plain values that can be compared."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Application:
    """A license that was about to be applied, or was; whether it came into force was not written down.

    ``license`` and ``replaces`` are the two licenses as they were before; ``accepted`` says that the server took it.
    """

    license: License
    replaces: License | None
    accepted: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Refusal:
    """A verified license that was not applied: a guard held it back, or the tenant may not use it.

    ``before`` is the license that it was to replace. ``unusable`` is the cause and the remedy where the tenant may not
    use it, ``None`` where a guard held it back; ``at`` is the moment, RFC 3339.
    """

    order: Terms
    before: License | None
    license: License
    unusable: tuple[str, str] | None = None
    at: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class History:
    """What earlier runs have left for this order at this tenant.

    ``stored`` are the ids of the licenses that were in the store before one of them was about to add the code, ``None``
    where none was. ``known_as`` is the id of the license that the code stands for, where a run has found it out.
    ``left`` are the licenses that runs have added and left in the store, with the partial codes of their codes, and
    ``refused`` are those of them that were to be taken out again.
    """

    stored: frozenset[str] | None = None
    known_as: str | None = None
    application: Application | None = None
    refusal: Refusal | None = None
    left: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def is_ours(self, license: License) -> bool:
        """Whether a run has put the license into the store, and may take it out again."""
        if self.application is not None and self.application.license.license_id == license.license_id:
            # It was perhaps accepted, and what was accepted is never taken out.
            return False
        new = self.stored is not None and license.license_id not in self.stored
        return new or license.license_id in self.left

    def recognize(self, licenses: list[License]) -> License | None:
        """The license that the code is known to stand for, if the tenant has it."""
        return next((each for each in licenses if each.license_id == self.known_as), None)

    def only_new(self, licenses: list[License]) -> License | None:
        """The only license that has come into the store since a run was about to add the code to it."""
        new = [each for each in licenses if self.stored is not None and each.license_id not in self.stored]
        return new[0] if len(new) == 1 else None


NO_HISTORY = History()


class Journal(t.Protocol):
    """Remembers for later runs.

    :meth:`verifying` and :meth:`applying` raise :class:`KescError` where the act must not happen, the others nothing.
    """

    def history(self, *, server: str) -> History:
        """What earlier runs have done at this server."""

    def verifying(self, known: list[License]) -> None:
        """The code is about to be added to the store, which holds the ``known`` licenses."""

    def refused(self, refusal: Refusal) -> None:
        """A verified license is not applied, and what was added for it is about to be taken out."""

    def applying(self, result: OperationResult, *, license: License, replaces: License | None) -> None:
        """The license is about to be applied, with this ``result`` if all goes well."""

    def accepted(self) -> None:
        """The server accepted the license."""

    def not_applied(self) -> None:
        """The license was not applied, without any doubt."""


class NoJournal:
    """For a replacement that no later run knows of."""

    def history(self, *, server: str) -> History:
        del server
        return NO_HISTORY

    def verifying(self, known: list[License]) -> None:
        """Remember nothing."""

    def refused(self, refusal: Refusal) -> None:
        """Remember nothing."""

    def applying(self, result: OperationResult, *, license: License, replaces: License | None) -> None:
        """Remember nothing."""

    def accepted(self) -> None:
        """Remember nothing."""

    def not_applied(self) -> None:
        """Remember nothing."""
