# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A change whose answer is lost: the state is watched first, and only then is anything done again."""

from __future__ import annotations

import os
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AccessDeniedError,
    AnswerLateError,
    AnswerLostError,
    AuthenticationError,
    KescError,
    RunEndedError,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._changes import Changes
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import session

LOSSES: dict[str, type[KescError]] = {
    "a reset or an end of stream": AnswerLostError,
    "a cut or foreign answer": UnexpectedAnswerError,
}


class Change:
    """Something to change: each attempt ends as the plan says, and the log keeps what was done in which order.

    An effect shows after so many ``looks``.
    """

    def __init__(self, *plan: str, loss: type[KescError] = AnswerLostError, looks: int = 0) -> None:
        self._plan = list(plan)
        self._loss = loss
        self._looks = looks
        self.log: list[str] = []
        self.there = False

    def act(self) -> str:
        outcome = self._plan.pop(0)
        self.log.append("act")
        self.there = self.there or outcome in {"done", "lost after", "late"}
        errors: dict[str, KescError] = {
            "lost before": self._loss("broke"),
            "lost after": self._loss("broke"),
            "late": AnswerLateError("no answer in time"),
            "busy": UnavailableError("the server is busy"),
            "denied": AccessDeniedError("no right"),
            "unreachable": UnreachableError("no connection"),
        }
        if outcome in errors:
            raise errors[outcome]
        return "from the answer"

    def effect(self) -> str | None:
        self.log.append("look")
        if self.there and self._looks:
            self._looks -= 1
            return None
        return "from the state" if self.there else None

    @property
    def acts(self) -> int:
        return self.log.count("act")


def settle(change: Change, *, clock: FakeClock | None = None, retries: int = 3, **options: t.Any) -> str:
    clock = clock or FakeClock()
    changes = Changes(session(ScriptedHttp(), clock=clock, retries=retries, **options), clock=clock)  # type: ignore[arg-type]
    return changes.settle_result(change.act, effect=change.effect)


@pytest.mark.parametrize(
    ("plan", "log", "result"),
    [
        pytest.param(["done"], "act", "from the answer", id="an answer that arrives"),
        pytest.param(["lost after"], "act look", "from the state", id="lost after the effect: not done again"),
        pytest.param(
            ["lost before", "done"], "act look act", "from the answer", id="lost before the effect: done again"
        ),
        pytest.param(["busy", "done"], "act look act", "from the answer", id="a busy server"),
        pytest.param(["lost before", "lost after"], "act look act look", "from the state", id="lost twice"),
        pytest.param(
            ["busy", "lost before", "busy", "done"], "act look act look act look act", "from the answer", id="at last"
        ),
    ],
)
def test_where_no_effect_is_late_one_look_decides(plan: list[str], log: str, result: str) -> None:
    change = Change(*plan)
    assert settle(change, late_effects=0.0) == result
    assert change.log == log.split()


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
@pytest.mark.parametrize("looks", [1, 2, 7])
def test_an_effect_that_is_late_is_waited_for_after_any_loss(loss: type[KescError], looks: int) -> None:
    change = Change("lost after", loss=loss, looks=looks)
    assert settle(change) == "from the state"
    assert (change.acts, change.log.count("look")) == (1, looks + 1)


@pytest.mark.parametrize("late_effects", [0.0, 5.0, 60.0])
def test_the_state_is_watched_with_growing_pauses_for_as_long_as_an_effect_may_be_late(late_effects: float) -> None:
    clock = FakeClock()
    change = Change("lost before", "done")
    assert settle(change, clock=clock, late_effects=late_effects) == "from the answer"
    *watching, before_again = clock.pauses
    assert sum(watching) == late_effects
    assert watching[:4] == [0.5, 1.0, 2.0, 4.0][: len(watching[:4])] or late_effects == 5.0
    assert max(watching, default=0.0) <= 10.0
    assert 0.5 <= before_again <= 0.75


def test_a_busy_server_has_changed_nothing_so_that_one_look_is_enough() -> None:
    clock = FakeClock()
    change = Change("busy", "done")
    settle(change, clock=clock)
    assert change.log == ["act", "look", "act"]
    assert sum(clock.pauses) <= 0.75


def test_a_call_that_may_still_be_under_way_is_not_made_again() -> None:
    change = Change("late", looks=1000)
    clock = FakeClock()
    with pytest.raises(AnswerLateError) as failed:
        settle(change, clock=clock, timeout=30.0, retries=3)
    assert change.acts == 1
    assert sum(clock.pauses) == 90.0, "as long as the call may be under way"
    assert failed.value.may_have_happened


def test_a_late_answer_whose_effect_comes_is_no_failure() -> None:
    change = Change("late", looks=3)
    assert settle(change) == "from the state"


def test_a_refusal_after_a_loss_may_be_for_the_effect_of_the_call_before() -> None:
    """Such as that the license is stored already."""
    change = Change("lost before", "denied")
    changed = {"yet": False}
    act = change.act

    def late() -> str:
        try:
            return act()
        finally:
            change.there = changed["yet"] = change.acts == 2

    change.act = late  # type: ignore[method-assign]
    assert settle(change) == "from the state"


