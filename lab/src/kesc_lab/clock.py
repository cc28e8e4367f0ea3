# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's clock: real time plus an offset, so that a rehearsal can jump to any day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def parse_instant(text: str) -> datetime:
    """Parse RFC 3339 into an aware UTC datetime; a missing offset is read as UTC. Raises ValueError."""
    value = datetime.fromisoformat(text)
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


class Clock:
    """Tells the time of the lab. Licenses, sessions, tokens and iterators all live by it."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    @classmethod
    def starting_at(cls, now: datetime | None) -> Clock:
        """Return a clock that shows `now` at this moment and then runs on; None is the real time."""
        return cls() if now is None else cls(now - datetime.now(UTC))

    def now(self) -> datetime:
        """Return the present instant of the lab, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def set(self, now: datetime) -> None:
        """Jump to an instant."""
        self.offset = now - datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        """Jump forward, or backward with a negative number."""
        self.offset += timedelta(seconds=seconds)
