# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of how a fleet was read."""

from __future__ import annotations

from ansible_collections.fleetops.kesc.plugins.module_utils._operations._inspection import read_licenses
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._fleet_reading import reading_warnings
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider


def test_a_busy_server_is_told_in_one_sentence_and_doubts_one_by_one() -> None:
    providers = {name: FakeProvider() for name in "ABC"}
    providers["A"].repeated, providers["C"].repeated = 1, 3
    entries = read_licenses(list(providers), connect=providers.__getitem__, concurrency=1)
    assert reading_warnings(entries) == (
        *(f"{name}: a placement was read from devices" for name in "ABC"),
        "4 call(s) had to be repeated, for 2 of 3 tenants.",
    )
    assert reading_warnings(entries[1:2]) == ("B: a placement was read from devices",)
