# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A replacement that is written down, cut off at any point, and taken up again."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import JournalError, ServerAnswer, ServerError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _rotation
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE, active, license
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.tests.unit.support.journals import Run

OLD, NEW = active("OLD"), license("NEW")


VERIFY, APPLY, LAST_CALL = 2, 3, 5
"""Which call of a replacement is which, from nought."""


class Killed(BaseException):
    """The process is gone: raised by every later call as well, nothing after it has an effect."""


def next_run(cut_off: FakeProvider, **options: t.Any) -> FakeProvider:
    """The same tenant, as the next run finds it."""
    provider = FakeProvider(cut_off.store.values(), license=NEW, **options)
    provider._pending = cut_off._pending
    provider.replaced = cut_off.replaced
    return provider


def events(journal: str) -> list[str]:
    return [record["event"] for record in _journal.read(journal)]


def outcome(journal: str) -> str:
    return _outcomes.outcome_of(_rotation.journaled_results(_journal.read(journal))["birch"])


def test_the_journal_knows_of_each_act_before_it_and_of_the_end_after_it(run: Run, journal: str) -> None:
    seen: dict[str, list[str]] = {}

    class Watched(FakeProvider):
        def _run(self, name: str, act: t.Callable[[], t.Any]) -> t.Any:
            seen[name] = events(journal)
            return super()._run(name, act)

    run(Watched([OLD], license=NEW))
    assert (seen["recognize"], seen["verify"], seen["apply"]) == ([], ["verifying"], ["verifying", "applying"])
    assert events(journal) == ["verifying", "applying", "accepted", "finished"]


@pytest.mark.parametrize("after_effect", [False, True], ids=["before its effect", "after its effect"])
@pytest.mark.parametrize("call", range(LAST_CALL + 1))
def test_a_run_that_is_killed_at_any_call_is_finished_by_the_next_and_nothing_is_done_twice(
    run: Run, journal: str, call: int, after_effect: bool
) -> None:
    fault = Fault(call=call, error=Killed(), after_effect=after_effect, lasting=True)
    killed = FakeProvider([OLD], license=NEW, fault=fault)
    with pytest.raises(Killed):
        run(killed)
    assert "finished" not in events(journal)
    provider = next_run(killed)
    result = run(provider)
    assert result.error is None
    assert provider.store["NEW"].position is Position.ACTIVE
    assert provider.replaced == ["OLD"], "applied once in all"
    assert outcome(journal) == _outcomes.REPLACED
    row = _report.build_report(_rotation.journaled_results(_journal.read(journal)))["tenants"][0]
    assert (row["before"]["license_id"], row["after"]["license_id"]) == ("OLD", "NEW")


def test_what_a_killed_run_applied_is_waited_for_instead_of_being_applied_again(run: Run, journal: str) -> None:
    fault = Fault(call=APPLY, error=Killed(), after_effect=True, lasting=True)
    killed = FakeProvider([OLD], license=NEW, fault=fault)
    with pytest.raises(Killed):
        run(killed)
    provider = next_run(killed, looks_until_effect=5)
    run(provider)
    assert "apply" not in provider.calls
    assert outcome(journal) == _outcomes.REPLACED


def test_what_a_killed_run_never_applied_is_applied_after_the_wait(run: Run, journal: str) -> None:
    killed = FakeProvider([OLD], license=NEW, fault=Fault(call=APPLY, error=Killed(), lasting=True))
    with pytest.raises(Killed):
        run(killed)
    assert events(journal)[-1] == "applying"
    provider = next_run(killed)
    assert run(provider, confirm_timeout=3).values["changed"]
    assert provider.replaced == ["OLD"]


def test_what_a_killed_run_was_about_to_apply_is_not_verified_again_where_the_server_hides_codes(run: Run) -> None:
    killed = FakeProvider([OLD], license=NEW, hidden=True, fault=Fault(call=APPLY, error=Killed(), lasting=True))
    with pytest.raises(Killed):
        run(killed)
    provider = next_run(killed, hidden=True)
    assert run(provider, confirm_timeout=1).values["changed"]
    assert "verify" not in provider.calls
    assert provider.replaced == ["OLD"]


def test_what_a_killed_run_was_about_to_apply_says_nothing_of_another_code(run: Run) -> None:
    killed = FakeProvider([OLD], license=NEW, hidden=True, fault=Fault(call=APPLY, error=Killed(), lasting=True))
    with pytest.raises(Killed):
        run(killed)
    provider = next_run(killed, hidden=True)
    run(provider, activation_code=OTHER_CODE)
    assert "verify" in provider.calls


