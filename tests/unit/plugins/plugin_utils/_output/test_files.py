# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files are put in place whole, with their modes, or not at all."""

from __future__ import annotations

import errno
import os
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output import _files
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import (
    NotWrittenError,
    absolute,
    make_folder,
    write_whole,
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o000])
def test_the_mode_is_the_one_that_was_asked_for(tmp_path: Path, umask: int) -> None:
    file = tmp_path / "report.json"
    before = os.umask(umask)
    try:
        write_whole(file, b"new")
        write_whole(tmp_path / "secret", b"code", mode=0o600)
    finally:
        os.umask(before)
    assert (mode(file), mode(tmp_path / "secret")) == (0o640, 0o600)


def test_a_file_is_replaced_at_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(b"old")
    with file.open("rb") as reader:
        write_whole(file, b"new")
        assert reader.read() == b"old"
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_leaves_the_old_file_and_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(b"old")

    def full(_descriptor: int) -> t.NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(_files.os, "fsync", full)
    with pytest.raises(NotWrittenError) as refused:
        write_whole(file, b"new")
    assert refused.value.finding == (
        f"'{file}' cannot be written: No space left on device. Make room for it, make its folder writable, or name "
        "another one; then start the same command again."
    )
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_is_made_with_those_above_it_and_one_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    assert {mode(tmp_path / "a"), mode(tmp_path / "a" / "b")} == {0o750}
    (tmp_path / "a").chmod(0o700)
    make_folder(tmp_path / "a")
    assert mode(tmp_path / "a") == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(NotWrittenError, match=r"'.*/file/report' cannot be written: "):
        make_folder(tmp_path / "file" / "report")


def test_a_relative_path_is_relative_to_the_present_folder_whatever_pwd_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", "/somewhere/else")
    monkeypatch.setenv("HOME", "/home/anna")
    assert absolute("report") == tmp_path / "report"
    assert absolute("~/report") == Path("/home/anna/report")
    assert absolute("/srv/report") == Path("/srv/report")
    assert absolute("~nobody-of-this-name/report") == tmp_path / "~nobody-of-this-name" / "report"
