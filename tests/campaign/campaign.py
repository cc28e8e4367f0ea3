# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The campaign: rotations of made-up fleets under faults and kills, round after round, and what must hold all along.

``make campaign`` makes an environment and runs it; it needs ansible-core, the lab, and the collection in
ANSIBLE_COLLECTIONS_PATH.
"""

from __future__ import annotations

import argparse
import collections
import shutil
import signal
import sys
import time
import typing as t
from pathlib import Path

from rounds import play

if t.TYPE_CHECKING:
    from rounds import Round

_FOLDER = Path(__file__).resolve().parents[2] / ".work" / "campaign" / "rounds"


def main(arguments: t.Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="of the first round; the next ones follow (default: 1)")
    parser.add_argument("--rounds", type=int, default=5, help="how many rounds (default: 5)")
    parser.add_argument("--tenants", type=int, default=60, help="how many tenants in each (default: 60)")
    parser.add_argument("--only", metavar="HOST", default="", help="rotate this tenant alone, with the same faults")
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="where each round has its folder")
    parser.add_argument("--keep", action="store_true", help="keep also the folders of rounds without violations")
    options = parser.parse_args(arguments)
    kinds: collections.Counter[str] = collections.Counter()
    rotations = 0
    for seed in range(options.seed, options.seed + options.rounds):
        folder = options.folder / f"seed-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        began = time.monotonic()
        try:
            played = play(seed, folder, tenants=options.tenants, only=options.only)
        except LookupError as error:
            parser.error(str(error))
        rotations += played.tenants
        kinds.update(violation.kind for _run, violation in played.violations)
        print(_line(played, time.monotonic() - began), flush=True)
        if played.violations:
            text = describe(played, tenants=options.tenants)
            (folder / "violations.txt").write_text(text, encoding="utf-8")
            print(text, flush=True)
        elif not options.keep:
            shutil.rmtree(folder)
    print(f"{rotations} rotations in {options.rounds} rounds, {sum(kinds.values())} violations")
    for kind, count in kinds.most_common():
        print(f"{count:6} {kind}")
    return 1 if kinds else 0


def describe(played: Round, *, tenants: int) -> str:
    """Every violation with what was expected and found, and the smallest command that repeats it."""
    orders = {order.host: order for order in played.fleet.orders}
    lines = []
    for run, violation in played.violations:
        order = orders.get(violation.host)
        who = f", tenant {order.tenant!r} ({order.host}, {order.case.name})" if order else ""
        only = f" ONLY={violation.host}" if order else ""
        size = f" TENANTS={tenants}" if tenants != 60 else ""
        lines += [
            f"VIOLATION {violation.kind}: seed {played.seed}, run {run}{who}",
            f"  expected: {violation.expected}",
            f"  found:    {violation.found}",
            *(f"  faults:   {faults}" for faults in played.faults_of(order)),
            f"  repeat:   make campaign SEED={played.seed} ROUNDS=1{size}{only}",
        ]
    variation = played.variation
    lines += [
        f"The lab's choices: {variation.choices}",
        f"Rights: {', '.join(variation.rights)}; settings: {variation.settings}; {variation.forks} forks",
        *played.runs,
        f"Everything: {played.folder}",
    ]
    return "\n".join(lines) + "\n"


def _line(played: Round, seconds: float) -> str:
    return (
        f"seed {played.seed}: {played.tenants} tenants, {len(played.runs)} runs, {played.calls} calls, "
        f"{played.faults_met} met a fault, {len(played.violations)} violations, {seconds:.0f} s"
    )


if __name__ == "__main__":
    # Leaves through the lab and the runs, which are stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
