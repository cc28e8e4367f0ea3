# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking over a whole order sheet before the first tenant is touched."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._preflight import Order, findings
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE

THIRD_CODE = "EF9GH-IJ1KL-MN2OP-QR3ST"


def order(
    host: str, code: str | None = CODE, *, tenant: str | None = None, tenant_id: str = "", server: str = "ksc.test"
) -> Order:
    return Order(host, server, host if tenant is None else tenant, tenant_id, code)


def look(*orders: Order, allow_code_reuse: bool = False, require_code: bool = False) -> list[str]:
    found = findings(orders, allow_code_reuse=allow_code_reuse, require_code=require_code)
    return [finding.sentence for finding in found]


def test_a_sheet_in_order_has_no_findings() -> None:
    assert look(order("a"), order("b", OTHER_CODE), order("c", THIRD_CODE)) == []
    assert look() == []


def test_a_code_of_several_tenants_is_found_in_any_spelling() -> None:
    sentences = look(order("a"), order("b", OTHER_CODE), order("c", CODE.lower().replace("-", " ")))
    assert len(sentences) == 1
    assert sentences[0].startswith("a, c: all have the code ending MN4OP (code_reused: set ")
    assert "license_rotation_allow_code_reuse: true" in sentences[0]


def test_a_code_may_be_meant_for_several_tenants() -> None:
    assert look(order("a"), order("b"), allow_code_reuse=True) == []


@pytest.mark.parametrize("code", [None, ""], ids=repr)
def test_a_host_without_a_code_is_named_where_each_needs_one(code: str | None) -> None:
    orders = order("a", code), order("b")
    assert look(*orders, require_code=True) == ["a: no activation code (license_rotation_activation_code)"]
    assert look(*orders) == []


def test_a_host_without_a_code_is_always_named_where_a_person_replaces_the_licence() -> None:
    by_hand = dataclasses.replace(order("a", None), by_hand=True)
    assert look(by_hand) == ["a: no activation code (license_rotation_activation_code)"]


@pytest.mark.parametrize("code", ["VW1XY", "AB1CD-EF2GH-IJ3KL", "AB1CD-EF2GH-IJ3KL-MN4O!"])
def test_a_malformed_code_is_named_but_not_shown(code: str) -> None:
    (sentence,) = look(order("a", code), order("b", OTHER_CODE))
    assert sentence.startswith("a: ")
    assert not [section for section in code.split("-") if section in sentence]


@pytest.mark.parametrize(
    ("first", "second", "where"),
    [
        pytest.param(
            {"tenant": "Birch"}, {"tenant": "Birch"}, "tenant 'Birch' of https://ksc.test:13299", id="by name"
        ),
        pytest.param(
            {"tenant_id": "7"}, {"tenant_id": "7"}, "the tenant with the id 7 of https://ksc.test:13299", id="by id"
        ),
        pytest.param({"tenant": ""}, {"tenant": ""}, "the main server of https://ksc.test:13299", id="the main server"),
        pytest.param(
            {"tenant": "B", "server": ""}, {"tenant": "B", "server": ""}, "the default server", id="no server"
        ),
        pytest.param(
            {"tenant": "B", "server": "ksc.test"},
            {"tenant": "B", "server": "https://KSC.test:13299/"},
            "tenant 'B'",
            id="the same server, spelled in two ways",
        ),
    ],
)
def test_two_hosts_that_mean_one_tenant_are_found(first: dict[str, str], second: dict[str, str], where: str) -> None:
    (sentence,) = look(order("a", **first), order("b", OTHER_CODE, **second))
    assert sentence.startswith("a, b: all mean ")
    assert where in sentence


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"tenant": "Birch"}, {"tenant": "Cedar"}),
        ({"tenant": "Birch"}, {"tenant": "Birch", "server": "other.test"}),
        ({"tenant_id": "7"}, {"tenant_id": "8"}),
        ({"tenant": "id 7"}, {"tenant_id": "7"}),
        ({"tenant": "7"}, {"tenant_id": "7"}),
        ({"tenant": "B", "server": "ftp://x"}, {"tenant": "B", "server": "ftp://y"}),
    ],
    ids=[
        "other tenants",
        "other servers",
        "other ids",
        "a name that looks like one",
        "an id for a name",
        "no addresses",
    ],
)
def test_hosts_that_mean_different_tenants_are_not(first: dict[str, str], second: dict[str, str]) -> None:
    assert look(order("a", **first), order("b", OTHER_CODE, **second)) == []


def test_a_finding_names_the_hosts_that_it_concerns() -> None:
    found = findings([order("a"), order("b"), order("c", "x")], allow_code_reuse=False)
    assert {finding.hosts for finding in found} == {("a", "b"), ("c",)}


def test_all_findings_come_at_once() -> None:
    orders = order("a"), order("b", tenant="a"), order("c", None), order("d", "x")
    assert len(look(*orders, require_code=True)) == 4


def test_no_finding_shows_a_code() -> None:
    text = " ".join(look(order("a"), order("b"), order("c", CODE + "X")))
    assert not [section for section in CODE.split("-")[:3] if section in text]
