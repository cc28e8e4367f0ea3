# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Waiting until a tenant shows a change that its server took."""

from __future__ import annotations

import typing as t

from .._errors import NotConfirmedError
from .._interruptions import is_abandoned
from .._license._license import in_position

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._license._license import License, Position
    from .._providers._provider import Provider

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 5.0


def read_back(
    provider: Provider,
    position: Position,
    *,
    until: t.Callable[[list[License]], bool],
    timeout: float,
    clock: Clock,
) -> list[License]:
    """The tenant's licenses once ``until`` holds for them: a change to ``position`` may take effect late.

    Raises :class:`NotConfirmedError` after ``timeout`` seconds, with what was found instead.
    """
    pause = _FIRST_PAUSE
    deadline = clock.monotonic() + timeout
    while True:
        licenses = provider.licenses()
        if until(licenses):
            return licenses
        left = deadline - clock.monotonic()
        if left <= 0 or is_abandoned():
            break
        clock.sleep(min(pause, left))
        pause = min(pause * 2, _LONGEST_PAUSE)
    found = in_position(licenses, position)
    seen = f"license {found.license_id} ({found.name})" if found else "no license that can be told"
    raise NotConfirmedError(
        f"the server took the change, but after {timeout:g} seconds the {position.value} position shows {seen}",
        remedy=(
            "Look at the tenant's licenses before running again. A slow server wants a longer confirm_timeout; where "
            "only the devices tell which license is in force, they follow at their next synchronization"
        ),
    )
