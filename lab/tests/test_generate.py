# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated fleets and the demo's files."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import Client, Lab

from kesc_lab.cli import main
from kesc_lab.clock import Clock
from kesc_lab.domain.fleet import load
from kesc_lab.domain.world import World
from kesc_lab.errors import ApiError, LabError
from kesc_lab.generate.fleet import DEFAULT_MIX, Generated, generate, parse_mix

FLEETS = Path(__file__).parent.parent / "fleets"
NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


def world_of(text: str) -> World:
    return World(load(Path("fleet.yml"), text), Clock.starting_at(NOW), NOW)


def hosts_of(made: Generated) -> dict[str, dict[str, Any]]:
    return dict(json.loads(made.inventory)["tenants"]["hosts"])


def case(world: World, tenant_id: int, code: str) -> str:
    """Tell from the world alone which case of a rotation day a tenant is."""
    tenant = world.tenant(tenant_id)
    assert tenant is not None
    old, entry = tenant.in_position("active"), world.activation.entry(code)
    assert old is not None
    if entry is None or entry.terms is None:
        return "unknown"
    new = entry.terms
    if new.serial == old.terms.serial:
        return "subscription" if new.subscription else "in_place"
    if old.terms.expired(NOW):
        return "expired"
    if old.terms.name != new.name:
        return "upgrade" if new.name.endswith("Plus") else "downgrade"
    return "renewal" if old.terms.limit == new.limit else "limit"


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        fleet, inventory = tmp_path / f"{name}.yml", tmp_path / f"{name}-inventory.yml"
        arguments = ["generate", "--tenants", "200", "--seed", "7", "--fleet", str(fleet)]
        assert main([*arguments, "--inventory", str(inventory)]) == 0
        texts.append((fleet.read_bytes(), inventory.read_bytes()))
    assert texts[0] == texts[1]
    assert generate(200, 8, DEFAULT_MIX).fleet.encode() != texts[0][0]


def test_the_cases_share_the_tenants_in_the_mix() -> None:
    made = generate(200, 7, DEFAULT_MIX)
    world, hosts = world_of(made.fleet), hosts_of(made)
    told = Counter()  # type: Counter[str]
    for variables in hosts.values():
        tenant_id = world.ids_of_name(variables["license_rotation_tenant"])[0]
        told[case(world, tenant_id, variables["license_rotation_activation_code"])] += 1
    told["renewal"] -= 10
    assert told == {name: weight * 2 for name, weight in DEFAULT_MIX.items() if weight and name != "macs"}


def test_real_names_have_the_product_and_more_and_are_editions_of_the_console() -> None:
    plain = generate(40, 7, parse_mix("renewal=1,upgrade=1,unknown_name=1"))
    real = generate(40, 7, parse_mix("renewal=1,upgrade=1,unknown_name=1"), real_names=True)
    assert plain.fleet == generate(40, 7, parse_mix("renewal=1,upgrade=1,unknown_name=1")).fleet
    plain_world, world = world_of(plain.fleet), world_of(real.fleet)
    written = set()
    for number in range(1, 41):
        old, plain_old = (each.tenant(number).in_position("active") for each in (world, plain_world))  # type: ignore[union-attr]
        assert old is not None
        assert plain_old is not None
        assert old.terms.limit == plain_old.terms.limit
        assert old.terms.name.startswith("Kaspersky Endpoint Security Cloud ")
        assert set(world.editions[old.terms.name]) in [set(each) for each in plain_world.editions.values()]
        written |= {
            word for word in ("European Edition. ", "Nodos) Anual", "Base Plus 2Year") if word in old.terms.name
        }
    assert written == {"European Edition. ", "Nodos) Anual", "Base Plus 2Year"}


def test_generated_files_are_yaml_with_unique_names() -> None:
    made = generate(10, 1, parse_mix("renewal=1,macs=1"))
    fleet = yaml.safe_load(made.fleet)
    assert len({tenant["name"] for tenant in fleet["tenants"]}) == 10
    assert yaml.safe_load(made.inventory) == json.loads(made.inventory)
    assert load(Path("f.yml"), yaml.safe_dump(fleet)) == load(Path("f.yml"), made.fleet)
    assert "operator" not in made.inventory
    assert "password" not in made.inventory


