# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Licenses as plain values."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

from ._license_name import LicenseName, read_name

EXPIRING_DAYS = 30
"""A license is ``expiring`` within this many days: the vendor's own renewal window (KESC help, topic 159899)."""


class Position(enum.Enum):
    """Where a license stands in its tenant."""

    ACTIVE = "active"
    RESERVE = "reserve"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, kw_only=True)
class License:
    """What an activation code stands for, as a provider reads it.

    ``license_id`` is empty for a license that is only forecast, or whose id is only known once it is applied. A value
    that the provider does not tell is ``None``: ``limit`` counts users or devices as ``licensing_model`` says,
    ``in_use`` the devices that use the license now, ``waiting`` those that will use it next. ``never_expires`` tells a
    license without an end from one whose end is not known. ``assigned`` is false for a license that is in its position
    only because devices still use it: the tenant itself neither uses it nor hands it out. ``automatic_deployment`` says
    whether it hands it out to devices.
    """

    license_id: str
    name: str | None = None
    licensing_model: str | None = None
    license_type: str | None = None
    limit: int | None = None
    in_use: int | None = None
    waiting: int | None = None
    created: dt.datetime | None = None
    expires: dt.datetime | None = None
    never_expires: bool = False
    assigned: bool | None = None
    automatic_deployment: bool | None = None
    subscription_state: str | None = None
    position: Position = Position.NONE

    @property
    def parts(self) -> LicenseName:
        """What the name tells."""
        return read_name(self.name or "")

    @property
    def model(self) -> str | None:
        """What the limit counts: as the provider tells, else as the name does, ``user`` or ``device``."""
        return self.licensing_model or self.parts.unit

    @property
    def kind(self) -> str | None:
        """``trial`` where the server or the name says so, else what the name says, see :class:`LicenseName`."""
        return "trial" if self.license_type == "trial" else self.parts.kind

    @property
    def is_subscription(self) -> bool:
        return self.license_type == "subscription"

    @property
    def end_untold(self) -> bool:
        return self.expires is None and not self.never_expires

    def expired(self, *, now: dt.datetime) -> bool:
        return self.expires is not None and self.expires <= now

    def days_left(self, *, now: dt.datetime) -> int | None:
        """Whole days until the end, negative after it; ``None`` where no end is known."""
        return None if self.expires is None else (self.expires - now).days

    def status(self, *, now: dt.datetime) -> str:
        """``stored``, ``expired``, ``reserve``, ``expiring`` or ``active``: the first that holds."""
        days_left = self.days_left(now=now)
        if self.position is Position.NONE:
            return "stored"
        if self.expired(now=now):
            return "expired"
        if self.position is Position.RESERVE:
            return "reserve"
        if days_left is not None and days_left <= EXPIRING_DAYS:
            return "expiring"
        return "active"

    def announced_terms(self) -> tuple[object, ...]:
        """What the console announces of a license before it is applied: name, model, limit and the day of its end."""
        return (self.name, self.licensing_model, self.limit, self.expires and self.expires.date())

    def terms(self) -> tuple[object, ...]:
        """What a refresh can alter: limit, dates and state."""
        return (self.limit, self.created, self.expires, self.never_expires, self.subscription_state)


def in_position(licenses: list[License], position: Position) -> License | None:
    """The license in ``position``, or ``None``."""
    return next((license for license in licenses if license.position is position), None)


def format_date(moment: dt.datetime | None) -> str | None:
    """RFC 3339 in UTC with seconds, as every result shows dates."""
    return (
        None if moment is None else f"{moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    )


def parse_day(text: str) -> dt.date:
    """The day in UTC of a date or an RFC 3339 moment. Raises :class:`ValueError`."""
    moment = dt.datetime.fromisoformat(text)
    return moment.astimezone(dt.UTC).date() if moment.tzinfo else moment.date()
