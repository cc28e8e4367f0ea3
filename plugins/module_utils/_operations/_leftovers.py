# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Licenses that runs have added to a tenant's store and that nothing uses yet: what becomes of them after a failure.

A code can only be activated so often, and taking a license out of a store gives no activation back. So only a refusal
takes an added license out again; after any other failure it stays for the next run. One that the server has accepted,
or may have accepted, is never taken out: it may still come into force.
"""

from __future__ import annotations

import typing as t

from .._errors import CodeRefusedError, KescError, LicenseNotUsableError
from .._license._license import Position
from ._result import GuardTrippedError

if t.TYPE_CHECKING:
    from .._license._license import License
    from .._providers._changing_provider import ChangingProvider
    from ._history import History

_UNUSED = (Position.NONE, Position.UNKNOWN)
_REFUSALS = (GuardTrippedError, LicenseNotUsableError, CodeRefusedError)


class Leftovers:
    """The added licenses of one tenant.

    ``left`` has the ids of those that are in the store and in no position, with the partial code of each; ``refused``
    are those of them that are to be taken out.
    """

    def __init__(
        self, provider: ChangingProvider, *, history: History, known: list[License], partial_code: str
    ) -> None:
        self._provider = provider
        self._partial_code = partial_code
        unused = {license.license_id for license in known if license.position in _UNUSED}
        self.left = {license_id: code for license_id, code in history.left.items() if license_id in unused}
        self.refused = set(history.refused & self.left.keys())
        application = history.application
        self._may_be_applied = application.license.license_id if application else ""
        if self._may_be_applied not in unused:
            self._may_be_applied = ""
        elif history.stored is not None and self._may_be_applied not in history.stored:
            self.add([self._may_be_applied])

    def add(self, license_ids: t.Iterable[str]) -> None:
        """The code of this run has added these."""
        for license_id in license_ids:
            self.left[license_id] = self._partial_code

    def use(self, license_id: str) -> None:
        """The license is in its position."""
        self.left.pop(license_id, None)
        self.refused.discard(license_id)
        if license_id == self._may_be_applied:
            self._may_be_applied = ""

    def expect(self, license_id: str) -> None:
        """The server has accepted the license, or may have."""
        self._may_be_applied = license_id

    def put_back(self, *, but: License | None) -> list[str]:
        """Take out what earlier runs could not, ``but`` the license that the order is about; warnings of what stays."""
        wanted = [license_id for license_id in self.left if license_id in self.refused]
        failures = self._take_out([each for each in wanted if but is None or each != but.license_id])
        return [_stays(license_id, failure) for license_id, failure in failures.items()]

    def warnings(self) -> list[str]:
        """What there is of other codes; the run's own result tells of its own."""
        return [
            f"License {license_id}, which an earlier run added for the code ending {code}, is still in the tenant's "
            "store, and nothing uses it: use its code, or remove it in the tenant's console."
            for license_id, code in self.left.items()
            if code != self._partial_code and license_id not in self.refused
        ]

    def take_out(self, license_ids: t.Sequence[str]) -> None:
        """What check mode has added, whatever it found. Raises :class:`KescError` that names what stays."""
        failures = self._take_out(license_ids)
        if failures:
            error = next(iter(failures.values()))
            _tell(error, failures)
            raise error

    def settle(self, license_ids: t.Sequence[str], error: KescError, *, check_mode: bool) -> None:
        """After an error: take out the added licenses, or leave them for the next run; the error tells which."""
        if self._may_be_applied:
            error.changed = True
            error.aftermath.append(
                f"License {self._may_be_applied} stays in the store, for the server may have accepted it: it may be in "
                "its position, or still take it"
            )
        rest = [each for each in license_ids if each in self.left and each != self._may_be_applied]
        if check_mode or isinstance(error, _REFUSALS):
            _tell(error, self._take_out(rest))
        elif rest:
            error.changed = True
            error.aftermath += [
                f"License {license_id}, added for verification, stays in the store: the next run uses it without "
                "another activation"
                for license_id in rest
            ]

    def _take_out(self, license_ids: t.Sequence[str]) -> dict[str, KescError]:
        """Each license that could not be taken out, with the reason."""
        failures = {}
        for license_id in license_ids:
            try:
                self._provider.withdraw(license_id)
            except KescError as failure:
                failures[license_id] = failure
                self.refused.add(license_id)
            else:
                self.use(license_id)
        return failures


def _tell(error: KescError, failures: dict[str, KescError]) -> None:
    if failures:
        error.aftermath += [_stays(license_id, failure).rstrip(".") for license_id, failure in failures.items()]
        error.changed = True


def _stays(license_id: str, failure: KescError) -> str:
    return (
        f"License {license_id}, added for verification, could not be removed again ({failure.cause}): the next run "
        "tries it once more."
    )
