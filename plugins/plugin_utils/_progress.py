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

_NAMED = frozenset({_outcomes.FAILED, _outcomes.HELD_BACK})
_LONGEST = 300


class Progress:
    """Counts the tenants of a play, and says what there is to say of them.

    ``interval`` is in seconds; of the tenants that failed or were held back the first ``most_named`` are named.
    """

    def __init__(self, *, interval: float, most_named: int, now: t.Callable[[], float]) -> None:
        self._interval = interval
        self._most_named = most_named
        self._now = now
        self._named = 0
        self.begin(None)

    def begin(self, total: int | None) -> None:
        """Count anew, up to a total if that is known."""
        self._total = total
        self._outcomes: collections.Counter[str] = collections.Counter()
        self._began = self._last = self._now()
        self._unsaid = False

    def count(self, host: str, result: _outcomes.Result) -> list[str]:
        """One more tenant; the lines that are due.

        A failure that its task let pass is left to the task that deals with it: it names the tenant.
        """
        outcome = _outcomes.outcome_of(_outcomes.as_failed(result))
        self._outcomes[outcome] += 1
        self._unsaid = True
        lines = []
        if outcome in _NAMED and result.get("failed"):
            lines += self._name(host, outcome, str(result.get("msg", "")))
        if self._now() - self._last >= self._interval:
            lines.append(self._line())
        return lines

    def end(self) -> list[str]:
        """What is left to say of the tenants that were counted."""
        return [self._line()] if self._unsaid else []

    def _name(self, host: str, outcome: str, message: str) -> list[str]:
        self._named += 1
        if self._named > self._most_named:
            return []
        text = " ".join(message.split())
        line = (
            f"{_outcomes.OUTCOMES[outcome].label}: [{host}] {text[:_LONGEST]}{' ...' if len(text) > _LONGEST else ''}"
        )
        more = ["The report names those that follow."] if self._named == self._most_named else []
        return [line, *more]

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
