# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What a task is, and what it comes back with: whatever runs it only hands in the options."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from .._errors import KescError
    from .._options._params import Params


@dataclasses.dataclass(frozen=True)
class TaskResult:
    """What a task hands to Ansible; ``error`` where it failed and still has values to show."""

    values: dict[str, t.Any]
    warnings: tuple[str, ...] = ()
    error: KescError | None = None

    def ansible_values(self) -> dict[str, t.Any]:
        """The result as a play registers it."""
        failure = {"failed": True, "msg": self.error.message, "error": self.error.to_dict()} if self.error else {}
        warnings = {"warnings": list(self.warnings)} if self.warnings else {}
        return {**failure, **self.values, **warnings}


Task: t.TypeAlias = "t.Callable[[Params, bool], TaskResult]"
