# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Keeping a second rotation out while one is at work, with a lock that cannot outlive its holders."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pathlib
import re
import socket
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._clock import Clock

_PAUSE = 0.5
_OWNER_ONLY = 0o600
# Of this process and of the workers that it forks: open for as long as any of them lives.
_held: dict[str, int] = {}


def lock(file: str, *, patience: float, tell: t.Callable[[str], None], clock: Clock) -> None:
    """Lock the file for this process and the processes that it forks, until the last of them has ended.

    The kernel keeps such a lock (flock(2)) as long as one of them lives, and no longer, however they end: workers that
    go on after their rotation was killed keep the next one out. For those it waits up to ``patience`` seconds, after it
    has told so. Raises :class:`InvalidRequestError`, which names the rotation that holds the lock.
    """
    path = pathlib.Path(file).expanduser().resolve()
    if str(path) in _held:
        return
    with _named(file):
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
    if not _take(descriptor, patience=patience, tell=tell, clock=clock):
        holder = _holder(descriptor)
        os.close(descriptor)
        raise InvalidRequestError(
            f"another rotation is running ({holder or 'it has just begun'}): it holds the lock {file!r}",
            remedy="Wait for its end",
        )
    _held[str(path)] = descriptor
    with _named(file):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)


@contextlib.contextmanager
def _named(file: str) -> t.Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InvalidRequestError(
            f"the lock {file!r} cannot be written: {error.strerror}",
            remedy="Make room for it, or name a journal elsewhere (license_rotation_journal_file)",
        ) from error


def _take(descriptor: int, *, patience: float, tell: t.Callable[[str], None], clock: Clock) -> bool:
    deadline = None
    while True:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if not _is_gone(_holder(descriptor)):
            return False
        if deadline is None:
            deadline = clock.monotonic() + patience
            tell("An earlier rotation was killed. Waiting for its last tasks to end.")
        if clock.monotonic() >= deadline:
            return False
        clock.sleep(_PAUSE)


def _holder(descriptor: int) -> str:
    return os.pread(descriptor, 200, 0).decode(errors="replace").strip()


def _is_gone(holder: str) -> bool:
    """Whether the process that took the lock is known to have ended: what holds it now are its workers."""
    match = re.fullmatch(r"process (\d+) on (.+)", holder)
    if match is None or match[2] != socket.gethostname():
        return False
    try:
        os.kill(int(match[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
