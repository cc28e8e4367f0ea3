# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The replacement as the console does it: check a code without any effect, compare, apply (SOURCES.md, section 17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kesc_lab.domain.activation import SUBCODE_NO_LICENSE, activation_error
from kesc_lab.domain.licenses import ADMINISTRATION_SERVER_APP_ID, Terms
from kesc_lab.domain.tenant import Device, Tenant
from kesc_lab.domain.world import World
from kesc_lab.errors import ApiError, not_permitted

Outcome: TypeAlias = Literal["upgrade", "downgrade", "renewal"]

_MOBILE = ("android", "ios")


class OutdatedError(ApiError):
    """KLSTD 1193: the workspace's license is no longer the one that was compared."""

    def __init__(self) -> None:
        super().__init__("KLSTD", 1193, "Operation is not permitted: the license has changed since it was compared")


@dataclass(frozen=True, slots=True)
class Offer:
    """What applying a code would do; before is None where a workspace has no license."""

    code: str
    before: Terms | None
    after: Terms
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """Return which of the three documented outcomes it is; a lost feature makes a downgrade of any."""
        if self.lost:
            return "downgrade"
        return "upgrade" if self.gained else "renewal"


def check(world: World, tenant: Tenant, code: str) -> Offer:
    """Ask the activation servers what a code stands for and compare; raises KLOLA 2351 where they refuse it.

    A code whose license is in the workspace's store needs no further activation.
    """
    active = tenant.in_position("active")
    before = active.terms if active else None
    known = world.activation.entry(code)
    if known and known.terms and _stored(tenant, known.terms.serial):
        after = known.terms
    else:
        after = world.activation.check_code(code)
    if ADMINISTRATION_SERVER_APP_ID not in after.app_ids:
        raise activation_error(SUBCODE_NO_LICENSE, "The activation code is for another application")
    old, new = features(world, before), features(world, after)
    return Offer(code, before, after, _without(new, old) if before else (), _without(old, new))


def apply(world: World, tenant: Tenant, offer: Offer) -> None:
    """Put the license in force in place of the active one.

    Raises OutdatedError, KLSTD 1193 where the new license has ended, and KLOLA 2351 where the code can't be activated
    any more; nothing is changed then.
    """
    active = tenant.in_position("active")
    if (active.terms if active else None) != offer.before:
        raise OutdatedError
    if not offer.after.usable_by_server(world.clock.now()):
        raise not_permitted(f"the license '{offer.after.serial}' has expired")
    serial = offer.after.serial
    if _stored(tenant, serial):
        tenant.keys[serial].terms = offer.after
    else:
        world.install_code(tenant, offer.code.encode())
    world.put_in_position(tenant, serial, as_current=True)


def features(world: World, terms: Terms | None) -> tuple[str, ...]:
    """Return the features of a license, by its name; a name that the fleet file doesn't list has none."""
    return tuple(world.editions.get(terms.name, ())) if terms else ()


def in_use(tenant: Tenant, licensing_model: str) -> int:
    """Return how many devices or users a workspace has (SOURCES.md, section 17).

    Users are the larger of its computers and half its mobile devices; an odd number is rounded up.
    """
    if licensing_model == "device":
        return len(tenant.devices)
    mobiles = sum(device.platform in _MOBILE for device in tenant.devices)
    return max(len(tenant.devices) - mobiles, -(-mobiles // 2))


def waiting_macs(tenant: Tenant) -> list[Device]:
    """Return the macOS devices that registered the active license and still use the one before it."""
    active = tenant.in_position("active")
    serial = active.terms.serial if active else None
    return [device for device in tenant.devices if device.platform == "macos" and serial and device.next == serial]


def _stored(tenant: Tenant, serial: str) -> bool:
    key = tenant.keys.get(serial)
    return key is not None and key.installed


def _without(items: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    excluded = set(others)
    return tuple(item for item in items if item not in excluded)
