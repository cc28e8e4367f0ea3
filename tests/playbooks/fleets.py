# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Made-up fleets: tenants with an old license and a new code, as a fleet file of the lab and as an order sheet."""

from __future__ import annotations

import dataclasses
import typing as t

BASE = "Kaspersky Endpoint Security Cloud"
PLUS = f"{BASE} Plus"

OPERATOR = {
    "username": "operator",
    "password": "s3cret-Operator-Passw0rd",
    "rights": ["read", "modify", "export_license"],
}
WITHOUT_EXPORT = {"username": "plain", "password": "s3cret-Plain-Passw0rd", "rights": ["read", "modify"]}


@dataclasses.dataclass(frozen=True)
class Order:
    """One line of the order sheet; the serials are those of the licenses behind the two codes."""

    host: str
    tenant: str
    old_code: str
    new_code: str
    old_serial: str
    new_serial: str
    variables: dict[str, t.Any]


class Fleet:
    """Collects tenants; ``document`` is the lab's fleet file, ``orders`` the order sheet."""

    def __init__(
        self, *, accounts: t.Sequence[dict[str, t.Any]] = (), activations: int | None = 1, **choices: t.Any
    ) -> None:
        """``activations`` is how often each new code can be activated, ``choices`` are the lab's."""
        self._accounts = [OPERATOR, *accounts]
        self._activations = activations
        self._choices = choices
        self._codes: list[dict[str, t.Any]] = []
        self._tenants: list[dict[str, t.Any]] = []
        self.orders: dict[str, Order] = {}

    def tenant(
        self,
        name: str,
        *,
        old: dict[str, t.Any] | None = None,
        new: dict[str, t.Any] | None = None,
        in_place: bool = False,
        unknown: bool = False,
        stored: dict[str, t.Any] | None = None,
        devices: t.Sequence[dict[str, t.Any]] = ({"platform": "windows", "count": 4},),
        **variables: t.Any,
    ) -> Order:
        """Add a tenant with one license in force.

        ``old`` and ``new`` say how the licenses differ from a plain renewal, ``in_place`` that the new one is in force
        already, ``stored`` how the tenant's copy of it is out of date. ``variables`` go to the host of its order.
        """
        number = len(self._tenants) + 1
        order = Order(
            host=name.lower().replace(" ", "-"),
            tenant=name,
            old_code=f"OLD{number % 100:02d}-QWERT-ZXCVB-O{number:04d}",
            new_code=f"NEW{number % 100:02d}-ASDFG-YUIOP-N{number:04d}",
            old_serial=f"0A00-{number:06d}-OLD",
            new_serial=f"0A00-{number:06d}-NEW",
            variables=variables,
        )
        old_license = {"serial": order.old_serial, "name": BASE, "limit": 20, "expires": "today+20d"} | (old or {})
        new_license = {"serial": order.new_serial, "name": BASE, "limit": 20, "expires": "today+385d"} | (new or {})
        kind = new_license.pop("kind", "good")
        self._codes.append({"code": order.old_code, "license": {"created": "today-345d", **old_license}})
        if not unknown:
            new_license = {"created": "today-1d", **new_license}
            self._codes.append(
                {"code": order.new_code, "kind": kind, "activations": self._activations, "license": new_license}
            )
        key = {"code": order.new_code if in_place else order.old_code, "position": "active"}
        self._tenants.append(
            {
                "name": name,
                "external_id": f"crm-{number}",
                "licenses": [{**key, "automatic_deployment": True, **({"stored": stored} if stored else {})}],
                "devices": list(devices),
            }
        )
        self.orders[order.host] = order
        return order

    @property
    def document(self) -> dict[str, t.Any]:
        return {
            "accounts": self._accounts,
            "activation_codes": self._codes,
            "tenants": self._tenants,
            "choices": self._choices,
        }

    def inventory(self) -> dict[str, t.Any]:
        """The order sheet as an inventory; the variables of an order go before what it is made of."""
        hosts = {
            order.host: {
                "license_rotation_tenant": order.tenant,
                "license_rotation_activation_code": order.new_code,
                **{f"license_rotation_{name}": value for name, value in order.variables.items()},
            }
            for order in self.orders.values()
        }
        return {"tenants": {"hosts": hosts}}

    def secrets(self) -> set[str]:
        """Every activation code of the fleet, as it is written in the order sheet."""
        return {code for order in self.orders.values() for code in (order.old_code, order.new_code)}


def every_case(*, activations: int = 1, accounts: t.Sequence[dict[str, t.Any]] = ()) -> Fleet:
    """One tenant for each thing that can happen on a rotation day; each new code works ``activations`` times."""
    fleet = Fleet(accounts=accounts, activations=activations)
    subscription = {"end": "today+30d", "end_type": "limited", "state": "active", "grace_days": 14}
    fleet.tenant("Alder Renewal", expected={"name": BASE, "limit": 20})
    fleet.tenant("Birch Upgrade", new={"name": PLUS, "limit": 25})
    fleet.tenant("Cedar Downgrade", old={"name": PLUS})
    fleet.tenant("Dogwood Unknown", unknown=True)
    fleet.tenant("Elm In Place", in_place=True)
    fleet.tenant(
        "Fir Macs",
        devices=[{"platform": "macos", "names": ["mac-one", "mac-two"]}, {"platform": "windows", "count": 3}],
    )
    fleet.tenant("Ginkgo Expired", old={"expires": "today-12d", "created": "today-377d"})
    fleet.tenant(
        "Hazel Subscription",
        in_place=True,
        new={"type": "subscription", "limit": 70, "expires": "today+30d", "subscription": subscription},
        stored={"limit": 45},
    )
    fleet.tenant("Ivy Old Kind", new={"kind": "v1"})
    return fleet