def test_an_order_sheet_tells_what_a_code_stands_for() -> None:
    made = generate(300, 3, DEFAULT_MIX, date(2026, 11, 24))
    world = world_of(made.fleet)
    expected = [item for item in hosts_of(made).values() if "license_rotation_expected" in item]
    assert 40 < len(expected) < 150
    for item in expected:
        entry = world.activation.entry(item["license_rotation_activation_code"])
        if entry is not None and entry.terms is not None and entry.terms.expires is not None:
            assert item["license_rotation_expected"] == {
                "name": entry.terms.name,
                "limit": entry.terms.limit,
                "expires": entry.terms.expires.date().isoformat(),
            }
    relative = [item.get("license_rotation_expected", {}) for item in hosts_of(generate(300, 3, DEFAULT_MIX)).values()]
    assert not any("expires" in item for item in relative)


def test_20000_tenants_within_the_time() -> None:
    began = time.process_time()
    made = generate(20_000, 5, DEFAULT_MIX)
    assert time.process_time() - began < 10
    hosts = hosts_of(made)
    assert len(hosts) == 20_000
    assert len({item["license_rotation_tenant"] for item in hosts.values()}) == 20_000
    assert len({item["license_rotation_activation_code"] for item in hosts.values()}) == 20_000


@pytest.mark.parametrize("text", ["", "renewal", "renewal=x", "renewal=0", "renewal=1,other=2"])
def test_a_wrong_mix(text: str) -> None:
    with pytest.raises(LabError):
        parse_mix(text)


def test_the_demo_has_each_case_and_its_inventory_the_new_codes() -> None:
    world = world_of((FLEETS / "demo.yml").read_text())
    inventory = yaml.safe_load((FLEETS / "demo-inventory.yml").read_text())["tenants"]["hosts"]
    told = {
        item["license_rotation_tenant"]: case(
            world, world.ids_of_name(item["license_rotation_tenant"])[0], item["license_rotation_activation_code"]
        )
        for item in inventory.values()
    }
    assert told == {
        "Alder Dental": "renewal",
        "Birch Legal": "renewal",
        "Cedar Clinics": "limit",
        "Dogwood Design": "upgrade",
        "Elm Bakery": "downgrade",
        "Fir Logistics": "unknown",
        "Ginkgo Travel": "in_place",
        "Hazel Studio": "renewal",
        "Ivy Accounting": "expired",
        "Juniper Foods": "subscription",
    }
    codes = [item["license_rotation_activation_code"] for item in inventory.values()]
    assert len({code[-5:] for code in codes}) == 10
    juniper = world.tenant(10)
    assert juniper is not None
    stored = juniper.in_position("active")
    assert stored is not None
    assert (stored.terms.limit, world.activation.present_terms(stored.terms.serial).limit) == (45, 70)  # type: ignore[union-attr]


def test_the_comment_of_each_demo_tenant_names_its_new_code() -> None:
    text = (FLEETS / "demo.yml").read_text()
    inventory = yaml.safe_load((FLEETS / "demo-inventory.yml").read_text())["tenants"]["hosts"]
    for item in inventory.values():
        before = text.split(f"name: {item['license_rotation_tenant']}\n")[0].rsplit("#", 1)[1]
        assert item["license_rotation_activation_code"] in before


def test_the_demo_rotates(tmp_path: Path) -> None:
    assert tmp_path.exists()
    lab = Lab(FLEETS / "demo.yml")
    try:
        hazel = lab.client("Hazel Studio", user="operator")
        serial = hazel.install("HAZEL-DEMO0-YEAR6-NEW08").json["PxgRetVal"]
        hazel.put_in_force(serial)
        waiting = [name for name, current in hazel.key_hosts(serial).items() if not current]
        assert waiting == ["mac-reception", "mac-xray", "mac-studio-1", "mac-studio-2"]
        fir = Client(lab)
        fir.start("Fir Logistics")
        assert fir.install("FIRLG-DEMO0-YEAR6-NEW06").error == ("KLOLA", 2351, 34)
    finally:
        lab.stop()


def test_a_stored_expired_key_is_no_error_of_the_world() -> None:
    world = world_of((FLEETS / "demo.yml").read_text())
    ivy = world.tenant(9)
    assert ivy is not None
    with pytest.raises(ApiError, match="1193"):
        world.check_usable(ivy, "2A10-000009-DE300009")
