# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measurements: their ratios against the bars, the page with all of them, and the plot."""

from __future__ import annotations

import dataclasses
import math
import statistics
import typing as t

from contestants import ALL

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from comparisons import Bar, Comparison
    from measuring import Cost

_LICENSE = """<!--
SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
SPDX-License-Identifier: GPL-3.0-or-later
-->
"""
_COLUMNS = (
    "comparison",
    "contestant",
    "rounds",
    "wall s",
    "spread",
    "CPU s",
    "CPU ms a tenant",
    "MiB",
    "calls a tenant",
    "handshakes a tenant",
    "server",
    "others",
)
_COLORS = (
    "#d62728",
    "#ff7f0e",
    "#2ca02c",
    "#1f77b4",
    "#9467bd",
    "#8c564b",
    "#e377c2",
    "#17becf",
    "#7f7f7f",
    "#bcbd22",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measurement:
    """One run of a contestant. ``server_cpu`` and ``others_cpu`` are what the lab and everybody else used meanwhile."""

    comparison: Comparison
    contestant: str
    turn: int
    cost: Cost
    server_cpu: float
    others_cpu: float
    calls: int
    handshakes: int
    sessions_left: int


@dataclasses.dataclass(frozen=True)
class Judged:
    """A bar with the ratio of each round."""

    bar: Bar
    ratios: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)

    @property
    def line(self) -> str:
        verdict = "met" if self.median <= self.bar.most else "NOT MET"
        spread = f"{_ratio(min(self.ratios))} to {_ratio(max(self.ratios))}"
        cells = [self.bar.what, self.bar.comparison, _ratio(self.median), spread, _ratio(self.bar.most), verdict]
        return f"| {' | '.join(cells)} |"


def judge(bars: Sequence[Bar], measurements: Sequence[Measurement]) -> list[Judged]:
    """The ratios, each within one round."""
    return [judged for bar in bars if (judged := Judged(bar, _ratios(bar, measurements))).ratios]


def wrong_counts(measurement: Measurement) -> list[str]:
    """What the lab counted that should not be: a benchmark of other calls proves nothing."""
    contestant, tenants = ALL[measurement.contestant], measurement.comparison.tenants
    least = contestant.calls * tenants + contestant.calls_once + contestant.calls_a_hundred * math.ceil(tenants / 100)
    most = max(least, contestant.most_calls * tenants)
    wrong = []
    if not least <= measurement.calls <= most:
        wrong.append(f"{measurement.calls} calls, not {least} to {most}")
    at_most = measurement.comparison.connections if contestant.handshakes is None else contestant.handshakes * tenants
    if contestant.calls and measurement.handshakes > at_most:
        wrong.append(f"{measurement.handshakes} handshakes, more than {at_most}")
    if measurement.sessions_left:
        wrong.append(f"{measurement.sessions_left} sessions left open")
    name = f"{measurement.contestant}, {measurement.comparison.name}"
    return [f"{name}: {each}" for each in wrong]


