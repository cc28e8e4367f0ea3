# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What every operation on a tenant shares: naming the step that failed, and the shape of what comes back."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from ._device_report import NOT_COUNTED
from ._errors import KescError, NotConfirmedError, Step
from ._license import in_position

if t.TYPE_CHECKING:
    from ._clock import Clock
    from ._comparison import Comparison
    from ._device_report import DeviceReport
    from ._guards import Guard
    from ._license import License, Position
    from ._provider import Provider

_AFTER_THE_CHANGE = frozenset({Step.CONFIRM, Step.CONFIRM_REMOVAL, Step.PURGE})
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 5.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an operation found and did to one position of one tenant.

    ``applied`` tells a change that was made from one that check mode forecasts, or that a guard stopped.
    ``before`` and ``after`` are the licences in that position. ``verified`` says that ``after`` is what the activation
    servers or the tenant's store told, not a forecast.
    """

    changed: bool
    applied: bool = False
    before: License | None
    after: License | None
    comparison: Comparison
    verified: bool
    guards: tuple[Guard, ...] = ()
    devices: DeviceReport = NOT_COUNTED
    warnings: tuple[str, ...] = ()


class GuardTrippedError(KescError):
    """One or more guards stopped the replacement; ``outcome`` is what they stopped."""

    error_code = "guard_tripped"

    def __init__(self, cause: str, *, outcome: Outcome) -> None:
        super().__init__(cause)
        self.outcome = outcome


@contextlib.contextmanager
def step(name: Step, *, tenant: str | None) -> t.Iterator[None]:
    """Errors raised inside carry the tenant and the step."""
    try:
        yield
    except KescError as error:
        error.at(tenant=tenant, step=name)
        error.changed = error.changed or name in _AFTER_THE_CHANGE
        raise


def read_back(
    provider: Provider,
    position: Position,
    *,
    until: t.Callable[[list[License]], bool],
    timeout: float,
    clock: Clock,
) -> list[License]:
    """The tenant's licences once ``until`` holds for them: a change to ``position`` may take effect late.

    Raises :class:`NotConfirmedError` after ``timeout`` seconds, with what was found instead.
    """
    pause = _FIRST_PAUSE
    deadline = clock.monotonic() + timeout
    while True:
        licenses = provider.licenses()
        if until(licenses):
            return licenses
        left = deadline - clock.monotonic()
        if left <= 0:
            break
        clock.sleep(min(pause, left))
        pause = min(pause * 2, _LONGEST_PAUSE)
    found = in_position(licenses, position)
    seen = f"licence {found.license_id} ({found.name})" if found else "no licence that can be told"
    raise NotConfirmedError(
        f"the server took the change, but after {timeout:g} seconds the {position.value} position shows {seen}",
        remedy=(
            "Look at the tenant's licences before running again. A slow server wants a longer confirm_timeout; where "
            "only the devices tell which licence is in force, they follow at their next synchronisation"
        ),
    )
