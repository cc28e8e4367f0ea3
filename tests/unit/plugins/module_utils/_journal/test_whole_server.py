# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that are lost or killed at any call of a whole server, and the runs after them: each change is made once."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AnswerLostError,
    KescError,
    UnexpectedAnswerError,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, active_key, key
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import answer, refuses

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpAnswer
    from ansible_collections.fleetops.kesc.tests.unit.support.journals import Run

DONE = {"OLD": (0, False), "NEW": (1, True)}
"""Which key the server uses, and whether devices get it, once all is done."""


class Killed(BaseException):
    """The process is gone."""


class Server(FakeKsc):
    """Counts the effects of changes, and can be left at any call, as by a process that is killed."""

    def __init__(self, *keys: t.Any) -> None:
        super().__init__(*keys)
        self.effects: list[str] = []
        self.killed_at: tuple[int, bool] | None = None
        self._calls = 0

    def post(self, path: str, *, headers: t.Mapping[str, str], body: bytes) -> HttpAnswer:
        number, self._calls = self._calls, self._calls + 1
        if self.killed_at is not None and number >= self.killed_at[0]:
            if number == self.killed_at[0] and self.killed_at[1]:
                super().post(path, headers=headers, body=body)
            raise Killed
        return super().post(path, headers=headers, body=body)

    def revive(self) -> None:
        self.killed_at = None
        self._faults.clear()

    def _install_key(self, key_info: t.Any) -> HttpAnswer:
        before = set(self.keys)
        result = super()._install_key(key_info)
        self.effects += [f"activated {serial}" for serial in set(self.keys) - before]
        return result

    def _saas_try_to_install(self, data: t.Any, as_current: bool) -> HttpAnswer:
        self.effects.append(f"applied {data['KLLIC_SERIAL']}")
        return super()._saas_try_to_install(data, as_current)

    def _uninstall_key(self, key_info: t.Any) -> HttpAnswer:
        self.effects.append(f"removed {key_info['KLLIC_SERIAL']}")
        return super()._uninstall_key(key_info)

    def state(self) -> dict[str, tuple[int, bool]]:
        """Once all has come into force."""
        while self._pending is not None:
            self._let_time_pass()
        return {serial: (each["KLLIC_USED_BY_ADM_SRV"], each["KLLICSRV_AUTOKEY"]) for serial, each in self.keys.items()}


def make(*, silent: bool = False, late: int = 0, may_export: bool = True, **new: t.Any) -> Server:
    server = Server(active_key(KLLIC_NHOSTS_ASCURRENT=4))
    server.bodies["OLD"] = (b"OLD00-OLD00-OLD00-OLD00", False)
    server.codes[CODE] = key("NEW", **new)
    server.silent, server.late, server.devices, server.may_export = silent, late, 4, may_export
    return server


SERVERS = pytest.mark.parametrize(
    "kind",
    [
        pytest.param({"silent": silent, "may_export": may_export}, id=f"{told}, {bodies} bodies")
        for silent, told in ((False, "tells its use"), (True, "silent"))
        for may_export, bodies in ((True, "readable"), (False, "hidden"))
    ],
)
LOSSES = {
    "a reset before the effect": "lost before",
    "a reset after the effect": "lost after",
    "a foreign answer": UnexpectedAnswerError("a web page"),
    "an end of stream": AnswerLostError("the connection ended"),
    "a failing gateway": answer(502),
}


@SERVERS
@pytest.mark.parametrize("late", [0, 1, 2, 5])
@pytest.mark.parametrize("how", LOSSES.values(), ids=LOSSES.keys())
@pytest.mark.parametrize("method", ["InstallKey", "SaasTryToInstall", "AdjustKey"])
def test_no_loss_makes_a_run_change_anything_twice(
    run: Run, method: str, how: t.Any, late: int, kind: dict[str, bool]
) -> None:
    server = make(late=late, **kind)
    server.fault(method, how)
    result = run(server)
    assert result.error is None
    assert server.effects == ["activated NEW", "applied NEW"]
    assert server.state() == DONE


@SERVERS
@pytest.mark.parametrize("late", [0, 2])
@pytest.mark.parametrize("after_effect", [False, True], ids=["before its effect", "after its effect"])
@pytest.mark.parametrize("call", range(16))
def test_a_run_that_is_killed_at_any_call_is_finished_by_the_next(
    run: Run, call: int, after_effect: bool, late: int, kind: dict[str, bool]
) -> None:
    server = make(late=late, **kind)
    server.killed_at = (call, after_effect)
    try:
        run(server)
    except Killed:
        server.revive()
        result = run(server)
        assert result.error is None
    assert server.effects == ["activated NEW", "applied NEW"]
    assert server.state() == DONE
    server.revive()
    assert run(server).values["changed"] is False


