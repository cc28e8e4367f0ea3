# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""make test: the steps of the plan in the two lanes."""

from __future__ import annotations

import asyncio
import os
import shutil
from typing import TYPE_CHECKING

from checks import chromium, environments, plan, processes, pythons
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

    # The task that provides Chromium, where some step needs it.
    Browser = asyncio.Task[bool] | None

LANES = {"newest": pythons.NEWEST_LANE, "oldest": pythons.OLDEST_LANE}
REQUIREMENTS = {"newest": ("lab", "tests", "console", "checks"), "oldest": ("lab", "tests")}


async def test(names: Sequence[str], lanes: Iterable[str]) -> bool:
    """Run the steps with these names (all when there are none) in these lanes; return if everything passed."""
    steps = [step for step in plan.STEPS if not names or step.name in names]
    lanes_of_tracks = [_tracks(lane, steps) for lane in lanes]
    tracks = [track for tracks_of_lane in lanes_of_tracks for track in tracks_of_lane]
    shutil.rmtree(WORK / "logs", ignore_errors=True)
    planned = [step for step in steps for track in tracks if track.name in step.tracks]
    with_browser = any(step.browser for step in planned)
    report = Report(
        total=1  # pip
        + with_browser
        + len({track.environment for track in tracks})
        + len(tracks)
        + len(planned)
    )
    runner = Runner(report, jobs=max(2, min(os.cpu_count() or 1, 3)))
    processes.adopt_orphans()
    try:
        if await environments.fetch_pip(runner):
            async with asyncio.TaskGroup() as group:
                browser = group.create_task(chromium.provide(runner)) if with_browser else None
                for tracks_of_lane in filter(None, lanes_of_tracks):
                    group.create_task(_lane(runner, tracks_of_lane, steps, browser))
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


async def _lane(runner: Runner, tracks: Sequence[Track], steps: Sequence[Step], browser: Browser) -> None:
    lane = tracks[0].name.partition("-")[0]
    if await runner.perform(lane, "environment", tracks[0].environment.make, env=environments.set_up_variables()):
        async with asyncio.TaskGroup() as group:
            for track in tracks:
                group.create_task(_track(runner, track, steps, browser))


async def _track(runner: Runner, track: Track, steps: Iterable[Step], browser: Browser) -> None:
    if not await runner.perform(track.name, "tree", track.make, env=environments.set_up_variables()):
        return
    for step in steps:
        # Without Chromium, which then has failed by itself, a step that needs it cannot run, as others without a tree.
        if track.name in step.tracks and (not step.browser or (browser and await browser)):
            await _step(runner, track, step)


async def _step(runner: Runner, track: Track, step: Step) -> None:
    async def act(run: Run) -> None:
        if not (track.tree / step.folder).is_dir():
            raise CommandError(f"no such folder: {step.folder}")
        for command in step.commands:
            await run([part.format(**track.placeholders()) for part in command])

    cwd = track.tree / step.cwd
    env = track.variables() | (chromium.variables() if step.browser else {})
    await runner.perform(track.name, step.name, act, is_test=True, cwd=cwd, env=env, minutes=step.minutes)
