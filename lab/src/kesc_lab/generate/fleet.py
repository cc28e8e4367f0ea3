# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated fleets: any number of tenants, each one case of a rotation day, the same for the same seed.

The files are JSON, one tenant a line, which is YAML as well and loads far faster.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kesc_lab.errors import LabError
from kesc_lab.generate.license_names import ambiguous_name, real_name
from kesc_lab.generate.names import company_names, host_names

MIN_TENANTS, MAX_TENANTS = 10, 20_000
# Weights of the cases of fleets/demo.yml, and of one that only real names have; each case is told in `_Builder`.
DEFAULT_MIX = {
    "renewal": 55,
    "limit": 10,
    "upgrade": 10,
    "downgrade": 3,
    "unknown": 2,
    "in_place": 6,
    "macs": 5,
    "expired": 4,
    "subscription": 5,
    "unknown_name": 0,
}
_BASE = "Kaspersky Endpoint Security Cloud"
_PLUS = f"{_BASE} Plus"
# Made up, as in fleets/demo.yml.
_EDITIONS = {
    _BASE: ["Encryption Management"],
    _PLUS: [
        "Encryption Management",
        "Kaspersky Security for Microsoft Office 365",
        "Cloud Discovery",
        "Root-Cause Analysis",
    ],
}
_LIMITS = (5, 5, 8, 10, 10, 10, 12, 15, 15, 20, 20, 25, 30, 40, 50, 75, 100)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EXPECTED_SHARE = 0.3


@dataclass(slots=True)
class Generated:
    """Text of the two files."""

    fleet: str
    inventory: str


def parse_mix(text: str) -> dict[str, int]:
    """Parse ``renewal=80,upgrade=20``; cases that are not named get no tenants. Raises LabError."""
    mix = {}
    for item in text.split(","):
        name, _, weight = item.strip().partition("=")
        if name not in DEFAULT_MIX:
            raise LabError(f"There is no case '{name}' for --mix; the cases are {', '.join(DEFAULT_MIX)}.")
        if not weight.isdigit():
            raise LabError(f"The weight '{weight}' of {name} in --mix is no whole number.")
        mix[name] = int(weight)
    if not any(mix.values()):
        raise LabError("All weights of --mix are 0.")
    return mix


def generate(
    tenants: int, seed: int, mix: dict[str, int], today: date | None = None, *, real_names: bool = False
) -> Generated:
    """Make a fleet and its inventory.

    With `real_names` licenses have names with region, band, term and kind, as the vendor writes them, and the first
    license of the case `unknown_name` one whose edition nobody can tell.

    Without `today` all dates are relative to the lab's first start, so that the files never grow old; an order sheet
    can't tell such a date, so that its `expected` then holds name and limit only.
    """
    if not MIN_TENANTS <= tenants <= MAX_TENANTS:
        raise LabError(f"The number of tenants should be {MIN_TENANTS} to {MAX_TENANTS}, not {tenants}.")
    chance = random.Random(seed)  # noqa: S311 - reproducible, and nothing here is a secret
    cases = _cases(tenants, mix)
    chance.shuffle(cases)
    names = company_names(tenants, chance)
    builder = _Builder(chance, _base36(zlib.crc32(str(seed).encode()), 5), today, real_names)
    for number, (name, host, case) in enumerate(zip(names, host_names(names), cases, strict=True), start=1):
        builder.add(number, name, host, case)
    return Generated(builder.fleet_text(), builder.inventory_text())


