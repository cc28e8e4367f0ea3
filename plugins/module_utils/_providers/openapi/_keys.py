# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Keys of a server's license store: reading them, and telling which one is in force.

Attributes: KSCAPI/15.4/a00123.html and 13/a00115.html ("List of license key attributes"). Attributes that a key lacks
are missing from its container.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ..._errors import UnexpectedAnswerError
from ..._license._license import License, Position
from ._attributes import Attributes
from ._results import read_iterator

if t.TYPE_CHECKING:
    from ._session import Session
    from ._typed_values import Value

SERIAL = "KLLIC_SERIAL"
KEY_DATA = "KLLICSRV_KEYDATA"
AUTOMATIC_DEPLOYMENT = "KLLICSRV_AUTOKEY"
_USED_BY_SERVER = "KLLIC_USED_BY_ADM_SRV"
_CURRENT_ON = "KLLIC_NHOSTS_ASCURRENT"
_NEXT_ON = "KLLIC_NHOSTS_ASNEXT"
_NAME = "KLLIC_PROD_NAME"
_TYPE = "KLLIC_KEY_TYPE"
_LIMIT = "KLLIC_LIC_COUNT"
_CREATED = "KLLIC_CREATION_DATE"
_EXPIRES = "KLLIC_LIMIT_DATE"
_IS_SUBSCRIPTION = "KLLIC_LICTYPE_IS_SUBSCRIPTION"
_SUBSCRIPTION_END = "KLLIC_SUBSCRINFO_ENDDATE"
_SUBSCRIPTION_END_TYPE = "KLLIC_SUBSCRINFO_ENDDATETYPE"
_SUBSCRIPTION_STATE = "KLLIC_SUBSCRINFO_STATE"

FIELDS = (
    SERIAL,
    AUTOMATIC_DEPLOYMENT,
    _USED_BY_SERVER,
    _CURRENT_ON,
    _NEXT_ON,
    _NAME,
    _TYPE,
    _LIMIT,
    _CREATED,
    _EXPIRES,
    _IS_SUBSCRIPTION,
    _SUBSCRIPTION_END,
    _SUBSCRIPTION_END_TYPE,
    _SUBSCRIPTION_STATE,
)
"""What is asked of every key; texts about the customer are personal data and never asked for."""

LIST_ARGUMENTS: t.Mapping[str, t.Any] = {
    "pFields": list(FIELDS),
    "pFieldsToOrder": [],
    "pOptions": {"KLLICSRV_ENOPT_INSTALLED_ONLY": True},
    "lTimeoutSec": 0,
}
"""What LicenseKeys.EnumKeys is asked for: the stored keys alone."""

# KSCAPI/13/a00115.html, KLLIC_KEY_TYPE.
_TYPES = {1: "commercial", 2: "beta", 3: "trial", 4: "test", 5: "oem", 6: "subscription"}
# Vendor's license sample, KSCAPI/13/a00413.html.
_UNLIMITED = "unlimited"
_END_TYPES = {0: "not defined", 1: _UNLIMITED, 2: "limited", 3: "paused"}
_STATES = {0: "active", 1: "paused", 2: "soft_canceled", 3: "hard_canceled"}


@dataclasses.dataclass(frozen=True)
class Key:
    """A stored key: the license it stands for, and what only this API knows of it.

    ``used_by_server`` is the raw ``KLLIC_USED_BY_ADM_SRV`` (its values are not documented), ``None`` where the server
    does not give it. ``unreadable`` names the attributes whose values could not be read and count as unknown.
    """

    license: License
    used_by_server: int | None
    unreadable: tuple[str, ...] = ()

    @property
    def tells_nothing(self) -> bool:
        """Neither the server nor any count of devices says whether the key is in a position."""
        return self.used_by_server is None and self.license.in_use is None

    @property
    def serial(self) -> str:
        return self.license.license_id


def list_keys(session: Session) -> list[Key]:
    """The keys in the connected server's store, in no position yet.

    LicenseKeys.EnumKeys: KSCAPI/16/a00569_a5a3ea32d22c4105359cdfb42012bfe95.
    """
    items = read_iterator(session, "LicenseKeys.EnumKeys", LIST_ARGUMENTS)
    if not all(isinstance(item.get(SERIAL), str) and item[SERIAL] for item in items):
        raise UnexpectedAnswerError("the server lists a license without a serial number")
    return [read_key(item) for item in items]


