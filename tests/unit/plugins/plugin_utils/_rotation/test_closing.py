# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Closing a journal: it is put aside whole, and what is not settled is handed on."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import stat
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import JournalError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output import _files
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import NotWrittenError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._closing import close_journal
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, record, replaced

if t.TYPE_CHECKING:
    from pathlib import Path

MOMENT = dt.datetime(2026, 11, 29, 5, 38, 12, tzinfo=dt.UTC)
UNSETTLED = (record("birch", "applying", result=replaced(applied=False)), record("elm", "finished", result=failed()))


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def write(journal: Path, *records: dict[str, t.Any]) -> None:
    journal.write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")


def test_it_gets_the_time_into_its_name_and_keeps_every_record(journal: Path) -> None:
    write(journal, *UNSETTLED)
    text = journal.read_bytes()
    closed = close_journal(journal, at=MOMENT)
    assert closed == journal.with_name("journal-20261129T053812Z.jsonl")
    assert closed.read_bytes() == text
    assert stat.S_IMODE(closed.stat().st_mode) == 0o600


def test_the_next_one_begins_with_what_is_not_settled(journal: Path) -> None:
    write(journal, *UNSETTLED)
    close_journal(journal, at=MOMENT)
    (handed_on,) = _journal.read(str(journal))
    assert (handed_on["host"], handed_on["event"], handed_on["at"]) == ("birch", "carried", "2026-11-29T05:38:12Z")
    assert handed_on["memory"]["codes"]["MN4OP"]["application"]["accepted"] is False
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_what_was_handed_on_once_is_handed_on_again_and_no_rotation_of_its_own(journal: Path) -> None:
    write(journal, *UNSETTLED)
    close_journal(journal, at=MOMENT)
    handed_on = journal.read_bytes()
    assert close_journal(journal, at=MOMENT) is None
    assert journal.read_bytes() == handed_on
    with journal.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record("elm", "finished", result=failed())) + "\n")
    close_journal(journal, at=MOMENT)
    assert journal.read_bytes() == handed_on


def test_where_nothing_is_handed_on_there_is_no_journal(journal: Path) -> None:
    write(journal, record("elm", "finished", result=failed()))
    assert close_journal(journal, at=MOMENT) is not None
    assert not journal.exists()
    assert close_journal(journal, at=MOMENT) is None


def test_no_closed_journal_is_overwritten(journal: Path) -> None:
    for number in ("", "-2", "-3"):
        write(journal, *UNSETTLED)
        assert close_journal(journal, at=MOMENT) == journal.with_name(f"journal-20261129T053812Z{number}.jsonl")


def test_a_line_that_cannot_be_understood_is_told_and_nothing_is_changed(journal: Path) -> None:
    write(journal, {"at": "", "host": "birch", "event": "finished"})
    with pytest.raises(JournalError, match="that cannot be understood"):
        close_journal(journal, at=MOMENT)
    assert list(journal.parent.iterdir()) == [journal]


def test_on_a_full_disk_it_stays_open(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> t.NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write(journal, *UNSETTLED)
    text = journal.read_bytes()
    monkeypatch.setattr(_files.os, "fsync", full)
    with pytest.raises(NotWrittenError, match=r"journal-20261129T053812Z\.jsonl' cannot be written: No space left"):
        close_journal(journal, at=MOMENT)
    assert journal.read_bytes() == text
    assert list(journal.parent.iterdir()) == [journal]
