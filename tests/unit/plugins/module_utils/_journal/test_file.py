# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal of a rotation: what is written is whole or says nothing, whoever writes and whenever it stops."""

from __future__ import annotations

import concurrent.futures
import fcntl
import json
import stat
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import JournalError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW

if t.TYPE_CHECKING:
    from pathlib import Path

HOSTS = st.text(min_size=1, max_size=8)


def write(file: Path, *records: dict[str, t.Any]) -> str:
    for record in records:
        _journal.append(str(file), record, at=NOW)
    return str(file)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def test_records_are_read_in_the_order_in_which_they_were_written(file: Path) -> None:
    journal = write(file, {"host": "alder", "event": "applying"}, {"host": "birch", "event": "finished"})
    assert list(_journal.read(journal)) == [
        {"at": "2026-03-01T12:00:00Z", "host": "alder", "event": "applying"},
        {"at": "2026-03-01T12:00:00Z", "host": "birch", "event": "finished"},
    ]


def test_only_its_owner_can_read_it(file: Path) -> None:
    write(file, {"host": "alder"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_journal_that_is_not_there_says_nothing(file: Path) -> None:
    assert list(_journal.read(str(file))) == _journal.read_host(str(file), "alder") == []


def test_an_empty_journal_says_nothing(file: Path) -> None:
    file.touch()
    assert list(_journal.read(str(file))) == _journal.read_host(str(file), "alder") == []


@given(hosts=st.lists(HOSTS, max_size=20), cut=st.integers(min_value=0, max_value=400))
def test_a_journal_cut_anywhere_keeps_its_whole_lines_and_takes_new_ones(
    tmp_path_factory: pytest.TempPathFactory, hosts: list[str], cut: int
) -> None:
    file = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    write(file, *({"host": host, "event": "finished"} for host in hosts))
    whole = file.read_bytes()[:cut] if hosts else b""
    file.write_bytes(whole)
    kept = hosts[: whole.count(b"\n")]
    assert [record["host"] for record in _journal.read(str(file))] == kept
    write(file, {"host": "last", "event": "finished"})
    found = [record["host"] for record in _journal.read(str(file))]
    # A line that lacked nothing but its end is as good as whole.
    assert found in ([*kept, "last"], [*hosts[: len(kept) + 1], "last"])


@given(hosts=st.lists(HOSTS, max_size=20), asked=HOSTS)
def test_the_records_of_one_host_are_those_that_the_whole_file_has_of_it(
    tmp_path_factory: pytest.TempPathFactory, hosts: list[str], asked: str
) -> None:
    file = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    hosts = [*hosts, asked]
    write(
        file,
        *({"host": host, "event": "finished", "number": number, "of": hosts[0]} for number, host in enumerate(hosts)),
    )
    expected = [record for record in _journal.read(str(file)) if record["host"] == asked]
    assert _journal.read_host(str(file), asked) == expected != []


def test_what_many_write_at_a_time_is_all_there(file: Path) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write(file, {"host": f"host-{number}", "text": "x" * 5000}), range(200)))
    lines = file.read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["host"] for line in lines) == sorted(f"host-{number}" for number in range(200))


@pytest.mark.parametrize("call", ["append", "read", "read_host"])
def test_a_journal_that_cannot_be_used_is_named(tmp_path: Path, call: str) -> None:
    folder = str(tmp_path)
    calls: dict[str, t.Callable[[], object]] = {
        "append": lambda: _journal.append(folder, {}, at=NOW),
        "read": lambda: list(_journal.read(folder)),
        "read_host": lambda: _journal.read_host(folder, "alder"),
    }
    with pytest.raises(JournalError, match=r"the journal .* cannot be .*: Is a directory") as refused:
        calls[call]()
    assert folder in refused.value.cause


def test_a_process_that_keeps_the_journal_locked_does_not_hold_others_up_for_ever(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_journal, "_SECONDS_TO_WAIT", 0.0)
    write(file, {"host": "alder"})
    with file.open("rb") as stopped:
        fcntl.flock(stopped, fcntl.LOCK_EX)
        with pytest.raises(JournalError, match="another process has kept it locked") as refused:
            write(file, {"host": "birch"})
    assert refused.value.message.endswith("an interrupted rotation cannot be resumed.")


@pytest.mark.parametrize(
    "line", ["{}", '{"host":"birch"}', '{"host":7,"event":"finished"}', '{"host":"birch","event":"of a later version"}']
)
def test_a_whole_line_that_is_no_record_is_named(file: Path, line: str) -> None:
    journal = write(file, {"host": "alder", "event": "finished"})
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"cut off{chr(10)}{line}{chr(10)}")
    with pytest.raises(JournalError, match=r"line 3 of the journal '.*/journal\.jsonl' is not a record of a rotation"):
        list(_journal.read(journal))


def test_what_cannot_be_understood_names_the_file() -> None:
    with (
        pytest.raises(JournalError, match=r"the journal 'j' has a line that cannot be understood \(KeyError: 'result'"),
        _journal.understood("j"),
    ):
        {}["result"]
