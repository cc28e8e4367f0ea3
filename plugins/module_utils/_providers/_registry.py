# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Which providers there are: the only place that chooses one by its name. Each is loaded where it is chosen."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from ._provider import Connection


def connection_type(provider: str) -> type[Connection]:
    """How a tenant is reached over the provider of that name, as the option ``provider`` has it."""
    match provider:
        case "openapi":
            from .openapi._connection import OpenApiConnection  # noqa: PLC0415

            return OpenApiConnection
        case "console":
            from .console._connection import ConsoleConnection  # noqa: PLC0415

            return ConsoleConnection
    raise ValueError(f"there is no provider {provider}")
