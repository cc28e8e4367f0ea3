# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Do the work of a run: each act in its turn, with a log of its own, and never more than a few at the same time."""

from __future__ import annotations

import asyncio
import shlex
import time
from typing import TYPE_CHECKING

from checks import counts, processes
from checks.counts import Counts
from checks.paths import ROOT, WORK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from pathlib import Path

    from checks.environments import Run
    from checks.report import Report


class CommandError(Exception):
    """A command of an act ended with an exit code other than 0."""


class Runner:
    """Performs acts and reports them."""

    def __init__(self, report: Report, *, jobs: int) -> None:
        self._report = report
        self._free = asyncio.Semaphore(jobs)

    async def perform(
        self,
        where: str,
        what: str,
        act: Callable[[Run], Awaitable[None]],
        *,
        env: Mapping[str, str],
        cwd: Path = ROOT,
        is_test: bool = False,
        minutes: float = 15,
    ) -> bool:
        """Call act with a function that runs a command in cwd with env; report how it went and return if it did.

        What is no test only prepares one, and counts only when it fails.
        """
        log = WORK / "logs" / f"{where}-{what}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        succeeded = True
        async with self._free:
            begin = time.monotonic()
            with log.open("wb", buffering=0) as stream:

                async def run(command: Sequence[str]) -> None:
                    stream.write(f"$ {shlex.join(command)}\n".encode())
                    code = await processes.run(command, cwd=cwd, env=env, log=stream, timeout=60 * minutes)
                    if code:
                        raise CommandError(f"{command[0]} ended with exit code {code}")

                try:
                    await act(run)
                except TimeoutError:
                    succeeded = False
                    stream.write(f"stopped after {minutes} minutes\n".encode())
                except (CommandError, LookupError, OSError) as error:
                    succeeded = False
                    stream.write(f"{error}\n".encode())
        seconds = time.monotonic() - begin
        tests = Counts()
        if is_test or not succeeded:
            tests = counts.of_step(log.read_text(encoding="utf-8", errors="replace"), succeeded=succeeded)
        if succeeded:
            self._report.passed(where, what, tests, seconds)
        else:
            self._report.failed(where, what, tests, seconds, log)
        return succeeded
