# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each invariant finds what it is for, and nothing where all is well."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest
from runs import INTERRUPTED
from scenes import (
    APPLY,
    IN_VAIN,
    INSTALL,
    ORDERS,
    PURGING,
    REFUSED,
    RENEWAL,
    SECRET,
    SUBSCRIPTION,
    UNINSTALL,
    Scene,
    key,
)

if t.TYPE_CHECKING:
    from collections.abc import Callable

NO_REMEDY = "Failed to verify the activation code: the connection broke."


def broken(kind: str, host: str, how: Callable[[Scene], Scene], name: str = "") -> t.Any:
    return pytest.param(kind, host, how, id=name or kind)


BROKEN = [
    broken("not_ordered", "", lambda s: s.store("Bystander", key("OLD-BY"), key("NEW-1", "none"))),
    broken("not_ordered", "", lambda s: s.store("", key("NEW-1")), "the main server is changed"),
    broken(
        "foreign_license", RENEWAL, lambda s: s.keys(RENEWAL, key("OLD-1", "none"), key("NEW-1"), key("NEW-4", "none"))
    ),
    broken("wrong_in_force", REFUSED, lambda s: s.keys(REFUSED, key("OLD-4", "none"), key("NEW-4"))),
    broken("wrong_in_force", RENEWAL, lambda s: s.keys(RENEWAL, key("OLD-1", "none")), "nothing is in force"),
    broken("old_license_gone", RENEWAL, lambda s: s.keys(RENEWAL, key("NEW-1"))),
    broken("old_license_gone", PURGING, lambda s: s.keys(PURGING, key("NEW-3", "none")), "purged too early"),
    broken("applied_again", RENEWAL, lambda s: s.called(RENEWAL, APPLY, "NEW-1")),
    broken("applied_unasked", REFUSED, lambda s: s.called(REFUSED, APPLY, "NEW-4")),
    broken("applied_unasked", RENEWAL, lambda s: s.called(RENEWAL, APPLY, "OLD-1"), "the old license applied"),
    broken("activated_again", RENEWAL, lambda s: s.activated("NEW-1", 2).called(RENEWAL, INSTALL, "NEW-1")),
    broken("refused_activated_again", REFUSED, lambda s: s.activated("NEW-4", 2).called(REFUSED, INSTALL, "NEW-4")),
    broken("activated_in_vain", IN_VAIN, lambda s: s.activated("NEW-5", 1).called(IN_VAIN, INSTALL, "NEW-5")),
    broken("not_converged", "", lambda s: s.be(changed=[frozenset({"A"})] * 3)),
    broken("wrong_license", RENEWAL, lambda s: s.keys(RENEWAL, key("OLD-1"), key("NEW-1", "none"))),
    broken("not_refreshed", SUBSCRIPTION, lambda s: s.keys(SUBSCRIPTION, key("NEW-2", limit=45))),
    broken("not_purged", PURGING, lambda s: s.keys(PURGING, key("OLD-3", "none", deployed=False), key("NEW-3"))),
    broken("store_changed", REFUSED, lambda s: s.keys(REFUSED, key("OLD-4", deployed=False))),
    broken("leftover_untold", REFUSED, lambda s: s.keys(REFUSED, key("OLD-4"), key("NEW-4", "none"))),
    broken(
        "leftover_stays",
        REFUSED,
        lambda s: s.keys(REFUSED, key("OLD-4"), key("NEW-4", "none")).row(REFUSED, message="NEW-4 is left. Run again."),
    ),
    broken(
        "deployment_unfinished",
        RENEWAL,
        lambda s: s.keys(RENEWAL, key("OLD-1", "none"), key("NEW-1", deployed=False)),
    ),
    broken("other_outcome", REFUSED, lambda s: s.row(REFUSED, outcome="failed", message="Gone. Run again.")),
    broken("not_reached", RENEWAL, lambda s: s.row(RENEWAL, outcome="not_reached")),
    broken("not_idle", REFUSED, lambda s: s.called_last(REFUSED, UNINSTALL, "NEW-4")),
    broken("never_ended", "", lambda s: s.be(exit_code=INTERRUPTED, cut_off=True)),
    broken("no_report", "", lambda s: s.be(has_report=False)),
    broken("rows", "", lambda s: s.be(rows=[*s.rows, s.rows[0]]), "two rows for a tenant"),
    broken("exit_code", "", lambda s: s.be(exit_code=0)),
    broken("exit_code", "", lambda s: s.be(exit_code=250), "the run broke down"),
    broken(
        "untrue_outcome",
        RENEWAL,
        lambda s: s.keys(RENEWAL, key("OLD-1"), key("NEW-1", "none")).row(RENEWAL, outcome="replaced"),
    ),
    broken("untrue_outcome", RENEWAL, lambda s: s.row(RENEWAL, outcome="held_back"), "done but held back"),
    broken("untrue_license", RENEWAL, lambda s: s.row(RENEWAL, outcome="replaced", after={"license_id": "OLD-1"})),
    broken("no_remedy", REFUSED, lambda s: s.row(REFUSED, outcome="failed", message=NO_REMEDY)),
    broken("session_open", "", lambda s: s.be(sessions_open=1)),
    broken("secret", "", lambda s: s.write("ansible.log", f"code {SECRET.lower()}")),
    broken("session_id", "", lambda s: s.write("terminal", "X-KSC-Session: aB3-dE6_hI9jK2mN5oP8qR1tU4wX7zA0")),
    broken("traceback", "", lambda s: s.write("terminal", "Traceback (most recent call last):\n  File")),
]


