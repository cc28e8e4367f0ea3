# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A provider in memory: keeps a tenant's licenses, records its calls, and can fail at any of them."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AnswerLostError, CodeRefusedError, KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._changing_provider import (
    ChangingProvider,
    Device,
    Verification,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Capabilities, Requests, Tenant

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode

CHANGING = frozenset({"verify", "withdraw", "apply", "deploy", "vacate", "refresh"})
"""The calls that may change a tenant."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fault:
    """Raises ``error`` at the call with that number (from nought), before or after its effect.

    ``lasting`` raises it at every later call as well, as a network does that is gone.
    """

    call: int
    error: BaseException
    after_effect: bool = False
    lasting: bool = False

    def strikes(self, number: int) -> bool:
        return number == self.call or (self.lasting and number > self.call)


class FakeProvider(ChangingProvider):
    """``license`` is what the activation servers say of the only code, ``None`` that they refuse it."""

    capabilities = Capabilities(
        has_main_server=True,
        verifies_without_change=False,
        keeps_a_store=True,
        sets_up_features=False,
        most_sessions=64,
    )
    tenant = "Birch"
    server = "a server"

    def __init__(
        self,
        store: t.Iterable[License] = (),
        *,
        license: License | None = None,
        hidden: bool = False,
        devices: t.Sequence[Device] = (),
        waiting: t.Sequence[Device] = (),
        refreshed: t.Mapping[str, object] | None = None,
        looks_until_effect: int = 0,
        usable: bool = True,
        vacates: bool = True,
        fault: Fault | None = None,
    ) -> None:
        self.store = {stored.license_id: stored for stored in store}
        self.calls: list[str] = []
        self.closed = 0
        self.repeated = 0
        self.replaced: list[str | None] = []
        self._license = license
        self._hidden = hidden
        self._devices = list(devices)
        self._waiting = list(waiting)
        self._refreshed = refreshed or {}
        self._looks_until_effect = looks_until_effect
        self._usable = usable
        self._vacates = vacates
        self._fault = fault
        self._pending: dict[str, License] | None = None

    @property
    def changing_calls(self) -> list[str]:
        return [call for call in self.calls if call in CHANGING]

    def licenses(self) -> list[License]:
        return self._run("licenses", self._look)

    def recognize(self, code: ActivationCode, *, among: list[License]) -> License | None:
        del code
        mine = self._license.license_id if self._license else None
        found = next((each for each in among if each.license_id == mine), None)
        return self._run("recognize", lambda: None if self._hidden else found)

    def verify(self, code: ActivationCode, *, known: list[License]) -> Verification:
        del code

        def add() -> Verification:
            if self._license is None:
                raise CodeRefusedError("the activation servers know no license for this activation code")
            stored = self.store.get(self._license.license_id)
            new = self._license.license_id not in {license.license_id for license in known}
            self.store.setdefault(self._license.license_id, self._license)
            return Verification(stored or self._license, (self._license.license_id,) if new else ())

        return self._run("verify", add)

    def withdraw(self, license_id: str) -> None:
        self._run("withdraw", lambda: self.store.pop(license_id, None))

    def usable(self, license: License, *, position: Position) -> bool:
        del license, position
        return self._run("usable", lambda: self._usable)

    def apply(self, license: License, *, position: Position, replaces: License | None) -> None:
        def move() -> None:
            self.replaced.append(replaces and replaces.license_id)
            after = {
                license_id: dataclasses.replace(stored, position=Position.NONE)
                if stored.position is position
                else stored
                for license_id, stored in self.store.items()
            }
            after[license.license_id] = dataclasses.replace(self.store[license.license_id], position=position)
            self._pending = after

        self._run("apply", move)

    def vacate(self, license: License) -> bool:
        def leave() -> bool:
            self._pending = {
                **self.store,
                license.license_id: dataclasses.replace(self.store[license.license_id], position=Position.NONE),
            }
            return self._vacates

        return self._run("vacate", leave)

    def deploy(self, license_id: str, *, enabled: bool) -> None:
        def switch() -> None:
            for store in (self.store, self._pending or {}):
                if license_id in store:
                    store[license_id] = dataclasses.replace(store[license_id], automatic_deployment=enabled)

        self._run("deploy", switch)

    def refresh(self, known: list[License]) -> None:
        del known

        def renew() -> None:
            self.store = {
                license_id: dataclasses.replace(stored, **self._refreshed)  # type: ignore[arg-type]
                for license_id, stored in self.store.items()
            }

        self._run("refresh", renew)

    def devices(self) -> list[Device]:
        return self._run("devices", lambda: self._devices)

    def waiting_devices(self, license: License) -> list[Device]:
        del license
        return self._run("waiting_devices", lambda: self._waiting)

    def tenants(self, *, external_ids: bool) -> list[Tenant]:
        del external_ids
        return self._run("tenants", list[Tenant])

    def warnings(self) -> list[str]:
        return ["a placement was read from devices"]

    def requests(self) -> Requests:
        return Requests(len(self.calls), 0.25, self.repeated)

    def close(self) -> None:
        self.closed += 1

    def _look(self) -> list[License]:
        """What a change brought shows up only after some looks."""
        if self._pending is not None:
            if self._looks_until_effect <= 0:
                self.store, self._pending = self._pending, None
            self._looks_until_effect -= 1
        return list(self.store.values())

    def _run(self, name: str, act: t.Callable[[], t.Any]) -> t.Any:
        number = len(self.calls)
        self.calls.append(name)
        struck = self._fault is not None and self._fault.strikes(number)
        if struck and not self._fault.after_effect:
            raise self._error(name)
        result = act()
        if struck:
            raise self._error(name)
        return result

    def _error(self, name: str) -> BaseException:
        """A change without an answer may have happened."""
        error = self._fault.error if self._fault else None
        assert error is not None
        if isinstance(error, KescError):
            error.may_have_happened = isinstance(error, AnswerLostError) and name in CHANGING
        return error
