# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Putting a license into its position, and seeing that through until the server shows it there."""

from __future__ import annotations

import typing as t

from .._errors import KescError, NotConfirmedError, Step, step
from .._license import _positions
from .._license._license import Position
from ._read_back import read_back

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._interruptions import Interruptions
    from .._license._license import License
    from .._providers._changing_provider import ChangingProvider
    from ._assessment import ReplacementOrder
    from ._history import Application, Journal
    from ._leftovers import Leftovers
    from ._result import OperationResult

_UNTOLD = "The server took the new license, but does not tell whether it is the one in force."


class Installation:
    """The part of a replacement that changes which license is in force; ``warnings`` are for the operator."""

    def __init__(
        self,
        provider: ChangingProvider,
        order: ReplacementOrder,
        *,
        clock: Clock,
        journal: Journal,
        interruptions: Interruptions,
    ) -> None:
        self.warnings: list[str] = []
        self._provider = provider
        self._order = order
        self._clock = clock
        self._journal = journal
        self._interruptions = interruptions

    def inspect(self, begun: Application | None) -> list[License]:
        """The tenant's licenses; what an earlier run has applied, or may have, may take effect late."""
        if begun is None or self._order.check_mode:
            return self._provider.licenses()

        def has_come_or_gone(licenses: list[License]) -> bool:
            found = _with_id(begun.license.license_id, licenses)
            return found is None or self.has_come(found, begun)

        try:
            return self._await(has_come_or_gone)
        except NotConfirmedError:
            return self._provider.licenses()

    def has_come(self, license: License, begun: Application) -> bool:
        """Whether a license that an earlier run applied has taken its position, as far as the server can tell."""
        if license.assigned is None and begun.accepted:
            return True
        return _positions.took_position(license, self._order.position, before=begun.license)

    def install(
        self, license: License, *, replaces: License | None, result: OperationResult, leftovers: Leftovers
    ) -> License:
        """Apply a license, as the ``result`` says, and return it as it then is. Raises :class:`KescError`."""
        with step(Step.APPLY, tenant=self._order.tenant):
            self._journal.applying(result, license=license, replaces=replaces)
        with self._interruptions:
            self._apply(license, replaces, leftovers)
            # The deployment of a license that devices use already is left as it is.
            if license.position is not Position.ACTIVE:
                self._hand_over(license, replaces, replaces, leftovers)
        self._interruptions.let_through()
        return self._see_through(license, replaces, leftovers)

    def complete(self, license: License, begun: Application, *, known: list[License], leftovers: Leftovers) -> License:
        """Do what is missing of an earlier run's application; returns the license as it then is."""
        replaced = begun.replaces and _with_id(begun.replaces.license_id, known)
        with self._interruptions:
            if begun.replaces is None or begun.replaces.automatic_deployment is not False:
                self._hand_over(license, replaced, begun.replaces, leftovers)
        return self._see_through(license, replaced, leftovers, before=begun.replaces)

    def _apply(self, license: License, replaces: License | None, leftovers: Leftovers) -> None:
        try:
            with step(Step.APPLY, tenant=self._order.tenant):
                self._provider.apply(license, position=self._order.position, replaces=replaces)
        except KescError as error:
            if error.may_have_happened:
                error.changed = True
                leftovers.expect(license.license_id)
            else:
                self._journal.not_applied()
            raise
        leftovers.expect(license.license_id)
        self._journal.accepted()

    def _hand_over(self, license: License, old: License | None, replaced: License | None, leftovers: Leftovers) -> None:
        """Devices get the new license by themselves where they got the old one so; ``old`` is that one as it is now."""
        order = self._order
        if order.position is not Position.ACTIVE or not self._provider.capabilities.keeps_a_store:
            return
        try:
            with step(Step.DEPLOY, tenant=order.tenant):
                for license_id, enabled in _positions.handover(license, old):
                    self._provider.deploy(license_id, enabled=enabled)
        except KescError as error:
            try:
                self._confirm(license, replaced)
            except KescError as failure:
                error.aftermath.append(f"Whether it is in force could not be told ({failure.cause})")
            else:
                leftovers.use(license.license_id)
                error.aftermath.append(f"License {license.license_id} is in force, and the next run does the rest")
            raise

    def _see_through(
        self, license: License, replaced: License | None, leftovers: Leftovers, *, before: License | None = None
    ) -> License:
        order = self._order
        with step(Step.CONFIRM, tenant=order.tenant):
            confirmed = self._confirm(license, before or replaced)
        leftovers.use(license.license_id)
        if confirmed.position is not order.position:
            self.warnings.append(_UNTOLD)
        if order.purge_replaced and replaced is not None:
            with step(Step.PURGE, tenant=order.tenant):
                self._provider.withdraw(replaced.license_id)
        return confirmed

    def _confirm(self, license: License, replaced: License | None) -> License:
        def find(licenses: list[License]) -> License | None:
            return _positions.find_applied(licenses, license, self._order.position, replaced=replaced)

        return find(self._await(lambda licenses: find(licenses) is not None)) or license

    def _await(self, until: t.Callable[[list[License]], bool]) -> list[License]:
        return read_back(
            self._provider,
            self._order.position,
            until=until,
            timeout=self._order.confirm_timeout,
            clock=self._clock,
        )


def _with_id(license_id: str, licenses: list[License]) -> License | None:
    return next((each for each in licenses if each.license_id == license_id), None)
