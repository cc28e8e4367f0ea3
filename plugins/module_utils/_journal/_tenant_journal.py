# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""One tenant's part of a rotation, in the journal: what is about to happen, what came of it, and what was cut off."""

from __future__ import annotations

import dataclasses
import typing as t

from .._errors import blank_out
from .._operations._history import History
from . import _file as _journal

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._license._license import License
    from .._operations._result import OperationResult

# Long, and nobody asks a journal for it.
_LEFT_OUT = frozenset({"comparison", "diff", "requests"})

Values: t.TypeAlias = "dict[str, t.Any]"


@dataclasses.dataclass(frozen=True)
class JournalPlace:
    """Which journal, and the host of the inventory that stands for the tenant."""

    file: str
    host: str


class TenantJournal:
    """The journal of one tenant: remembers what a replacement tells it, without any of the secrets."""

    def __init__(
        self,
        place: JournalPlace,
        *,
        clock: Clock,
        secrets: t.Collection[str],
        result_of: t.Callable[[OperationResult], Values],
    ) -> None:
        self._place = place
        self._clock = clock
        self._secrets = secrets
        self._result_of = result_of

    def history(self, partial_code: str) -> History:
        """What an earlier attempt with this code had begun and not finished. Raises :class:`JournalError`."""
        stored, applied = None, None
        for record in _journal.read_host(self._place.file, self._place.host):
            if record["event"] == _journal.VERIFYING:
                stored = frozenset(record["stored"])
            elif record["event"] == _journal.APPLYING:
                same_code = record["result"]["partial_code"] == partial_code
                applied = (record["result"]["after"] or {}).get("license_id") if same_code else None
            else:
                stored, applied = None, None
        return History(stored=stored, applied=applied)

    def verifying(self, known: list[License]) -> None:
        self._append(_journal.VERIFYING, stored=[license.license_id for license in known])

    def applying(self, result: OperationResult) -> None:
        self._append(_journal.APPLYING, result=self._short(self._result_of(result)))

    def finished(self, result: Values) -> None:
        """The tenant is settled. Raises :class:`JournalError`."""
        self._append(_journal.FINISHED, result=self._short(result))

    def _append(self, event: str, **values: t.Any) -> None:
        record = {"host": self._place.host, "event": event, **values}
        _journal.append(self._place.file, record, at=self._clock.now())

    def _short(self, result: Values) -> Values:
        return {name: self._masked(value) for name, value in result.items() if name not in _LEFT_OUT}

    def _masked(self, value: t.Any) -> t.Any:
        if isinstance(value, str):
            return blank_out(value, self._secrets)
        if isinstance(value, dict):
            return {name: self._masked(each) for name, each in value.items()}
        return [self._masked(each) for each in value] if isinstance(value, (list, tuple)) else value