def _cases(tenants: int, mix: dict[str, int]) -> list[str]:
    """Share the tenants out in the mix's proportions, what is left over to the largest remainders."""
    total = sum(mix.values())
    counts = {name: tenants * weight // total for name, weight in mix.items()}
    by_remainder = sorted(mix, key=lambda name: -(tenants * mix[name] % total))
    for name in by_remainder[: tenants - sum(counts.values())]:
        counts[name] += 1
    return [name for name, count in counts.items() for _ in range(count)]


def _base36(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


@dataclass(slots=True)
class _Builder:
    chance: random.Random
    mark: str
    today: date | None
    real_names: bool
    editions: dict[str, list[str]] = field(default_factory=lambda: dict(_EDITIONS))
    codes: list[dict[str, Any]] = field(default_factory=list)
    tenants: list[dict[str, Any]] = field(default_factory=list)
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, number: int, name: str, host: str, case: str) -> None:
        """Add one tenant with its old and new license, its devices and its line of the order sheet."""
        limit = self.chance.choice(_LIMITS)
        edition = self.chance.choice((_BASE, _PLUS))
        days_left = self.chance.randint(3, 45)
        old = {"name": edition, "limit": limit, "created": days_left - 365, "expires": days_left}
        new = {**old, "created": -self.chance.randint(0, 9), "expires": days_left + 365}
        stored: dict[str, Any] = {}
        if case == "limit":
            new["limit"] = limit + self.chance.choice((5, 10, 20))
        elif case == "upgrade":
            old["name"], new["name"] = _BASE, _PLUS
        elif case == "downgrade":
            old["name"], new["name"] = _PLUS, _BASE
        elif case == "expired":
            ended = self.chance.randint(2, 30)
            old |= {"created": -365 - ended, "expires": -ended}
            new["expires"] = 365
        elif case == "in_place":
            new["expires"] = 365 - self.chance.randint(1, 20)
        elif case == "subscription":
            stored = {"stored": {"limit": max(1, limit - self.chance.randint(1, 5))}}
        if self.real_names:
            self._rename(old, renewal=False, spanish=number % 2 == 0)
            self._rename(new, renewal=True, spanish=number % 2 == 0)
            if case == "unknown_name":
                old["name"] = self._named(_BASE, ambiguous_name(_BASE, limit))
        old_code = f"{self.mark}-DEMO0-{_base36(number, 5)}-O{_base36(number, 4)}"
        new_code = f"{self.mark}-DEMO0-{_base36(number, 5)}-N{_base36(number, 4)}"
        active = old_code
        if case in ("in_place", "subscription"):
            active = new_code
        else:
            self._code(old_code, number, old)
        if case == "subscription":
            self._code(new_code, number, old, subscription=True)
        elif case != "unknown":
            self._code(new_code, number + MAX_TENANTS, new, activations=1)
        license = {"code": active, "position": "active", "automatic_deployment": True, **stored}
        devices = self._devices(limit, macs=case == "macs")
        self.tenants.append(
            {"id": number, "name": name, "external_id": f"crm-{number:05d}", "licenses": [license], "devices": devices}
        )
        self._order(host, name, new_code, new if case != "subscription" else None)

    def _rename(self, terms: dict[str, Any], *, renewal: bool, spanish: bool) -> None:
        edition = terms["name"]
        terms["name"] = self._named(edition, real_name(edition, terms["limit"], renewal=renewal, spanish=spanish))

    def _named(self, edition: str, name: str) -> str:
        """Return the name; to the console, a license of that name has the features of the edition."""
        self.editions[name] = _EDITIONS[edition]
        return name

    def fleet_text(self) -> str:
        """Return the fleet file."""
        account = {
            "username": "operator",
            "password": "lab-operator-password",
            "tenants": "all",
            "rights": ["read", "modify"],
        }
        return (
            '{\n"accounts": [\n'
            f'{_lines([account])}\n],\n"activation_codes": [\n{_lines(self.codes)}\n],\n'
            f'"editions": {_json(self.editions)},\n"tenants": [\n{_lines(self.tenants)}\n]\n}}\n'
        )

    def inventory_text(self) -> str:
        """Return the inventory, the order sheet of the fleet."""
        lines = ",\n".join(f"{_json(name)}: {_json(variables)}" for name, variables in self.hosts.items())
        return f'{{"tenants": {{"hosts": {{\n{lines}\n}}}}}}\n'

    def _code(
        self,
        code: str,
        serial: int,
        terms: dict[str, Any],
        *,
        activations: int | None = None,
        subscription: bool = False,
    ) -> None:
        license = {
            "serial": f"2A10-{serial:06d}-{self.mark}",
            "name": terms["name"],
            "limit": terms["limit"],
            "created": self._date(terms["created"]),
            "expires": self._date(terms["expires"]),
        }
        if subscription:
            end = {"end": license["expires"], "state": "active", "grace_days": 14}
            license |= {"type": "subscription", "subscription": end}
        self.codes.append({"code": code, **({"activations": activations} if activations else {}), "license": license})

    def _date(self, days: int) -> str:
        if self.today is not None:
            return (self.today + timedelta(days=days)).isoformat()
        return f"today{days:+d}d"

    def _devices(self, limit: int, *, macs: bool) -> list[dict[str, Any]]:
        """Return devices of several platforms that use 60 to 98 per cent of the limit."""
        computers = max(1, round(limit * self.chance.uniform(0.6, 0.98)))
        mac_count = self.chance.randint(2, 4) if macs else self.chance.choice((0, 0, 0, 1))
        mac_count = min(mac_count, computers)
        linux = self.chance.choice((0, 0, 1)) if computers - mac_count > 1 else 0
        groups = {
            "windows": computers - mac_count - linux,
            "macos": mac_count,
            "linux": linux,
            "android": self.chance.randint(0, max(1, computers // 3)),
            "ios": self.chance.randint(0, max(1, computers // 4)),
        }
        return [{"platform": platform, "count": count} for platform, count in groups.items() if count]

    def _order(self, host: str, name: str, code: str, terms: dict[str, Any] | None) -> None:
        variables: dict[str, Any] = {"license_rotation_tenant": name, "license_rotation_activation_code": code}
        if terms is not None and self.chance.random() < _EXPECTED_SHARE:
            expected = {"name": terms["name"], "limit": terms["limit"]}
            if self.today is not None:
                expected["expires"] = self._date(terms["expires"])
            variables["license_rotation_expected"] = expected
        self.hosts[host] = variables


def _lines(items: Iterable[Any]) -> str:
    return ",\n".join(_json(item) for item in items)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
