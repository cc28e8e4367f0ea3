# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What the work list needs to know of one tenant, read from the variables of its host."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError, KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import load_catalog
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import ALLOWED_BY
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import parse_day
from ansible_collections.fleetops.kesc.plugins.module_utils._options._addresses import CONSOLE, console_address
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import line_of, ordered_code
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._variables import PREFIX, is_by_hand, is_true

if t.TYPE_CHECKING:
    import datetime as dt

    from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
    from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import Catalog
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import Order, OrderSheet

_MODELS = ("user", "device")
_EXPECTED = frozenset({"name", "edition", "licensing_model", "limit", "expires"})
_PRESENT = _EXPECTED - {"edition"} | {"license_id", "in_use"}

Variables: t.TypeAlias = "t.Mapping[str, t.Any]"


@dataclasses.dataclass(frozen=True, kw_only=True)
class LicenseTerms:
    """A license as far as somebody told; ``None`` where nobody did."""

    license_id: str | None = None
    name: str | None = None
    edition: str | None = None
    licensing_model: str | None = None
    limit: int | None = None
    in_use: int | None = None
    expires: dt.date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class WorkOrder:
    """One tenant's replacement by hand.

    ``present`` is ``None`` where nothing is known of the license in use, ``macs`` where nobody named the Macs;
    ``allowed`` names the guards that the operator let pass.
    """

    host: str
    tenant: str
    tenant_id: str
    server_url: str
    code: ActivationCode
    expected: LicenseTerms
    present: LicenseTerms | None
    macs: tuple[str, ...] | None
    allowed: frozenset[str]
    only_within_days: int | None
    additional_features: tuple[str, ...]
    catalog: Catalog


def work_order(host: str, variables: Variables, line: Order | None = None) -> WorkOrder:
    """The order in the variables of the host and in its ``line`` of the order sheet; the variables take precedence.

    Raises :class:`KescError`, which names the variable and never holds a code.
    """
    code = ordered_code(variables, line)
    if code is None:
        raise InvalidRequestError(
            "there is no activation code", remedy=f"Set {PREFIX}activation_code, or write it on the order sheet"
        )
    features = tuple(_texts(variables, "additional_features") or ())
    return WorkOrder(
        host=host,
        tenant=str(_variable(variables, "tenant") or host),
        tenant_id=str(_variable(variables, "tenant_id") or ""),
        server_url=console_address(str(_variable(variables, "server_url") or CONSOLE)),
        code=code,
        expected=_terms(variables, "expected", _EXPECTED)
        or _as_terms((line or {}).get("expected", {}), where="the line"),
        present=_terms(variables, "present", _PRESENT) or _found(variables),
        macs=_macs(variables),
        allowed=frozenset(guard for guard, option in ALLOWED_BY.items() if _flag(variables, option)),
        only_within_days=_number(_variable(variables, "only_within_days"), "only_within_days"),
        additional_features=tuple(feature for feature in features if feature != "later"),
        catalog=load_catalog(_variable(variables, "editions_file")),
    )


def work_orders(by_host: t.Mapping[str, Variables], sheet: OrderSheet | None) -> list[WorkOrder]:
    """The orders of those hosts whose licenses a person replaces, in the order of the hosts.

    Raises :class:`InvalidRequestError`, which names the host; also where there is no such host.
    """
    orders = []
    for host, variables in by_host.items():
        if is_by_hand(variables):
            try:
                orders.append(work_order(host, variables, line_of(host, variables, sheet)))
            except KescError as error:
                raise InvalidRequestError(f"{host}: {error.cause}", remedy=error.remedy) from error
    if not orders:
        raise InvalidRequestError(
            "there is no tenant whose license a person replaces", remedy=f"Set {PREFIX}by_hand: true for their hosts"
        )
    return orders


def agreed(by_host: t.Mapping[str, Variables], option: str) -> str | None:
    """The value of an option that all hosts must agree on. Raises :class:`InvalidRequestError`."""
    given = (_variable(variables, option) for variables in by_host.values() if is_by_hand(variables))
    values = sorted({str(value) for value in given if value is not None})
    if len(values) > 1:
        raise InvalidRequestError(
            f"the hosts have more than one {option}: {', '.join(values)}",
            remedy=f"Set {PREFIX}{option} as an extra variable, or make a list for each",
        )
    return values[0] if values else None


def _variable(variables: Variables, name: str) -> t.Any:
    return variables.get(PREFIX + name)


def _flag(variables: Variables, name: str) -> bool:
    return is_true(str(_variable(variables, name)))


def _texts(variables: Variables, name: str) -> list[str] | None:
    value = _variable(variables, name)
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, t.Iterable):
        raise InvalidRequestError(f"{PREFIX}{name} is not a list")
    return [str(item) for item in value]


def _terms(variables: Variables, name: str, members: frozenset[str]) -> LicenseTerms | None:
    value = _variable(variables, name)
    if value is None:
        return None
    if not isinstance(value, t.Mapping):
        raise InvalidRequestError(f"{PREFIX}{name} is not a dictionary")
    unknown = sorted(str(member) for member in value if member not in members)
    if unknown:
        raise InvalidRequestError(
            f"{PREFIX}{name} has unknown members: {', '.join(unknown)}",
            remedy=f"Known are {', '.join(sorted(members))}",
        )
    return _as_terms(value, where=f"{PREFIX}{name}")


def _found(variables: Variables) -> LicenseTerms | None:
    """The license in use as an earlier task of this run found it."""
    result = _variable(variables, "result") or {}
    licenses = (_variable(variables, "licenses") or {}).get("licenses") or []
    in_force = next((license for license in licenses if license.get("position") == "active"), None)
    found = result.get("before") or in_force
    return _as_terms({member: found.get(member) for member in _PRESENT}, where="the license found") if found else None


def _macs(variables: Variables) -> tuple[str, ...] | None:
    named = _texts(variables, "macs")
    if named is not None:
        return tuple(named)
    devices = (_variable(variables, "result") or {}).get("devices") or {}
    waiting = [device["name"] for device in devices.get("waiting", []) if device.get("platform") == "macos"]
    return tuple(waiting) or None


def _as_terms(value: t.Mapping[str, t.Any], *, where: str) -> LicenseTerms:
    model = value.get("licensing_model")
    if model is not None and model not in _MODELS:
        raise InvalidRequestError(f"{where}.licensing_model is neither user nor device")
    texts = {
        member: str(value[member]) for member in ("license_id", "name", "edition") if value.get(member) is not None
    }
    return LicenseTerms(
        licensing_model=None if model is None else str(model),
        limit=_number(value.get("limit"), f"{where}.limit"),
        in_use=_number(value.get("in_use"), f"{where}.in_use"),
        expires=_day(value.get("expires"), f"{where}.expires"),
        **texts,
    )


def _number(value: object, where: str) -> int | None:
    if value is None:
        return None
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if number < 0:
        raise InvalidRequestError(f"{where} is not a number of 0 or more")
    return number


def _day(value: object, where: str) -> dt.date | None:
    """The day, in UTC, of a date or an RFC 3339 moment, which YAML may have read already."""
    if value is None:
        return None
    try:
        return parse_day(str(value))
    except ValueError:
        raise InvalidRequestError(
            f"{where} is neither a date nor an RFC 3339 moment", remedy="Write it as 2027-03-31"
        ) from None
