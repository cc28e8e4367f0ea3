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
import datetime as dt
import typing as t

from ..._errors import UnexpectedAnswerError
from ..._license._license import License, Position
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

# KSCAPI/13/a00115.html, KLLIC_KEY_TYPE.
_TYPES = {1: "commercial", 2: "beta", 3: "trial", 4: "test", 5: "oem", 6: "subscription"}
# Vendor's license sample, KSCAPI/13/a00413.html.
_UNLIMITED = 1
_STATES: dict[int | None, str] = {0: "active", 1: "paused", 2: "soft_canceled", 3: "hard_canceled"}


@dataclasses.dataclass(frozen=True)
class Key:
    """A stored key: the license it stands for, and what only this API knows of it.

    ``used_by_server`` is the raw ``KLLIC_USED_BY_ADM_SRV`` (its values are not documented), ``None`` where the server
    does not give it.
    """

    license: License
    used_by_server: int | None

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
    arguments = {
        "pFields": list(FIELDS),
        "pFieldsToOrder": [],
        "pOptions": {"KLLICSRV_ENOPT_INSTALLED_ONLY": True},
        "lTimeoutSec": 0,
    }
    items = read_iterator(session, "LicenseKeys.EnumKeys", arguments)
    if not all(item.get(SERIAL) for item in items):
        raise UnexpectedAnswerError("the server lists a license without a serial number")
    return [read_key(item) for item in items]


def read_key(item: t.Mapping[str, Value]) -> Key:
    """A key in no position, from its decoded attributes; the serial is mandatory."""
    license_type = _TYPES.get(_integer(item, _TYPE) or 0)
    if item.get(_IS_SUBSCRIPTION) is True:
        license_type = "subscription"
    is_subscription = license_type == "subscription"
    never_expires = is_subscription and item.get(_SUBSCRIPTION_END_TYPE) == _UNLIMITED
    used = _flag(item, _USED_BY_SERVER)
    automatic = _boolean(item, AUTOMATIC_DEPLOYMENT)
    ends = (_moment(item, _SUBSCRIPTION_END) if is_subscription else None) or _moment(item, _EXPIRES)
    license = License(
        license_id=_text(item, SERIAL) or "",
        name=_text(item, _NAME),
        license_type=license_type,
        limit=_integer(item, _LIMIT),
        in_use=_integer(item, _CURRENT_ON),
        waiting=_integer(item, _NEXT_ON),
        created=_moment(item, _CREATED),
        expires=None if never_expires else ends,
        never_expires=never_expires,
        automatic_deployment=automatic,
        assigned=None if used is None else bool(used or automatic),
        subscription_state=_STATES.get(_integer(item, _SUBSCRIPTION_STATE)) if is_subscription else None,
    )
    return Key(license, used)


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


def _integer(item: t.Mapping[str, Value], name: str) -> int | None:
    value = item.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _boolean(item: t.Mapping[str, Value], name: str) -> bool | None:
    value = item.get(name)
    return value if isinstance(value, bool) else None


def _flag(item: t.Mapping[str, Value], name: str) -> int | None:
    """A number, or a truth value in its place."""
    value = item.get(name)
    return int(value) if isinstance(value, int) else None


def _text(item: t.Mapping[str, Value], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) and value else None


def _moment(item: t.Mapping[str, Value], name: str) -> dt.datetime | None:
    value = item.get(name)
    return value if isinstance(value, dt.datetime) else None
