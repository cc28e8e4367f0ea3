# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The beginning of a run: who is replaced, who is left out, and orders that are refused as a whole."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _begin, _plan
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import read_sheet
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._preflight import Order
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._sources import ORDER_SHEET, PLAN, Source
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, replaced

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._sources import Plan, Sheet

THIRD_CODE = "EF9GH-IJ1KL-MN2OP-QR3ST"


def order(host: str, code: str | None = None, **values: t.Any) -> Order:
    return Order(host, "ksc.test", host.title(), "", code, keys=frozenset({host, host.title()}), **values)


ORDERS = (
    order("alder", CODE),
    order("birch", OTHER_CODE),
    order("cedar", THIRD_CODE, by_hand=True),
    order("dogwood"),
    order("elm"),
)
HOSTS = tuple(each.host for each in ORDERS)
CODES = {"alder": CODE, "birch": OTHER_CODE}


def begin(*orders: Order, **values: t.Any) -> _begin.Begun:
    every = orders or ORDERS
    hosts = values.pop("hosts", [each.host for each in every])
    return _begin.begin(_begin.Orders(hosts=hosts, orders=every, **{"others": {}, "groups": {}, **values}))


def refused(*orders: Order, **values: t.Any) -> list[str]:
    """The lines of the message."""
    with pytest.raises(_begin.OrdersRefusedError) as raised:
        begin(*orders, **values)
    return raised.value.finding.splitlines()


def sheet(*lines: str) -> Sheet:
    content = "\n".join(["tenant,activation_code", *lines]).encode()
    return Source(ORDER_SHEET, "orders.csv", "0" * 64, read_sheet("orders.csv", content, {}))


def plan(**results: t.Any) -> Plan:
    entries = _plan.plan_of(_report.build_report(results))["tenants"]
    return Source(PLAN, "plan.json", "0" * 64, {entry["host"]: entry for entry in entries})


def would_replace(code: str = CODE) -> dict[str, t.Any]:
    return replaced(applied=False, partial_code=code[-5:])


def finished(**results: t.Any) -> list[dict[str, t.Any]]:
    return [{"host": host, "event": "finished", "result": result} for host, result in results.items()]


def left_out(**hosts: list[str]) -> dict[str, list[str]]:
    return {**{reason: [] for reason in ("settled", "no_code", "not_planned", "on_work_list")}, **hosts}


