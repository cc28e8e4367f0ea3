# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Undoing what verification added to a tenant's store."""

from __future__ import annotations

import typing as t

from .._errors import AnswerLostError, KescError, NotConfirmedError

if t.TYPE_CHECKING:
    from .._license._activation_code import ActivationCode
    from .._license._license import License
    from .._providers._changing_provider import ChangingProvider, Verification


def withdraw(provider: ChangingProvider, added: t.Sequence[str]) -> None:
    """Take out the licenses that a verification added. Raises :class:`KescError` that names what stays."""
    failures = _try_to_withdraw(provider, added)
    if failures:
        error = next(iter(failures.values()))
        _tell(error, *_remains(failures))
        raise error


def withdraw_after(provider: ChangingProvider, added: t.Sequence[str], error: BaseException) -> None:
    """Take out the licenses that a verification added because of ``error``, which is told what stays."""
    _tell(error, *_remains(_try_to_withdraw(provider, added)))


def withdraw_unless_applied(provider: ChangingProvider, verification: Verification, error: BaseException) -> None:
    """The same for an error that came while the license was applied: it may be in its position, or still take it."""
    if not isinstance(error, KescError):
        return
    license = verification.license
    if isinstance(error, (AnswerLostError, NotConfirmedError)):
        stays = f"License {license.license_id} stays in the store, for it" if license.license_id else "The new license"
        _tell(error, f"{stays} may be in its position or still take it")
        return
    try:
        found = next((each for each in provider.licenses() if each.license_id == license.license_id), None)
    except KescError as failure:
        _tell(
            error,
            f"License {license.license_id} stays; whether it is in its position could not be read ({failure.cause})",
        )
        return
    if found is None or found.position is license.position:
        withdraw_after(provider, verification.added, error)
    else:
        _tell(error, f"License {license.license_id} stays, since its position is {found.position.value}")


def withdraw_interrupted(provider: ChangingProvider, code: ActivationCode, *, known: list[License]) -> None:
    """Take out what an interrupted verification added, if it can be recognized; the interruption is what counts."""
    try:
        license = provider.find_added(code, known=known)
        if license is not None:
            provider.withdraw(license.license_id)
    except KescError:
        return


def _try_to_withdraw(provider: ChangingProvider, added: t.Sequence[str]) -> dict[str, KescError]:
    """Each license that could not be taken out, with the reason."""
    failures = {}
    for license_id in added:
        try:
            _withdraw_even_if_interrupted(provider, license_id)
        except KescError as failure:
            failures[license_id] = failure
    return failures


def _withdraw_even_if_interrupted(provider: ChangingProvider, license_id: str) -> None:
    try:
        provider.withdraw(license_id)
    except KescError:
        raise
    except BaseException:
        provider.withdraw(license_id)
        raise


def _tell(error: BaseException, *aftermath: str) -> None:
    """What is different in the tenant now, or may be."""
    if isinstance(error, KescError) and aftermath:
        error.aftermath += aftermath
        error.changed = True


def _remains(failures: dict[str, KescError]) -> list[str]:
    return [
        f"License {license_id}, added for verification, could not be removed again ({failure.cause}): "
        "look at the tenant's store"
        for license_id, failure in failures.items()
    ]