@pytest.mark.parametrize("effect", [True, False], ids=["added", "not added"])
def test_what_a_killed_verification_has_left_is_taken_out_when_the_license_is_refused(run: Run, effect: bool) -> None:
    killed = FakeProvider(
        [OLD], license=NEW, fault=Fault(call=VERIFY, error=Killed(), after_effect=effect, lasting=True)
    )
    with pytest.raises(Killed):
        run(killed)
    assert set(killed.store) == ({"OLD", "NEW"} if effect else {"OLD"})
    provider = next_run(killed)
    refused = run(provider, expected={"limit": 1})
    assert refused.error is not None
    assert refused.error.error_code == "guard_tripped"
    assert set(provider.store) == {"OLD"}


def test_what_was_in_the_store_before_a_killed_run_stays_there(run: Run) -> None:
    killed = FakeProvider([OLD, NEW], license=NEW, hidden=True, fault=Fault(call=VERIFY, error=Killed(), lasting=True))
    with pytest.raises(Killed):
        run(killed)
    provider = next_run(killed)
    assert run(provider, expected={"limit": 1}).error is not None
    assert set(provider.store) == {"OLD", "NEW"}


def test_a_journal_that_cannot_be_written_stops_the_replacement_before_the_store_is_touched(
    run: Run, tmp_path: Path
) -> None:
    provider = FakeProvider([OLD], license=NEW)
    result = run(provider, place={"file": str(tmp_path / "no such folder" / "journal.jsonl")})
    assert result.error is not None
    assert result.error.error_code == "journal_unusable"
    assert provider.changing_calls == []


def test_a_journal_that_fails_at_the_end_warns_for_the_tenant_is_settled(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = _journal.append

    def full(file: str, record: dict[str, t.Any], **options: t.Any) -> None:
        if record["event"] == _journal.FINISHED:
            raise JournalError("the disk is full")
        append(file, record, **options)

    monkeypatch.setattr(_journal, "append", full)
    result = run(FakeProvider([OLD], license=NEW))
    assert result.error is None
    assert any("the disk is full" in warning for warning in result.warnings)


def test_check_mode_writes_nothing_down(run: Run, journal: str) -> None:
    run(FakeProvider([OLD], license=NEW), check_mode=True, check_mode_verification="staged")
    assert events(journal) == []


def test_a_failure_is_written_down_with_what_the_report_needs(run: Run, journal: str) -> None:
    run(FakeProvider([OLD]))
    assert outcome(journal) == _outcomes.FAILED
    row = _report.build_report(_rotation.journaled_results(_journal.read(journal)))["tenants"][0]
    assert "the activation servers know no license" in row["message"]


@pytest.mark.parametrize("secret", [CODE, CODE.replace("-", ""), CODE.lower(), "pass-word"])
def test_no_secret_is_written_down_even_where_a_server_quotes_it(run: Run, journal: str, secret: str) -> None:
    quoted = ServerError("it broke", server=ServerAnswer(text=f"cannot use {secret} here"))
    run(FakeProvider([active("OLD", name=f"Basic {secret}")], license=NEW, fault=Fault(call=VERIFY, error=quoted)))
    text = Path(journal).read_text(encoding="utf-8")
    assert "it broke" in text
    assert secret not in text
    assert json.loads(text.splitlines()[-1])["result"]["partial_code"] == CODE[-5:]


@pytest.mark.parametrize(
    "line",
    [
        {"host": "birch"},
        {"host": "birch", "event": "unheard of", "partial_code": "MN4OP"},
        {"host": "birch", "event": "verifying"},
        {"host": "birch", "event": "applying", "partial_code": "MN4OP", "license": 1, "replaces": None},
        {"host": "birch", "event": "finished", "partial_code": "MN4OP", "result": []},
        {"host": "birch", "event": "carried", "memory": []},
    ],
    ids=["no event", "another event", "too little", "a number", "a list", "no memory"],
)
def test_a_foreign_line_is_refused_with_the_file_before_anything_is_asked(
    run: Run, journal: str, line: dict[str, t.Any]
) -> None:
    Path(journal).write_text(json.dumps(line, separators=(",", ":")) + "\n", encoding="utf-8")
    provider = FakeProvider([OLD], license=NEW)
    with pytest.raises(JournalError, match="that cannot be understood") as refused:
        run(provider)
    assert journal in refused.value.message
    assert refused.value.message.endswith("Move the file away, or name another one.")
    assert provider.calls == []
