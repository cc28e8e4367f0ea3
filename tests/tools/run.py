# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entry point of the Makefile: tests, demonstration, benchmark, campaign, pinned requirements."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import TYPE_CHECKING

from checks import plan
from checks.bench import bench
from checks.campaign import campaign
from checks.demo import demo
from checks.lock import lock
from checks.test import LANES, test

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    test_parser = commands.add_parser("test", help="run the checks")
    test_parser.add_argument("--steps", default="", help=f"only these: {' '.join(step.name for step in plan.STEPS)}")
    test_parser.add_argument("--lane", choices=LANES, help="only this lane")
    commands.add_parser("demo", help="set the demonstration up and run it")
    bench_parser = commands.add_parser("bench", help="set the benchmark up and run it")
    bench_parser.add_argument("--options", default="", help="of benchmarks/run.py, such as --quick")
    campaign_parser = commands.add_parser("campaign", help="set the campaign up and run it")
    campaign_parser.add_argument("--options", default="", help="of tests/campaign/campaign.py, such as --seed=7")
    commands.add_parser("lock", help="pin the newest requirements again")
    options = parser.parse_args(arguments)
    if options.command == "demo":
        return _run(demo())
    if options.command == "bench":
        return _run(bench(options.options.split()))
    if options.command == "campaign":
        return _run(campaign(options.options.split()))
    if options.command == "lock":
        return _run(lock())
    names = options.steps.split()
    if unknown := set(names) - {step.name for step in plan.STEPS}:
        parser.error(f"no such step: {' '.join(sorted(unknown))}")
    return _run(test(names, [options.lane] if options.lane else list(LANES)))


def _run(work: Awaitable[bool]) -> int:
    """The exit code of the work. A signal cancels it, which stops every process that it started."""

    async def stop_on_signal() -> bool:
        task = asyncio.ensure_future(work)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        return await task

    try:
        return 0 if asyncio.run(stop_on_signal()) else 1
    except asyncio.CancelledError:
        print("interrupted", file=sys.stderr)
        return 130
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
