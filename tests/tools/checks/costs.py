# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long the commands of a session and their children computed, kept beside its log."""

from __future__ import annotations

import resource
from contextlib import contextmanager
from typing import TYPE_CHECKING

from checks.paths import LOGS

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def recorded(session: str) -> Iterator[None]:
    """Record the CPU seconds of what is run meanwhile."""
    before = _cpu_of_children()
    try:
        yield
    finally:
        LOGS.mkdir(parents=True, exist_ok=True)
        (LOGS / f"{session}.cpu").write_text(f"{_cpu_of_children() - before}\n", encoding="ascii")


def cpu_seconds(session: str) -> float:
    """What was recorded; 0 for a session that was not run."""
    file = LOGS / f"{session}.cpu"
    return float(file.read_text(encoding="ascii")) if file.exists() else 0


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
