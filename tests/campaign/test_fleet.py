# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a seed makes: a fleet, faults and a round, always the same, and such that the lab takes them."""

from __future__ import annotations

import json
import typing as t

import pytest
from cases import CASES
from faults import METHODS, faults_for, told
from fleet import make_fleet
from labs import Lab
from variations import Act, variation_of

if t.TYPE_CHECKING:
    from pathlib import Path

    from cases import Values
    from fleet import Fleet

SEEDS = range(1, 40)


def fleet_of(seed: int, tenants: int = 40) -> Fleet:
    variation = variation_of(seed, tenants=tenants)
    return make_fleet(seed, tenants=tenants, choices=variation.choices, rights=variation.rights)


def rules_of(seed: int, run: int = 1) -> list[Values]:
    return [rule for order in fleet_of(seed).orders for rule in faults_for(seed, run, order.host, order.tenant)]


def test_a_seed_always_makes_the_same_round() -> None:
    assert fleet_of(7) == fleet_of(7)
    assert rules_of(7) == rules_of(7)
    assert variation_of(7, tenants=60) == variation_of(7, tenants=60)


def test_another_seed_makes_another_round() -> None:
    assert fleet_of(7) != fleet_of(8)
    assert rules_of(7) != rules_of(8)
    assert rules_of(7, run=1) != rules_of(7, run=2)


def test_every_case_is_in_a_fleet_that_has_room_for_it() -> None:
    assert {order.case.name for order in fleet_of(3).orders} == {case.name for case in CASES}
    assert len(fleet_of(3, tenants=5).orders) == 5


def test_a_tenant_alone_has_the_same_order_and_faults() -> None:
    fleet = fleet_of(3)
    for order in fleet.orders[:5]:
        alone = fleet.only(order.host)
        assert alone.orders == (order,)
        assert alone.document == fleet.document
        assert list(alone.inventory["tenants"]["hosts"]) == [order.host]


def test_what_nobody_can_recognize_is_expected_to_stay_as_it_is() -> None:
    choices = {"install_stored_code": "error"}
    for rights, outcome in ((["read", "modify"], "failed"), (["read", "modify", "export_license"], "unchanged")):
        orders = make_fleet(3, tenants=40, choices=choices, rights=rights).orders
        assert {order.case.outcome for order in orders if order.case.new_at} == {outcome}


def test_a_host_that_is_not_there_is_named() -> None:
    with pytest.raises(LookupError, match="there is no host 'nowhere'; the hosts are "):
        fleet_of(3).only("nowhere")


def test_codes_differ_in_the_part_that_may_be_shown() -> None:
    codes = fleet_of(5).codes
    assert len({code[-5:] for code in codes}) == len(codes)


def test_rounds_vary_everything_that_they_can() -> None:
    variations = [variation_of(seed, tenants=60) for seed in SEEDS]
    assert {each.act for variation in variations for each in variation.disturbed} == set(Act)
    assert {len(variation.rights) for variation in variations} == {2, 3}
    for name in variations[0].choices:
        assert len({str(variation.choices[name]) for variation in variations}) > 1, name
    assert {rule["method"] for seed in SEEDS for rule in rules_of(seed)} == set(METHODS)


def test_the_lab_takes_every_fleet_and_every_fault(tmp_path: Path) -> None:
    for seed in (1, 2):
        file = tmp_path / f"fleet-{seed}.json"
        file.write_text(json.dumps(fleet_of(seed).document), encoding="utf-8")
        with Lab(file, tmp_path / f"lab-{seed}") as lab:
            lab.misbehave(rules_of(seed))
            lab.behave()
            world = lab.world()
        assert {order.tenant for order in fleet_of(seed).orders} < set(world.stores)


def test_a_killed_lab_goes_on_where_it_was_until_another_takes_its_place(tmp_path: Path) -> None:
    file = tmp_path / "fleet.json"
    file.write_text(json.dumps(fleet_of(1, tenants=3).document), encoding="utf-8")
    with Lab(file, tmp_path / "lab") as lab:
        before, url = lab.world(), lab.url
        lab.kill()
        lab.start_again()
        assert (lab.url, lab.world()) == (url, before)
        ca_file = lab.connection()["ca_path"]
        lab.replace(tmp_path / "other")
        assert lab.world() == before
        assert (lab.url, lab.connection()["ca_path"]) != (url, ca_file)


def test_a_rule_is_told_in_a_few_words() -> None:
    rule = {"method": "LicenseKeys.AdjustKey", "tenant": "A", "times": 4, "after": 1, "fault": "status", "status": 503}
    assert told(rule) == "LicenseKeys.AdjustKey status (status 503) 4 times after 1 calls"
    assert told({**rule, "times": None, "after": 0}) == "LicenseKeys.AdjustKey status (status 503) always"
