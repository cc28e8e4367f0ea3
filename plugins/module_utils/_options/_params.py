# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A task's options as they come in, and what several readers of them share."""

from __future__ import annotations

import typing as t

from .._errors import InvalidRequestError

Params: t.TypeAlias = "t.Mapping[str, t.Any]"

LATER = "later"
"""What additional_features says where none is to be set up."""


def at_least(params: Params, **least: int) -> None:
    """Raises :class:`InvalidRequestError` where an option is below its bound."""
    for name, bound in least.items():
        value = params[name]
        if value is not None and value < bound:
            raise InvalidRequestError(f"{name} is {value}, it must be {bound} or more")
