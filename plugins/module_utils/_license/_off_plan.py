# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The guard off_plan: what is carried out is what was planned, or nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

from ._guards import Guard

if t.TYPE_CHECKING:
    from ._license import License


@dataclasses.dataclass(frozen=True)
class Terms:
    """What a plan says of a license; ``None`` where it says nothing. ``expires`` is compared by its day, in UTC."""

    license_id: str | None = None
    name: str | None = None
    limit: int | None = None
    expires: dt.date | None = None


@dataclasses.dataclass(frozen=True)
class Planned:
    """What a plan says of a tenant: the license that it found in force, ``None`` for none, and the one to come.

    ``after`` is ``None`` where the plan could not tell.
    """

    before: Terms | None
    after: Terms | None = None


def off_plan_before(before: License | None, planned: Planned) -> Guard:
    """Whether the license in force is still the one that the plan was made for."""
    finding = ""
    if planned.before is None:
        finding = "the plan found no license there, and now there is one" if before else ""
    elif before is None:
        finding = "the license that the plan found is no longer there"
    else:
        differences = _differences(before, planned.before)
        finding = f"the license in force is not the one that the plan found: {differences}" if differences else ""
    return _off_plan(before, planned.before, finding)


def off_plan_after(after: License, planned: Planned) -> Guard:
    """Whether the new license is the one that the plan puts there."""
    differences = _differences(after, planned.after) if planned.after else ""
    return _off_plan(
        after, planned.after, f"the new license is not the planned one: {differences}" if differences else ""
    )


def _off_plan(found: License | None, planned: Terms | None, finding: str) -> Guard:
    return Guard(
        name="off_plan",
        before=planned and planned.license_id,
        after=found and found.license_id,
        finding=finding and f"{finding}; make a new plan",
    )


def _differences(license: License, planned: Terms) -> str:
    found = {
        "license_id": license.license_id or None,
        "name": license.name,
        "limit": license.limit,
        "expires": license.expires.astimezone(dt.UTC).date() if license.expires else None,
    }
    said = {member: value for member, value in dataclasses.asdict(planned).items() if value is not None}
    return ", ".join(
        f"{member} is {found[member]}, the plan says {value}"
        for member, value in said.items()
        if found[member] != value
    )
