# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checking all orders together before the first tenant is changed."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._preflight import Order, SheetLine, findings
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE

THIRD_CODE = "EF9GH-IJ1KL-MN2OP-QR3ST"
TWO_CODES = (("a", CODE), ("b", OTHER_CODE))


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


def test_a_host_without_a_code_is_always_named_where_a_person_replaces_the_license() -> None:
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


def line(number: int, tenant: str, code: str = "", **expected: str) -> SheetLine:
    return SheetLine("orders.csv", number, tenant, code, expected)


def look_with_sheet(
    orders: list[Order],
    lines: list[SheetLine],
    *,
    allow_code_reuse: bool = False,
    require_code: bool = False,
    **others: frozenset[str],
) -> list[str]:
    found = findings(orders, lines, others=others, allow_code_reuse=allow_code_reuse, require_code=require_code)
    return [finding.sentence for finding in found]


BIRCH = Order("birch", "ksc.test", "Birch Legal", "7", keys=frozenset({"birch", "Birch Legal", "7", "crm-2"}))
CEDAR = Order("cedar", "ksc.test", "Cedar", "", keys=frozenset({"cedar", "Cedar"}))


@pytest.mark.parametrize("key", ["birch", "Birch Legal", "Birch  Legal ", "7", "crm-2"])
def test_a_line_may_call_its_tenant_by_any_key(key: str) -> None:
    assert look_with_sheet([BIRCH, CEDAR], [line(2, key, CODE)]) == []
    sentences = look_with_sheet([BIRCH, CEDAR], [line(2, key, CODE)], require_code=True)
    assert sentences == ["cedar: no activation code (license_rotation_activation_code)"]


FINDINGS_OF_SHEETS: dict[str, tuple[list[SheetLine], list[str]]] = {
    "nothing": ([line(2, "birch", CODE, limit="25", expires="2027-03-31"), line(3, "Cedar", OTHER_CODE)], []),
    "terms alone": ([line(2, "birch", limit="0", licensing_model="user", expires="2027-03-31T00:00:00Z")], []),
    "a tenant of the inventory that is not in this run": ([line(2, "Elsewhere", CODE)], []),
    "a tenant that nobody knows": (
        [line(2, "Brich", CODE)],
        ["line 2 of orders.csv: 'Brich' is neither a host of the inventory nor its tenant"],
    ),
    "no tenant": ([line(2, "", CODE)], ["line 2 of orders.csv: it names no tenant"]),
    "a key of two hosts": (
        [line(2, "Twin", CODE)],
        [
            "line 2 of orders.csv: 'Twin' means elsewhere, twin; write the name of the host, or another key that only "
            "one of them has"
        ],
    ),
    "a tenant twice": (
        [line(2, "birch", CODE), line(5, "crm-2", OTHER_CODE)],
        ["birch: line 2 of orders.csv and line 5 of orders.csv mean its tenant: leave one of them"],
    ),
    "a tenant twice with the same code": (
        [line(2, "birch", CODE), line(5, "birch", CODE)],
        ["birch: line 2 of orders.csv and line 5 of orders.csv mean its tenant: leave one of them"],
    ),
    "a code twice": (
        [line(2, "birch", CODE), line(5, "cedar", CODE.lower())],
        [
            "birch (line 2 of orders.csv), cedar (line 5 of orders.csv): all have the code ending MN4OP (code_reused: "
            "set license_rotation_allow_code_reuse: true if it is meant for several tenants)"
        ],
    ),
    "a code of a tenant that is not in this run": (
        [line(2, "Elsewhere", CODE), line(5, "cedar", CODE)],
        [
            "cedar (line 5 of orders.csv), elsewhere (line 2 of orders.csv): all have the code ending MN4OP "
            "(code_reused: set license_rotation_allow_code_reuse: true if it is meant for several tenants)"
        ],
    ),
    "a malformed code": (
        [line(2, "birch", "AB1CD-EF2GH-IJ3KL-MN4O")],
        ["birch (line 2 of orders.csv): section 4 of the activation code has 4 characters instead of 5"],
    ),
    "a limit that is no number": (
        [line(2, "birch", CODE, limit="1.000"), line(3, "cedar", OTHER_CODE, limit="-1")],
        [
            "birch (line 2 of orders.csv): its limit '1.000' is not a number: write digits alone",
            "cedar (line 3 of orders.csv): its limit '-1' is not a number: write digits alone",
        ],
    ),
    "an end that can be read in two ways": (
        [line(2, "birch", CODE, expires="03/04/2027")],
        [
            "birch (line 2 of orders.csv): its expiry '03/04/2027' is neither a date nor an RFC 3339 moment: write it "
            "as 2027-03-31"
        ],
    ),
    "another licensing model": (
        [line(2, "birch", CODE, licensing_model="seat")],
        ["birch (line 2 of orders.csv): its licensing model 'seat' is neither user nor device"],
    ),
}


@pytest.mark.parametrize("case", FINDINGS_OF_SHEETS)
def test_a_sheet_has(case: str) -> None:
    lines, sentences = FINDINGS_OF_SHEETS[case]
    elsewhere = {name: frozenset({name, name.title(), "Twin"}) for name in ("elsewhere", "twin")}
    assert look_with_sheet([BIRCH, CEDAR], lines, **elsewhere) == sentences


