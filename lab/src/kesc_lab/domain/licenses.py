# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licenses as plain data: terms at the activation servers, and keys in a store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from kesc_lab.domain import dates
from kesc_lab.domain.fleet import LicenseFile, LicensingModel, Position, StoredFile, SubscriptionFile

# The Administration Server's own application id (SOURCES.md, section 7).
ADMINISTRATION_SERVER_APP_ID = 1017

KEY_TYPES = {"commercial": 1, "beta": 2, "trial": 3, "test": 4, "oem": 5, "subscription": 6}
SUBSCRIPTION_END_TYPES = {"not_defined": 0, "unlimited": 1, "limited": 2, "paused": 3}
SUBSCRIPTION_STATES = {"active": 0, "paused": 1, "soft_canceled": 2, "hard_canceled": 3}


@dataclass(frozen=True, slots=True)
class Subscription:
    """Terms of a subscription; end None means that no end is set, grace is in days."""

    end: datetime | None
    end_type: str
    state: str
    grace_days: int
    provider_url: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a license promises. Either the present terms, or a store's copy of them."""

    serial: str
    name: str
    type: str
    limit: int
    created: datetime
    expires: datetime | None
    app_ids: tuple[int, ...]
    suite_id: int | None
    part_number: str | None
    partner: str | None
    subscription: Subscription | None
    licensing_model: LicensingModel = "user"

    @property
    def ends(self) -> datetime | None:
        """The instant after which the license no longer works: the expiry, later by a subscription's grace."""
        if self.expires is None:
            return None
        return self.expires + timedelta(days=self.subscription.grace_days if self.subscription else 0)

    def expired(self, now: datetime) -> bool:
        """Whether the license no longer works at that instant."""
        if self.subscription and self.subscription.state == "hard_canceled":
            return True
        return self.ends is not None and self.ends < now

    def usable_by_server(self, now: datetime) -> bool:
        """Whether the Administration Server itself can use it (SOURCES.md, section 6)."""
        return ADMINISTRATION_SERVER_APP_ID in self.app_ids and not self.expired(now)


@dataclass(slots=True)
class Key:
    """A key of one store. installed is False for a key that only devices still report.

    source is the activation code, or the text of a key file where key_file is True.
    """

    source: str
    key_file: bool
    terms: Terms
    position: Position
    automatic_deployment: bool
    installed: bool = True

    @property
    def partial_code(self) -> str | None:
        """The last five characters of the code; a key file has none."""
        return None if self.key_file else self.source[-5:]


def terms_from_file(item: LicenseFile, now: datetime) -> Terms:
    """Resolve a license of the fleet file at the instant of the first start."""
    return Terms(
        serial=item.serial,
        name=item.name,
        type=item.type,
        limit=item.limit,
        created=dates.resolve(item.created, now, end_of_day=False),
        expires=_end(item.expires, now),
        app_ids=tuple(item.app_ids),
        suite_id=item.suite_id,
        part_number=item.part_number,
        partner=item.partner,
        subscription=_subscription(item.subscription, now),
        licensing_model=item.licensing_model,
    )


def stored_copy(terms: Terms, stored: StoredFile | None, now: datetime) -> Terms:
    """Return a store's copy of the terms, with what the fleet file says is out of date in it."""
    if stored is None:
        return terms
    changes: dict[str, Any] = {}
    if stored.name is not None:
        changes["name"] = stored.name
    if stored.limit is not None:
        changes["limit"] = stored.limit
    if stored.expires is not None:
        changes["expires"] = _end(stored.expires, now)
    if stored.subscription is not None:
        changes["subscription"] = _subscription(stored.subscription, now)
    return replace(terms, **changes)


def changed_terms(terms: Terms, limit: int | None, expires: str | None, state: str | None, now: datetime) -> Terms:
    """Return terms with another limit, expiry (which is also a subscription's end) or subscription state."""
    subscription = terms.subscription
    if subscription is not None:
        subscription = replace(
            subscription,
            state=state or subscription.state,
            end=_end(expires, now) if expires is not None else subscription.end,
        )
    return replace(
        terms,
        limit=terms.limit if limit is None else limit,
        expires=terms.expires if expires is None else _end(expires, now),
        subscription=subscription,
    )


def _end(text: str | None, now: datetime) -> datetime | None:
    return None if text is None else dates.resolve(text, now, end_of_day=True)


def _subscription(item: SubscriptionFile | None, now: datetime) -> Subscription | None:
    if item is None:
        return None
    return Subscription(
        end=_end(item.end, now),
        end_type=item.end_type,
        state=item.state,
        grace_days=item.grace_days,
        provider_url=item.provider_url,
    )
