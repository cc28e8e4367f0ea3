# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The shape of what an operation that changes a tenant comes back with."""

from __future__ import annotations

import dataclasses
import typing as t

from .._errors import KescError
from ._device_report import NOT_COUNTED

if t.TYPE_CHECKING:
    from .._license._comparison import Comparison
    from .._license._guards import Guard
    from .._license._license import License
    from ._device_report import DeviceReport


@dataclasses.dataclass(frozen=True, kw_only=True)
class OperationResult:
    """What an operation found and did to one position of one tenant.

    ``applied`` tells a change that was made from one that check mode forecasts, or that a guard stopped.
    ``before`` and ``after`` are the licenses in that position. ``verified`` says that ``after`` is what the activation
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
    """One or more guards stopped the replacement; ``result`` is what they stopped."""

    error_code = "guard_tripped"
    what_to_do = "Correct the order, or allow what is meant"

    def __init__(self, cause: str, *, result: OperationResult) -> None:
        super().__init__(cause)
        self.result = result
