# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Changes whose answer may be lost: the state is watched, and only then is anything done again."""

from __future__ import annotations

import typing as t

from ..._errors import AnswerLateError, AnswerLostError, KescError, UnavailableError, UnreachableError
from ..._interruptions import is_abandoned, refuse_if_abandoned
from ._session import FIRST_PAUSE, LONGEST_PAUSE, pause_after

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ._session import Session

T = t.TypeVar("T")


class Changes:
    """Carries changes out in a session."""

    def __init__(self, session: Session, *, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def settle(self, act: t.Callable[[], None], *, happened: t.Callable[[], bool]) -> None:
        """Carry out a change; ``happened`` reads the state and says whether the change is there."""

        def carry_out() -> bool:
            act()
            return True

        self.settle_result(carry_out, effect=lambda: happened() or None)

    def settle_result(self, act: t.Callable[[], T], *, effect: t.Callable[[], T | None]) -> T:
        """Carry out a change that returns something.

        ``effect`` reads the state and returns the result of a change that has happened, else ``None``. After a lost
        answer it is asked for as long as an effect may be late. An error that is raised says in ``may_have_happened``
        whether the server may have made the change.
        """
        pause, lost = FIRST_PAUSE, False
        for attempt in range(self._session.retries + 1):
            refuse_if_abandoned()
            try:
                return act()
            except KescError as error:
                lost = lost or isinstance(error, AnswerLostError)
                error.may_have_happened = lost
                passing = isinstance(error, (AnswerLostError, UnavailableError))
                happened = self._watch(effect, error) if lost or passing else None
                if happened is not None:
                    return happened
                # After an answer that is late, the call may still be under way.
                last = attempt == self._session.retries or is_abandoned()
                if not passing or last or isinstance(error, AnswerLateError):
                    raise
                self._session.wait(pause_after(error, pause))
                pause = min(pause * 2, LONGEST_PAUSE)
        raise AssertionError("the last attempt returned or raised")

    def _watch(self, effect: t.Callable[[], T | None], error: KescError) -> T | None:
        """The effect of a change without an answer, looked for as long as it may be late; of one not made, once.

        Raises ``error`` where the state could not be read at the end.
        """
        deadline, pause = self._clock.monotonic() + self._lateness(error), FIRST_PAUSE
        while True:
            failure: KescError | None = None
            try:
                happened = effect()
            except KescError as unread:
                happened, failure = None, unread
            if happened is not None:
                return happened
            lasting = failure is not None and not isinstance(failure, _PASSING)
            left = deadline - self._clock.monotonic()
            if left <= 0 or lasting or is_abandoned():
                break
            self._clock.sleep(min(pause, left))
            pause = min(pause * 2, LONGEST_PAUSE)
        if failure is not None:
            error.aftermath.append(f"Whether it had its effect could not be read afterwards ({failure.cause})")
            raise error from None
        return None

    def _lateness(self, error: KescError) -> float:
        """How many seconds an effect may still be on its way."""
        if not error.may_have_happened:
            return 0.0
        under_way = self._session.patience if isinstance(error, AnswerLateError) else 0.0
        return max(self._session.late_effects, under_way)


_PASSING = (UnreachableError, AnswerLostError, UnavailableError)
