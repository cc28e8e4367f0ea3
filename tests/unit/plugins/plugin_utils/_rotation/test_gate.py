# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Between two batches: whether the next one may begin, and the line that each tenant gets that was not replaced."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _gate
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, replaced

HOSTS = [f"host-{number}" for number in range(30)]
HELD_BACK = failed("guard_tripped")


def failure(cause: str, remedy: str = "", **error: t.Any) -> dict[str, t.Any]:
    return failed(msg=f"Failed to connect for tenant 'Birch': {cause}. {remedy}", error={
        "error_code": "unreachable", "tenant": "Birch", "cause": cause, "remedy": remedy, **error,
    })  # fmt: skip


def held_back(*guards: tuple[str, str, str | None]) -> dict[str, t.Any]:
    tripped = [
        {"name": name, "tripped": True, "finding": finding, "allowed_by": allowed_by}
        for name, finding, allowed_by in guards
    ]
    return {**HELD_BACK, "guards": [*tripped, {"name": "expired", "tripped": False, "finding": None}]}


@pytest.mark.parametrize(
    ("results", "is_canary", "limit", "stops"),
    [
        pytest.param([replaced()] * 10, False, 0, False, id="no failure"),
        pytest.param([failed()] + [replaced()] * 9, False, 10, False, id="as many as the limit"),
        pytest.param([failed()] * 2 + [replaced()] * 8, False, 10, True, id="more than the limit"),
        pytest.param([failed()] * 10, False, 100, False, id="no limit"),
        pytest.param([HELD_BACK] * 10, False, 0, False, id="guards are no failures"),
        pytest.param([None] * 10, False, 0, False, id="what was not reached is no failure"),
        pytest.param([failed(), replaced()], True, 100, True, id="one of the canary, whatever the limit"),
        pytest.param([HELD_BACK, replaced()], True, 0, False, id="a guard in the canary"),
    ],
)
def test_whether_a_batch_stops_the_rotation(results: list[t.Any], is_canary: bool, limit: int, stops: bool) -> None:
    by_host = dict(zip(HOSTS, results, strict=False))
    decision = _gate.decide(by_host, is_canary=is_canary, max_fail_percentage=limit)
    assert bool(decision.why) == stops


def test_the_reason_names_some_of_those_that_failed() -> None:
    decision = _gate.decide(dict.fromkeys(HOSTS, failed()), is_canary=False, max_fail_percentage=50)
    assert decision.why == (
        "30 of 30 tenants of a batch, more than 50 %, failed (host-0, host-1, host-2, host-3, host-4 and 25 more): "
        "no further batch was begun."
    )
    assert decision.failed == HOSTS


def test_the_reason_says_which_failures_pass_by_themselves() -> None:
    results = {"alder": failure("the server is busy", passing=True), "birch": failure("no such tenant", passing=False)}
    assert _gate.decide(results, is_canary=True, max_fail_percentage=100).why == (
        "2 of 2 tenants of the canary failed (alder, birch): no further batch was begun. What failed passes by itself "
        "for alder: start the same command again."
    )


LINES: dict[str, tuple[dict[str, t.Any], str]] = {
    "a cause and what to do": (
        failure("the server does not answer", "Check the address"),
        "failed: birch: the server does not answer. Check the address.",
    ),
    "a cause alone": (failure("the server is busy."), "failed: birch: the server is busy."),
    "a failure that is not the module's": (
        {"failed": True, "msg": "Timed out\nafter 5 s"},
        "failed: birch: Timed out after 5 s.",
    ),
    "nothing known": ({"failed": True}, "failed: birch: see the report."),
    "a guard with an option": (
        held_back(("smaller_limit", "the new limit 20 is smaller than the old limit 50", "allow_smaller_limit")),
        "held back: birch: smaller_limit: the new limit 20 is smaller than the old limit 50. To allow it, set "
        "license_rotation_allow_smaller_limit: true.",
    ),
    "two guards": (
        held_back(("downgrade", "mail would be lost", "allow_downgrade"), ("expired", "it has ended", None)),
        "held back: birch: downgrade: mail would be lost; expired: it has ended. To allow it, set "
        "license_rotation_allow_downgrade: true.",
    ),
    "a guard without an option": (
        held_back(("unexpected", "the limit is 25, expected was 20", None)),
        "held back: birch: unexpected: the limit is 25, expected was 20. Correct the order.",
    ),
    "a long cause": (
        failure("word " * 60, "Check the address"),
        "failed: birch: " + ("word " * 60)[:161].rstrip() + " ... Check the address.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
def test_a_tenant_gets_one_line_for(case: str) -> None:
    result, line = LINES[case]
    assert _gate.line_of("birch", result) == line


@given(host=st.text(min_size=1, max_size=300), cause=st.text(max_size=500), remedy=st.text(max_size=500))
def test_whatever_failed_it_is_one_line_that_is_not_too_long(host: str, cause: str, remedy: str) -> None:
    line = _gate.line_of(" ".join(host.split()) or "x", failure(cause, remedy))
    assert len(line) <= _gate.LONGEST_LINE
    assert "\n" not in line


def test_the_lines_name_guards_first_and_have_an_end() -> None:
    results = {host: failure("no answer") for host in HOSTS} | {"host-7": HELD_BACK, "host-9": replaced()}
    decision = _gate.decide(results, is_canary=False, max_fail_percentage=100)
    assert decision.lines[0].startswith("held back: host-7: ")
    assert decision.lines[1] == "failed: host-0: no answer."
    assert decision.lines[20:] == ["and 9 more: see the report"]
    assert (decision.held_back, len(decision.failed)) == (["host-7"], 28)
