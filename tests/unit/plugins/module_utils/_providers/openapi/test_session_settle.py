# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A change whose answer is lost: the state is read first, and only then is anything done again."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AccessDeniedError,
    AnswerLostError,
    KescError,
    UnavailableError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import session

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock


class Change:
    """Something to change: each attempt ends as the plan says, and the log keeps what was done in which order."""

    def __init__(self, *plan: str) -> None:
        self._plan = list(plan)
        self.log: list[str] = []
        self.there = False

    def act(self) -> str:
        outcome = self._plan.pop(0)
        self.log.append("act")
        self.there = self.there or outcome in {"done", "lost after"}
        if outcome.startswith("lost"):
            raise AnswerLostError("the connection broke")
        if outcome == "busy":
            raise UnavailableError("the server is busy")
        if outcome == "denied":
            raise AccessDeniedError("no right")
        if outcome == "unreachable":
            raise UnreachableError("no connection")
        return "from the answer"

    def effect(self) -> str | None:
        self.log.append("look")
        return "from the state" if self.there else None


def settle(change: Change, *, clock: FakeClock | None = None, retries: int = 3) -> str:
    return session(ScriptedHttp(), clock=clock, retries=retries).settle_result(change.act, effect=change.effect)


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
def test_the_state_is_read_before_anything_is_done_again(plan: list[str], log: str, result: str) -> None:
    change = Change(*plan)
    assert settle(change) == result
    assert change.log == log.split()


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
        settle(change, retries=retries)
    assert change.log == ["act", "look"] * (retries + 1)
    change = Change(*["lost before"] * retries, "lost after")
    assert settle(change, retries=retries) == "from the state"


def test_there_is_a_pause_before_each_further_attempt(clock: FakeClock) -> None:
    settle(Change("lost before", "lost before", "done"), clock=clock)
    assert len(clock.pauses) == 2
    assert 0.5 <= clock.pauses[0] <= 0.75
    assert 1.0 <= clock.pauses[1] <= 1.5


def test_a_state_that_cannot_be_read_is_said() -> None:
    def effect() -> t.NoReturn:
        raise UnreachableError("no connection")

    with pytest.raises(AnswerLostError) as failed:
        session(ScriptedHttp()).settle_result(Change("lost after").act, effect=effect)
    assert "Whether it had its effect could not be read afterwards (no connection)" in failed.value.message


def test_settle_without_a_result() -> None:
    change = Change("lost before", "lost after")
    session(ScriptedHttp()).settle(lambda: str(change.act()) and None, happened=lambda: change.effect() is not None)
    assert change.log == ["act", "look", "act", "look"]


@given(st.lists(st.sampled_from(["done", "lost before", "lost after", "busy", "denied"]), min_size=4, max_size=4))
def test_a_change_never_happens_twice(plan: list[str]) -> None:
    change = Change(*plan)
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

    try:
        result = session(ScriptedHttp()).settle_result(counted, effect=change.effect)
    except KescError:
        result = ""
    assert len(happened) == int(change.there) == int(bool(result))
