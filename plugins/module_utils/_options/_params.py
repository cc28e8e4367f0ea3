# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A task's options as they come in, and what several readers of them share."""

from __future__ import annotations

import typing as t

from .._errors import InvalidRequestError

Params: t.TypeAlias = "t.Mapping[str, t.Any]"

NO_VARIABLE = ("activation_code", "license_id", "main_server")
"""Options that no variable of the environment stands in for."""

LATER = "later"
"""What additional_features says where none is to be set up."""


def at_least(params: Params, **least: int) -> None:
    """Raises :class:`InvalidRequestError` where an option is below its bound."""
    for name, bound in least.items():
        value = params[name]
        if value is not None and value < bound:
            raise InvalidRequestError(f"{name} is {value}, it must be {bound} or more")


def require(params: Params, *names: str) -> None:
    """Raises :class:`InvalidRequestError` where options are missing or empty, with the ways to give each of them."""
    missing = [name for name in names if params[name] in (None, "")]
    if missing:
        raise InvalidRequestError(
            "; ".join(f"{name} is {'missing' if params[name] is None else 'empty'}" for name in missing),
            remedy=f"Set {'; '.join(how_to_give(params, name) for name in missing)}",
        )


def how_to_give(params: Params, name: str) -> str:
    """The option, or the variable that the task takes it from, and the variable of the environment."""
    variable = f"{params.get('variables_prefix') or ''}{name}"
    return variable if name in NO_VARIABLE else f"{variable} or KESC_{name.upper()}"
