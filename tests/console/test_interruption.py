# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ctrl-C, a polite kill and a rude one between Submit and Apply: nothing is applied and no browser stays behind."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.tests.console.other_console import CODE, OtherConsole, Terms

if t.TYPE_CHECKING:
    from collections.abc import Callable

OLD = Terms(id="1A2B-000001-00000001", expires="March 31, 2090")
NEW = Terms(id="1A2B-000002-00000002", expires="April 30, 2091")
PROGRAM = """
import json, signal, sys
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    run_license(json.load(sys.stdin), False)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.fixture
def running(
    serve: Callable[..., OtherConsole], params: Callable[..., dict[str, t.Any]], request: pytest.FixtureRequest
) -> t.Iterator[tuple[OtherConsole, subprocess.Popen[str]]]:
    """A replacement that waits for the answer to one act."""
    console = serve(present=OLD, code=CODE, new=NEW, hold_at=request.param)
    options = params(_argspec.license_arguments(lambda _name: None), tenant="Birch Legal", activation_code=CODE)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(options))
            process.stdin.close()
            process.stdin = None
            while not console.reached.wait(0.1):
                assert process.poll() is None, process.communicate()
            yield console, process
        finally:
            console.released.set()
            process.kill()


def descendants(pid: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8")
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def await_end(pids: list[int]) -> list[int]:
    """Those of the processes that do not end."""
    left = []
    for pid in pids:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        with open(descriptor, "rb"):  # noqa: PTH123 - a descriptor, not a path
            ended, _to_write, _exceptional = select.select([descriptor], [], [], 600)
        left += [] if ended else [pid]
    return left


@pytest.mark.parametrize("running", ["check"], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_between_submit_and_apply_nothing_is_applied(
    running: tuple[OtherConsole, subprocess.Popen[str]], number: signal.Signals
) -> None:
    console, process = running
    below = descendants(process.pid)
    assert len(below) > 1, "the library's own process and a browser"
    process.send_signal(number)
    output, errors = process.communicate()
    assert (output, errors) == ("interrupted\n" if number is signal.SIGINT else "", "")
    assert await_end(below) == []
    assert console.acts == ["check"]
    assert console.in_force["ws-40001"] == OLD


@pytest.mark.parametrize("running", ["apply"], indirect=True)
def test_after_the_click_on_apply_its_answer_is_awaited(
    running: tuple[OtherConsole, subprocess.Popen[str]],
) -> None:
    console, process = running
    below = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    console.released.set()
    output, errors = process.communicate()
    assert (output, errors) == ("interrupted\n", "")
    assert await_end(below) == []
    assert console.acts == ["check", "apply"]
    assert console.in_force["ws-40001"] == NEW
