# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can stand on one line of an order sheet, and what has to come of it: the campaign's own view, as data.

A case says how a tenant differs from a plain renewal, and what the documentation promises for it.
"""

from __future__ import annotations

import dataclasses
import typing as t

BASE = "Kaspersky Endpoint Security Cloud"
PLUS = f"{BASE} Plus"

Values: t.TypeAlias = "dict[str, t.Any]"

_SUBSCRIPTION: Values = {
    "type": "subscription",
    "limit": 70,
    "expires": "today+30d",
    "subscription": {"end": "today+30d", "end_type": "limited", "state": "active", "grace_days": 14},
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """One kind of order.

    ``old`` and ``new`` are how the two licenses differ from those of a renewal, in the lab's words; ``old`` is ``None``
    for a tenant without a license, ``new`` for a code that the activation servers do not know. ``code`` is how the
    activation servers' entry differs. ``new_at`` is where the tenant has the new license already, ``stored`` how its
    copy is out of date. ``deployed`` says whether the old license goes to devices by itself. ``variables`` belong to
    the order, without their prefix.

    ``position`` is where the new license has to end up, ``None`` where it has to stay away; ``outcome`` what the report
    has to say once nothing is left to do; ``activations`` how often the code may be activated in all.
    """

    name: str
    weight: int = 1
    old: Values | None = dataclasses.field(default_factory=dict)
    new: Values | None = dataclasses.field(default_factory=dict)
    code: Values = dataclasses.field(default_factory=dict)
    new_at: str | None = None
    stored: Values = dataclasses.field(default_factory=dict)
    deployed: bool = True
    macs: int = 0
    variables: Values = dataclasses.field(default_factory=dict)
    without_code: bool = False
    oddly_spelled: bool = False
    position: str | None = "active"
    outcome: str = "unchanged"
    activations: int = 1

    @property
    def purges(self) -> bool:
        """Whether the old license has to leave the store once it is replaced."""
        return bool(self.variables.get("purge_replaced"))

    def unrecognizable(self) -> Case:
        """The same where nobody can tell which stored license is the code's: all stays as it is, and that is told."""
        return dataclasses.replace(self, position=None, outcome="failed", activations=0, stored={})


def _refused(name: str, outcome: str, *, weight: int = 1, activations: int = 1, **members: t.Any) -> Case:
    """A code that must not be put in force, and that may have to be activated once to find that out."""
    return Case(name=name, weight=weight, outcome=outcome, position=None, activations=activations, **members)


CASES = (
    Case(name="renewal", weight=12),
    Case(name="larger limit", weight=2, new={"limit": 30}),
    Case(name="upgrade", weight=3, new={"name": PLUS}),
    Case(name="macs", weight=2, macs=2),
    Case(name="ended", weight=2, old={"created": "today-377d", "expires": "today-12d"}),
    Case(name="first license", weight=2, old=None),
    Case(name="as ordered", weight=2, variables={"expected": {"name": BASE, "limit": 20}}),
    Case(name="stored already", weight=2, new_at="none", activations=0),
    Case(name="in reserve already", new_at="reserve", activations=0),
    Case(name="in place", weight=2, new_at="active", activations=0),
    Case(name="subscription", weight=2, new=_SUBSCRIPTION, new_at="active", stored={"limit": 45}, activations=0),
    Case(name="not deployed", weight=2, deployed=False),
    Case(name="oddly spelled", oddly_spelled=True),
    Case(name="allowed downgrade", old={"name": PLUS}, variables={"allow_downgrade": True}),
    Case(name="purging", weight=2, variables={"purge_replaced": True}),
    Case(name="next license", weight=2, variables={"position": "reserve"}, position="reserve"),
    Case(name="old kind of code", code={"kind": "v1"}),
    _refused("downgrade", "held_back", weight=3, old={"name": PLUS}),
    _refused("smaller limit", "held_back", weight=2, new={"limit": 10}),
    _refused("earlier end", "held_back", weight=2, old={"expires": "today+400d"}),
    _refused("other than ordered", "held_back", weight=2, variables={"expected": {"limit": 21}}),
    _refused(
        "known to be smaller",
        "held_back",
        weight=2,
        activations=0,
        new={"limit": 10},
        variables={"expected": {"name": BASE, "limit": 10}},
    ),
    _refused("ended license", "held_back", old={"expires": "today-40d"}, new={"expires": "today-2d"}),
    _refused("other application", "failed", new={"app_ids": [1750]}),
    _refused("unknown code", "failed", weight=2, new=None, activations=0),
    _refused("blocked code", "failed", code={"kind": "blocked"}, activations=0),
    _refused("used-up code", "failed", code={"activations": 0}, activations=0),
    _refused("no code", "no_code", without_code=True, activations=0),
    _refused("too early", "too_early", variables={"only_within_days": 5}, activations=0),
)