class TestWhoComes:
    def test_tenants_without_a_code_and_those_of_people_are_left_out(self) -> None:
        begun = begin()
        assert (begun.batches.hosts, begun.batches.batches) == (["alder", "birch"], ["100%"])
        assert begun.left_out == left_out(no_code=["dogwood", "elm"], on_work_list=["cedar"])
        assert begun.read_only == []

    def test_in_an_audit_tenants_without_a_code_are_read(self) -> None:
        begun = begin(audit=True)
        assert (begun.batches.hosts, begun.read_only) == (["alder", "birch"], ["dogwood", "elm"])
        assert begun.left_out == left_out(on_work_list=["cedar"])

    def test_a_code_may_stand_on_the_order_sheet(self) -> None:
        begun = begin(sheet=sheet(f"Dogwood,{'A' * 5}-{CODE[6:]}", "elm,"))
        assert begun.batches.hosts == ["alder", "birch", "dogwood"]
        assert begun.left_out["no_code"] == ["elm"]

    @pytest.mark.parametrize(
        ("canary", "sizes", "expected"),
        [
            pytest.param(1, [], (["alder", "birch"], [1, 10, 50, 250]), id="a number"),
            pytest.param(1, [5], (["alder", "birch"], [1, 5]), id="numbers"),
            pytest.param(frozenset({"birch"}), ["50%"], (["birch", "alder"], [1, "50%"]), id="a host"),
        ],
    )
    def test_the_canary_comes_first(self, canary: t.Any, sizes: t.Any, expected: t.Any) -> None:
        begun = begin(canary=canary, sizes=sizes)
        assert (begun.batches.hosts, begun.batches.batches) == expected

    def test_what_an_interrupted_run_has_settled_is_left_out(self) -> None:
        records = finished(alder=replaced(partial_code=CODE[-5:]), birch=failed())
        begun = begin(journal="journal.jsonl", records=records, canary=1)
        assert (begun.left_out["settled"], begun.batches.hosts) == (["alder"], ["birch"])
        assert begun.batches.canary == [], "nobody takes the place of a settled tenant"

    def test_a_settled_tenant_that_has_another_code_now_comes_again(self) -> None:
        records = finished(alder=replaced(partial_code="OTHER"))
        assert begin(journal="journal.jsonl", records=records).batches.hosts == ["alder", "birch"]

    @pytest.mark.parametrize("is_slice", [False, True])
    def test_a_run_of_fewer_tenants_does_not_resume_and_close_the_rotation_of_all(self, is_slice: bool) -> None:
        records = [{"host": host, "event": "verifying", "stored": []} for host in ("alder", "birch")]
        with pytest.raises(InvalidRequestError, match=r"that are not part of this run \(birch\).* the same hosts"):
            begin(hosts=["alder", "elm"], journal="journal.jsonl", records=records, is_slice=is_slice)

    def test_only_what_the_plan_replaces_comes(self) -> None:
        begun = begin(plan=plan(alder=would_replace(), birch=replaced(changed=False, transition="none")))
        assert (begun.batches.hosts, begun.left_out["not_planned"]) == (["alder"], ["birch", "dogwood", "elm"])

    def test_the_plan_of_a_slice_may_have_other_tenants(self) -> None:
        assert begin(plan=plan(alder=would_replace(), fir=would_replace()), is_slice=True).batches.hosts == ["alder"]

    def test_a_limited_run_carries_out_its_part_of_the_plan(self) -> None:
        planned = plan(alder=would_replace(), birch=would_replace(OTHER_CODE))
        assert begin(hosts=["birch"], plan=planned).batches.hosts == ["birch"]

    def test_a_plan_may_have_a_tenant_that_has_no_part_in_the_run(self) -> None:
        planned = plan(alder=would_replace(), fir=would_replace())
        assert begin(plan=planned, others={"fir": frozenset({"fir"})}).batches.hosts == ["alder"]


