# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One virtual Administration Server (or the main one): its store of keys and its devices."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kesc_lab.domain.fleet import MigrationWizard, Platform
from kesc_lab.domain.licenses import Key
from kesc_lab.errors import not_found, not_permitted

MAIN_SERVER_ID = 0
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Device:
    """One device. current and next are serials; since tells when the current key came to it."""

    platform: Platform
    number: int
    given_name: str | None
    current: str | None = None
    next: str | None = None
    since: datetime | None = None

    @property
    def name(self) -> str:
        """The display name: the given one, or one made of platform and number."""
        return self.given_name or f"{self.platform}-{self.number:03d}"


@dataclass(slots=True)
class PendingInstall:
    """A key on its way into a position: it takes effect after so many more readings of the store."""

    serial: str
    as_current: bool
    reads_left: int


@dataclass(slots=True)
class Tenant:
    """A server with its own store. Id 0 is the main server, whose name is empty.

    `settle` has to be called before reading: time passes between two calls.
    """

    id: int
    uid: str
    name: str
    group: int
    created: datetime
    external_id: str = ""
    description: str = ""
    automatic_keys: bool = True
    keys: dict[str, Key] = field(default_factory=dict)
    devices: list[Device] = field(default_factory=list)
    pending: PendingInstall | None = None
    company: str = ""
    console_only: bool = False
    features_set_up: list[str] = field(default_factory=list)
    migration_wizard: MigrationWizard | None = None
    migrated: bool = False
    _due: datetime | None = None

    def host_id(self, device: Device) -> str:
        """Return the device's id (KLHST_WKS_HOSTNAME), the same in each run."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.uid}/{device.platform}/{device.number}"))

    def stored(self, serial: str) -> Key:
        """Return a key of the store; raises KLSTD 1186 when the serial is not stored."""
        key = self.keys.get(serial)
        if key is None or not key.installed:
            raise not_found(f"license key '{serial}'")
        return key

    def in_position(self, position: str) -> Key | None:
        """Return the key that is 'active' or 'reserve'."""
        return next((key for key in self.keys.values() if key.position == position), None)

    def device_counts(self) -> tuple[Counter[str], Counter[str]]:
        """Return how many devices have each serial as current and as next key."""
        current = Counter(device.current for device in self.devices if device.current)
        following = Counter(device.next for device in self.devices if device.next)
        return current, following

    def add(self, key: Key) -> None:
        """Put a key into the store; one that devices already report becomes a stored one."""
        self.keys[key.terms.serial] = key
        self._due = None

    def remove(self, serial: str, *, devices_keep_it: bool) -> None:
        """Take a key out of the store; a key that devices keep stays listed as not installed."""
        key = self.stored(serial)
        key.installed = False
        key.position = "none"
        if self.pending and self.pending.serial == serial:
            self.pending = None
        for device in self.devices:
            if device.next == serial:
                device.next = None
            if device.current == serial and not devices_keep_it:
                device.current = device.since = None
        self._drop_unused()

    def put_in_force(self, serial: str, now: datetime) -> None:
        """Make a stored key the active one and hand it to the devices.

        Windows, Linux, Android, iOS and other devices take it at once. A macOS device whose present license still
        works registers it as its next key and takes it when that one ends (SOURCES.md, section 16).
        """
        chosen = self.stored(serial)
        for key in self.keys.values():
            if key.position == "active":
                key.position = "none"
        chosen.position = "active"
        for device in self.devices:
            if device.current == serial:
                device.next = None
            elif device.platform == "macos" and self._still_works(device.current, now):
                device.next = serial
            else:
                device.current, device.next, device.since = serial, None, now
        self._register_reserve()
        self._drop_unused()

    def put_in_reserve(self, serial: str) -> None:
        """Make a stored key the reserve one; raises KLSTD 1193 for the key that is in force."""
        chosen = self.stored(serial)
        if chosen.position == "active":
            raise not_permitted(f"license key '{serial}' is in force")
        self._clear_reserve()
        chosen.position = "reserve"
        self._register_reserve()
        self._due = None

    def clear_position(self, position: str) -> None:
        """Take the key out of a position; it stays in the store. Raises KLSTD 1186 where there is none."""
        key = self.in_position(position)
        if key is None:
            raise not_found(f"no license key is {position}")
        if position == "reserve":
            self._clear_reserve()
        else:
            key.position = "none"
        self._due = None

    def settle(self, now: datetime) -> bool:
        """Let time have its effects: a reserve key takes over, waiting devices take their next key.

        Returns whether anything changed. Cheap while nothing is due.
        """
        if self._due is None:
            self._due = self._next_change()
        if now <= self._due:
            return False
        self._due = None
        active, reserve = self.in_position("active"), self.in_position("reserve")
        changed = False
        if active and reserve and active.terms.expired(now) and not reserve.terms.expired(now):
            reserve.position = "none"
            self.put_in_force(reserve.terms.serial, now)
            changed = True
        for device in self.devices:
            if device.next and not self._still_works(device.current, now) and self._still_works(device.next, now):
                device.current, device.next, device.since = device.next, None, now
                changed = True
        self._drop_unused()
        return changed

    def _next_change(self) -> datetime:
        ends = [_NEVER]
        active = self.in_position("active")
        if active and self.in_position("reserve"):
            ends.append(active.terms.ends or _NEVER)
        waiting = {device.current for device in self.devices if device.next and device.current}
        ends += [self.keys[serial].terms.ends or _NEVER for serial in waiting if serial in self.keys]
        return min(ends)

    def _still_works(self, serial: str | None, now: datetime) -> bool:
        key = self.keys.get(serial) if serial else None
        return key is not None and not key.terms.expired(now)

    def _register_reserve(self) -> None:
        reserve, active = self.in_position("reserve"), self.in_position("active")
        if reserve is None:
            return
        for device in self.devices:
            waits_for_active = active is not None and device.next == active.terms.serial
            if device.current and not waits_for_active and device.current != reserve.terms.serial:
                device.next = reserve.terms.serial

    def _clear_reserve(self) -> None:
        reserve = self.in_position("reserve")
        if reserve is None:
            return
        reserve.position = "none"
        for device in self.devices:
            if device.next == reserve.terms.serial:
                device.next = None

    def _drop_unused(self) -> None:
        self._due = None
        used = {device.current for device in self.devices} | {device.next for device in self.devices}
        for serial in [serial for serial, key in self.keys.items() if not key.installed and serial not in used]:
            del self.keys[serial]
