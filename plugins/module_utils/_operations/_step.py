# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What every operation on a tenant shares: naming the step that failed."""

from __future__ import annotations

import contextlib
import typing as t

from .._errors import KescError, Step

_AFTER_THE_CHANGE = frozenset({Step.CONFIRM, Step.CONFIRM_REMOVAL, Step.PURGE})


@contextlib.contextmanager
def step(name: Step, *, tenant: str | None) -> t.Iterator[None]:
    """Errors raised inside carry the tenant and the step."""
    try:
        yield
    except KescError as error:
        error.at(tenant=tenant, step=name)
        error.changed = error.changed or name in _AFTER_THE_CHANGE
        raise
