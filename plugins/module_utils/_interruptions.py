# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Interruptions of a task: signals, put off while a tenant is between two states, and the end of the task's run."""

from __future__ import annotations

import os
import signal
import threading
import typing as t

from ._errors import RunEndedError

if t.TYPE_CHECKING:
    import types

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)

# A worker is forked off after this was loaded, a module's process loads it itself.
_LOADED_BY, _PARENT_OF_THAT = os.getpid(), os.getppid()


def is_abandoned() -> bool:
    """Whether the process that gave this one its task has ended, however that came: nobody waits for the task then."""
    expected = _PARENT_OF_THAT if os.getpid() == _LOADED_BY else _LOADED_BY
    return os.getppid() != expected


def refuse_if_abandoned() -> None:
    """To be called before each change. Raises :class:`RunEndedError`."""
    if is_abandoned():
        raise RunEndedError("the run that this task belongs to has ended, so nothing more was changed")


class Interruptions:
    """Puts SIGINT, SIGTERM and SIGALRM off from ``with`` until :meth:`let_through` or the end of the outermost block.

    A signal that came meanwhile is then delivered as it would have been. Outside the main thread, where Python delivers
    no signals, nothing happens.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._handlers: dict[signal.Signals, t.Any] = {}
        self._pending: signal.Signals | None = None

    def __enter__(self) -> Interruptions:
        self._depth += 1
        if self._depth == 1 and threading.current_thread() is threading.main_thread():
            heeded = [number for number in _SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
            self._handlers = {number: signal.signal(number, self._remember) for number in heeded}
        return self

    def __exit__(self, *_exc: object) -> None:
        self._depth -= 1
        if not self._depth:
            self.let_through()

    @property
    def pending(self) -> bool:
        """Whether a signal has come that was not delivered yet."""
        return self._pending is not None

    def let_through(self) -> None:
        """Deliver what came, and whatever comes from now on."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}
        pending, self._pending = self._pending, None
        if pending is not None:
            signal.raise_signal(pending)

    def _remember(self, number: int, _frame: types.FrameType | None) -> None:
        self._pending = signal.Signals(number)