def read_key(item: t.Mapping[str, Value]) -> Key:
    """A key in no position, from its decoded attributes; the serial is mandatory.

    What cannot be read is unknown, and so is what would have to be guessed from something else in its place.
    """
    read = Attributes(item)
    is_subscription = read.boolean(_IS_SUBSCRIPTION)
    license_type = read.choice(_TYPE, _TYPES)
    if is_subscription:
        license_type = "subscription"
    elif _IS_SUBSCRIPTION in read.unreadable and license_type != "subscription":
        license_type = None
    used, automatic = read.flag(_USED_BY_SERVER), read.boolean(AUTOMATIC_DEPLOYMENT)
    expires, never_expires, state = read.moment(_EXPIRES), False, None
    if license_type == "subscription":
        never_expires = read.choice(_SUBSCRIPTION_END_TYPE, _END_TYPES) == _UNLIMITED
        state = read.choice(_SUBSCRIPTION_STATE, _STATES)
        end = read.moment(_SUBSCRIPTION_END)
        if end or never_expires or _SUBSCRIPTION_END in read.unreadable:
            expires = None if never_expires else end
    license = License(
        license_id=read.text(SERIAL) or "",
        name=read.text(_NAME),
        license_type=license_type,
        limit=read.count(_LIMIT),
        in_use=read.count(_CURRENT_ON),
        waiting=read.count(_NEXT_ON),
        created=read.moment(_CREATED),
        expires=expires,
        never_expires=never_expires,
        automatic_deployment=automatic,
        assigned=None if used is None else bool(used or automatic),
        subscription_state=state,
    )
    return Key(license, used, tuple(read.unreadable))


def place(keys: t.Sequence[Key]) -> tuple[list[Key], list[str]]:
    """The same keys in their positions, by serial, and what the operator should know of how that was told.

    The keys that the server says it uses; on a server that says nothing of that (before 13.1), the only key that it
    deploys automatically; else the key that devices use. The order of keys says nothing, and a key of which nothing at
    all is told has an unknown position.
    """
    used = [key for key in keys if key.used_by_server]
    silent = all(key.used_by_server is None for key in keys)
    deployed = [key for key in keys if key.license.automatic_deployment]
    warnings: list[str] = []
    if used:
        active, reserve, unknown = _place_used(used, warnings)
    else:
        active = deployed[0] if silent and len(deployed) == 1 else _most(keys, lambda key: key.license.in_use)
        warnings += _doubts(active, keys) if silent else []
        reserve = None
        unknown = [key for key in keys if active is None and (key.license.in_use or key.tells_nothing)]
        if unknown:
            warnings.append(f"The server does not tell which of {len(unknown)} licenses is in force.")
    if reserve is None:
        reserve = _most([key for key in keys if key not in (active, *used)], lambda key: key.license.waiting)
    positions = {key.serial: Position.UNKNOWN for key in unknown}
    positions.update({key.serial: Position.RESERVE for key in (reserve,) if key})
    positions.update({key.serial: Position.ACTIVE for key in (active,) if key})
    warnings += [
        f"License {key.serial}: the server's {', '.join(key.unreadable)} cannot be read and counts as unknown."
        for key in sorted(keys, key=lambda key: key.serial)
        if key.unreadable
    ]
    placed = [
        dataclasses.replace(
            key, license=dataclasses.replace(key.license, position=positions.get(key.serial, Position.NONE))
        )
        for key in sorted(keys, key=lambda key: key.serial)
    ]
    return placed, warnings


def _doubts(active: Key | None, keys: t.Sequence[Key]) -> list[str]:
    """On a server that says nothing of its own use, devices may hold another key than the one it hands out."""
    in_use = active.license.in_use or 0 if active else 0
    return [
        f"License {active.serial} is taken for the one in force, for it is the only one deployed automatically, but "
        f"{key.license.in_use} devices use license {key.serial}."
        for key in keys
        if active and key is not active and (key.license.in_use or 0) > in_use
    ]


def _place_used(used: list[Key], warnings: list[str]) -> tuple[Key | None, Key | None, list[Key]]:
    """Which of the keys that the server uses are active and reserve, and which of them cannot be told.

    The active one is the one that most devices use now; only where none does, the one with the value 1, which is our
    reading of an undocumented attribute and is said so.
    """
    active = used[0] if len(used) == 1 else _most(used, lambda key: key.license.in_use)
    if active is None:
        active = _single(used, lambda key: key.used_by_server == 1)
        told = "KLLIC_USED_BY_ADM_SRV 1 was read as the active one, although its values are not documented"
        warnings.append(
            f"The server uses {len(used)} licenses and no device tells which one is in force: "
            + (told if active else "their positions are unknown")
        )
    rest = [key for key in used if key is not active]
    if active is not None and len(rest) == 1:
        return active, rest[0], []
    return active, None, rest


def _single(keys: t.Sequence[Key], test: t.Callable[[Key], bool]) -> Key | None:
    matching = [key for key in keys if test(key)]
    return matching[0] if len(matching) == 1 else None


def _most(keys: t.Sequence[Key], count: t.Callable[[Key], int | None]) -> Key | None:
    """The key with the greatest count above nought, unless two share it."""
    greatest = max((count(key) or 0 for key in keys), default=0)
    return _single(keys, lambda key: count(key) == greatest) if greatest else None