def test_a_round_that_went_as_it_should_violates_nothing() -> None:
    assert Scene().violations() == []


@pytest.mark.parametrize(("kind", "host", "how"), BROKEN)
def test_an_invariant_finds(kind: str, host: str, how: Callable[[Scene], Scene]) -> None:
    found = {(violation.kind, violation.host) for violation in how(Scene()).violations()}
    assert (kind, host) in found
    # What is broken in one tenant is told of no other.
    assert {each for _kind, each in found} <= {host, ""}


def test_every_kind_of_violation_is_proved_here() -> None:
    sources = [file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("*.py")]
    kinds = {kind for text in sources for kind in re.findall(r'Violation\(\s*"(\w+)"', text)}
    kinds |= {"activated_in_vain", "activated_again", "refused_activated_again"}
    assert kinds - {param.values[0] for param in BROKEN} == {"process_left"}


SOUND = {
    "the last run may have replaced it": lambda s: s.row(RENEWAL, outcome="replaced"),
    "a call that had no effect counts for nothing": lambda s: s.called(RENEWAL, APPLY, "NEW-1", done=False),
    "a lab that is killed between two effects counts one more": lambda s: s.activated("NEW-1", 2),
    "a session whose end was lost may stay open": lambda s: s.be(sessions_open=1).called_last(
        RENEWAL, "Session.EndSession", "", fault="reset_before"
    ),
    "an unfinished deployment may be told": lambda s: s.keys(
        RENEWAL, key("OLD-1", "none"), key("NEW-1", deployed=False)
    ).row(RENEWAL, warnings=["NEW-1 is not deployed automatically yet."]),
    "a run that was cut off owes no report": lambda s: s.be(cut_off=True, has_report=False, exit_code=-9),
}


@pytest.mark.parametrize("how", SOUND.values(), ids=SOUND)
def test_no_invariant_finds_fault_where(how: Callable[[Scene], Scene]) -> None:
    kinds = {violation.kind for violation in how(Scene()).violations()} - {"other_outcome"}
    assert kinds == set()


@pytest.mark.parametrize(
    "message",
    [
        "Failed to verify the activation code: it is unknown. Check it against the order confirmation.",
        "Failed to apply the new license: no answer. It was tried 2 times. Run again, or raise timeout.",
        "Failed to connect: busy. Check the code, then ask; if the servers were unavailable, run again later.",
    ],
)
def test_a_message_that_ends_in_what_to_do_next_has_a_remedy(message: str) -> None:
    scene = Scene().row(REFUSED, outcome="failed", message=message)
    assert "no_remedy" not in {violation.kind for violation in scene.violations()}


def test_a_remedy_may_stand_in_a_cell_of_its_own() -> None:
    scene = Scene().row(REFUSED, outcome="failed", message=NO_REMEDY, remedy="Run again.")
    assert "no_remedy" not in {violation.kind for violation in scene.violations()}


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Failed to connect: the connection to https://127.0.0.1:1 broke before the answer was complete.",
        "Failed to read the licenses: it broke (request id 12AB). It was tried 2 times.",
    ],
)
def test_a_message_that_only_tells_what_happened_has_no_remedy(message: str) -> None:
    scene = Scene().row(REFUSED, outcome="failed", message=message)
    assert "no_remedy" in {violation.kind for violation in scene.violations()}


def test_the_small_round_has_a_tenant_of_each_kind_that_invariants_tell_apart() -> None:
    cases = [order.case for order in ORDERS]
    assert {case.position for case in cases} == {"active", None}
    assert {case.activations for case in cases} == {0, 1}
    assert any(case.purges for case in cases)
    assert any(case.stored for case in cases)
