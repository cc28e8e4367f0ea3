# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lock that keeps a second rotation out, and only as long as the first one lives."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import sys
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _lock as _rotation_lock
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = socket.gethostname()


@pytest.fixture(autouse=True)
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """What this process holds in the test, let go at its end."""
    locks: dict[str, int] = {}
    monkeypatch.setattr(_rotation_lock, "_held", locks)
    yield locks
    for descriptor in locks.values():
        os.close(descriptor)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a new folder" / "journal.jsonl.lock"


@pytest.fixture
def gone() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


class Holder:
    """Another rotation: the lock is its own until it lets go."""

    def __init__(self, file: Path, *, process: int | str, host: str = HERE) -> None:
        file.parent.mkdir()
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        os.write(self._descriptor, f"process {process} on {host}\n".encode())

    def let_go(self) -> None:
        os.close(self._descriptor)


def lock(file: Path, *, clock: FakeClock | None = None, tell: t.Any = None) -> None:
    _rotation_lock.lock(str(file), patience=10.0, tell=tell or pytest.fail, clock=clock or FakeClock())  # type: ignore[arg-type]


def test_a_free_lock_is_taken_and_says_by_whom(file: Path) -> None:
    lock(file)
    assert file.read_text(encoding="utf-8") == f"process {os.getpid()} on {HERE}\n"


def test_nobody_else_can_take_it(file: Path) -> None:
    lock(file)
    descriptor = os.open(file, os.O_RDWR)
    with pytest.raises(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)


def test_a_process_that_has_it_may_ask_again(file: Path, held: dict[str, int]) -> None:
    lock(file)
    lock(file)
    assert list(held) == [str(file)]


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param({"process": os.getpid()}, id="at work"),
        pytest.param({"process": 1}, id="of another user"),
        pytest.param({"process": 999_999_999, "host": "elsewhere"}, id="on another machine"),
        pytest.param({"process": "unknown"}, id="that has just begun"),
    ],
)
def test_a_second_rotation_is_refused_at_once_beside_one(file: Path, holder: dict[str, t.Any]) -> None:
    clock = FakeClock()
    other = Holder(file, **holder)
    with pytest.raises(InvalidRequestError, match=r"another rotation is running \(process .* on ") as refused:
        lock(file, clock=clock)
    assert str(file) in refused.value.cause
    assert clock.pauses == []
    other.let_go()


def test_the_last_tasks_of_a_killed_rotation_are_waited_for(file: Path, gone: int) -> None:
    other = Holder(file, process=gone)
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        other.let_go()

    lock(file, tell=tell)
    assert told == ["An earlier rotation was killed. Waiting for its last tasks to end."]
    assert str(os.getpid()) in file.read_text(encoding="utf-8")


def test_they_are_not_waited_for_for_ever(file: Path, gone: int) -> None:
    clock = FakeClock()
    other = Holder(file, process=gone)
    with pytest.raises(InvalidRequestError, match="another rotation is running"):
        lock(file, clock=clock, tell=lambda _text: None)
    assert sum(clock.pauses) == 10.0
    other.let_go()


def test_a_lock_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidRequestError, match=r"the lock '.*/file/journal.lock' cannot be written: "):
        lock(tmp_path / "file" / "journal.lock")


def test_a_lock_on_a_full_disk_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> t.NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(InvalidRequestError, match=r"the lock '.*/journal.jsonl.lock' cannot be written: No space left"):
        lock(file)
