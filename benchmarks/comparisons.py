# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is compared with what, and the bars."""

from __future__ import annotations

import dataclasses

_SLOW = ("uri_audit", "uri_rotation")
"""Takes seconds for each tenant, so that one round has to do; over so many tenants it hardly differs."""

_PER_HOST = (
    "uri_audit",
    "module_audit",
    "action_audit",
    "action_templates",
    "role_audit",
    "idle_action",
    "idle_module",
    "plain_module",
    "bulk",
    "floor",
)
_FLOORS = ("floor", "floor_http_client")
_IN_BULK = ("bulk", *_FLOORS, "statistics", "inventory", "bulk_named", "reading", "reading_terms", "start")
_ROTATION = ("uri_rotation", "module_rotation", "action_rotation", "role_rotation", "idle_action", "idle_module")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Comparison:
    """Contestants that take turns over one lab; those of ``once`` take part in the first round only."""

    name: str
    tenants: int
    rounds: int
    contestants: tuple[str, ...]
    once: tuple[str, ...] = _SLOW
    latency_ms: int = 0
    connections: int = 16


@dataclasses.dataclass(frozen=True)
class Bar:
    """``contestant`` may cost at most ``most`` times what ``against`` costs, both of ``comparison``.

    ``of`` is ``wall`` or ``cpu``; ``net`` is the wall time without that of a run that does nothing; ``memory`` is KiB a
    tenant above ``against``; ``wire`` is the wall time against what the latency alone takes, ``in turn`` against what
    it takes where one call follows the other; ``growth`` is the processor time a tenant against that of another
    comparison, ``memory growth`` the memory; ``seconds`` is the processor time itself.
    """

    what: str
    comparison: str
    contestant: str
    against: str
    of: str
    most: float


WHOLE = (
    Comparison(name="audit of 50", tenants=50, rounds=3, contestants=_PER_HOST),
    Comparison(
        name="audit of 200",
        tenants=200,
        rounds=3,
        contestants=_PER_HOST,
        once=(*_SLOW, "module_audit", "idle_module", "plain_module"),
    ),
    Comparison(
        name="audit of 1000 one by one",
        tenants=1000,
        rounds=1,
        contestants=("action_audit", "role_audit", "idle_action"),
    ),
    Comparison(name="audit of 1000", tenants=1000, rounds=7, contestants=_IN_BULK),
    Comparison(
        name="audit of 10000",
        tenants=10_000,
        rounds=3,
        contestants=("bulk", *_FLOORS, "inventory", "statistics", "reading", "reading_terms", "start"),
    ),
    Comparison(
        name="audit of 1000 far away",
        tenants=1000,
        rounds=3,
        contestants=("bulk", *_FLOORS, "statistics"),
        latency_ms=50,
        connections=32,
    ),
    Comparison(
        name="audit of 20 far away",
        tenants=20,
        rounds=3,
        contestants=("uri_audit", "module_audit", "action_audit"),
        latency_ms=50,
    ),
    Comparison(name="rotation of 10", tenants=10, rounds=5, contestants=("action_rotation", "role_rotation")),
    Comparison(name="rotation of 50", tenants=50, rounds=3, contestants=_ROTATION),
    Comparison(
        name="rotation of 20 far away",
        tenants=20,
        rounds=3,
        contestants=("uri_rotation", "action_rotation"),
        latency_ms=50,
    ),
    Comparison(name="rotation of 200", tenants=200, rounds=3, contestants=("role_rotation",)),
    Comparison(name="rotation of 2000", tenants=2000, rounds=1, contestants=("role_rotation",)),
    Comparison(name="report of 1000", tenants=1000, rounds=3, contestants=("report", "start")),
    Comparison(name="report of 10000", tenants=10_000, rounds=3, contestants=("report", "start")),
)

SLOW = (
    Comparison(
        name="audit of 1000 one by one",
        tenants=1000,
        rounds=1,
        contestants=("uri_audit", "module_audit", "idle_module"),
    ),
)
"""Takes as long as the whole: what the others show of 50 and of 200 tenants, of 1,000."""

QUICK = (
    Comparison(name="audit of 10", tenants=10, rounds=1, contestants=_PER_HOST),
    Comparison(name="audit of 1000", tenants=1000, rounds=2, contestants=_IN_BULK),
    Comparison(name="rotation of 5", tenants=5, rounds=1, contestants=_ROTATION),
)


def bars_of(comparisons: tuple[Comparison, ...]) -> list[Bar]:
    """The bars, of the comparisons that stand for theirs in this run."""
    names = [each.name for each in comparisons]

    def first(*wanted: str) -> str:
        return next((name for name in wanted if name in names), "")

    audit, rotation = first("audit of 200", "audit of 50", "audit of 10"), first("rotation of 50", "rotation of 5")
    small_audit, small_rotation = first("audit of 50"), first("rotation of 10", "rotation of 5")
    many, most = first("audit of 1000"), first("audit of 10000")
    far, grown, reported = first("audit of 1000 far away"), first("rotation of 2000"), first("report of 10000")
    table = (
        ("action / uri role, CPU, audit", audit, "action_audit", "uri_audit", "cpu", 1 / 45),
        ("action / uri role, CPU, rotation", rotation, "action_rotation", "uri_rotation", "cpu", 1 / 70),
        ("action / action that does nothing, CPU", audit, "action_audit", "idle_action", "cpu", 1.8),
        ("module / plain module with the same calls, CPU", audit, "module_audit", "plain_module", "cpu", 1.2),
        ("bulk audit / floor, wall", many, "bulk", "floor", "wall", 1.3),
        ("the same, without start-up", many, "bulk", "floor", "net", 1.0),
        ("bulk audit / floor, wall", most, "bulk", "floor", "wall", 0.9),
        ("statistics / floor with a login a tenant, wall", many, "statistics", "floor", "wall", 0.6),
        ("the same, without start-up", many, "statistics", "floor", "net", 0.6),
        ("inventory with license facts / bulk audit, wall", many, "inventory", "bulk", "wall", 1.1),
        ("inventory with license facts / bulk audit, wall", most, "inventory", "bulk", "wall", 1.1),
        ("bulk audit / latency alone, wall", far, "bulk", "", "wire", 1.3),
        ("statistics / one call after the other, wall", far, "statistics", "", "in turn", 0.2),
        ("memory of the bulk audit above start-up, KiB a tenant", most, "bulk", "start", "memory", 7.0),
        ("rotation in batches, CPU a tenant, 2000 / 200", grown, "role_rotation", "rotation of 200", "growth", 1.2),
        ("bulk audit, CPU a tenant, 10000 / 1000", most, "bulk", "audit of 1000", "growth", 1.2),
        ("inventory, CPU a tenant, 10000 / 1000", most, "inventory", "audit of 1000", "growth", 1.2),
        ("inventory, memory a tenant, 10000 / 1000", most, "inventory", "audit of 1000", "memory growth", 1.2),
        ("playbook rotate / the same tasks alone, CPU", small_rotation, "role_rotation", "action_rotation", "cpu", 3.0),
        ("playbook audit / the same tasks alone, CPU", small_audit, "role_audit", "action_audit", "cpu", 1.6),
        ("report, CPU seconds", reported, "report", "", "seconds", 3.0),
        ("report, CPU a tenant, 10000 / 1000", reported, "report", "report of 1000", "growth", 1.2),
        ("report, memory a tenant, 10000 / 1000", reported, "report", "report of 1000", "memory growth", 1.2),
    )
    return [Bar(*row) for row in table if row[1]]
