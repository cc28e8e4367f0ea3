# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small round that went as it should, for tests to break in one place."""

from __future__ import annotations

import dataclasses
import typing as t

from always import check_always
from cases import CASES
from fleet import Order
from observed import MAIN_SERVER, Call, FinishedRun, Key, Store, Terms, World
from reported import check_report, check_sessions
from settled import check_converged, check_settled
from traces import check_texts

if t.TYPE_CHECKING:
    from cases import Values
    from violations import Violation

APPLY, INSTALL, UNINSTALL = "LicenseKeys.SaasTryToInstall", "LicenseKeys.InstallKey", "LicenseKeys.UninstallKey"
SECRET = "ABCDE-FGHIJ-KLMNO-PQRST"
RENEWAL, SUBSCRIPTION, PURGING, REFUSED, IN_VAIN = "renewal", "subscription", "purging", "downgrade", "unknown"
_CASES = {case.name: case for case in CASES}


def _order(number: int, host: str, case: str) -> Order:
    return Order(
        host=host,
        tenant=host.title(),
        case=_CASES[case],
        old_serial=None if case == "subscription" else f"OLD-{number}",
        new_serial=f"NEW-{number}",
        new_code=SECRET,
    )


ORDERS = (
    _order(1, RENEWAL, "renewal"),
    _order(2, SUBSCRIPTION, "subscription"),
    _order(3, PURGING, "purging"),
    _order(4, REFUSED, "downgrade"),
    _order(5, IN_VAIN, "known to be smaller"),
)
TENANTS = {order.host: order.tenant for order in ORDERS}


def _store(*keys: Key) -> Store:
    return Store({key.serial: key for key in keys})


def key(serial: str, position: str = "active", *, stored: bool = True, deployed: bool = True, limit: int = 20) -> Key:
    return Key(serial=serial, position=position, stored=stored, automatic_deployment=deployed, limit=limit)


def _row(host: str, outcome: str, after: str | None = None, message: str = "") -> Values:
    license = {"license_id": after} if after else None
    return {"host": host, "outcome": outcome, "after": license, "message": message}


def _call(tenant: str, method: str, serial: str) -> Call:
    return Call(tenant=tenant, method=method, done=True, fault=None, serial=serial, status=200)


_BYSTANDERS = {"Bystander": _store(key("OLD-BY")), MAIN_SERVER: _store(key("OLD-MAIN"))}
_FIRST = {
    **{order.tenant: _store(key(str(order.old_serial))) for order in ORDERS if order.old_serial},
    TENANTS[SUBSCRIPTION]: _store(key("NEW-2", limit=45)),
    **_BYSTANDERS,
}
_NOW = {
    **_FIRST,
    TENANTS[RENEWAL]: _store(key("OLD-1", "none", deployed=False), key("NEW-1")),
    TENANTS[SUBSCRIPTION]: _store(key("NEW-2", limit=70)),
    TENANTS[PURGING]: _store(key("OLD-3", "none", stored=False, deployed=False), key("NEW-3")),
}
_LICENSES = {
    order.new_serial: Terms(activated=0 if order.host in (SUBSCRIPTION, IN_VAIN) else 1, left=0)
    for order in ORDERS
    if order.new_serial
}
_REPORT: Values = {
    "tenants": [
        _row(RENEWAL, "unchanged", "NEW-1"),
        _row(SUBSCRIPTION, "unchanged", "NEW-2"),
        _row(PURGING, "unchanged", "NEW-3"),
        _row(REFUSED, "held_back", message="Failed to replace the license: stopped by 1 guard."),
        _row(IN_VAIN, "held_back", message="Failed to replace the license: stopped by 1 guard."),
    ]
}


@dataclasses.dataclass
class Scene:
    """Everything that the invariants are given. ``calls`` are those of the whole round, ``last_calls`` of its last run.

    ``changed`` has the tenants that each quiet run changed.
    """

    now: dict[str, Store] = dataclasses.field(default_factory=lambda: dict(_NOW))
    licenses: dict[str, Terms] = dataclasses.field(default_factory=lambda: dict(_LICENSES))
    calls: list[Call] = dataclasses.field(
        default_factory=lambda: [
            _call(order.tenant, method, str(order.new_serial))
            for order in (ORDERS[0], ORDERS[2], ORDERS[3])
            for method in (INSTALL, APPLY if order.case.position else UNINSTALL)
        ]
    )
    last_calls: list[Call] = dataclasses.field(default_factory=list)
    rows: list[Values] = dataclasses.field(default_factory=lambda: [dict(row) for row in _REPORT["tenants"]])
    texts: dict[str, str] = dataclasses.field(default_factory=lambda: {"terminal": "PLAY RECAP"})
    changed: list[frozenset[str]] = dataclasses.field(
        default_factory=lambda: [frozenset(TENANTS.values()), frozenset()]
    )
    sessions_open: int = 0
    exit_code: int = 2
    cut_off: bool = False
    quiet: bool = True
    has_report: bool = True

    # Each of these breaks something and returns the scene, so that one line can break more.

    def be(self, **members: t.Any) -> Scene:
        """Change what is told of the run or of the whole lab."""
        for name, value in members.items():
            setattr(self, name, value)
        return self

    def row(self, host: str, **members: t.Any) -> Scene:
        """Change a row of the report."""
        next(row for row in self.rows if row["host"] == host).update(members)
        return self

    def store(self, tenant: str, *keys: Key) -> Scene:
        """Change what a tenant, by its name, has now."""
        self.now[tenant] = _store(*keys)
        return self

    def keys(self, host: str, *keys: Key) -> Scene:
        """The same by its host."""
        return self.store(TENANTS[host], *keys)

    def activated(self, serial: str, times: int) -> Scene:
        self.licenses[serial] = Terms(activated=times, left=None)
        return self

    def called(self, host: str, method: str, serial: str, **members: t.Any) -> Scene:
        """Add a call of the round."""
        self.calls.append(dataclasses.replace(_call(TENANTS[host], method, serial), **members))
        return self

    def called_last(self, host: str, method: str, serial: str, **members: t.Any) -> Scene:
        """Add a call of the last run."""
        self.last_calls.append(dataclasses.replace(_call(TENANTS[host], method, serial), **members))
        return self

    def write(self, where: str, text: str) -> Scene:
        """Leave a text behind."""
        self.texts[where] = text
        return self

    def violations(self) -> list[Violation]:
        """What all invariants find."""
        first = World(stores=_FIRST, licenses={}, sessions_open=0)
        now = World(stores=self.now, licenses=self.licenses, sessions_open=self.sessions_open)
        run = FinishedRun(
            number=3,
            exit_code=self.exit_code,
            cut_off=self.cut_off,
            quiet=self.quiet,
            report={"tenants": self.rows} if self.has_report else None,
            texts=self.texts,
        )
        return [
            *check_always(ORDERS, first, now, self.calls),
            *check_report(ORDERS, run, now),
            *check_sessions(run, now, self.last_calls),
            *check_texts(run, {SECRET}),
            *check_converged(self.changed),
            *(check_settled(ORDERS, first, now, run, self.last_calls) if self.has_report and not self.cut_off else ()),
        ]
