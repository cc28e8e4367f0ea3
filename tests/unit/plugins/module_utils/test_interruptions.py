# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Interruptions of a task: signals, put off while a tenant is between two states, and the end of the task's run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils import _interruptions
from ansible_collections.fleetops.kesc.plugins.module_utils._interruptions import Interruptions
from ansible_collections.fleetops.kesc.tests.unit.support.programs import environment

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGALRM]


class Delivered(Exception):  # noqa: N818 - a signal, not an error
    """The signal has come through."""


@pytest.fixture(autouse=True)
def _handlers() -> t.Iterator[None]:
    def deliver(_number: int, _frame: object) -> t.NoReturn:
        raise Delivered

    before = {number: signal.signal(number, deliver) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_is_delivered_at_the_end_of_the_block(number: signal.Signals) -> None:
    reached = []

    def work() -> None:
        with Interruptions():
            signal.raise_signal(number)
            reached.append("the end")

    with pytest.raises(Delivered):
        work()
    assert reached == ["the end"]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_is_delivered_where_it_is_let_through(number: signal.Signals) -> None:
    reached = []

    def work() -> None:
        with Interruptions() as interruptions:
            signal.raise_signal(number)
            reached.append("before")
            interruptions.let_through()
            reached.append("after")

    with pytest.raises(Delivered):
        work()
    assert reached == ["before"]


def test_a_signal_is_not_put_off_once_they_are_let_through() -> None:
    def work() -> None:
        with Interruptions() as interruptions:
            interruptions.let_through()
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Delivered):
        work()


def test_a_signal_is_put_off_until_the_end_of_the_outermost_block() -> None:
    reached = []

    def work() -> None:
        interruptions = Interruptions()
        with interruptions:
            with interruptions:
                signal.raise_signal(signal.SIGINT)
                reached.append("the inner end")
            assert interruptions.pending
            reached.append("the outer end")

    with pytest.raises(Delivered):
        work()
    assert reached == ["the inner end", "the outer end"]


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Interruptions() as interruptions:
        signal.raise_signal(signal.SIGINT)
        assert not interruptions.pending
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_without_a_signal_nothing_is_left_changed() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with Interruptions() as interruptions:
        assert [signal.getsignal(number) for number in SIGNALS] != before
        interruptions.let_through()
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_handlers_come_back_after_an_error() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with pytest.raises(ZeroDivisionError), Interruptions():
        raise ZeroDivisionError
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_outside_the_main_thread_nothing_happens() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    seen: list[object] = []

    def work() -> None:
        with Interruptions() as interruptions:
            seen.extend(signal.getsignal(number) for number in SIGNALS)
            interruptions.let_through()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == before


FORKED = """
import os, sys
from ansible_collections.fleetops.kesc.plugins.module_utils import _errors, _interruptions

parent_lives, parent_has_ended = os.pipe()
if os.fork():
    sys.stdin.readline()
    os._exit(0)
os.close(parent_has_ended)
print(_interruptions.is_abandoned(), flush=True)
os.read(parent_lives, 1)
while os.getppid() == _interruptions._LOADED_BY:
    pass
print(_interruptions.is_abandoned(), flush=True)
try:
    _interruptions.refuse_if_abandoned()
except _errors.RunEndedError as error:
    print(error.error_code, flush=True)
"""


def test_a_worker_knows_when_the_process_that_forked_it_has_ended() -> None:
    command = [sys.executable, "-c", FORKED]
    with subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        assert run.stdout.readline() == "False\n"
        run.stdin.write("end\n")
        run.stdin.flush()
        assert run.stdout.read().split() == ["True", "run_ended"]


def test_a_process_whose_parent_lives_is_not_abandoned() -> None:
    _interruptions.refuse_if_abandoned()
    assert not _interruptions.is_abandoned()


def test_a_module_whose_starter_has_ended_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert _interruptions.is_abandoned()
