# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole made-up world: all servers, the activation servers, the clock, and the acts that join them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

from kesc_lab.clock import Clock
from kesc_lab.domain.activation import ActivationServers
from kesc_lab.domain.choices import Choices
from kesc_lab.domain.fleet import DevicesFile, FleetFile, MainFile, TenantFile
from kesc_lab.domain.licenses import Key, Terms, stored_copy
from kesc_lab.domain.tenant import MAIN_SERVER_ID, Device, PendingInstall, Tenant
from kesc_lab.errors import bad_format, not_permitted

CODE_LENGTH = 23


class World:
    """Built from a fleet file at one instant; the same file and instant give the same world.

    `changed` is called with each tenant that an act altered, after the act.
    """

    def __init__(self, fleet: FleetFile, clock: Clock, started: datetime) -> None:
        self.choices: Choices = fleet.choices
        self.editions = fleet.editions
        self.clock = clock
        self.activation = ActivationServers(fleet.activation_codes, fleet.choices, started)
        self.changed: Callable[[Tenant], None] = lambda _tenant: None
        self._tenants: dict[int, Tenant] = {}
        self._ids_by_name: dict[str, list[int]] = {}
        self._id_by_uid: dict[str, int] = {}
        self._fill(fleet, started)

    def restart(self, fleet: FleetFile, started: datetime) -> None:
        """Forget everything and build the same fleet again, as at a first start at that instant."""
        changed = self.activation.changed
        self.activation = ActivationServers(fleet.activation_codes, fleet.choices, started)
        self.activation.changed = changed
        for known in (self._tenants, self._ids_by_name, self._id_by_uid):
            known.clear()
        self._fill(fleet, started)

    def _fill(self, fleet: FleetFile, started: datetime) -> None:
        self.insert(self._build(MAIN_SERVER_ID, "", fleet.main, started))
        taken = {tenant.id for tenant in fleet.tenants if tenant.id is not None}
        next_id = 1
        for item in fleet.tenants:
            if item.id is None:
                while next_id in taken:
                    next_id += 1
                taken.add(next_id)
            self.insert(self._build(item.id or next_id, item.name, item, started))

    def tenant(self, tenant_id: int) -> Tenant | None:
        """Return a server by its KLVSRV_ID (0 is the main one), with the effects of passed time applied."""
        tenant = self._tenants.get(tenant_id)
        if tenant is not None and tenant.settle(self.clock.now()):
            self.changed(tenant)
        return tenant

    def virtual_servers(self) -> Iterator[Tenant]:
        """Iterate over all virtual servers of the Open API, in the order of the fleet file."""
        return (tenant for tenant in self.workspaces() if not tenant.console_only)

    def workspaces(self) -> Iterator[Tenant]:
        """Iterate over all workspaces of the console: the virtual servers, and what only the console reaches."""
        return (tenant for tenant in self._tenants.values() if tenant.id != MAIN_SERVER_ID)

    def all_servers(self) -> Iterator[Tenant]:
        """Iterate over the main server and all virtual ones of the Open API."""
        return (tenant for tenant in self._tenants.values() if not tenant.console_only)

    def ids_of_name(self, name: str) -> list[int]:
        """Return the ids of all virtual servers with that display name."""
        return self._ids_by_name.get(name, [])

    def id_of_uid(self, uid: str) -> int | None:
        """Return the id of the virtual server with that KLVSRV_UID."""
        return self._id_by_uid.get(uid)

    def insert(self, tenant: Tenant) -> None:
        """Take a server in, or replace the one with its id."""
        old = self._tenants.get(tenant.id)
        if old is not None and old.id != MAIN_SERVER_ID:
            self._ids_by_name[old.name].remove(old.id)
        self._tenants[tenant.id] = tenant
        if tenant.id != MAIN_SERVER_ID:
            self._ids_by_name.setdefault(tenant.name, []).append(tenant.id)
            self._id_by_uid[tenant.uid] = tenant.id

    def add_virtual_server(self, name: str, group: int) -> Tenant:
        """Register a virtual server; a name that is taken gets a number (SOURCES.md, section 11)."""
        unique, number = name, 1
        while self._ids_by_name.get(unique):
            number += 1
            unique = f"{name} ({number})"
        new_id = max(self._tenants) + 1
        tenant = Tenant(
            new_id, _uid(unique, new_id), unique, group, self.clock.now().replace(microsecond=0), company=unique
        )
        self.insert(tenant)
        self.changed(tenant)
        return tenant

    def rename(self, tenant: Tenant, name: str) -> None:
        """Give a virtual server another display name."""
        self._ids_by_name[tenant.name].remove(tenant.id)
        tenant.name = name
        self._ids_by_name.setdefault(name, []).append(tenant.id)

    def install_code(self, tenant: Tenant, body: bytes) -> Key:
        """Add an activation code to a store; raises KLSTD 1192 for a bad shape, KLOLA 2351 where it is refused.

        A code that is in the store already is not activated again.
        """
        if len(body) != CODE_LENGTH or not body.isascii():
            raise bad_format("an activation code is ASCII text of exactly 23 bytes")
        code = body.decode("ascii")
        entry = self.activation.entry(code)
        if entry and entry.terms and self._refuse_or_keep(tenant, entry.terms.serial):
            return tenant.keys[entry.terms.serial]
        return self._store(tenant, code, self.activation.activate_code(code), key_file=False)

    def install_key_file(self, tenant: Tenant, body: bytes) -> Key:
        """Add a key file to a store; raises KLSTD 1192 for bytes that are none."""
        terms = self.activation.activate_key_file(body)
        if terms is None:
            raise bad_format("the key file is damaged")
        if self._refuse_or_keep(tenant, terms.serial):
            return tenant.keys[terms.serial]
        return self._store(tenant, body.decode("utf-8"), terms, key_file=True)

    def remove_key(self, tenant: Tenant, serial: str) -> None:
        """Take a key out of a store; raises KLSTD 1186."""
        tenant.remove(serial, devices_keep_it=self.choices.uninstalled_key == "stays_on_devices")
        self.changed(tenant)

    def check_usable(self, tenant: Tenant, serial: str) -> Key:
        """Return a stored key that the Administration Server can use; raises KLSTD 1186 or 1193."""
        key = tenant.stored(serial)
        if not key.terms.usable_by_server(self.clock.now()):
            raise not_permitted(f"license key '{serial}' is not valid for the Administration Server")
        return key

    def put_in_position(self, tenant: Tenant, serial: str, *, as_current: bool) -> None:
        """Make a stored key active or reserve, at once or after the readings that the fleet file asks for."""
        self.check_usable(tenant, serial)
        if self.choices.install_delay_reads:
            tenant.pending = PendingInstall(serial, as_current, self.choices.install_delay_reads)
        else:
            self._take_position(tenant, serial, as_current=as_current)
        self.changed(tenant)

    def count_reading(self, tenant: Tenant) -> None:
        """Count one reading of the store; a pending install takes effect once enough readings have passed."""
        pending = tenant.pending
        if pending is None:
            return
        if pending.reads_left > 0:
            pending.reads_left -= 1
        else:
            tenant.pending = None
            self._take_position(tenant, pending.serial, as_current=pending.as_current)
        self.changed(tenant)

    def synchronize(self, tenant: Tenant) -> None:
        """Bring the present terms of the activation servers into a store."""
        for key in tenant.keys.values():
            terms = self.activation.present_terms(key.terms.serial)
            if terms and (self.choices.synchronize == "all" or terms.subscription):
                key.terms = terms
        tenant.settle(self.clock.now())
        self.changed(tenant)

    def _take_position(self, tenant: Tenant, serial: str, *, as_current: bool) -> None:
        if as_current:
            tenant.put_in_force(serial, self.clock.now().replace(microsecond=0))
        else:
            tenant.put_in_reserve(serial)

    def _refuse_or_keep(self, tenant: Tenant, serial: str) -> bool:
        stored = tenant.keys.get(serial)
        if stored is None or not stored.installed:
            return False
        if self.choices.install_stored_code == "error":
            raise not_permitted(f"license key '{serial}' is in the store already")
        return True

    def _store(self, tenant: Tenant, source: str, terms: Terms, *, key_file: bool) -> Key:
        key = Key(source, key_file, terms, "none", self.choices.automatic_deployment)
        tenant.add(key)
        self.changed(tenant)
        return key

    def _build(self, tenant_id: int, name: str, item: MainFile, started: datetime) -> Tenant:
        tenant = Tenant(tenant_id, _uid(name, tenant_id), name, 0, started.replace(microsecond=0))
        if isinstance(item, TenantFile):
            tenant.uid = item.uid or tenant.uid
            tenant.group = item.group
            tenant.external_id = item.external_id or ""
            tenant.company = item.company or name
            tenant.console_only = item.console_only
            tenant.migration_wizard = item.migration_wizard
        for stored in item.licenses:
            entry = self.activation.entry(stored.code)
            if entry is None or entry.terms is None:
                continue  # the fleet file's own check refuses such a reference
            terms = stored_copy(entry.terms, stored.stored, started)
            source, key_file = stored.code, entry.kind == "v1"
            if key_file:
                source = self.activation.key_files(stored.code)[0].decode()
            tenant.add(Key(source, key_file, terms, stored.position, stored.automatic_deployment))
        tenant.devices = list(_devices(item.devices))
        active, reserve = tenant.in_position("active"), tenant.in_position("reserve")
        for device in tenant.devices:
            device.current = active.terms.serial if active else None
            device.next = reserve.terms.serial if reserve and active else None
            device.since = active.terms.created if active else None
        return tenant


def _devices(groups: list[DevicesFile]) -> Iterator[Device]:
    numbers: dict[str, int] = {}
    for group in groups:
        for given_name in group.names if group.names is not None else [None] * (group.count or 0):
            numbers[group.platform] = numbers.get(group.platform, 0) + 1
            yield Device(group.platform, numbers[group.platform], given_name)


def _uid(name: str, tenant_id: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"kesc-lab/{tenant_id}/{name}"))
