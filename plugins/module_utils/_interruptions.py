# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Ctrl-C, a polite kill and a task's timeout, put off while a tenant is between two states."""

from __future__ import annotations

import signal
import threading
import typing as t

if t.TYPE_CHECKING:
    import types

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)


class Interruptions:
    """Puts SIGINT, SIGTERM and SIGALRM off from ``with`` until :meth:`let_through` or the end of the block.

    A signal that came meanwhile is then delivered as it would have been. Outside the main thread, where Python delivers
    no signals, nothing happens.
    """

    def __init__(self) -> None:
        self._handlers: dict[signal.Signals, t.Any] = {}
        self._pending: signal.Signals | None = None

    def __enter__(self) -> Interruptions:
        if threading.current_thread() is threading.main_thread():
            self._handlers = {number: signal.signal(number, self._remember) for number in _SIGNALS}
        return self

    def __exit__(self, *_exc: object) -> None:
        self.let_through()

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