@pytest.mark.parametrize(
    ("plan", "may_have_happened"),
    [
        (["denied"], False),
        (["unreachable"], False),
        (["busy"] * 4, False),
        (["lost before"] * 4, True),
        (["lost before", "denied"], True),
        (["lost before", "unreachable"], True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_error_says_whether_the_change_may_have_been_made(plan: list[str], may_have_happened: bool) -> None:
    with pytest.raises(KescError) as failed:
        settle(Change(*plan))
    assert failed.value.may_have_happened is may_have_happened


@pytest.mark.parametrize(
    ("outcome", "error"),
    [("denied", AccessDeniedError), ("unreachable", UnreachableError)],
    ids=["refused", "not sent"],
)
def test_what_had_no_effect_is_not_done_again(outcome: str, error: type[KescError]) -> None:
    change = Change(outcome)
    with pytest.raises(error):
        settle(change)
    assert change.log == ["act"]


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_attempts_are_bounded_and_the_last_one_is_looked_after_too(retries: int) -> None:
    change = Change(*["lost before"] * (retries + 1))
    with pytest.raises(AnswerLostError):
        settle(change, retries=retries, late_effects=0.0)
    assert change.log == ["act", "look"] * (retries + 1)
    change = Change(*["lost before"] * retries, "lost after")
    assert settle(change, retries=retries) == "from the state"


class Unreadable:
    """A state that cannot be read, for so many times."""

    def __init__(self, error: KescError, times: int) -> None:
        self._error = error
        self._times = times
        self.looks = 0

    def effect(self) -> str:
        self.looks += 1
        if self.looks <= self._times:
            raise self._error
        return "from the state"


def _settle_unread(state: Unreadable, clock: FakeClock) -> str:
    changes = Changes(session(ScriptedHttp(), clock=clock), clock=clock)  # type: ignore[arg-type]
    return changes.settle_result(Change("lost after").act, effect=state.effect)


@pytest.mark.parametrize("error", [UnreachableError("gone"), UnavailableError("busy"), AnswerLostError("broke")])
def test_a_state_that_cannot_be_read_for_a_while_is_read_later(error: KescError) -> None:
    assert _settle_unread(Unreadable(error, times=4), FakeClock()) == "from the state"


def test_a_state_that_cannot_be_read_to_the_end_is_said() -> None:
    clock = FakeClock()
    with pytest.raises(AnswerLostError) as failed:
        _settle_unread(Unreadable(UnreachableError("no connection"), times=1000), clock)
    assert "Whether it had its effect could not be read afterwards (no connection)" in failed.value.message
    assert failed.value.may_have_happened
    assert sum(clock.pauses) == 60.0


def test_refused_credentials_are_not_tried_again_and_again() -> None:
    """Wrong passwords may block the account."""
    state = Unreadable(AuthenticationError("no"), times=1000)
    with pytest.raises(AnswerLostError):
        _settle_unread(state, FakeClock())
    assert state.looks == 1


def test_settle_without_a_result() -> None:
    change = Change("lost before", "lost after")
    clock = FakeClock()
    changes = Changes(session(ScriptedHttp(), clock=clock, late_effects=0.0), clock=clock)  # type: ignore[arg-type]
    changes.settle(lambda: str(change.act()) and None, happened=lambda: change.effect() is not None)
    assert change.log == ["act", "look", "act", "look"]


def test_a_task_whose_run_has_ended_changes_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    change = Change("done")
    monkeypatch.setattr(os, "getppid", lambda: 1)
    with pytest.raises(RunEndedError, match="Run the same command again"):
        settle(change)
    assert change.log == []


def test_a_task_whose_run_ends_meanwhile_waits_no_longer_and_does_nothing_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = Change("lost before", "done")
    clock = FakeClock()
    effect = change.effect

    def look() -> str | None:
        monkeypatch.setattr(os, "getppid", lambda: 1)
        return effect()

    change.effect = look  # type: ignore[method-assign]
    with pytest.raises(AnswerLostError):
        settle(change, clock=clock)
    assert (change.log, clock.pauses) == (["act", "look"], [])


@given(
    st.lists(st.sampled_from(["done", "lost before", "lost after", "busy", "denied"]), min_size=4, max_size=4),
    st.integers(0, 6),
    st.sampled_from(list(LOSSES.values())),
)
def test_a_change_never_happens_twice(plan: list[str], looks: int, loss: type[KescError]) -> None:
    change = Change(*plan, looks=looks, loss=loss)
    happened: list[int] = []
    act = change.act

    def counted() -> str:
        was = change.there
        try:
            return act()
        finally:
            if change.there and not was:
                happened.append(1)
            assert not was, "acted again although the change was there"

    change.act = counted  # type: ignore[method-assign]
    try:
        result = settle(change)
    except KescError:
        result = ""
    assert len(happened) == int(change.there) == int(bool(result))
