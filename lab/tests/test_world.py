# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stays true of the made-up world whatever is done to it, and that its state survives being written down."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support import base_fleet, code

from kesc_lab.clock import Clock
from kesc_lab.domain.fleet import load
from kesc_lab.domain.snapshots import tenant_from_row, tenant_row
from kesc_lab.domain.tenant import Tenant
from kesc_lab.domain.world import World
from kesc_lab.errors import ApiError

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
FLEET = load(Path("f.yml"), yaml.safe_dump(base_fleet()))
SECTIONS = ["OLD01", "NEW01", "RES01", "PAST1", "OTHER", "SUBSC", "NOSUC"]
SERIALS = ["S-OLD-1", "S-NEW-1", "S-RES-1", "S-PAST-1", "S-SUB-1"]

acts = st.lists(
    st.tuples(st.just("install"), st.sampled_from(SECTIONS))
    | st.tuples(st.sampled_from(["force", "reserve", "remove"]), st.sampled_from(SERIALS))
    | st.tuples(st.just("clear"), st.sampled_from(["active", "reserve"]))
    | st.tuples(st.just("wait"), st.sampled_from(["1", "31", "100", "400"]))
    | st.tuples(st.just("refresh"), st.just("")),
    max_size=25,
)


def act(world: World, tenant: Tenant, verb: str, what: str) -> None:
    if verb == "install":
        world.install_code(tenant, code(what).encode())
    elif verb in ("force", "reserve"):
        world.put_in_position(tenant, what, as_current=verb == "force")
    elif verb == "remove":
        world.remove_key(tenant, what)
    elif verb == "clear":
        tenant.clear_position(what)
    elif verb == "refresh":
        world.synchronize(tenant)
    else:
        world.clock.advance(int(what) * 86400)


@settings(max_examples=80)
@given(acts)
def test_positions_and_devices_stay_in_order(sequence: list[tuple[str, str]]) -> None:
    world = World(FLEET, Clock.starting_at(NOW), NOW)
    for verb, what in sequence:
        tenant = world.tenant(1)
        assert tenant is not None
        with contextlib.suppress(ApiError):
            act(world, tenant, verb, what)
        tenant = world.tenant(1)
        assert tenant is not None
        check(tenant, world.clock.now())
        again = tenant_from_row(json.loads(json.dumps(tenant_row(tenant))))
        assert tenant_row(again) == tenant_row(tenant)
        assert again.keys == tenant.keys


def check(tenant: Tenant, now: datetime) -> None:
    positions = [key.position for key in tenant.keys.values() if key.position != "none"]
    assert len(positions) == len(set(positions))
    used = {device.current for device in tenant.devices} | {device.next for device in tenant.devices}
    for serial, key in tenant.keys.items():
        assert key.terms.serial == serial
        assert key.installed or (key.position == "none" and serial in used)
    active, reserve = tenant.in_position("active"), tenant.in_position("reserve")
    if active and reserve:
        assert reserve.terms.expired(now) or not active.terms.expired(now)
    for device in tenant.devices:
        assert device.current is None or device.current in tenant.keys
        assert device.next is None or device.next in tenant.keys
        assert device.next != device.current or device.next is None
        if device.next and device.current and not tenant.keys[device.next].terms.expired(now):
            assert not tenant.keys[device.current].terms.expired(now)
