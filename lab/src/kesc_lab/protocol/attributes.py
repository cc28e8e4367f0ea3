# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes of a license key (SOURCES.md, section 7) read from the domain.

A function returns None for an attribute that the key lacks; such an attribute is missing from the item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from kesc_lab.domain.licenses import KEY_TYPES, SUBSCRIPTION_END_TYPES, SUBSCRIPTION_STATES, Key, Subscription
from kesc_lab.domain.tenant import Tenant
from kesc_lab.domain.world import World
from kesc_lab.protocol.values import Params, Value

KEY_DATA = "KLLICSRV_KEYDATA"
# KLLIC_USED_BY_ADM_SRV: the vendor's value list could not be read; these numbers are the lab's own.
_POSITION_NUMBERS = {"active": 1, "reserve": 2, "none": 0}
# Licensed objects of the documented example (KSCAPI/13/a00112.html); their meaning is unknown.
_LICENSED_OBJECTS = {1017: (66,), 1750: (1, 54, 58, 60, 68, 70, 72, 102)}


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key with what its attributes are computed from."""

    key: Key
    world: World
    current: Counter[str]
    following: Counter[str]


def views(tenant: Tenant, world: World, keys: Iterable[Key]) -> list[KeyView]:
    """Return views of some keys of one server; the devices are counted once."""
    current, following = tenant.device_counts()
    return [KeyView(key, world, current, following) for key in keys]


def select(view: KeyView, names: Iterable[str]) -> Params:
    """Return the attributes that were asked for and that the key has, in the order asked."""
    item: Params = {}
    for name in names:
        read = READERS.get(name)
        value = read(view) if read else None
        if value is not None:
            item[name] = value
    return item


def key_body(key: Key) -> Params:
    """Return KLLICSRV_KEYDATA: the activation code or key file itself."""
    return {"KLLIC_IFKEYFILE": key.key_file, "KLLIC_LICFILE": key.source.encode()}


def _app_ids(view: KeyView) -> Value:
    containers: Params = {}
    for app_id in view.key.terms.app_ids:
        container: Params = {"KLLIC_APP_ID": app_id}
        for number in _LICENSED_OBJECTS.get(app_id, (1,)):
            container[f"KLLIC_LICOBJECT_{number}"] = view.key.terms.limit
        containers[str(app_id)] = container
    return containers


def _period(view: KeyView) -> Value:
    terms = view.key.terms
    return (terms.expires - terms.created).days if terms.expires else None


def _used_by_server(view: KeyView) -> Value:
    return _POSITION_NUMBERS[view.key.position] if view.world.choices.used_by_adm_srv == "present" else None


def _nearest_expiration(view: KeyView) -> datetime | None:
    return view.key.terms.expires if view.current[view.key.terms.serial] else None


def _of_subscription(read: Callable[[Subscription], Value]) -> Callable[[KeyView], Value]:
    return lambda view: read(view.key.terms.subscription) if view.key.terms.subscription else None


READERS: dict[str, Callable[[KeyView], Value]] = {
    "KLLIC_APP_ID": lambda view: view.key.terms.app_ids[0] if view.key.terms.app_ids else None,
    "KLLIC_APP_IDS": _app_ids,
    "KLLIC_PROD_SUITE_ID": lambda view: view.key.terms.suite_id,
    "KLLIC_CREATION_DATE": lambda view: view.key.terms.created,
    "KLLIC_LIMIT_DATE": lambda view: view.key.terms.expires,
    "KLLIC_SERIAL": lambda view: view.key.terms.serial,
    "KLLIC_PROD_NAME": lambda view: view.key.terms.name,
    "KLLIC_KEY_TYPE": lambda view: KEY_TYPES[view.key.terms.type],
    "KLLIC_MAJ_VER": lambda _view: "1",
    "KLLIC_LICENSE_PERIOD": _period,
    "KLLIC_LIC_COUNT": lambda view: view.key.terms.limit,
    "KLLIC_PART_NUMBER": lambda view: view.key.terms.part_number,
    "KLLIC_PARTNER_NAME": lambda view: view.key.terms.partner,
    "KLLIC_NHOSTS_ASCURRENT": lambda view: view.current[view.key.terms.serial],
    "KLLIC_NHOSTS_ASNEXT": lambda view: view.following[view.key.terms.serial],
    "KLLIC_USED_BY_ADM_SRV": _used_by_server,
    "KLLICSRV_KEY_INSTALLED": lambda view: view.key.installed,
    "KLLICSRV_AUTOKEY": lambda view: view.key.automatic_deployment,
    "KLLIC_LICTYPE_IS_SUBSCRIPTION": lambda view: view.key.terms.subscription is not None,
    "KLLIC_SUBSCRINFO_ENDDATE": _of_subscription(lambda terms: terms.end),
    "KLLIC_SUBSCRINFO_ENDDATETYPE": _of_subscription(lambda terms: SUBSCRIPTION_END_TYPES[terms.end_type]),
    "KLLIC_SUBSCRINFO_GRACETERM": _of_subscription(lambda terms: terms.grace_days),
    "KLLIC_SUBSCRINFO_PROVIDERURL": _of_subscription(lambda terms: terms.provider_url),
    "KLLIC_SUBSCRINFO_STATE": _of_subscription(lambda terms: SUBSCRIPTION_STATES[terms.state]),
    "KLLIC_NEAREST_EXPIRATION_DATE": _nearest_expiration,
}
