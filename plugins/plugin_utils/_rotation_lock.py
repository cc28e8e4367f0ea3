# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Keeping a second rotation out while one is at work, with a lock that cannot outlive its holders."""

from __future__ import annotations

import fcntl
import os
import pathlib
import socket

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError

_OWNER_ONLY = 0o600
# Of this process and of the workers that it forks: open for as long as any of them lives.
_held: dict[str, int] = {}


def lock(file: str) -> bool:
    """Lock the file for this process and the processes that it forks, until the last of them has ended.

    The kernel keeps such a lock (flock(2)) as long as one of them lives, and no longer, however they end: also a worker
    that goes on after its rotation was killed keeps the next one out. Returns whether that was news. Raises
    :class:`InvalidRequestError`, which names the rotation that holds the lock.
    """
    path = pathlib.Path(file).expanduser().resolve()
    if str(path) in _held:
        return False
    try:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
    except OSError as error:
        raise InvalidRequestError(f"the lock {file!r} cannot be made: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
        os.close(descriptor)
        raise InvalidRequestError(
            f"another rotation is at work ({holder or 'it has just begun'}): it holds the lock {file!r}",
            remedy="Wait for its end. If it was killed, its last tasks may still be ending: try again in a minute",
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
    _held[str(path)] = descriptor
    return True
