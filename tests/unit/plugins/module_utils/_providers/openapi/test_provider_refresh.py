# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refreshing a subscription has an end, and a lost answer starts no second one while the first may be at work."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AnswerLostError, UnavailableError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, active_key
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import answer, refuses

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpAnswer

START, POLL = "SynchronizeLicInfo2", "CheckActionState"


class Server(FakeKsc):
    """The refresh takes effect by itself, whether anybody asks for it or not; ``late`` by so many readings."""

    def _synchronize_lic_info2(self) -> HttpAnswer:
        self.due = self.late
        return super()._synchronize_lic_info2()

    def _check_action_state(self, action: str) -> HttpAnswer:
        refreshed, self.refreshed = self.refreshed, {}
        result = super()._check_action_state(action)
        self.refreshed = refreshed
        self._take_effect()
        return result

    def _enum_keys(self, **arguments: t.Any) -> HttpAnswer:
        if getattr(self, "due", None) == 0:
            self._take_effect()
        elif hasattr(self, "due"):
            self.due -= 1
        return super()._enum_keys(**arguments)

    def _take_effect(self) -> None:
        for each in self.keys.values():
            each.update(self.refreshed)


@pytest.fixture
def server() -> Server:
    server = Server(active_key("NEW", KLLIC_LICTYPE_IS_SUBSCRIPTION=True))
    server.bodies["NEW"] = (CODE.encode(), False)
    server.refreshed = {"KLLIC_LIC_COUNT": 150}
    return server


def test_a_refresh_that_is_answered(server: Server) -> None:
    result = replace(server)
    assert (result.changed, result.after.limit) == (True, 150)
    assert (server.methods.count(START), server.methods.count(POLL)) == (1, 1)


@pytest.mark.parametrize("late", [0, 1, 3])
@pytest.mark.parametrize(
    ("method", "how"),
    [
        pytest.param(START, "lost after", id="of its beginning"),
        pytest.param(POLL, "lost after", id="of its end"),
        pytest.param(POLL, answer(502), id="of its end, at a gateway"),
        pytest.param(POLL, AnswerLostError("cut"), id="of its end, in the middle"),
    ],
)
def test_a_lost_answer_is_settled_by_the_new_terms(server: Server, method: str, how: t.Any, late: int) -> None:
    server.late = late
    for call in range(4):
        server.fault(method, how, call=call)
    result = replace(server)
    assert (result.changed, result.after.limit) == (True, 150)
    assert server.methods.count(START) == 1


def test_a_refresh_that_may_not_have_begun_is_started_again_after_the_wait(server: Server) -> None:
    clock = FakeClock()
    server.fault(START, "lost before")
    result = replace(server, clock=clock)
    assert (result.changed, result.after.limit) == (True, 150)
    assert server.methods.count(START) == 2
    assert sum(clock.pauses) >= 60.0


def test_an_action_that_the_next_connection_does_not_know_is_a_lost_answer(server: Server) -> None:
    server.fault(POLL, refuses("KLSTD", 1186))
    result = replace(server)
    assert (result.changed, result.after.limit) == (True, 150)
    assert server.methods.count(START) == 1


def test_a_refresh_that_stays_lost_is_a_failure(server: Server) -> None:
    server.refreshed = {}
    for call in range(8):
        server.fault(START, "lost before", call=call)
    with pytest.raises(AnswerLostError, match="Failed to refresh the subscription"):
        replace(server)
    assert server.methods.count(START) == 4


def test_activation_servers_that_do_not_answer_are_not_asked_again(server: Server) -> None:
    server._check_action_state = lambda **_action: answer(  # type: ignore[method-assign]
        body={"bFinalized": True, "bSuccededFinalized": False, "lStateCode": 0, "lNextCheckDelay": 0}
    )
    with pytest.raises(UnavailableError, match="did not refresh the subscriptions"):
        replace(server)
    assert server.methods.count(START) == 1
