# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""How far the reading of many tenants has come, for those who wait for it."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .._clock import Clock

Progress: t.TypeAlias = "t.Callable[[int, int], None]"
"""Takes how many tenants were read, of how many."""

Tell: t.TypeAlias = "t.Callable[[str], None]"
"""Takes a line for the terminal."""

_SECONDS_BETWEEN_LINES = 5.0
_SHOWN_IN_SECONDS = 90


def silent(_done: int, _total: int) -> None:
    """Nobody waits for it."""


def spoken(tell: Tell | None, *, clock: Clock) -> Progress:
    """A line to ``tell`` every five seconds, as long as there are tenants left to read; to ``None``, nothing."""
    if tell is None:
        return silent
    began = last = clock.monotonic()

    def say(done: int, total: int) -> None:
        nonlocal last
        now = clock.monotonic()
        if now - last < _SECONDS_BETWEEN_LINES or not 0 < done < total:
            return
        last = now
        tell(f"{done} of {total} tenants read{time_left(now - began, done=done, total=total)}")

    return say


def time_left(seconds: float, *, done: int, total: int) -> str:
    """How long the rest takes at the pace so far, in brackets."""
    left = seconds / done * (total - done)
    return f" (about {left:.0f} seconds left)" if left < _SHOWN_IN_SECONDS else f" (about {left / 60:.0f} minutes left)"
