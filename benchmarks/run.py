# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The benchmark: what the collection costs, side by side with what does the same, against a lab on this machine.

``make bench`` makes an environment and runs it; it needs ansible-core, the lab, and the collection in
ANSIBLE_COLLECTIONS_PATH. Contestants take turns, ratios are those of one round. It writes results.md and results.svg
beside itself. Counts that are not as expected are a failure; a bar that is not met is told.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import re
import sys
import tempfile
import typing as t
from pathlib import Path

from comparisons import QUICK, SLOW, WHOLE, bars_of
from contestants import ALL, Setting, environment
from measuring import machine_cpu, measure
from practice_lab import Lab, divide_cores
from results import Judged, Measurement, judge, page, plot, wrong_counts

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from comparisons import Comparison

_HERE = Path(__file__).resolve().parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small fleets and few rounds: some minutes")
    parser.add_argument("--slow", action="store_true", help="also the slowest with 1,000 tenants, for as long again")
    parser.add_argument(
        "--only", metavar="PATTERN", default="", help="only comparisons whose name this regular expression finds"
    )
    parser.add_argument("--output", metavar="DIR", type=Path, default=_HERE, help="write the results there")
    options = parser.parse_args()
    chosen = QUICK if options.quick else WHOLE + (SLOW if options.slow else ())
    comparisons = tuple(each for each in chosen if re.search(options.only, each.name))
    server_cores, other_cores = divide_cores()
    machine = _machine(server_cores, other_cores)
    before = os.getloadavg()[0]
    os.sched_setaffinity(0, other_cores)
    failures: list[str] = []
    measurements: list[Measurement] = []
    judged: list[Judged] = []
    options.output.mkdir(parents=True, exist_ok=True)
    for comparison in comparisons:
        measurements += _measure(comparison, server_cores=server_cores, forks=2 * len(other_cores), failures=failures)
        if measurements:
            # Also a run that is cut off has something to show for it.
            load = f"Load average {before:.2f} before, {os.getloadavg()[0]:.2f} after"
            judged = judge(bars_of(comparisons), measurements)
            (options.output / "results.md").write_text(page([*machine, load], judged, measurements), encoding="utf-8")
            (options.output / "results.svg").write_text(plot(measurements), encoding="utf-8")
            (options.output / "results.json").write_text(_data(measurements), encoding="utf-8")
    print()
    for each in judged:
        print(each.line)
    print(f"\nEverything: {options.output / 'results.md'}")
    return 1 if failures else 0


def _measure(
    comparison: Comparison, *, server_cores: set[int], forks: int, failures: list[str]
) -> Iterator[Measurement]:
    """Every contestant once a round, in turn; one that fails or counts wrong is a sentence in ``failures``."""
    with tempfile.TemporaryDirectory(prefix="kesc-bench-") as temporary:
        folder = Path(temporary)
        with Lab(folder, tenants=comparison.tenants, latency_ms=comparison.latency_ms, cores=server_cores) as lab:
            for turn in range(comparison.rounds):
                for contestant in comparison.contestants:
                    if turn and contestant in comparison.once:
                        continue
                    own = folder / f"{contestant}-{turn}"
                    own.mkdir()
                    try:
                        measurement = _measure_one(comparison, contestant, turn, lab=lab, folder=own, forks=forks)
                    except RuntimeError as error:
                        _fail(f"{contestant}, {comparison.name}: {error}", failures)
                        continue
                    cost = measurement.cost
                    print(
                        f"{comparison.name:26} {turn + 1}/{comparison.rounds} {contestant:16}"
                        f"{cost.wall:9.2f} s {cost.cpu:9.2f} s CPU {cost.memory / 1024:7.0f} MiB"
                        f" {measurement.calls:7} calls {measurement.handshakes:6} handshakes",
                        flush=True,
                    )
                    for wrong in wrong_counts(measurement):
                        _fail(wrong, failures)
                    yield measurement


def _fail(sentence: str, failures: list[str]) -> None:
    """Say it at once, for a run may take an hour more."""
    failures.append(sentence)
    print(sentence, file=sys.stderr)


def _measure_one(
    comparison: Comparison, contestant: str, turn: int, *, lab: Lab, folder: Path, forks: int
) -> Measurement:
    setting = Setting(lab, folder, comparison.tenants, comparison.connections)
    command = ALL[contestant].command(setting)
    lab.begin_again()
    before = lab.counters()
    server, (busy, _idle) = lab.cpu, machine_cpu()
    cost = measure(command, env=environment(folder, forks), folder=folder)
    server, (busy_after, _idle) = lab.cpu - server, machine_cpu()
    after = lab.counters()
    return Measurement(
        comparison=comparison,
        contestant=contestant,
        turn=turn,
        cost=cost,
        server_cpu=server,
        others_cpu=max(busy_after - busy - cost.cpu - server, 0.0),
        calls=after["calls"] - before["calls"],
        # Asking for the counters the second time takes a handshake of its own.
        handshakes=after["tls_handshakes"] - before["tls_handshakes"] - 1,
        sessions_left=after["sessions_open"],
    )


def _machine(server_cores: set[int], other_cores: set[int]) -> list[str]:
    shared = " (the same: no core to spare)" if server_cores == other_cores else ""
    return [
        f"{_processor()}, {os.cpu_count()} cores",
        f"The lab on core {sorted(server_cores)}, all else on {sorted(other_cores)}{shared}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"ansible-core {importlib.metadata.version('ansible-core')}, {2 * len(other_cores)} forks",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _data(measurements: list[Measurement]) -> str:
    """Every single run, for whoever wants to calculate on."""
    rows = [
        {
            "comparison": each.comparison.name,
            "tenants": each.comparison.tenants,
            "latency_ms": each.comparison.latency_ms,
            "contestant": each.contestant,
            "round": each.turn + 1,
            **each.cost._asdict(),
            "server_cpu": each.server_cpu,
            "others_cpu": each.others_cpu,
            "calls": each.calls,
            "handshakes": each.handshakes,
        }
        for each in measurements
    ]
    return json.dumps(rows, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
