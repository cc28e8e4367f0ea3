# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rotation as a whole: batches, and what a journal and a play say of tenants."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _rotation
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, license, replaced

if t.TYPE_CHECKING:
    from pathlib import Path

HOSTS = [f"host-{number}" for number in range(30)]
UNCHANGED = replaced(changed=False, applied=False, transition="none")


@pytest.mark.parametrize(
    ("canary", "sizes", "expected"),
    [
        pytest.param(0, [], (["100%"], []), id="one batch"),
        pytest.param(0, [5], ([5], []), id="batches of one size"),
        pytest.param(2, [], ([2, 10, 50, 250], HOSTS[:2]), id="growing batches after a canary"),
        pytest.param(2, [5, "50%"], ([2, 5, "50%"], HOSTS[:2]), id="batches of one's own after a canary"),
        pytest.param(100, [], ([30, 10, 50, 250], HOSTS), id="a canary larger than the fleet"),
        pytest.param({"host-7", "host-3"}, [5], ([2, 5], ["host-3", "host-7"]), id="a canary by name"),
        pytest.param({"elsewhere"}, [5], ([5], []), id="a canary that is settled already"),
    ],
)
def test_batches(canary: t.Any, sizes: t.Any, expected: tuple[list[t.Any], list[str]]) -> None:
    found = _rotation.batches(HOSTS, canary=canary, sizes=sizes)
    assert (found.batches, found.canary) == expected


@given(
    hosts=st.lists(st.text(min_size=1), unique=True),
    canary=st.one_of(st.integers(min_value=0, max_value=20), st.frozensets(st.text(min_size=1))),
)
def test_every_tenant_has_one_place_the_canary_the_first(hosts: list[str], canary: t.Any) -> None:
    found = _rotation.batches(hosts, canary=canary, sizes=[])
    assert sorted(found.hosts) == sorted(hosts)
    assert found.hosts[: len(found.canary)] == found.canary
    rest = found.hosts[len(found.canary) :]
    assert rest == [host for host in hosts if host in set(rest)], "the order of the inventory"


@pytest.mark.parametrize("canary", [3, {"host-0", "host-1", "host-2"}], ids=["a number", "names"])
def test_nobody_takes_the_place_of_a_settled_tenant_in_the_canary(canary: t.Any) -> None:
    found = _rotation.batches(HOSTS, canary=canary, sizes=[5], settled={"host-0", "host-2", "host-9"})
    assert (found.canary, found.batches) == (["host-1"], [1, 5])
    assert sorted(found.hosts) == sorted(set(HOSTS) - {"host-0", "host-2", "host-9"})
    done = _rotation.batches(HOSTS, canary=canary, sizes=[5], settled=HOSTS[:3])
    assert (done.canary, done.batches) == ([], [5])


def journal(tmp_path: Path, *records: tuple[str, dict[str, t.Any]]) -> str:
    file = str(tmp_path / "journal.jsonl")
    for event, result in records:
        _journal.append(file, {"host": "birch", "event": event, "result": result}, at=NOW)
    return file


APPLYING = replaced(applied=False, devices={"waiting": []})
JOURNALS = {
    "finished": ([("finished", replaced())], _outcomes.REPLACED),
    "applied and cut off": ([("applying", APPLYING)], None),
    "applied, cut off, found in place": ([("applying", APPLYING), ("finished", UNCHANGED)], _outcomes.REPLACED),
    "found in place": ([("finished", UNCHANGED)], _outcomes.UNCHANGED),
    "failed, tried again": ([("finished", failed()), ("finished", replaced())], _outcomes.REPLACED),
    "applied, not confirmed": ([("applying", APPLYING), ("finished", failed())], _outcomes.FAILED),
    "replaced, looked at again": (
        [("applying", APPLYING), ("finished", replaced()), ("finished", UNCHANGED)],
        _outcomes.REPLACED,
    ),
}


@pytest.mark.parametrize("case", JOURNALS)
def test_what_a_journal_says_of_a_tenant(tmp_path: Path, case: str) -> None:
    records, outcome = JOURNALS[case]
    found = _rotation.journaled_results(_journal.read(journal(tmp_path, *records)))
    assert {host: _outcomes.outcome_of(result) for host, result in found.items()} == (
        {"birch": outcome} if outcome else {}
    )


def test_a_tenant_found_in_place_after_being_cut_off_is_reported_with_the_license_that_it_had(tmp_path: Path) -> None:
    in_place = {**UNCHANGED, "before": license("NEW"), "after": license("NEW")}
    file = journal(tmp_path, ("applying", APPLYING), ("finished", in_place))
    row = _report.build_report(_rotation.journaled_results(_journal.read(file)))["tenants"][0]
    assert (row["before"]["license_id"], row["after"]["license_id"], row["waiting"]) == ("OLD", "NEW", ["mac"])


@pytest.mark.parametrize(
    ("result", "partial_code", "settled"),
    [
        pytest.param(replaced(), "MN4OP", True, id="replaced"),
        pytest.param(UNCHANGED, "MN4OP", True, id="in place"),
        pytest.param(replaced(), "CD8EF", False, id="another code since"),
        pytest.param(replaced(), None, False, id="no code any more"),
        pytest.param(failed(partial_code="MN4OP"), "MN4OP", False, id="failed"),
        pytest.param(failed("guard_tripped", partial_code="MN4OP"), "MN4OP", True, id="held back"),
    ],
)
def test_whether_a_tenant_is_settled(result: dict[str, t.Any], partial_code: str | None, settled: bool) -> None:
    assert _rotation.is_settled(result, partial_code=partial_code) is settled


class Registered(dict[str, t.Any]):
    """The variables of a host."""

    def registered(self, name: str) -> t.Any:
        return self.get(name)


REGISTERED: dict[str, tuple[dict[str, t.Any], str | None]] = {
    "a replacement": ({"license_rotation_result": replaced()}, _outcomes.REPLACED),
    "a failure": ({"license_rotation_result": failed()}, _outcomes.FAILED),
    "a failure that the task let pass": ({"license_rotation_result": {**failed(), "failed": False}}, _outcomes.FAILED),
    "a guard that the task let pass": (
        {"license_rotation_result": {**replaced(), **failed("guard_tripped"), "failed": False}},
        _outcomes.HELD_BACK,
    ),
    "a failure that is not the module's": ({"license_rotation_result": {"msg": "timed out"}}, _outcomes.FAILED),
    "a reading": ({"license_rotation_licenses": {"licenses": [], "changed": False}}, _outcomes.AUDITED),
    "a reading that failed": ({"license_rotation_licenses": {**failed(), "failed": False}}, _outcomes.FAILED),
    "nothing": ({}, None),
}


@pytest.mark.parametrize("case", REGISTERED)
def test_what_a_play_has_registered_of_a_tenant_is(case: str) -> None:
    variables, outcome = REGISTERED[case]
    result = _rotation.registered_result(Registered(variables))  # type: ignore[arg-type]
    assert (None if result is None else _outcomes.outcome_of(result)) == outcome