def page(machine: Sequence[str], judged: Sequence[Judged], measurements: Sequence[Measurement]) -> str:
    """The page, in Markdown."""
    lines = [_LICENSE, "# Benchmark", "", "Written by `make bench`. Seconds depend on the machine, ratios less.", ""]
    lines += [f"- {line}" for line in machine]
    lines += [
        "",
        "## Bars",
        "",
        "| what | comparison | median | rounds | bar | |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [each.line for each in judged]
    lines += ["", "![Processor time against tenants](results.svg)", "", "## Measurements", ""]
    lines += [
        "Medians; CPU is that of the program and its children, memory that of the largest process. Server is the part "
        "of the wall time in which the lab computed, others what the machine did beside both, in cores.",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        f"| --- | --- |{' ---: |' * (len(_COLUMNS) - 2)}",
    ]
    lines += [_row(group) for group in _groups(measurements)]
    return "\n".join([*lines, ""])


def plot(measurements: Sequence[Measurement]) -> str:
    """Processor time a tenant against tenants, both axes logarithmic, as SVG; of whoever ran with several numbers."""
    near = [each for each in measurements if not each.comparison.latency_ms and each.contestant != "start"]
    points: dict[str, dict[int, float]] = {}
    for group in _groups(near):
        tenants = group[0].comparison.tenants
        points.setdefault(group[0].contestant, {})[tenants] = (
            _median(group, lambda each: each.cost.cpu) * 1000 / tenants
        )
    points = {name: series for name, series in points.items() if len(series) > 1} or points
    xs = [math.log10(tenants) for series in points.values() for tenants in series]
    ys = [math.log10(cost) for series in points.values() for cost in series.values()]
    left, right, bottom, top = math.floor(min(xs)), math.ceil(max(xs)), math.floor(min(ys)), math.ceil(max(ys))

    def place(tenants: float, cost: float) -> tuple[float, float]:
        x = 70 + 560 * (math.log10(tenants) - left) / max(right - left, 1)
        return round(x, 1), round(430 - 390 * (math.log10(cost) - bottom) / max(top - bottom, 1), 1)

    shapes = []
    for power in range(left, right + 1):
        x, _y = place(10**power, 10**bottom)
        shapes.append(
            f'<path d="M{x} 40V430" stroke="#ddd"/><text x="{x}" y="450" text-anchor="middle">{10**power}</text>'
        )
    for power in range(bottom, top + 1):
        _x, y = place(10**left, 10**power)
        shapes.append(
            f'<path d="M70 {y}H630" stroke="#ddd"/><text x="62" y="{y + 4}" text-anchor="end">{10.0**power:g}</text>'
        )
    for number, (name, series) in enumerate(points.items()):
        color = _COLORS[number % len(_COLORS)]
        dash = ' stroke-dasharray="5 3"' if number >= len(_COLORS) else ""
        places = [place(tenants, cost) for tenants, cost in sorted(series.items())]
        path = "L".join(f"{x} {y}" for x, y in places)
        shapes.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2"{dash}/>')
        shapes += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{color}"/>' for x, y in places]
        shapes.append(f'<path d="M650 {46 + 20 * number}h24" stroke="{color}" stroke-width="2"{dash}/>')
        shapes.append(f'<text x="682" y="{50 + 20 * number}">{name}</text>')
    return (
        f'{_LICENSE}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 480" font-family="sans-serif" '
        'font-size="12">\n'
        '<title>Processor time against tenants</title>\n<rect width="800" height="480" fill="#fff"/>\n'
        '<text x="70" y="24" font-size="14">Processor time for each tenant, in milliseconds</text>\n'
        '<text x="350" y="472" text-anchor="middle">tenants</text>\n' + "\n".join(shapes) + "\n</svg>\n"
    )


def _ratios(bar: Bar, measurements: Sequence[Measurement]) -> list[float]:
    own = _by_turn(measurements, bar.comparison, bar.contestant)
    if bar.of in ("wire", "in turn"):
        lanes = 1 if bar.of == "in turn" else None
        return [each.cost.wall / _latency_alone(each, lanes) for each in own.values()]
    if bar.of == "seconds":
        return [each.cost.cpu for each in own.values()]
    if bar.of == "growth":
        fewer = _by_turn(measurements, bar.against, bar.contestant)
        return _times_the_median(map(_cpu_a_tenant, own.values()), map(_cpu_a_tenant, fewer.values()))
    if bar.of == "memory growth":
        of_fewer = _memory_a_tenant(bar.against, bar.contestant, measurements)
        return _times_the_median(_memory_a_tenant(bar.comparison, bar.contestant, measurements), of_fewer)
    if bar.of == "memory":
        return _memory_a_tenant(bar.comparison, bar.contestant, measurements)
    other = _by_turn(measurements, bar.comparison, bar.against)
    turns = [turn for turn in own if turn in other]
    if bar.of == "net":
        start = _by_turn(measurements, bar.comparison, "start")
        return [(own[turn].cost.wall - start[turn].cost.wall) / other[turn].cost.wall for turn in turns]
    return [getattr(own[turn].cost, bar.of) / getattr(other[turn].cost, bar.of) for turn in turns]


def _times_the_median(costs: t.Iterable[float], of_fewer: t.Iterable[float]) -> list[float]:
    small = list(of_fewer)
    return [cost / statistics.median(small) for cost in costs] if small else []


def _memory_a_tenant(comparison: str, contestant: str, measurements: Sequence[Measurement]) -> list[float]:
    """KiB above a run that does nothing, of each round."""
    own, start = (_by_turn(measurements, comparison, name) for name in (contestant, "start"))
    return [
        (own[turn].cost.memory - start[turn].cost.memory) / own[turn].comparison.tenants
        for turn in own
        if turn in start
    ]


def _by_turn(measurements: Sequence[Measurement], comparison: str, contestant: str) -> dict[int, Measurement]:
    return {
        each.turn: each for each in measurements if (each.comparison.name, each.contestant) == (comparison, contestant)
    }


def _latency_alone(each: Measurement, lanes: int | None = None) -> float:
    """Seconds, over so many connections side by side, by default as many as there were."""
    calls = ALL[each.contestant].calls * each.comparison.tenants
    return calls * each.comparison.latency_ms / 1000 / (lanes or each.comparison.connections)


def _cpu_a_tenant(each: Measurement) -> float:
    return each.cost.cpu / each.comparison.tenants


def _groups(measurements: Sequence[Measurement]) -> list[list[Measurement]]:
    groups: dict[tuple[str, str], list[Measurement]] = {}
    for each in measurements:
        groups.setdefault((each.comparison.name, each.contestant), []).append(each)
    return list(groups.values())


def _median(group: Sequence[Measurement], of: t.Callable[[Measurement], float]) -> float:
    return statistics.median(of(each) for each in group)


def _row(group: Sequence[Measurement]) -> str:
    first = group[0]
    tenants = first.comparison.tenants
    walls = [each.cost.wall for each in group]
    cells = [
        first.comparison.name,
        first.contestant,
        str(len(group)),
        f"{statistics.median(walls):.2f}",
        f"{min(walls):.2f} to {max(walls):.2f}",
        f"{_median(group, lambda each: each.cost.cpu):.2f}",
        f"{_median(group, lambda each: each.cost.cpu) * 1000 / tenants:.2f}",
        f"{_median(group, lambda each: each.cost.memory) / 1024:.0f}",
        f"{_median(group, lambda each: each.calls) / tenants:.2f}",
        f"{_median(group, lambda each: each.handshakes) / tenants:.2f}",
        f"{_median(group, lambda each: each.server_cpu / each.cost.wall):.0%}",
        f"{_median(group, lambda each: each.others_cpu / each.cost.wall):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def _ratio(value: float) -> str:
    return f"1/{1 / value:.1f}" if 0 < value < 0.2 else f"{value:.2f}"
