# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What belongs to a run as a whole: its lock, and the order sheet and the plan as they were when it began.

All of it is of the process that holds it, and of the workers that it forks afterwards. So ``ansible-playbook`` itself
has to begin the run; what a worker held would go with its task.
"""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _sources

# Why the run may not go on, for the first task that can tell it to people.
_refusals: list[KescError] = []


def begin_run(
    *,
    lock: t.Callable[[], None] | None,
    sheet: tuple[str, _sources.Columns] | None,
    plan: str | None,
    decrypt: _sources.Decrypt,
) -> None:
    """Take the lock, then read the files. What goes wrong is raised by :func:`check_run` and by reading the files."""
    _refusals.clear()
    _sources.forget()
    if lock is not None:
        try:
            lock()
        except KescError as error:
            _refusals.append(error)
    if sheet is not None:
        _sources.keep_sheet(*sheet, decrypt)
    if plan is not None:
        _sources.keep_plan(plan, decrypt)


def check_run() -> None:
    """Raises :class:`KescError` where the run did not get its lock."""
    for refusal in _refusals:
        raise refusal
