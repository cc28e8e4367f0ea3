# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Undoing what verification added to a tenant's store."""

from __future__ import annotations

import typing as t

from ._errors import AnswerLostError, KescError, NotConfirmedError
from ._license import Position

if t.TYPE_CHECKING:
    from ._activation_code import ActivationCode
    from ._license import License
    from ._provider import Provider


def withdraw(provider: Provider, licence: License) -> None:
    """Take an added licence out again. Raises :class:`KescError` that says so where it stays."""
    try:
        provider.withdraw(licence)
    except KescError as failure:
        failure.aftermath.append(_remains(licence, failure))
        raise


def withdraw_after(provider: Provider, licence: License, error: BaseException) -> None:
    """Take an added licence out because of ``error``, which is told where the licence stays."""
    try:
        provider.withdraw(licence)
    except KescError as failure:
        _tell(error, _remains(licence, failure))


def withdraw_unless_applied(provider: Provider, licence: License, error: BaseException) -> None:
    """The same for an error that came while the licence was applied: it may be in its position, or still take it."""
    if not isinstance(error, KescError) or isinstance(error, (AnswerLostError, NotConfirmedError)):
        _tell(error, f"Licence {licence.license_id}, added for verification, stays in the store")
        return
    try:
        found = next((each for each in provider.licenses() if each.license_id == licence.license_id), None)
    except KescError as failure:
        _tell(error, _remains(licence, failure))
        return
    if found is None or found.position is Position.NONE:
        withdraw_after(provider, licence, error)
    else:
        _tell(error, f"Licence {licence.license_id} stays, since its position is {found.position.value}")


def withdraw_interrupted(provider: Provider, code: ActivationCode, *, known: list[License]) -> None:
    """Take out what an interrupted verification added, if it can be recognised; the interruption is what counts."""
    ids = {licence.license_id for licence in known}
    try:
        added = [licence for licence in provider.licenses() if licence.license_id not in ids]
        licence = provider.recognise(code, among=added)
        if licence is not None:
            provider.withdraw(licence)
    except KescError:
        return


def _tell(error: BaseException, aftermath: str) -> None:
    if isinstance(error, KescError):
        error.aftermath.append(aftermath)


def _remains(licence: License, failure: KescError) -> str:
    return (
        f"Licence {licence.license_id}, added for verification, could not be removed again ({failure.cause}): "
        "look at the tenant's store"
    )
