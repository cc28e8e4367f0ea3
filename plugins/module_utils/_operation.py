# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What every operation on a tenant shares: naming the step that failed, and the shape of what comes back."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from ._errors import KescError

if t.TYPE_CHECKING:
    import datetime as dt

    from ._comparison import Comparison
    from ._errors import Step
    from ._guards import Guard
    from ._license import License
    from ._provider import Device


@dataclasses.dataclass(frozen=True)
class WaitingDevice:
    """A device that takes the new licence only at ``expires``, when the old one ends (``None``: not known)."""

    device: Device
    expires: dt.datetime | None


@dataclasses.dataclass(frozen=True)
class DeviceReport:
    """The tenant's devices; ``by_platform`` is ``None`` where they were not counted."""

    by_platform: dict[str, int] | None
    waiting: tuple[WaitingDevice, ...]

    @property
    def total(self) -> int | None:
        return None if self.by_platform is None else sum(self.by_platform.values())


NOT_COUNTED = DeviceReport(None, ())


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an operation found and did to one position of one tenant.

    ``before`` and ``after`` are the licences in that position. ``verified`` says that ``after`` is what the activation
    servers or the tenant's store told, not a forecast.
    """

    changed: bool
    before: License | None
    after: License | None
    comparison: Comparison
    verified: bool
    guards: tuple[Guard, ...] = ()
    devices: DeviceReport = NOT_COUNTED
    warnings: tuple[str, ...] = ()


@contextlib.contextmanager
def step(name: Step, *, tenant: str) -> t.Iterator[None]:
    """Errors raised inside carry the tenant and the step."""
    try:
        yield
    except KescError as error:
        error.at(tenant=tenant, step=name)
        raise