@pytest.mark.parametrize(
    ("own", "of_sheet", "sentences"),
    [
        (CODE, CODE.lower(), []),
        (CODE, "", []),
        (
            CODE,
            OTHER_CODE,
            [
                "birch (line 2 of orders.csv): its variables have the code ending MN4OP, the order sheet the code "
                "ending CD8EF: remove one of them"
            ],
        ),
        ("", CODE, []),
    ],
    ids=["the same code", "no code on the sheet", "another code", "no code of its own"],
)
def test_a_host_with_a_code_of_its_own_and(own: str, of_sheet: str, sentences: list[str]) -> None:
    birch = dataclasses.replace(BIRCH, activation_code=own)
    assert look_with_sheet([birch], [line(2, "birch", of_sheet)], require_code=True) == sentences


def test_a_code_of_a_host_and_of_a_line_for_another_is_found_once_for_each() -> None:
    birch = dataclasses.replace(BIRCH, activation_code=CODE)
    (sentence,) = look_with_sheet([birch, CEDAR], [line(2, "birch", CODE), line(3, "cedar", CODE)])
    assert sentence.startswith("birch, cedar (line 3 of orders.csv): all have the code ending MN4OP")
    lines = [line(2, "birch", CODE), line(3, "cedar", CODE)]
    assert look_with_sheet([birch, CEDAR], lines, allow_code_reuse=True) == []


def test_a_host_whose_variables_cannot_be_right_is_still_known_to_the_sheet() -> None:
    wrong = dataclasses.replace(BIRCH, problems=("the variable x cannot be read",))
    assert look_with_sheet([wrong], [line(2, "crm-2", CODE)]) == ["birch: the variable x cannot be read"]


def test_what_is_wrong_with_the_variables_of_many_hosts_is_one_finding() -> None:
    orders = [order(f"h{number:02}", None) for number in range(12)]
    found = findings([dataclasses.replace(each, problems=("x is wrong",)) for each in orders], allow_code_reuse=False)
    assert [finding.sentence for finding in found] == [
        "h00, h01, h02, h03, h04, h05, h06, h07, h08, h09 and 2 more: x is wrong"
    ]
    assert found[0].hosts == tuple(each.host for each in orders)


NAMELESS = order("a", tenant="")
MEANT: dict[str, tuple[Order, bool]] = {
    "a name": (order("a"), True),
    "an id": (dataclasses.replace(NAMELESS, tenant_id="7"), True),
    "the main server, on purpose": (dataclasses.replace(NAMELESS, main_server=True), True),
    "the workspace of a console": (dataclasses.replace(NAMELESS, provider="console"), True),
    "a tenant of the work list": (dataclasses.replace(NAMELESS, by_hand=True), True),
    "nothing": (NAMELESS, False),
    "nothing, over the Open API": (dataclasses.replace(NAMELESS, provider="openapi"), False),
}


@pytest.mark.parametrize("case", MEANT)
def test_a_code_must_be_for_a_tenant_and_names(case: str) -> None:
    meant, is_right = MEANT[case]
    sentences = look(meant)
    assert (sentences == []) is is_right
    assert is_right or sentences[0].startswith(
        "a: it has an activation code but names no tenant: set license_rotation_"
    )


def test_a_host_without_a_code_needs_to_name_no_tenant() -> None:
    assert look(dataclasses.replace(NAMELESS, activation_code=None), dataclasses.replace(NAMELESS, host="b")) == [
        "b: it has an activation code but names no tenant: set license_rotation_tenant or license_rotation_tenant_id, "
        "or license_rotation_main_server: true if the license of the Administration Server itself is meant"
    ]


def test_a_code_of_a_line_must_be_for_a_tenant_too() -> None:
    nameless = Order("birch", "ksc.test", "", "", keys=frozenset({"birch"}))
    (sentence,) = look_with_sheet([nameless], [line(2, "birch", CODE)])
    assert sentence.startswith("birch: it has an activation code but names no tenant")


def test_two_hosts_that_mean_the_main_server_are_found() -> None:
    first, second = (dataclasses.replace(order(host, code, tenant=""), main_server=True) for host, code in TWO_CODES)
    assert look(first, second) == ["a, b: all mean the main server of https://ksc.test:13299"]


@pytest.mark.parametrize("code", [7, ["AB1CD"], {"code": CODE}], ids=repr)
def test_a_code_that_is_not_a_text_is_named_but_not_shown(code: object) -> None:
    assert look(dataclasses.replace(order("a"), activation_code=code)) == ["a: its activation code is not a text"]


def test_a_slice_may_have_lines_for_other_tenants_whose_codes_still_count() -> None:
    lines = [line(2, "birch", CODE), line(3, "Maple", OTHER_CODE), line(4, "Oak", CODE), line(5, "", THIRD_CODE)]
    found = findings([BIRCH], lines, allow_code_reuse=False, is_slice=True)
    sentences = [finding.sentence for finding in found]
    assert sentences[0] == "line 5 of orders.csv: it names no tenant"
    assert sentences[1].startswith("birch (line 2 of orders.csv), line 4 of orders.csv: all have the code ending MN4OP")
    assert len(sentences) == 2


def test_a_line_without_a_code_is_named_where_each_tenant_needs_one() -> None:
    sentences = look_with_sheet([BIRCH], [line(2, "birch")], require_code=True)
    assert sentences == ["birch (line 2 of orders.csv): no activation code (license_rotation_activation_code)"]


def test_what_a_line_is_called_by_shows_no_code() -> None:
    assert not [section for section in CODE.split("-") if section in repr(line(2, "birch", CODE))]
