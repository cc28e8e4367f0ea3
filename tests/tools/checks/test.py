# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""make test: the steps of the plan in the two lanes."""

from __future__ import annotations

import asyncio
import os
import shutil
from typing import TYPE_CHECKING

from checks import chromium, environments, java, plan, processes, pythons
from checks.counts import Counts
from checks.environments import Environment
from checks.paths import WORK
from checks.report import Report
from checks.runner import CommandError, Runner
from checks.tracks import Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checks.environments import Run
    from checks.plan import Step

    # The tasks that provide the programs which some step needs.
    Programs = dict[str, asyncio.Task[bool]]

LANES = {"newest": pythons.NEWEST_LANE, "oldest": pythons.OLDEST_LANE}
REQUIREMENTS = {"newest": ("lab", "tests", "console", "checks", "eda"), "oldest": ("lab", "tests")}
PROGRAMS = {"chromium": chromium.provide, "java": java.provide}


async def test(names: Sequence[str], lanes: Iterable[str]) -> bool:
    """Run the steps with these names (all when there are none) in these lanes; return if everything passed."""
    steps = [step for step in plan.STEPS if not names or step.name in names]
    lanes_of_tracks = [_tracks(lane, steps) for lane in lanes]
    tracks = [track for tracks_of_lane in lanes_of_tracks for track in tracks_of_lane]
    shutil.rmtree(WORK / "logs", ignore_errors=True)
    planned = [step for step in steps for track in tracks if track.name in step.tracks]
    needed = [name for name in PROGRAMS if any(name in step.programs for step in planned)]
    report = Report(
        total=1  # pip
        + len(needed)
        + len({track.environment for track in tracks})
        + len(tracks)
        + len(planned)
    )
    runner = Runner(report, jobs=max(2, min(os.cpu_count() or 1, 3)))
    processes.adopt_orphans()
    try:
        if await environments.fetch_pip(runner):
            async with asyncio.TaskGroup() as group:
                programs: Programs = {}
                for name in needed:
                    programs[name] = group.create_task(_provide(name, runner, after=list(programs.values())))
                for tracks_of_lane in filter(None, lanes_of_tracks):
                    group.create_task(_lane(runner, tracks_of_lane, steps, programs))
    finally:
        left = processes.stop_orphans()
    for command in left:
        print(f"left running, stopped now: {command}")
    total = report.counts + Counts(failed=len(left))
    summary = f"{total.passed} passed, {total.failed} failed"
    (WORK / "logs" / "summary").write_text(f"{summary}\n", encoding="utf-8")
    print(summary, flush=True)
    return total.failed == 0


def _tracks(lane: str, steps: Iterable[Step]) -> list[Track]:
    """The tracks that the steps need in a lane."""
    choice = pythons.choose(LANES[lane], pythons.find())
    if choice is None:
        raise LookupError("no Python 3.11, 3.12, 3.13 or 3.14 found")
    python, core = choice
    environment = Environment(WORK / lane / "venv", python, core, REQUIREMENTS[lane])
    print(f"{lane}: ansible-core {core} on Python {python.full} ({python.executable})")
    names = {name for step in steps for name in step.tracks if name.partition("-")[0] == lane}
    return [Track(name, environment) for name in sorted(names)]


async def _provide(name: str, runner: Runner, *, after: Iterable[asyncio.Task[bool]]) -> bool:
    """Provide a program when others are done, whatever came of them: Debian installs one at a time."""
    for other in after:
        await other
    return await PROGRAMS[name](runner)


async def _lane(runner: Runner, tracks: Sequence[Track], steps: Sequence[Step], programs: Programs) -> None:
    lane = tracks[0].name.partition("-")[0]
    if await runner.perform(lane, "environment", tracks[0].environment.make, env=environments.set_up_variables()):
        async with asyncio.TaskGroup() as group:
            for track in tracks:
                group.create_task(_track(runner, track, steps, programs))


async def _track(runner: Runner, track: Track, steps: Iterable[Step], programs: Programs) -> None:
    if not await runner.perform(track.name, "tree", track.make, env=environments.set_up_variables()):
        return
    for step in steps:
        # Without a program, which then has failed by itself, a step that needs it cannot run, as others without a tree.
        if track.name in step.tracks and await _have(programs, step.programs):
            await _step(runner, track, step)


async def _have(programs: Programs, names: Iterable[str]) -> bool:
    for name in names:
        if not await programs[name]:
            return False
    return True


async def _step(runner: Runner, track: Track, step: Step) -> None:
    async def act(run: Run) -> None:
        if not (track.tree / step.folder).is_dir():
            raise CommandError(f"no such folder: {step.folder}")
        for command in step.commands:
            await run([part.format(**track.placeholders()) for part in command])

    cwd = track.tree / step.cwd
    env = track.variables() | (chromium.variables() if step.browser else {})
    await runner.perform(track.name, step.name, act, is_test=True, cwd=cwd, env=env, minutes=step.minutes)
