# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which devices a replacement reports, and which of them wait for the new license."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AccessDeniedError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._device_report import NOT_COUNTED, DeviceReport
from ansible_collections.fleetops.kesc.tests.unit.support.builders import (
    active,
    days,
    device,
    license,
)
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace

FLEET = [
    device("mac-b", "macos"),
    device("mac-a", "macos"),
    device("pc-1"),
    device("pc-2"),
    device("server", "linux"),
    device("phone", "android"),
    device("tablet", "ios"),
    device("toaster", "other"),
]


def _waiting(report: DeviceReport) -> list[str]:
    return [waiting.device.name for waiting in report.waiting]


def test_devices_are_counted_by_platform_and_macs_wait_for_the_old_license_to_end() -> None:
    report = replace(FakeProvider([active("OLD")], license=license("NEW"), devices=FLEET)).devices
    assert report.by_platform == {"windows": 2, "macos": 2, "linux": 1, "android": 1, "ios": 1, "other": 1}
    assert report.total == 8
    assert _waiting(report) == ["mac-a", "mac-b"]
    assert {waiting.expires for waiting in report.waiting} == {days(10)}


@pytest.mark.parametrize(
    ("store", "order"),
    [
        pytest.param([], {}, id="no license before"),
        pytest.param([active("OLD", expires=days(-1))], {}, id="an old license that has ended"),
        pytest.param([active("OLD")], {"position": Position.RESERVE}, id="a reserve license"),
    ],
)
def test_no_mac_waits_where_no_license_runs_on(store: list[t.Any], order: dict[str, t.Any]) -> None:
    report = replace(FakeProvider(store, license=license("NEW"), devices=FLEET), **order).devices
    assert report.total == 8
    assert _waiting(report) == []


def test_macs_wait_where_the_end_of_the_old_license_is_not_known() -> None:
    report = replace(FakeProvider([active("OLD", expires=None)], license=license("NEW"), devices=FLEET)).devices
    assert _waiting(report) == ["mac-a", "mac-b"]
    assert {waiting.expires for waiting in report.waiting} == {None}


def test_devices_that_hold_the_new_license_as_their_next_wait_too_and_each_is_named_once() -> None:
    provider = FakeProvider(
        [active("OLD")],
        license=license("NEW", waiting=2),
        devices=FLEET,
        waiting=[device("pc-2"), device("mac-a", "macos")],
    )
    assert _waiting(replace(provider).devices) == ["mac-a", "mac-b", "pc-2"]


def test_devices_still_waiting_for_a_code_in_place_are_named() -> None:
    provider = FakeProvider(
        [active("NEW", waiting=1)], license=license("NEW"), devices=FLEET, waiting=[device("mac-a", "macos")]
    )
    result = replace(provider)
    assert not result.changed
    assert _waiting(result.devices) == ["mac-a"]


@pytest.mark.parametrize("staged", [False, True], ids=["stored", "staged"])
def test_check_mode_names_the_same_macs_as_the_real_run(staged: bool) -> None:
    def provider() -> FakeProvider:
        return FakeProvider([active("OLD")], license=license("NEW"), devices=FLEET)

    assert replace(provider(), check_mode=True, staged=staged).devices == replace(provider()).devices


@pytest.mark.parametrize("call", [5, 6], ids=["the devices", "the waiting devices"])
def test_devices_that_cannot_be_read_are_a_warning(call: int) -> None:
    fault = Fault(call=call, error=AccessDeniedError("no right"))
    provider = FakeProvider([active("OLD")], license=license("NEW", waiting=1), devices=FLEET, fault=fault)
    result = replace(provider)
    assert result.applied
    assert result.devices == NOT_COUNTED
    assert [warning for warning in result.warnings if "The devices are not reported. Failed to read the dev" in warning]
