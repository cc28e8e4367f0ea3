# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the licenses of many tenants at once."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AuthenticationError, UnreachableError
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._inspection import read_licenses
from ansible_collections.fleetops.kesc.tests.unit.support.builders import active
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault


def test_tenants_come_in_the_order_asked_for() -> None:
    entries = read_licenses(["B", "A", ""], connect=lambda name: FakeProvider([active(f"L{name}")]), concurrency=2)
    assert [(entry.tenant, [each.license_id for each in entry.licenses]) for entry in entries] == [
        ("B", ["LB"]),
        ("A", ["LA"]),
        ("", ["L"]),
    ]
    assert entries[0].warnings == ("B: a placement was read from devices",)
    assert entries[2].warnings == ("main server: a placement was read from devices",)


@pytest.mark.parametrize("tenants", [["A"], ["A", "B"]], ids=["one tenant", "two tenants"])
def test_sessions_are_ended(tenants: list[str]) -> None:
    providers = {name: FakeProvider([active()]) for name in tenants}
    read_licenses(tenants, connect=providers.__getitem__, concurrency=4)
    assert [provider.closed for provider in providers.values()] == [1] * len(tenants)


def test_a_tenant_that_cannot_be_read_does_not_hide_the_others() -> None:
    def connect(name: str) -> FakeProvider:
        if name == "unreachable":
            raise UnreachableError("cannot be reached")
        fault = Fault(call=0, error=AuthenticationError("no")) if name == "refused" else None
        return FakeProvider([active()], fault=fault)

    entries = read_licenses(["fine", "unreachable", "refused", "fine too"], connect=connect, concurrency=3)
    assert [len(entry.licenses) for entry in entries] == [1, 0, 0, 1]
    assert [entry.error and entry.error.message.partition(".")[0] for entry in entries] == [
        None,
        "Failed to connect for tenant 'unreachable': cannot be reached",
        "Failed to read the licenses of tenant 'refused': no",
        None,
    ]


def test_no_more_sessions_are_open_than_allowed() -> None:
    lock = threading.Lock()
    open_now, most = 0, 0
    together = threading.Barrier(3, timeout=600)

    class Counting(FakeProvider):
        def licenses(self) -> list[object]:  # type: ignore[override]
            nonlocal open_now, most
            with lock:
                open_now += 1
                most = max(most, open_now)
            together.wait()
            return super().licenses()

        def close(self) -> None:
            nonlocal open_now
            with lock:
                open_now -= 1
            super().close()

    entries = read_licenses([str(number) for number in range(6)], connect=lambda _name: Counting(), concurrency=3)
    assert len(entries) == 6
    assert most == 3


def test_no_tenants_are_no_entries() -> None:
    assert read_licenses([], connect=lambda _name: FakeProvider(), concurrency=16) == []


@pytest.mark.parametrize("tenants", [["A"], ["A", "B"]], ids=["one tenant", "two tenants"])
def test_a_defect_is_not_told_as_a_tenants_error(tenants: list[str]) -> None:
    def connect(_name: str) -> FakeProvider:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read_licenses(tenants, connect=connect, concurrency=2)
