# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one run leaves behind, the next ones know: they use it, finish it, tell of it, and ask for nothing twice."""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AccessDeniedError,
    KescError,
    LicenseNotUsableError,
    UnavailableError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._journal._tenant_journal import (
    carried_over,
    of_this_rotation,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.tests.unit.support.builders import OTHER_CODE, active, days, license
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.tests.unit.support.journals import Run

OLD, NEW = active("OLD"), license("NEW")
DEPLOYED = active("OLD", automatic_deployment=True)
VERIFY, WITHDRAW, APPLY, DEPLOY = 2, 3, 3, 4
"""Which call of a replacement is which, from nought."""


@pytest.fixture(params=[False, True], ids=["same journal", "next journal"])
def next_rotation(request: pytest.FixtureRequest, journal: str) -> t.Callable[[], None]:
    """The journal of the next run: the same, or a new one with what the closed one hands on."""

    def close() -> None:
        if request.param:
            records = carried_over(_journal.read(journal))
            Path(journal).unlink(missing_ok=True)
            for record in records:
                _journal.append(journal, record, at=NOW)

    return close


def tenant(store: t.Iterable[License] = (OLD,), **options: t.Any) -> FakeProvider:
    return FakeProvider(store, **{"license": NEW, **options})


def as_left(before: FakeProvider, **options: t.Any) -> FakeProvider:
    """The same tenant, as the next run finds it."""
    provider = tenant(before.store.values(), **options)
    provider._pending = before._pending
    return provider


def message_of(result: t.Any) -> str:
    assert result.error is not None
    return str(result.error.message)


@pytest.mark.parametrize("hidden", [False, True], ids=["readable bodies", "hidden bodies"])
@pytest.mark.parametrize(
    "error",
    [UnavailableError("busy"), UnreachableError("gone"), AccessDeniedError("no")],
    ids=["busy", "gone", "no right"],
)
def test_what_a_failed_run_has_added_is_used_without_another_activation(
    run: Run, next_rotation: t.Callable[[], None], error: KescError, hidden: bool
) -> None:
    first = tenant(hidden=hidden, fault=Fault(call=APPLY, error=error))
    failed = run(first)
    assert failed.values["left_in_store"] == ["NEW"]
    assert "the next run uses it without another activation" in message_of(failed)
    next_rotation()
    second = as_left(first, hidden=hidden)
    done = run(second)
    assert done.error is None
    assert "verify" not in second.calls
    assert second.store["NEW"].position is Position.ACTIVE
    assert done.values["left_in_store"] == []


def test_what_is_added_when_a_run_loses_the_server_is_remembered(run: Run, next_rotation: t.Callable[[], None]) -> None:
    error = UnavailableError("busy")
    error.left_in_store.append("NEW")
    first = tenant(hidden=True, fault=Fault(call=VERIFY, error=error, after_effect=True))
    assert run(first).values["left_in_store"] == ["NEW"]
    next_rotation()
    second = as_left(first, hidden=True)
    assert run(second).values["changed"]
    assert "verify" not in second.calls


class TestHeldBack:
    """A tenant that a guard held back is not verified again, unless what the guard looked at has changed."""

    @pytest.fixture
    def held_back(self, run: Run, next_rotation: t.Callable[[], None]) -> None:
        first = tenant([active("OLD", limit=500)])
        assert "stopped by 1 guard(s) before anything was applied" in message_of(run(first))
        assert set(first.store) == {"OLD"}
        next_rotation()

    @pytest.mark.usefixtures("held_back")
    @pytest.mark.parametrize("check_mode", [False, True], ids=["real run", "check mode"])
    def test_its_code_is_not_sent_again(self, run: Run, next_rotation: t.Callable[[], None], check_mode: bool) -> None:
        for _run in range(2):
            again = tenant([active("OLD", limit=500)])
            result = run(again, check_mode=check_mode)
            assert again.calls == ["licenses", "recognize"]
            assert result.error is not None
            assert result.error.error_code == "guard_tripped"
            assert "was verified on 2026-03-01" in message_of(result)
            assert "smaller_limit" in message_of(result)
            assert (result.values["verified"], result.values["changed"]) == (True, False)
            assert result.values["after"]["license_id"] == "NEW"
            next_rotation()

    @pytest.mark.usefixtures("held_back")
    @pytest.mark.parametrize(
        ("store", "options"),
        [
            pytest.param(active("OLD", limit=500), {"allow_smaller_limit": True}, id="an allowance"),
            pytest.param(active("OLD", limit=500), {"expected": {"limit": 100}}, id="another order"),
            pytest.param(active("OLD", limit=500), {"position": "reserve"}, id="another position"),
            pytest.param(active("OTHER", limit=500), {}, id="another license"),
            pytest.param(active("OLD", limit=90), {}, id="the same license with other terms"),
            pytest.param(active("OLD", limit=500, expires=days(20)), {}, id="another end"),
        ],
    )
    def test_it_is_when_something_has_changed(self, run: Run, store: License, options: dict[str, t.Any]) -> None:
        again = tenant([store])
        run(again, **options)
        assert "verify" in again.calls or options.get("expected")

    def test_it_is_when_less_is_in_use_than_before(self, run: Run, next_rotation: t.Callable[[], None]) -> None:
        small = license("NEW", limit=40)
        run(FakeProvider([active("OLD", limit=40, in_use=50)], license=small))
        next_rotation()
        again = FakeProvider([active("OLD", limit=40, in_use=30)], license=small)
        assert run(again).values["changed"]

    def test_another_code_is_another_order(self, run: Run) -> None:
        run(tenant([active("OLD", limit=500)]))
        again = tenant([active("OLD", limit=500)])
        run(again, activation_code=OTHER_CODE)
        assert "verify" in again.calls

    def test_what_the_order_sheet_alone_decides_sends_no_code_at_all(self, run: Run) -> None:
        provider = tenant([active("OLD", limit=500)])
        result = run(provider, expected={"limit": 100})
        assert provider.calls == ["licenses", "recognize"]
        assert "stopped by 1 guard(s) before the code was verified" in message_of(result)
        assert result.values["verified"] is False

    def test_a_license_that_may_not_be_used_is_not_activated_again_either(
        self, run: Run, next_rotation: t.Callable[[], None]
    ) -> None:
        error = LicenseNotUsableError("not valid for the server", remedy="Check the application")
        first = tenant(fault=Fault(call=APPLY, error=error))
        run(first)
        assert set(first.store) == {"OLD"}
        next_rotation()
        again = tenant()
        result = run(again)
        assert again.calls == ["licenses", "recognize"]
        assert result.error is not None
        assert result.error.error_code == "license_not_usable"
        assert "not valid for the server" in message_of(result)
        assert message_of(result).endswith("Check the application.")


class TestLeftovers:
    """What could not be taken out is told until it is gone, and taken out as soon as that works."""

    @pytest.mark.parametrize("hidden", [False, True], ids=["readable bodies", "hidden bodies"])
    def test_it_is_told_by_every_run_and_put_back(
        self, run: Run, next_rotation: t.Callable[[], None], hidden: bool
    ) -> None:
        store = [active("OLD", limit=500)]
        at = tenant(store, hidden=hidden, fault=Fault(call=WITHDRAW, error=UnavailableError("busy")))
        assert run(at).values["left_in_store"] == ["NEW"]
        for _run in range(2):
            next_rotation()
            at = as_left(at, hidden=hidden, fault=Fault(call=2, error=UnavailableError("busy")))
            result = run(at)
            assert at.calls == ["licenses", "recognize", "withdraw"]
            assert result.values["left_in_store"] == ["NEW"]
            assert "License NEW, added for verification, could not be removed again (busy)" in message_of(result)
        next_rotation()
        at = as_left(at, hidden=hidden)
        result = run(at)
        assert (set(at.store), result.values["left_in_store"]) == ({"OLD"}, [])
        assert "License NEW" not in message_of(result)
        assert result.error is not None
        assert result.error.error_code == "guard_tripped"

    def test_one_of_another_code_that_was_refused_is_taken_out(
        self, run: Run, next_rotation: t.Callable[[], None]
    ) -> None:
        first = tenant([active("OLD", limit=500)], fault=Fault(call=WITHDRAW, error=UnavailableError("busy")))
        run(first)
        next_rotation()
        other = license("OTHER", limit=500)
        second = FakeProvider(first.store.values(), license=other)
        result = run(second, activation_code=OTHER_CODE)
        assert result.error is None
        assert set(second.store) == {"OLD", "OTHER"}

    def test_one_of_another_code_that_was_not_refused_is_told_and_left(
        self, run: Run, next_rotation: t.Callable[[], None]
    ) -> None:
        first = tenant(fault=Fault(call=APPLY, error=UnavailableError("busy")))
        run(first)
        for _run in range(2):
            next_rotation()
            second = FakeProvider(first.store.values(), license=license("OTHER"))
            result = run(second, activation_code=OTHER_CODE)
            assert result.error is None
            assert result.values["left_in_store"] == ["NEW"]
            assert any(
                "License NEW, which an earlier run added for the code ending MN4OP" in w for w in result.warnings
            )
            assert set(second.store) == {"OLD", "NEW", "OTHER"}

    def test_one_that_a_person_has_removed_is_forgotten(self, run: Run) -> None:
        run(tenant([active("OLD", limit=500)], fault=Fault(call=WITHDRAW, error=UnavailableError("busy"))))
        result = run(tenant([active("OLD", limit=500)]))
        assert result.values["left_in_store"] == []
        assert "License NEW" not in message_of(result)

    def test_one_that_a_person_has_put_into_use_is_none(self, run: Run) -> None:
        run(tenant(fault=Fault(call=APPLY, error=UnavailableError("busy"))))
        result = run(tenant([license("OLD"), active("NEW")]))
        assert (result.error, result.values["left_in_store"], result.values["changed"]) == (None, [], False)


class TestInterruptedDeployment:
    """The server has the license, devices do not get it yet: later runs finish that, and apply nothing again."""

    @pytest.mark.parametrize("failing", [DEPLOY, DEPLOY + 1], ids=["the new one is not on", "the old one is not off"])
    def test_it_is_finished(self, run: Run, next_rotation: t.Callable[[], None], failing: int) -> None:
        first = tenant([DEPLOYED], fault=Fault(call=failing, error=UnavailableError("busy")))
        failed = run(first)
        assert failed.values["changed"]
        assert failed.values["left_in_store"] == []
        assert "hand the automatic deployment over" in message_of(failed)
        next_rotation()
        second = as_left(first)
        done = run(second)
        assert done.error is None
        assert "apply" not in second.calls
        assert {name: each.automatic_deployment for name, each in second.store.items()} == {"OLD": False, "NEW": True}
        assert (done.values["before"]["license_id"], done.values["after"]["license_id"]) == ("OLD", "NEW")
        assert (done.values["changed"], done.values["applied"]) == (True, True)
        next_rotation()
        third = as_left(second)
        assert run(third).values["changed"] is False
        assert third.changing_calls == []

    def test_one_that_somebody_had_switched_off_stays_off(self, run: Run) -> None:
        first = tenant([OLD], fault=Fault(call=DEPLOY, error=UnavailableError("the confirmation failed")))
        run(first)
        second = as_left(first)
        run(second)
        assert "deploy" not in second.calls

    def test_check_mode_says_that_it_is_to_be_finished_and_does_nothing(self, run: Run) -> None:
        first = tenant([DEPLOYED], fault=Fault(call=DEPLOY, error=UnavailableError("busy")))
        run(first)
        second = as_left(first)
        result = run(second, check_mode=True)
        assert second.changing_calls == []
        assert (result.values["changed"], result.values["applied"]) == (True, False)


def test_a_purge_that_failed_is_done_by_the_next_run(run: Run, next_rotation: t.Callable[[], None]) -> None:
    first = tenant([OLD], fault=Fault(call=5, error=UnavailableError("busy")))
    assert "purge the replaced license" in message_of(run(first, purge_replaced=True))
    next_rotation()
    second = as_left(first)
    assert run(second, purge_replaced=True).error is None
    assert set(second.store) == {"NEW"}


def test_what_was_accepted_is_never_taken_out_even_where_a_guard_stops_a_later_run(
    run: Run, next_rotation: t.Callable[[], None]
) -> None:
    options = {"license": license("NEW", assigned=False), "looks_until_effect": 1000}
    first = tenant([DEPLOYED], fault=Fault(call=DEPLOY, error=UnavailableError("busy")), **options)
    failed = run(first, confirm_timeout=3)
    assert "License NEW stays in the store, for the server may have accepted it" in message_of(failed)
    next_rotation()
    second = as_left(first, **options)
    stopped = run(second, confirm_timeout=3, expected={"name": "Plus"})
    assert stopped.error is not None
    assert stopped.error.error_code == "guard_tripped"
    assert "withdraw" not in second.calls
    assert "NEW" in second.store
    assert "License NEW stays in the store, for the server may have accepted it" in message_of(stopped)


def test_a_license_that_the_server_refused_is_not_waited_for_by_the_next_run(run: Run) -> None:
    first = tenant(fault=Fault(call=APPLY, error=UnavailableError("busy")))
    run(first)
    second = as_left(first)
    run(second)
    assert second.calls[:2] == ["licenses", "recognize"], "one look, no waiting"


@pytest.mark.parametrize("hidden", [False, True], ids=["readable bodies", "hidden bodies"])
def test_what_was_in_force_once_is_recognized_without_sending_its_code(
    run: Run, next_rotation: t.Callable[[], None], hidden: bool
) -> None:
    first = tenant(hidden=hidden)
    run(first)
    next_rotation()
    second = as_left(first, hidden=hidden)
    assert run(second).values["changed"] is False
    assert second.calls == ["licenses", "recognize"]


class TestAnotherServer:
    """After a change of servers the journal speaks of other tenants."""

    def test_its_records_are_not_believed_and_that_is_said(self, run: Run, next_rotation: t.Callable[[], None]) -> None:
        run(tenant(fault=Fault(call=APPLY, error=UnavailableError("busy"))))
        next_rotation()
        elsewhere = tenant([OLD, license("NEW", name="another license with that id")], hidden=True)
        elsewhere.server = "another server"
        result = run(elsewhere)
        assert "verify" in elsewhere.calls
        assert any("records of this tenant at another server" in warning for warning in result.warnings)

    def test_each_remembers_its_own(self, run: Run, next_rotation: t.Callable[[], None]) -> None:
        run(tenant([active("OLD", limit=500)]))
        other = tenant()
        other.server = "another server"
        run(other)
        next_rotation()
        again = tenant([active("OLD", limit=500)])
        run(again)
        assert "verify" not in again.calls


class TestClosing:
    """Only a settled tenant is forgotten."""

    def carried(self, journal: str) -> dict[str, t.Any]:
        (record,) = carried_over(_journal.read(journal)) or [{"memory": None}]
        return dict(record)

    def test_of_a_settled_tenant_only_the_license_of_its_code_is_kept(self, run: Run, journal: str) -> None:
        run(tenant())
        record = self.carried(journal)
        assert record["event"] == "carried"
        assert record["memory"] == {"codes": {"MN4OP": {"known_as": "NEW"}}, "left": {}, "refused": []}

    def test_of_a_tenant_without_anything_to_remember_nothing_is_kept(self, run: Run, journal: str) -> None:
        run(FakeProvider([OLD], license=None))
        assert carried_over(_journal.read(journal)) == []

    def test_what_is_handed_on_is_handed_on_again(self, run: Run, journal: str) -> None:
        run(tenant(fault=Fault(call=APPLY, error=UnavailableError("busy"))))
        once = carried_over(_journal.read(journal))
        assert carried_over(once) == once

    def test_what_is_handed_on_is_no_rotation_of_its_own(self, run: Run, journal: str) -> None:
        run(tenant())
        handed_on = carried_over(_journal.read(journal))
        assert list(of_this_rotation(handed_on)) == []
        assert len(list(of_this_rotation(_journal.read(journal)))) == 4

    def test_a_failure_that_says_that_the_license_may_still_come_is_not_forgotten(self, run: Run, journal: str) -> None:
        run(tenant([DEPLOYED], looks_until_effect=1000, fault=Fault(call=DEPLOY, error=UnavailableError("busy"))))
        memory = self.carried(journal)["memory"]
        assert memory["codes"]["MN4OP"]["application"]["accepted"] is True
        assert memory["left"] == {"NEW": "MN4OP"}

    def test_a_record_of_a_whole_license_comes_back_as_it_was(self, run: Run) -> None:
        rich = license("NEW", limit=10, never_expires=True, expires=None, assigned=False, subscription_state="paused")
        run(FakeProvider([active("OLD", limit=500)], license=rich))
        again = FakeProvider([active("OLD", limit=500)], license=dataclasses.replace(rich, limit=1000))
        result = run(again)
        assert "verify" not in again.calls
        assert result.values["after"]["limit"] == 10
        assert result.values["after"]["subscription_state"] == "paused"
