# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the lab says of itself, and what a run left behind: the only things that the invariants read."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Mapping

MAIN_SERVER = ""
"""The name under which the main Administration Server is kept beside the tenants."""

Row: t.TypeAlias = "Mapping[str, t.Any]"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Key:
    """One license of a tenant. ``position`` is active, reserve or none; ``stored`` whether it is in the store."""

    serial: str
    position: str
    stored: bool
    automatic_deployment: bool
    limit: int


@dataclasses.dataclass(frozen=True)
class Store:
    """The licenses of a tenant by serial; ``pending`` is the one that takes its position after further readings."""

    keys: Mapping[str, Key]
    pending: str | None = None

    @property
    def stored(self) -> frozenset[str]:
        return frozenset(serial for serial, key in self.keys.items() if key.stored)

    def in_position(self, position: str) -> str | None:
        return next((serial for serial, key in self.keys.items() if key.position == position), None)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Terms:
    """What the activation servers know of a license: its limit, how often its code was and can still be activated."""

    activated: int
    left: int | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class World:
    """The lab at one moment: tenants by name, licenses by serial."""

    stores: Mapping[str, Store]
    licenses: Mapping[str, Terms]
    sessions_open: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Call:
    """One line of the lab's audit log. ``done`` says that it was carried out, whatever its client got."""

    tenant: str
    method: str
    done: bool
    fault: str | None
    serial: str | None
    status: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class FinishedRun:
    """A run that has ended. ``report`` is the content of its report.json, ``None`` where it wrote none.

    ``texts`` is everything that can be read after it, by where it was read, the terminal among it. ``cut_off`` says
    that it was not to come to its end.
    """

    number: int
    exit_code: int
    cut_off: bool
    quiet: bool
    report: Mapping[str, t.Any] | None
    texts: Mapping[str, str]

    def rows(self) -> dict[str, Row]:
        """The rows of the report by host."""
        return {str(row["host"]): row for row in (self.report or {}).get("tenants", ())}
