# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""How far a fleet has come, in a line now and then."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._operations._progress import time_left
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes


class Progress:
    """Counts the tenants of a play; ``interval`` is the time between two lines, in seconds.

    It names none: what failed or was held back is told between two batches, and by the report.
    """

    def __init__(self, *, interval: float, now: t.Callable[[], float]) -> None:
        self._interval = interval
        self._now = now
        self.begin(None)

    def begin(self, total: int | None) -> None:
        """Count anew, up to a total if that is known."""
        self._total = total
        self._outcomes: collections.Counter[str] = collections.Counter()
        self._began = self._last = self._now()
        self._unsaid = False

    def count(self, result: _outcomes.Result) -> list[str]:
        """One more tenant; the line that is due, if any."""
        self._outcomes[_outcomes.outcome_of(_outcomes.as_failed(result))] += 1
        self._unsaid = True
        return [self._line()] if self._now() - self._last >= self._interval else []

    def end(self) -> list[str]:
        """What is left to say of the tenants that were counted."""
        return [self._line()] if self._unsaid else []

    def _line(self) -> str:
        self._last, self._unsaid = self._now(), False
        done = self._outcomes.total()
        of = f" of {self._total}" if self._total else ""
        counts = ", ".join(
            f"{self._outcomes[name]} {words.label}"
            for name, words in _outcomes.OUTCOMES.items()
            if self._outcomes[name]
        )
        return f"{done}{of} tenants: {counts}{self._left(done)}"

    def _left(self, done: int) -> str:
        if not self._total or done >= self._total:
            return ""
        return time_left(self._last - self._began, done=done, total=self._total)
