# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The journal of a rotation: one JSON object a line, only ever appended to, on disk before the call returns.

A file is one rotation. A record has ``at`` (RFC 3339, UTC), ``host`` (the name of a tenant in the inventory) and
``event``. A run that is killed may leave a line unfinished: that line says nothing, and the next record begins a line
of its own.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import mmap
import os
import pathlib
import time
import typing as t

from .._errors import JournalError
from .._license._license import format_date

if t.TYPE_CHECKING:
    import datetime as dt

Record: t.TypeAlias = "dict[str, t.Any]"

VERIFYING, REFUSED = "verifying", "refused"
APPLYING, ACCEPTED, NOT_APPLIED = "applying", "accepted", "not_applied"
FINISHED, CARRIED = "finished", "carried"
"""What is recorded of a tenant: before a code is added to its store, and before it is taken out because of a refusal;
before its license is applied, and what the server said to that; when the tenant has had its turn; and what the journal
before this one had to say."""

EVENTS = (CARRIED, VERIFYING, REFUSED, APPLYING, ACCEPTED, NOT_APPLIED, FINISHED)
"""All of them, in the order in which they follow each other."""

_OWNER_ONLY = 0o600
_SECONDS_TO_WAIT = 30.0
"""For another process to write its line; one that was stopped in the middle would hold everybody up."""
_PAUSE = 0.02


def append(file: str, record: Record, *, at: dt.datetime) -> None:
    """Add a record and wait until the disk has it. Raises :class:`JournalError`."""
    line = json.dumps({"at": format_date(at), **record}, separators=(",", ":"))
    try:
        with _open_to_append(file) as descriptor:
            text = f"{line}\n" if _ends_a_line(descriptor) else f"\n{line}\n"
            rest = memoryview(text.encode())
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
    except OSError as error:
        raise JournalError(
            f"the journal {file!r} cannot be written: {error.strerror or error}",
            remedy="Make it writable, or name another file: without it, an interrupted rotation cannot be resumed",
        ) from error


def read(file: str) -> t.Iterator[Record]:
    """Every whole record of the file, from the first on; none where there is no file.

    Raises :class:`JournalError`, also for a whole line that is something else: it names the line.
    """
    try:
        with pathlib.Path(file).open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                for record in _records([line]):
                    if not isinstance(record.get("host"), str) or record.get("event") not in EVENTS:
                        raise JournalError(
                            f"line {number} of the journal {file!r} is not a record of a rotation",
                            remedy="Remove that line, or move the journal away to start over",
                        )
                    yield record
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unreadable(file, error) from error


def read_host(file: str, host: str) -> list[Record]:
    """The records of one tenant, found without taking the whole file apart. Raises :class:`JournalError`."""
    mark = json.dumps({"host": host}, separators=(",", ":"))[1:-1].encode()
    try:
        with pathlib.Path(file).open("rb") as journal:
            if not os.fstat(journal.fileno()).st_size:
                return []
            with mmap.mmap(journal.fileno(), 0, access=mmap.ACCESS_READ) as text:
                found = list(_records(_lines_with(mark, text)))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(file, error) from error
    return [record for record in found if record.get("host") == host]


@contextlib.contextmanager
def understood(file: str, *, about: str = "") -> t.Iterator[None]:
    """Raises :class:`JournalError` where records that were read say something else than they should."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise JournalError(
            f"the journal {file!r} has a line {about and f'about {about!r} '}that cannot be understood "
            f"({type(error).__name__}: {error})",
            remedy="Move the file away, or name another one",
        ) from error


@contextlib.contextmanager
def _open_to_append(file: str) -> t.Iterator[int]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, _OWNER_ONLY)
    try:
        _lock(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Raises ``OSError`` where another process does not let go of the file."""
    deadline = time.monotonic() + _SECONDS_TO_WAIT
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                reason = f"another process has kept it locked for {_SECONDS_TO_WAIT:g} seconds"
                raise OSError(errno.EWOULDBLOCK, reason) from None
            time.sleep(_PAUSE)
        else:
            return


def _ends_a_line(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return not size or os.pread(descriptor, 1, size - 1) == b"\n"


def _lines_with(mark: bytes, text: mmap.mmap) -> t.Iterator[bytes]:
    place = text.find(mark)
    while place >= 0:
        start = text.rfind(b"\n", 0, place) + 1
        end = text.find(b"\n", place)
        if end < 0:
            return
        yield text[start : end + 1]
        place = text.find(mark, end)


def _records(lines: t.Iterable[bytes]) -> t.Iterator[Record]:
    for line in lines:
        with contextlib.suppress(ValueError):
            record = json.loads(line) if line.endswith(b"\n") else None
            if isinstance(record, dict):
                yield record


def _unreadable(file: str, error: OSError) -> JournalError:
    return JournalError(f"the journal {file!r} cannot be read: {error.strerror or error}")
