# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a round varies besides the faults of single tenants, by seed: choices of the lab, settings, interruptions."""

from __future__ import annotations

import dataclasses
import enum
import random
import typing as t

from faults import TIMEOUT

if t.TYPE_CHECKING:
    from cases import Values

CALLS_OF_A_TENANT = 14
"""How many calls a rotation makes for a tenant, roughly: an interruption comes within these."""

CONFIRM_TIMEOUT = 10
"""In seconds: longer than any effect of the lab is late."""


class Act(enum.Enum):
    """How a run is disturbed as a whole."""

    NONE = "nothing"
    CTRL_C = "Ctrl-C"
    TERMINATE = "SIGTERM of the run"
    KILL = "SIGKILL of the run and its workers"
    KILL_MAIN = "SIGKILL of the run, not of its workers"
    KILL_LAB = "SIGKILL of the lab, which is started again"
    OTHER_SERVER = "SIGKILL of the run and its workers, and another server for the next"


@dataclasses.dataclass(frozen=True)
class Interruption:
    """``after`` so many calls of the run, as the lab counts them."""

    act: Act = Act.NONE
    after: int = 0

    def __str__(self) -> str:
        return self.act.value if self.act is Act.NONE else f"{self.act.value} after {self.after} calls"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Variation:
    """One round. ``disturbed`` has an interruption for each run with faults; ``settings`` are the role's variables."""

    choices: Values
    rights: tuple[str, ...]
    settings: Values
    forks: int
    disturbed: tuple[Interruption, ...]


_ACTS = {
    Act.NONE: 8,
    Act.CTRL_C: 2,
    Act.TERMINATE: 1,
    Act.KILL: 3,
    Act.KILL_MAIN: 2,
    Act.KILL_LAB: 2,
    Act.OTHER_SERVER: 1,
}


def variation_of(seed: int, *, tenants: int) -> Variation:
    """The same arguments give the same round."""
    chance = random.Random(f"{seed}/variation")
    choices: Values = {
        "install_delay_reads": chance.choice((0, 0, 0, 1, 2)),
        "used_by_adm_srv": chance.choice(("present", "present", "absent")),
        "install_stored_code": chance.choice(("same_serial", "error")),
        "activation_servers_down": chance.choice(("unavailable", "activation_error")),
        "uninstalled_key": chance.choice(("stays_on_devices", "leaves_devices")),
        "automatic_deployment": chance.choice((False, False, True)),
        "eof": chance.choice(("sample", "page")),
        "max_chunk": chance.choice((None, None, 1)),
        "stale_iterator": chance.choice(("not_found", "bad_format")),
        "unknown_arguments": chance.choice(("ignore", "error")),
        "synchronize": chance.choice(("subscriptions", "all")),
        "synchronize_polls": chance.choice((0, 1, 2)),
    }
    rights = ("read", "modify", "export_license") if chance.random() < 0.6 else ("read", "modify")
    settings: Values = {
        "timeout": TIMEOUT,
        "retries": chance.choice((1, 2, 3)),
        "confirm_timeout": CONFIRM_TIMEOUT,
        "serial": chance.choice(([], [], [10, 20], ["40%"])),
        "canary": chance.choice((0, 0, "*-renewal[0]")),
    }
    runs = chance.choice((1, 2, 2, 3))
    disturbed = tuple(_interruption(chance, tenants) for _run in range(runs))
    return Variation(
        choices=choices, rights=rights, settings=settings, forks=chance.choice((5, 10)), disturbed=disturbed
    )


def _interruption(chance: random.Random, tenants: int) -> Interruption:
    (act,) = chance.choices(list(_ACTS), weights=list(_ACTS.values()))
    after = chance.randint(1, CALLS_OF_A_TENANT * tenants)
    return Interruption() if act is Act.NONE else Interruption(act, after)
