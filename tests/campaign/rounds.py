# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One round: runs with faults and interruptions, then runs without until nothing changes; checked all along."""

from __future__ import annotations

import collections
import dataclasses
import json
import typing as t

from always import check_always
from faults import faults_for, told
from fleet import PASSWORD, make_fleet
from labs import Lab
from reported import check_report, check_sessions
from runs import Runs
from settled import MOST_CHANGING_RUNS, changed_tenants, check_converged, check_settled
from traces import check_texts
from variations import Act, Interruption, variation_of
from violations import Violation

if t.TYPE_CHECKING:
    from pathlib import Path

    from cases import Values
    from fleet import Fleet, Order
    from observed import Call, FinishedRun, World
    from variations import Variation


@dataclasses.dataclass
class Round:
    """What came of a round. ``violations`` are told once for each kind and tenant, with the run that showed it."""

    seed: int
    tenants: int
    folder: Path
    variation: Variation
    fleet: Fleet
    runs: list[str] = dataclasses.field(default_factory=list)
    violations: list[tuple[int, Violation]] = dataclasses.field(default_factory=list)
    outcomes: list[collections.Counter[str]] = dataclasses.field(default_factory=list)
    faults_met: int = 0
    calls: int = 0

    def rules(self, run: int) -> list[Values]:
        """The faults of one of the disturbed runs."""
        return [rule for order in self.fleet.orders for rule in faults_for(self.seed, run, order.host, order.tenant)]

    def faults_of(self, order: Order | None) -> list[str]:
        """What a tenant met, a line for each run."""
        if order is None:
            return []
        runs = range(1, len(self.variation.disturbed) + 1)
        rules = {run: faults_for(self.seed, run, order.host, order.tenant) for run in runs}
        return [f"run {run}: {'; '.join(map(told, met))}" for run, met in rules.items() if met]

    def note(self, run: int, found: t.Iterable[Violation]) -> None:
        known = {(violation.kind, violation.host) for _run, violation in self.violations}
        for violation in found:
            if (violation.kind, violation.host) not in known:
                known.add((violation.kind, violation.host))
                self.violations.append((run, violation))


def play(seed: int, folder: Path, *, tenants: int, only: str = "") -> Round:
    """Play the round of a seed in an empty folder. ``only`` is the one host that has an order; all by default.

    Raises :class:`LookupError` for an unknown host.
    """
    variation = variation_of(seed, tenants=tenants)
    fleet = make_fleet(seed, tenants=tenants, choices=variation.choices, rights=variation.rights)
    if only:
        fleet = fleet.only(only)
        variation = _scaled(variation, 1 / tenants)
    fleet_file = folder / "fleet.json"
    fleet_file.write_text(json.dumps(fleet.document, indent=1), encoding="utf-8")
    round_ = Round(seed=seed, tenants=len(fleet.orders), folder=folder, variation=variation, fleet=fleet)
    with Lab(fleet_file, folder / "lab") as lab:
        runs = Runs(folder, inventory=fleet.inventory, settings={}, forks=variation.forks)
        try:
            _Player(round_, lab, runs).play()
        finally:
            runs.stop_all()
    return round_


class _Rotation(t.NamedTuple):
    """A finished run with the lab before and after it, and the calls of it."""

    run: FinishedRun
    before: World
    now: World
    calls: list[Call]


class _Player:
    def __init__(self, round_: Round, lab: Lab, runs: Runs) -> None:
        self._round = round_
        self._lab = lab
        self._runs = runs
        self._first = lab.world()
        self._cut_off = False

    def play(self) -> None:
        round_, variation = self._round, self._round.variation
        for number, interruption in enumerate(variation.disturbed, start=1):
            run = self._rotate(interruption, round_.rules(number), variation.settings).run
            if interruption.act is Act.OTHER_SERVER and run.cut_off:
                self._meet_another_server()
        self._quiet()
        left = self._runs.left_over()
        if left:
            round_.note(0, [Violation("process_left", "", "no process of a run is left", f"{len(left)} are")])

    def _meet_another_server(self) -> None:
        """Go on with the journal of one server at another: the run may refuse that, but must not report what is not."""
        self._lab.replace(self._round.folder / "other-lab")
        self._first = self._lab.world()
        self._rotate(Interruption(), [], {}, may_refuse=True)
        self._runs.put_journal_away()

    def _quiet(self) -> None:
        """Rotate without faults until nothing changes, and check what that ends in."""
        kept = {name: value for name, value in self._round.variation.settings.items() if name in ("serial", "canary")}
        # A run that goes on with one that was cut off also tells what that has done.
        least = 2 if self._cut_off else 1
        changed: list[frozenset[str]] = []
        while len(changed) < least or (changed[-1] and len(changed) <= MOST_CHANGING_RUNS):
            last = self._rotate(Interruption(), [], kept, quiet=True)
            changed.append(changed_tenants(last.before, last.now))
        orders, number = self._round.fleet.orders, last.run.number
        self._round.note(number, check_converged(changed))
        self._round.note(number, check_settled(orders, self._first, last.now, last.run, last.calls))

    def _rotate(
        self,
        interruption: Interruption,
        rules: list[Values],
        settings: Values,
        *,
        quiet: bool = False,
        may_refuse: bool = False,
    ) -> _Rotation:
        lab, round_ = self._lab, self._round
        lab.behave()
        lab.misbehave(rules)
        before, mark = lab.world(), lab.count_calls()
        run = self._runs.rotate(lab, interruption, faults=rules, settings=settings, quiet=quiet)
        now, calls = lab.world(), lab.calls()
        orders = round_.fleet.orders
        outcomes = collections.Counter(str(row["outcome"]) for row in run.rows().values())
        how = "cut off" if run.cut_off else f"exit code {run.exit_code}, {dict(outcomes)}"
        round_.runs.append(f"run {run.number}: {interruption}, {len(rules)} faults; {how}")
        round_.outcomes.append(outcomes)
        round_.note(run.number, check_always(orders, self._first, now, calls))
        if not (may_refuse and run.report is None and run.exit_code):
            round_.note(run.number, check_report(orders, run, now))
        # What is still at work when its run was cut off may leave a session in the next.
        if interruption.act is not Act.KILL_LAB and not self._cut_off:
            round_.note(run.number, check_sessions(run, now, calls[mark:]))
        self._cut_off = run.cut_off
        round_.note(run.number, check_texts(run, self._secrets()))
        round_.calls += len(calls) - mark
        round_.faults_met += sum(call.fault is not None for call in calls[mark:])
        return _Rotation(run, before, now, calls[mark:])

    def _secrets(self) -> set[str]:
        return {*self._round.fleet.codes, PASSWORD}


def _scaled(variation: Variation, share: float) -> Variation:
    """The same for a share of the tenants."""
    disturbed = tuple(Interruption(each.act, max(1, round(each.after * share))) for each in variation.disturbed)
    settings = {**variation.settings, "canary": 0}
    return dataclasses.replace(variation, disturbed=disturbed, settings=settings)
