# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes of a device: as a host (SOURCES.md, section 12) and as a user of a key (section 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from kesc_lab.domain.tenant import Device, Tenant
from kesc_lab.protocol.values import Params, Value


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """Made-up but plausible facts of a platform.

    `ptype` follows the documented numbers of KLPKG_PLATFORM (2, 6, 10, 12); whether KLHST_WKS_PTYPE uses them is
    unproven, and Android and other devices get 0.
    """

    os_name: str
    ptype: int
    major: int
    minor: int
    build: int
    product: str
    version: str


PLATFORMS = {
    "windows": PlatformFacts("Microsoft Windows 11", 2, 10, 0, 22631, "KES", "12.7.0.0"),
    "macos": PlatformFacts("macOS 15", 10, 15, 1, 0, "KESMAC", "12.1.0.0"),
    "linux": PlatformFacts("Ubuntu 24.04 LTS", 6, 24, 4, 0, "KESL", "12.2.0.0"),
    "android": PlatformFacts("Android 15", 0, 15, 0, 0, "KESANDROID", "10.51.0.0"),
    "ios": PlatformFacts("iOS 18", 12, 18, 1, 0, "KESIOS", "1.0.0.0"),
    "other": PlatformFacts("Unknown operating system", 0, 0, 0, 0, "KESOTHER", "1.0.0.0"),
}


@dataclass(frozen=True, slots=True)
class HostView:
    """A device with what its attributes are computed from."""

    device: Device
    tenant: Tenant
    now: datetime

    @property
    def facts(self) -> PlatformFacts:
        """The platform's facts."""
        return PLATFORMS[self.device.platform]

    def read(self, name: str) -> Value:
        """Return one host attribute, None where the host lacks it."""
        reader = HOST_READERS.get(name)
        return reader(self) if reader else None


def groups_id(tenant: Tenant) -> int:
    """Return the id of the server's "Managed computers" group (lab's own numbering)."""
    return tenant.id * 10 + 2


def _domain_name(view: HostView) -> str:
    label = "".join(char if char.isalnum() and char.isascii() else "-" for char in view.tenant.name.lower()).strip("-")
    return f"{label or 'main'}.example"


HOST_READERS: dict[str, Callable[[HostView], Value]] = {
    "KLHST_WKS_HOSTNAME": lambda view: view.tenant.host_id(view.device),
    "KLHST_WKS_DN": lambda view: view.device.name,
    "KLHST_WKS_DNSNAME": lambda view: view.device.name,
    "KLHST_WKS_DNSDOMAIN": _domain_name,
    "KLHST_WKS_FQDN": lambda view: f"{view.device.name}.{_domain_name(view)}",
    "KLHST_WKS_GROUPID": lambda view: groups_id(view.tenant),
    "KLHST_WKS_FROM_UNASSIGNED": lambda _view: 0,
    "KLHST_WKS_STATUS": lambda _view: 1,
    "KLHST_WKS_STATUS_ID": lambda _view: 0,
    "KLHST_WKS_LAST_VISIBLE": lambda view: view.now.replace(microsecond=0),
    "KLHST_WKS_CREATED": lambda view: view.tenant.created,
    "KLHST_WKS_OS_NAME": lambda view: view.facts.os_name,
    "KLHST_WKS_OS_VER_MAJOR": lambda view: view.facts.major,
    "KLHST_WKS_OS_VER_MINOR": lambda view: view.facts.minor,
    "KLHST_WKS_OS_BUILD_NUMBER": lambda view: view.facts.build,
    "KLHST_WKS_PTYPE": lambda view: view.facts.ptype,
    "KLWNF_OS_IS_SERVER": lambda view: view.device.platform == "linux",
    "name": lambda _view: "Managed devices",
}


def select_host(view: HostView, names: Iterable[str]) -> Params:
    """Return the host attributes that were asked for and that the host has."""
    values = {name: view.read(name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def key_use(view: HostView, *, current: bool) -> Params:
    """Return a host's use of a key, all attributes of section 8 that the host has."""
    serial = view.device.current if current else view.device.next
    key = view.tenant.keys.get(serial or "")
    item: Params = {
        "KLLICSRV_HOSTNAME": view.tenant.host_id(view.device),
        "KLLICSRV_HOSTDN": view.device.name,
        "KLLICSRV_HOST_GRPID": str(groups_id(view.tenant)),
        "KLLICSRV_HOST_GRPNAME": "Managed devices",
        "KLLICSRV_HOST_CURRENT": current,
        "KLLICSRV_PRODUCT": view.facts.product,
        "KLLICSRV_VERSION": view.facts.version,
        "KLLIC_LIC_IS_PENDING_SUBSCRIPTION": False,
    }
    if key and key.terms.expires:
        item["KLLICSRV_EXPIRATION_TIME"] = key.terms.expires
    if current and view.device.since:
        item["KLLICSRV_INSTALL_TIME"] = view.device.since
    return item
