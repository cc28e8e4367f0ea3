# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Made-up licenses, codes and editions for tests."""

from __future__ import annotations

import datetime as dt
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.module_utils._license._edition import Edition, Kind, Statement
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import Catalog
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._changing_provider import Device
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW

CODE = "AB1CD-EF2GH-IJ3KL-MN4OP"
OTHER_CODE = "QR5ST-UV6WX-YZ7AB-CD8EF"


def edition(
    name: str,
    features: t.Sequence[str] = (),
    excludes: t.Sequence[str] = (),
    *,
    kind: Kind = Kind.OPERATOR,
    **values: t.Any,
) -> Edition:
    """An edition that has the features and lacks those that it excludes, as one source says."""
    statements = {feature: Statement(True, kind, "a source") for feature in features}
    statements |= {feature: Statement(False, kind, "a source") for feature in excludes}
    return Edition(name, statements, **values)


CATALOG = Catalog(
    {
        "Basic": edition("basic", ["antivirus"], complete=True),
        "Basic, other seller": edition("basic", ["antivirus"], complete=True),
        "Plus": edition("plus", ["antivirus", "mail"], complete=True),
        "Partly known": edition("partly", ["antivirus"]),
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
