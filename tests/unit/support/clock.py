# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A clock that only moves when somebody sleeps, or when a test moves it."""

from __future__ import annotations

import datetime as dt

NOW = dt.datetime(2026, 3, 1, 12, 0, 0, tzinfo=dt.UTC)


class FakeClock:
    """Stands in for ``Clock``: starts at :data:`NOW` and remembers every pause, in seconds."""

    def __init__(self) -> None:
        self._passed = 0.0
        self.pauses: list[float] = []

    def now(self) -> dt.datetime:
        return NOW + dt.timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self._passed += seconds
