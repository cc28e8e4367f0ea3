# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Which of a tenant's licenses is meant: the one to replace, the one that was applied, the one that devices get."""

from __future__ import annotations

import dataclasses

from .._errors import LicenseMismatchError, PositionUnknownError
from .._license._license import License, Position, in_position


def license_to_replace(licenses: list[License], position: Position, *, named: str | None) -> License | None:
    """The license in the position; where the server does not tell, the one that the operator names.

    Raises :class:`LicenseMismatchError` where another one is there than the one named, and
    :class:`PositionUnknownError` where nothing tells.
    """
    found = in_position(licenses, position)
    untold = [license for license in licenses if license.position is Position.UNKNOWN]
    if found is None and named is not None:
        found = next((license for license in untold if license.license_id == named), None)
    if named is not None and (found is None or found.license_id != named):
        seen = f"{found.license_id} ({found.name})" if found else "none"
        raise LicenseMismatchError(
            f"the {position.value} license is {seen}, not {named}",
            remedy="Correct license_id; to replace whichever license it is, leave it out",
        )
    if found is None and untold:
        ids = ", ".join(license.license_id for license in untold)
        raise PositionUnknownError(
            f"the server does not tell which of the stored licenses is the {position.value} one ({ids}), so there is "
            "nothing to compare with; nothing was changed",
            remedy="Find out in the tenant's console and name it in license_id",
        )
    return found


def find_applied(
    licenses: list[License], license: License, position: Position, *, replaced: License | None
) -> License | None:
    """The license once it is in its position; where the old one's could not be told, as far as the server tells.

    A license that was verified without an id is the one in the position that has its terms, unless that is still the
    old one.
    """
    if not license.license_id:
        found = in_position(licenses, position)
        return None if found is None or not _has_terms(found, license) or _is_unchanged(found, replaced) else found
    found = next((each for each in licenses if each.license_id == license.license_id), None)
    if found is None or found.position is position:
        return found
    untold = replaced is not None and replaced.position is Position.UNKNOWN
    return found if untold and found.position is Position.UNKNOWN else None


def took_position(found: License, position: Position, *, before: License) -> bool:
    """Whether a license has taken the position since it was as ``before``, in none.

    On a server that does not tell which licenses it uses, its position shows only once devices get it by themselves.
    That devices hold it, and did not before, proves it without.
    """
    if found.position is position:
        return True
    return found.assigned is None and _holders(found) > _holders(before)


def _holders(license: License) -> int:
    return (license.in_use or 0) + (license.waiting or 0)


def handover(license: License, old: License | None) -> list[tuple[str, bool]]:
    """What hands the automatic deployment over from the ``old`` license: ids, and whether it is on for them.

    It goes on with the new license unless somebody had switched it off. Which of two automatically deployed licenses a
    device would take is not documented; so the old one's ends, after the new one's has begun.
    """
    steps = []
    if (old is None or old.automatic_deployment is not False) and not license.automatic_deployment:
        steps.append((license.license_id, True))
    if old is not None and old.automatic_deployment:
        steps.append((old.license_id, False))
    return steps


def _is_unchanged(found: License, replaced: License | None) -> bool:
    return replaced is not None and found.license_id == replaced.license_id and _has_terms(found, replaced)


def _has_terms(found: License, license: License) -> bool:
    """Whether both have the same terms; a licensing model that one of them does not tell is no difference."""
    if found.licensing_model is None or license.licensing_model is None:
        found, license = (dataclasses.replace(each, licensing_model=None) for each in (found, license))
    return found.announced_terms() == license.announced_terms()


def deployments_left_behind(license: License, licenses: list[License]) -> list[str]:
    """Warnings where an earlier replacement may have left the automatic deployment with the old license."""
    if license.position is not Position.ACTIVE or license.automatic_deployment is None:
        return []
    in_force = "the one in force is, too" if license.automatic_deployment else "the one in force is not"
    return [
        f"License {other.license_id} ({other.name}) is deployed to devices automatically, {in_force}. "
        "If that is left over from an earlier replacement, change it in the tenant's console."
        for other in licenses
        if other.automatic_deployment and other.position is Position.NONE
    ]
