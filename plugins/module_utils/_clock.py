# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Time, as something that a caller hands in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
import typing as t


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclasses.dataclass(frozen=True)
class Clock:
    """The present (aware, UTC), a stopwatch in seconds, and a way to wait."""

    now: t.Callable[[], dt.datetime] = _utc_now
    monotonic: t.Callable[[], float] = time.monotonic
    sleep: t.Callable[[float], None] = time.sleep
