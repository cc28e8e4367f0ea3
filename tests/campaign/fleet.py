# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A made-up fleet by seed: the lab's fleet file, the inventory, and what has to come of each order."""

from __future__ import annotations

import dataclasses
import random
import string
import typing as t

from cases import BASE, CASES, Case, Values

PASSWORD = "s3cret-Campaign-Passw0rd"
USERNAME = "operator"
BYSTANDERS = 3
_PREFIX = "license_rotation_"
_ALPHABET = string.ascii_uppercase + string.digits
_OLD: Values = {"name": BASE, "limit": 20, "created": "today-345d", "expires": "today+20d"}
_NEW: Values = {"name": BASE, "limit": 20, "created": "today-1d", "expires": "today+385d"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Order:
    """One line of the order sheet. The serials are those of the licenses; ``None`` where there is no such license."""

    host: str
    tenant: str
    case: Case
    old_serial: str | None
    new_serial: str | None
    new_code: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fleet:
    """``document`` is the lab's fleet file; ``codes`` are all activation codes that are anywhere in it."""

    document: Values
    orders: tuple[Order, ...]
    inventory: Values
    codes: frozenset[str]

    def only(self, host: str) -> Fleet:
        """The same with a single order. Raises :class:`LookupError`."""
        orders = tuple(order for order in self.orders if order.host == host)
        if not orders:
            raise LookupError(
                f"there is no host {host!r}; the hosts are {', '.join(each.host for each in self.orders)}"
            )
        inventory = {"tenants": {"hosts": {host: self.inventory["tenants"]["hosts"][host]}}}
        return dataclasses.replace(self, orders=orders, inventory=inventory)


def make_fleet(seed: int, *, tenants: int, choices: Values, rights: t.Sequence[str]) -> Fleet:
    """The same arguments give the same fleet. ``choices`` are the lab's, ``rights`` those of the account."""
    chance = random.Random(f"{seed}/fleet")
    tells_stored_codes = "export_license" in rights or choices["install_stored_code"] == "same_serial"
    maker = _Maker(chance, tells_stored_codes=tells_stored_codes)
    for number, case in enumerate(_cases(tenants, chance), start=1):
        maker.add(number, case)
    for number in range(1, BYSTANDERS + 1):
        maker.add_bystander(number)
    account = {"username": USERNAME, "password": PASSWORD, "rights": list(rights)}
    document = {
        "accounts": [account],
        "activation_codes": maker.entries,
        "tenants": maker.tenants,
        "main": {"licenses": [{"code": maker.old_code("main"), "position": "active"}]},
        "choices": choices,
    }
    return Fleet(
        document=document,
        orders=tuple(maker.orders),
        inventory={"tenants": {"hosts": maker.hosts}},
        codes=frozenset(maker.codes),
    )


def _cases(count: int, chance: random.Random) -> list[Case]:
    """Each case once, as far as there is room, the rest by weight."""
    once = list(CASES)
    chance.shuffle(once)
    rest = chance.choices(CASES, weights=[case.weight for case in CASES], k=max(count - len(once), 0))
    cases = once[:count] + rest
    chance.shuffle(cases)
    return cases


class _Maker:
    def __init__(self, chance: random.Random, *, tells_stored_codes: bool) -> None:
        self._chance = chance
        self._tells_stored_codes = tells_stored_codes
        self.codes: set[str] = set()
        self.entries: list[Values] = []
        self.tenants: list[Values] = []
        self.orders: list[Order] = []
        self.hosts: dict[str, Values] = {}

    def add(self, number: int, case: Case) -> None:
        host = f"{number:02d}-{case.name.replace(' ', '-')}"
        tenant = f"{number:02d} {case.name.title()}"
        licenses = []
        if case.old is not None and case.new_at != "active":
            entry = self._entry(f"OLD-{number:03d}", {**_OLD, **case.old})
            licenses.append({"code": entry["code"], "position": "active", "automatic_deployment": case.deployed})
        new_code = self._new_code(number, case)
        if case.new_at is not None:
            in_force = case.new_at == "active"
            key = {"code": new_code, "position": case.new_at, "automatic_deployment": in_force}
            licenses.append({**key, **({"stored": case.stored} if case.stored else {})})
        self.tenants.append({"name": tenant, "licenses": licenses, "devices": _devices(case)})
        variables = {"tenant": tenant, **case.variables}
        if not case.without_code:
            variables["activation_code"] = f" {new_code.lower().replace('-', ' ')} " if case.oddly_spelled else new_code
        self.hosts[host] = {f"{_PREFIX}{name}": value for name, value in variables.items()}
        self.orders.append(
            Order(
                host=host,
                tenant=tenant,
                case=case.unrecognizable() if case.new_at and not self._tells_stored_codes else case,
                old_serial=f"OLD-{number:03d}" if case.old is not None and case.new_at != "active" else None,
                new_serial=f"NEW-{number:03d}" if case.new is not None else None,
                new_code=new_code,
            )
        )

    def add_bystander(self, number: int) -> None:
        code = self.old_code(f"by-{number}")
        license = {"code": code, "position": "active", "automatic_deployment": True}
        self.tenants.append({"name": f"Bystander {number}", "licenses": [license], "devices": []})

    def old_code(self, mark: str) -> str:
        """The code of a license that nobody replaces."""
        return str(self._entry(f"OLD-{mark}", _OLD)["code"])

    def _new_code(self, number: int, case: Case) -> str:
        if case.new is None:
            return self._code()
        # How often a code can still be activated is what a customer has bought: most often once.
        left = self._chance.choice((1, 1, 1, 2, None))
        entry = self._entry(f"NEW-{number:03d}", {**_NEW, **case.new}, **{"activations": left, **case.code})
        return str(entry["code"])

    def _entry(self, serial: str, terms: Values, **members: t.Any) -> Values:
        entry = {"code": self._code(), **members, "license": {"serial": serial, **terms}}
        self.entries.append(entry)
        return entry

    def _code(self) -> str:
        while True:
            code = "-".join("".join(self._chance.choices(_ALPHABET, k=5)) for _section in range(4))
            if code[-5:] not in {known[-5:] for known in self.codes}:
                self.codes.add(code)
                return code


def _devices(case: Case) -> list[Values]:
    macs = [{"platform": "macos", "count": case.macs}] if case.macs else []
    return [{"platform": "windows", "count": 4}, *macs]
