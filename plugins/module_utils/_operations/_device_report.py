# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Which devices a tenant has, and which of them wait for the new license."""

from __future__ import annotations

import dataclasses
import typing as t

from .._providers._changing_provider import PLATFORMS

if t.TYPE_CHECKING:
    import datetime as dt

    from .._license._license import License
    from .._providers._changing_provider import ChangingProvider, Device


@dataclasses.dataclass(frozen=True)
class WaitingDevice:
    """A device that takes the new license only at ``expires``, when the old one ends (``None``: not known)."""

    device: Device
    expires: dt.datetime | None


@dataclasses.dataclass(frozen=True)
class DeviceReport:
    """The tenant's devices; ``by_platform`` is ``None`` where they were not counted."""

    by_platform: dict[str, int] | None
    waiting: tuple[WaitingDevice, ...]

    @property
    def total(self) -> int | None:
        return None if self.by_platform is None else sum(self.by_platform.values())


NOT_COUNTED = DeviceReport(None, ())


def report_devices(provider: ChangingProvider, license: License | None, *, old: License | None) -> DeviceReport:
    """Count the devices and name those that wait: the ones that hold ``license`` as their next, and every Mac.

    KESC help, topic 137454: a Mac registers the new license and takes it when the old one expires. ``old`` is the
    replaced license where it still runs, else ``None``, and then no Mac waits.
    """
    devices = provider.devices()
    by_platform = dict.fromkeys(PLATFORMS, 0)
    for device in devices:
        by_platform[device.platform] += 1
    held = provider.waiting_devices(license) if license and license.waiting else []
    macs = [device for device in devices if device.platform == "macos"] if old else []
    waiting = {device.device_id: device for device in (*held, *macs)}
    by_name = sorted(waiting.values(), key=lambda device: (device.name, device.device_id))
    return DeviceReport(by_platform, tuple(WaitingDevice(device, old.expires if old else None) for device in by_name))
