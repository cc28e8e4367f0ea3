# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How licenses are worded on the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

from kesc_lab.console.visit import Visit
from kesc_lab.domain.licenses import Terms
from kesc_lab.domain.replacement import Offer

Status: TypeAlias = Literal["none", "active", "expiring", "expired"]

EXPIRES_SOON = timedelta(days=30)
STATUS_TEXTS: dict[Status, str] = {
    "none": "No license",
    "active": "Active",
    "expiring": "Expires soon",
    "expired": "Expired",
}
PLATFORM_TEXTS = {
    "windows": "Windows",
    "macos": "macOS",
    "linux": "Linux",
    "android": "Android",
    "ios": "iOS and iPadOS",
    "other": "Other",
}
_MODEL_TEXTS = {"user": "Per user", "device": "Per device"}
_TYPE_TEXTS = {"trial": "Trial", "subscription": "Subscription"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of the comparison window; before is None where there is one value for both."""

    label: str
    before: str | None
    after: str


def status_of(visit: Visit, terms: Terms | None) -> Status:
    """Return the state of a workspace's license."""
    if terms is None:
        return "none"
    if terms.expired(visit.now):
        return "expired"
    return "expiring" if terms.ends and terms.ends - visit.now <= EXPIRES_SOON else "active"


def model_text(visit: Visit, terms: Terms) -> str:
    """Return the licensing model."""
    return visit.texts.marked(_MODEL_TEXTS[terms.licensing_model])


def type_text(visit: Visit, terms: Terms) -> str:
    """Return the kind of license: the console knows three (SOURCES.md, section 17)."""
    return visit.texts.marked(_TYPE_TEXTS.get(terms.type, "Commercial"))


def expiry_text(visit: Visit, terms: Terms) -> str:
    """Return the last day of a license."""
    return visit.date(terms.expires) if terms.expires else visit.texts.marked("No expiration date")


def compared(visit: Visit, offer: Offer) -> list[Compared]:
    """Return the four documented parts of the comparison window."""
    parts = []
    for label, text in (
        ("License name", lambda terms: terms.name),
        ("Licensing model", lambda terms: model_text(visit, terms)),
        ("License limit", lambda terms: visit.number(terms.limit)),
        ("License expiration date", lambda terms: expiry_text(visit, terms)),
    ):
        before = text(offer.before) if offer.before else visit.texts.marked("None")
        after = text(offer.after)
        parts.append(Compared(label, before if before != after else None, after))
    return parts