@pytest.mark.parametrize("may_export", [True, False], ids=["readable bodies", "hidden bodies"])
@pytest.mark.parametrize("after_effect", [False, True], ids=["before its effect", "after its effect"])
@pytest.mark.parametrize("call", range(10))
def test_a_held_back_tenant_is_left_as_found_after_a_kill_at_any_call(
    run: Run, call: int, after_effect: bool, may_export: bool
) -> None:
    server = make(may_export=may_export, KLLIC_LIC_COUNT=1)
    before = server.snapshot()
    server.killed_at = (call, after_effect)
    try:
        run(server)
    except Killed:
        server.revive()
        run(server)
    assert server.effects == ["activated NEW", "removed NEW"]
    assert server.keys == before
    server.revive()
    again = run(server)
    assert server.effects == ["activated NEW", "removed NEW"]
    assert again.error is not None
    assert again.error.error_code == "guard_tripped"


@SERVERS
@pytest.mark.parametrize("times", [4, 8], ids=["longer than it is tried", "for the next run as well"])
def test_an_accepted_license_is_never_taken_out_when_its_deployment_fails(
    run: Run, times: int, kind: dict[str, bool]
) -> None:
    """SaasTryToInstall is accepted and shows late, AdjustKey answers 503 again and again."""
    server = make(late=1, **kind)
    for call in range(times):
        server.fault("AdjustKey", answer(503), call=call)
    failed = run(server)
    assert failed.error is not None
    assert failed.values["changed"]
    for _run in range(2):
        result = run(server)
    assert result.error is None
    assert server.effects == ["activated NEW", "applied NEW"]
    assert server.state() == DONE


class TestWithoutTheRightExportLicense:
    """Where the server does not even say that a code is stored, the journal does."""

    def server(self, **options: t.Any) -> Server:
        server = make(may_export=False, **options)
        server.refuses_stored = True
        return server

    def test_a_second_run_is_as_quiet_as_a_first_is_busy(self, run: Run) -> None:
        server = self.server()
        assert run(server).values["changed"]
        again = run(server)
        assert (again.error, again.values["changed"]) == (None, False)
        assert server.effects == ["activated NEW", "applied NEW"]

    def test_a_code_that_no_run_has_seen_is_refused_with_what_it_may_mean(self, run: Run) -> None:
        server = self.server()
        server.keys["NEW"] = key("NEW")
        server.bodies["NEW"] = (CODE.encode(), False)
        result = run(server)
        assert result.error is not None
        assert result.error.error_code == "code_not_added"
        message = result.error.message
        assert "the server does not permit to add the code: it may be in the tenant's store already" in message
        assert "Give the account the right ExportLicense on this tenant" in message
        assert "not valid for the Administration Server itself" not in message

    def test_a_refusal_where_stored_codes_can_be_seen_does_not_speak_of_that_right(self, run: Run) -> None:
        server = make()
        server.fault("InstallKey", refuses("KLSTD", 1193))
        result = run(server)
        assert result.error is not None
        assert "ExportLicense" not in result.error.message
        assert "the server does not permit to add the code (KLSTD 1193" in result.error.message


@pytest.mark.parametrize(
    "how", [answer(429), answer(503), "lost before", "lost after", refuses("KLSTD", 1195)], ids=str
)
@pytest.mark.parametrize("call", [0, 1], ids=["reading the key", "checking it"])
def test_a_passing_failure_burns_no_activation(run: Run, how: t.Any, call: int) -> None:
    server = make()
    method, first = [("GetKeyData", 1), ("CheckIfSaasLicenseIsValid", 0)][call]
    for number in range(first, first + 4):
        server.fault(method, how, call=number)
    failed = run(server)
    assert failed.error is not None
    assert failed.values["left_in_store"] == ["NEW"]
    server.revive()
    assert run(server).values["changed"]
    assert server.effects == ["activated NEW", "applied NEW"]


def test_no_error_of_any_run_lacks_a_remedy(run: Run) -> None:
    for how in (*LOSSES.values(), answer(403), answer(301), answer(404), answer(200, "{"), refuses("KLX", 77)):
        for method in ("EnumKeys", "InstallKey", "GetKeyData", "SaasTryToInstall", "AdjustKey"):
            server = make()
            for call in range(12):
                server.fault(method, how, call=call)
            error: KescError | None = run(server).error
            if error is not None:
                assert error.message.endswith(f"{error.remedy.rstrip('.')}.")
                assert error.remedy