class TestRefused:
    def test_is_everything_at_once_a_line_each(self) -> None:
        assert refused(order("alder", "AAAAA"), order("birch", problems=("x is wrong",)), require_code=True) == [
            "No tenant was changed. Correct these 3 findings and start again:",
            "- birch: x is wrong",
            "- alder: an activation code has 4 sections of 5 characters joined by dashes, but this text has 1 "
            "section(s) and 5 characters",
            "- birch: no activation code (license_rotation_activation_code)",
        ]

    def test_is_one_finding_in_the_singular(self) -> None:
        assert refused(order("alder", "AAAAA"))[0] == "No tenant was changed. Correct this finding and start again:"

    def test_are_too_many_findings_by_their_number(self) -> None:
        lines = refused(*(order(f"host-{number}", problems=(f"{number} is wrong",)) for number in range(130)))
        assert len(lines) == 102
        assert lines[-1] == "- and 30 more"

    def test_are_findings_of_the_hosts_of_this_run_alone(self) -> None:
        orders = (order("alder", CODE), order("birch", "AAAAA"), order("cedar", CODE))
        assert len(refused(*orders, hosts=["birch"])) == 2
        assert len(refused(*orders, hosts=["alder"])) == 2, "its code is that of cedar, too"
        assert begin(order("alder", CODE), order("birch", "AAAAA"), hosts=["alder"]).batches.hosts == ["alder"]

    @pytest.mark.parametrize(
        ("results", "sentence"),
        [
            ({"fir": would_replace()}, "fir: the plan has it, but the inventory has no such tenant"),
            (
                {"birch": would_replace()},
                "birch: the plan is for the code ending MN4OP, the order has the one ending CD8EF",
            ),
            ({"elm": would_replace()}, "elm: the plan is for the code ending MN4OP, the order has none"),
        ],
        ids=["a tenant that is no longer there", "another code since", "a code that is gone"],
    )
    def test_is_a_plan_that_does_not_fit(self, results: dict[str, t.Any], sentence: str) -> None:
        assert f"- {sentence}" in refused(plan=plan(**results))

    def test_is_a_host_whose_name_is_that_of_a_group(self) -> None:
        assert refused(groups={"all": [], "birch": ["web"]})[1:] == [
            "- birch: the inventory has a group of this name, and Ansible takes the name for the group: rename one of "
            "them"
        ]

    def test_is_such_a_host_also_where_only_a_line_of_the_sheet_means_it(self) -> None:
        others = {"fir": frozenset({"fir", "Fir Books"}), "web": frozenset({"web"})}
        orders = sheet("Fir Books," + THIRD_CODE[:-1] + "9")
        lines = refused(order("alder", CODE), others=others, groups={"fir": [], "web": []}, sheet=orders)
        assert [line.split(":")[0] for line in lines[1:]] == ["- fir"]

    @pytest.mark.parametrize("host", ["a,b", "al*", "!alder", "a&b", "~alder", "a?", "web[0]"])
    def test_is_a_name_that_ansible_takes_for_a_pattern(self, host: str) -> None:
        assert "takes this name for a pattern" in refused(order(host, CODE))[1]

    @pytest.mark.parametrize(
        "host", ["alder", "Alder Dental", "alder-dental_2.example.com", "2001:db8::1", "\u017b\u00f3\u0142w"]
    )
    def test_is_not_a_usual_name(self, host: str) -> None:
        assert begin(order(host, CODE)).batches.hosts == [host]

    def test_shows_no_code(self) -> None:
        text = " ".join(refused(order("alder", CODE), order("birch", CODE), order("cedar", CODE + "X")))
        assert not [section for section in CODE.split("-")[:3] if section in text]


class TestElsewhere:
    OTHERS: t.ClassVar = {"fir": frozenset({"fir", "Fir Books"}), "gum": frozenset({"gum"})}

    def test_are_hosts_that_a_line_means_but_that_have_no_part_in_the_run(self) -> None:
        lines = sheet(f"Fir Books,{THIRD_CODE}", f"Elm,{'B' * 5}-{CODE[6:]}")
        assert begin(hosts=["alder"], others=self.OTHERS, sheet=lines).elsewhere == ["fir", "elm"]

    def test_are_none_without_such_a_line(self) -> None:
        assert begin(others=self.OTHERS).elsewhere == []
        assert begin(others=self.OTHERS, sheet=sheet("Elm,")).elsewhere == []


@given(
    hosts=st.lists(st.sampled_from([f"host-{number}" for number in range(12)]), unique=True),
    coded=st.sets(st.integers(min_value=0, max_value=11)),
    by_hand=st.sets(st.integers(min_value=0, max_value=11)),
    settled=st.sets(st.integers(min_value=0, max_value=11)),
    canary=st.integers(min_value=0, max_value=12),
    audit=st.booleans(),
)
def test_every_tenant_has_exactly_one_place(
    *, hosts: list[str], coded: set[int], by_hand: set[int], settled: set[int], canary: int, audit: bool
) -> None:
    orders = [
        order(f"host-{number}", f"AAAAA-AAAAA-AAAAA-A{number:04}" if number in coded | by_hand else None)
        for number in range(12)
    ]
    orders = [
        dataclasses.replace(each, by_hand=number in by_hand) if number in by_hand else each
        for number, each in enumerate(orders)
    ]
    done = {f"host-{number}": replaced(partial_code=f"A{number:04}") for number in settled}
    records = [] if audit else finished(**{host: result for host, result in done.items() if host in hosts})
    begun = begin(
        *orders, hosts=hosts, canary=canary, audit=audit, journal="" if audit else "journal.jsonl", records=records
    )
    places = [*begun.batches.hosts, *begun.read_only, *(host for each in begun.left_out.values() for host in each)]
    assert sorted(places) == sorted(hosts)
