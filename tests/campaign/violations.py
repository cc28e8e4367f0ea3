# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an invariant finds: which kind, of which tenant, what was expected and what was found."""

from __future__ import annotations

import typing as t


class Violation(t.NamedTuple):
    """``host`` is a host of the inventory, empty where the finding is of no single one."""

    kind: str
    host: str
    expected: str
    found: str


Violations: t.TypeAlias = "t.Iterator[Violation]"
