# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Managed devices of a server, and those that hold a license as their next one."""

from __future__ import annotations

import re
import typing as t

from .._changing_provider import Device
from ._keys import SERIAL
from ._results import find_hosts, read_iterator

if t.TYPE_CHECKING:
    from ._results import Item
    from ._session import Session

_MANAGED = '(&(KLHST_WKS_FROM_UNASSIGNED=0)(KLHST_WKS_DN="*"))'
_HOST_FIELDS = ("KLHST_WKS_HOSTNAME", "KLHST_WKS_DN", "KLHST_WKS_OS_NAME")
_KEY_HOST_FIELDS = ("KLLICSRV_HOSTNAME", "KLLICSRV_HOSTDN", "KLLICSRV_HOST_CURRENT")

# The values of KLHST_WKS_PTYPE are not documented, so the text tells.
_BY_TEXT = (
    ("ios", r"^(apple )?(ios|ipados)\b"),
    ("windows", r"\bwindows\b"),
    ("macos", r"\bmac ?os\b|\bos x\b"),
    ("android", r"\bandroid\b"),
    ("linux", r"linux|\b(ubuntu|debian|centos|red hat|suse|opensuse|fedora)\b"),
)


def platform_of(os_name: str) -> str:
    """The platform behind ``KLHST_WKS_OS_NAME`` (KSCAPI/16/a00500.html), or ``other``."""
    text = os_name.casefold().strip()
    return next((platform for platform, pattern in _BY_TEXT if re.search(pattern, text)), "other")


def read_devices(session: Session) -> list[Device]:
    """The managed devices of the connected server."""
    hosts = find_hosts(session, condition=_MANAGED, fields=_HOST_FIELDS)
    return [
        Device(
            _text(host, "KLHST_WKS_HOSTNAME"),
            _text(host, "KLHST_WKS_DN"),
            platform_of(_text(host, "KLHST_WKS_OS_NAME")),
        )
        for host in hosts
    ]


def read_waiting(session: Session, serial: str, *, devices: t.Sequence[Device]) -> list[Device]:
    """The devices that hold the key as their next one: ``KLLICSRV_HOST_CURRENT`` is false (KSCAPI/16/a00078.html)."""
    arguments = {
        "pInData": {SERIAL: serial},
        "pFields": list(_KEY_HOST_FIELDS),
        "pFieldsToOrder": [],
        "pOptions": {},
        "lTimeoutSec": 0,
    }
    platforms = {device.device_id: device.platform for device in devices}
    return [
        Device(
            _text(host, "KLLICSRV_HOSTNAME"),
            _text(host, "KLLICSRV_HOSTDN"),
            platforms.get(_text(host, "KLLICSRV_HOSTNAME"), "other"),
        )
        for host in read_iterator(session, "LicenseKeys.AcquireKeyHosts", arguments)
        if host.get("KLLICSRV_HOST_CURRENT") is False
    ]


def _text(item: Item, name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
