# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Made-up licenses, codes and editions for tests."""

from __future__ import annotations

import datetime as dt
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import Catalog, Edition
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._changing_provider import Device
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW

CODE = "AB1CD-EF2GH-IJ3KL-MN4OP"
OTHER_CODE = "QR5ST-UV6WX-YZ7AB-CD8EF"

CATALOG = Catalog(
    {
        "Basic": Edition("basic", ("antivirus",), complete=True),
        "Basic, other seller": Edition("basic", ("antivirus",), complete=True),
        "Plus": Edition("plus", ("antivirus", "mail"), complete=True),
        "Partly known": Edition("partly", ("antivirus",)),
    }
)


def activation_code(text: str = CODE) -> ActivationCode:
    return ActivationCode.parse(text)


def days(count: float) -> dt.datetime:
    """The moment that many days from the present of the tests."""
    return NOW + dt.timedelta(days=count)


def license(license_id: str = "OLD", **values: t.Any) -> License:
    """A stored license with a year to run, or with whatever values say."""
    defaults: dict[str, t.Any] = {
        "name": "Basic",
        "license_type": "commercial",
        "limit": 100,
        "in_use": 0,
        "created": days(-100),
        "expires": days(365),
        "position": Position.NONE,
    }
    return License(license_id=license_id, **{**defaults, **values})


def active(license_id: str = "OLD", **values: t.Any) -> License:
    """The license in force, with ten days to run; devices do not get it by themselves."""
    defaults = {"expires": days(10), "in_use": 50, "assigned": True, "automatic_deployment": False}
    return license(license_id, **{**defaults, "position": Position.ACTIVE, **values})


def device(name: str, platform: str = "windows") -> Device:
    return Device(f"id-{name}", name, platform)
