# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""One tenant's part of a journal: what is about to happen, what came of it, and what a later run must know.

Records of a tenant, beside ``host``, ``event`` and ``server`` (what tells one server from another):

- *verifying*: ``partial_code``, and ``stored``, the ids in the store
- *refused*: ``refusal``, the license that was verified and is not applied, and why
- *applying*: ``result`` as it will be, the ``license`` and what it ``replaces``, as they are before
- *accepted*, *not_applied*: ``partial_code``; the server took the license, or certainly did not
- *finished*: ``result``; ``left`` and ``refused`` as in :class:`History`, once the store was read
- *carried*: ``memory``, what an earlier journal had to say when it was closed
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import typing as t

from .._errors import JournalError
from .._license._license import License, Position, format_date
from .._operations._history import Application, History, Refusal
from .._options._secrets import masked
from . import _file as _journal

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._operations._result import OperationResult

# Long, and nobody asks a journal for it.
_LEFT_OUT = frozenset({"comparison", "diff", "requests"})
_STORE_PUT_BACK = frozenset({"guard_tripped", "license_not_usable", "code_refused"})
_DATES = ("created", "expires")

Values: t.TypeAlias = "dict[str, t.Any]"


@dataclasses.dataclass(frozen=True)
class JournalPlace:
    """Which journal, and the host of the inventory that stands for the tenant."""

    file: str
    host: str


class TenantJournal:
    """What earlier runs have written down of a tenant, and a pen for this one, without any of the secrets."""

    def __init__(
        self,
        place: JournalPlace,
        *,
        partial_code: str,
        clock: Clock,
        secrets: t.Collection[str],
        result_of: t.Callable[[OperationResult], Values],
        read_only: bool = False,
    ) -> None:
        """Raises :class:`JournalError`."""
        self._place = place
        self._partial_code = partial_code
        self._clock = clock
        self._secrets = secrets
        self._result_of = result_of
        self._read_only = read_only
        self._server: str | None = None
        self._records = _journal.read_host(place.file, place.host)
        with _journal.understood(place.file, about=place.host):
            _memory(self._records, None)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the operator should know of what is written there."""
        if self._server is None or not any(_is_elsewhere(record, self._server) for record in self._records):
            return ()
        return (
            f"The journal {self._place.file!r} has records of this tenant at another server, or at this one with "
            "another certificate: they were not believed.",
        )

    def history(self, *, server: str) -> History:
        self._server = server
        return history_of(_memory(self._records, server), self._partial_code)

    def verifying(self, known: list[License]) -> None:
        self._append(_journal.VERIFYING, stored=[license.license_id for license in known])

    def refused(self, refusal: Refusal) -> None:
        refusal = dataclasses.replace(refusal, at=format_date(self._clock.now()) or "")
        self._append_if_possible(_journal.REFUSED, refusal=_refusal_values(refusal))

    def applying(self, result: OperationResult, *, license: License, replaces: License | None) -> None:
        self._append(
            _journal.APPLYING,
            result=self._short(self._result_of(result)),
            license=_license_values(license),
            replaces=_license_values(replaces),
        )

    def accepted(self) -> None:
        self._append_if_possible(_journal.ACCEPTED)

    def not_applied(self) -> None:
        self._append_if_possible(_journal.NOT_APPLIED)

    def finished(
        self,
        result: Values,
        *,
        left: t.Mapping[str, str] | None = None,
        refused: t.Collection[str] = (),
    ) -> None:
        """The tenant has had its turn; ``left`` is ``None`` where its store was not read.

        Raises :class:`JournalError`.
        """
        values: Values = {"result": self._short(result)}
        if left is not None:
            values |= {"left": dict(left), "refused": sorted(refused)}
        self._append(_journal.FINISHED, **values)

    def _append(self, event: str, **values: t.Any) -> None:
        if self._read_only:
            return
        record = {"host": self._place.host, "event": event, "partial_code": self._partial_code}
        if self._server is not None:
            record["server"] = self._server
        _journal.append(self._place.file, {**record, **masked(values, self._secrets)}, at=self._clock.now())

    def _append_if_possible(self, event: str, **values: t.Any) -> None:
        try:
            self._append(event, **values)
        except JournalError:
            # Without it the next run reads the tenant's state, as it does after a kill.
            return

    def _short(self, result: Values) -> Values:
        return {name: value for name, value in result.items() if name not in _LEFT_OUT}


def carried_over(records: t.Iterable[_journal.Record]) -> list[_journal.Record]:
    """What a journal that is closed hands on: the records with which the next one begins, one a tenant and server.

    Whatever is settled is forgotten, but for the license that a code stands for: where the server hides its codes,
    nothing else tells. What is left in a store, was refused, or may still come into force stays.
    """
    by_tenant: dict[tuple[str, str | None], list[_journal.Record]] = {}
    for record in records:
        by_tenant.setdefault((record["host"], record.get("server")), []).append(record)
    memories = {tenant: _memory(each, tenant[1]) for tenant, each in by_tenant.items()}
    return [
        {"host": host, "event": _journal.CARRIED, **({"server": server} if server else {}), "memory": memory}
        for (host, server), memory in memories.items()
        if memory["codes"] or memory["left"]
    ]


def of_this_rotation(records: t.Iterable[_journal.Record]) -> t.Iterator[_journal.Record]:
    """The records without those that an earlier journal handed on: whether any is there tells if it was interrupted."""
    return (record for record in records if record["event"] != _journal.CARRIED)


def history_of(memory: Values, partial_code: str) -> History:
    """What a memory has to say of an order with this code."""
    code = memory["codes"].get(partial_code, {})
    of_code = [license_id for license_id, partial in memory["left"].items() if partial == partial_code]
    return History(
        stored=frozenset(code["stored"]) if code.get("stored") is not None else None,
        known_as=code.get("known_as") or (of_code[0] if len(of_code) == 1 else None),
        application=_application(code["application"]) if code.get("application") else None,
        refusal=_refusal(code["refusal"]) if code.get("refusal") else None,
        left=dict(memory["left"]),
        refused=frozenset(memory["refused"]),
    )


def _memory(records: t.Iterable[_journal.Record], server: str | None) -> Values:
    """What a server's records of a tenant come to: ``codes`` by partial code, ``left`` and ``refused``."""
    memory: Values = {"codes": {}, "left": {}, "refused": []}
    for record in records:
        if server is not None and _is_elsewhere(record, server):
            continue
        if record["event"] == _journal.CARRIED:
            memory = copy.deepcopy(record["memory"])
        else:
            code = memory["codes"].setdefault(record["partial_code"], {})
            _EFFECTS[record["event"]](memory, code, record)
    memory["codes"] = {
        partial: kept
        for partial, code in memory["codes"].items()
        if (kept := {name: value for name, value in code.items() if value is not None})
    }
    return memory


def _is_elsewhere(record: _journal.Record, server: str) -> bool:
    return bool(record.get("server", server) != server)


def _verifying(_memory: Values, code: Values, record: _journal.Record) -> None:
    code["stored"] = record["stored"]


def _refused(_memory: Values, code: Values, record: _journal.Record) -> None:
    code["refusal"] = record["refusal"]
    code["known_as"] = record["refusal"]["license"]["license_id"] or code.get("known_as")


def _applying(_memory: Values, code: Values, record: _journal.Record) -> None:
    code["application"] = {"license": record["license"], "replaces": record["replaces"], "accepted": False}
    code["known_as"] = record["license"]["license_id"] or None


def _accepted(_memory: Values, code: Values, _record: _journal.Record) -> None:
    if code.get("application"):
        code["application"] = {**code["application"], "accepted": True}


def _not_applied(_memory: Values, code: Values, _record: _journal.Record) -> None:
    code["application"] = None


def _finished(memory: Values, code: Values, record: _journal.Record) -> None:
    result = record["result"]
    if "left" in record:
        memory["left"], memory["refused"] = record["left"], record["refused"]
    if not result.get("failed"):
        after = result.get("after") or {}
        if result.get("verified") and after.get("license_id"):
            code["known_as"] = after["license_id"]
        code.update(stored=None, application=None, refusal=None)
    elif (result.get("error") or {}).get("error_code") in _STORE_PUT_BACK:
        code["stored"] = None


_EFFECTS: dict[str, t.Callable[[Values, Values, _journal.Record], None]] = {
    _journal.VERIFYING: _verifying,
    _journal.REFUSED: _refused,
    _journal.APPLYING: _applying,
    _journal.ACCEPTED: _accepted,
    _journal.NOT_APPLIED: _not_applied,
    _journal.FINISHED: _finished,
}


def _license_values(license: License | None) -> Values | None:
    if license is None:
        return None
    values = {field.name: getattr(license, field.name) for field in dataclasses.fields(license)}
    values |= {name: format_date(values[name]) for name in _DATES} | {"position": license.position.value}
    return {name: value for name, value in values.items() if value is not None}


def _license(values: Values) -> License:
    dates = {name: dt.datetime.fromisoformat(values[name]) for name in _DATES if name in values}
    return License(**{**values, **dates, "position": Position(values["position"])})


def _application(values: Values) -> Application:
    replaces = values["replaces"]
    return Application(
        license=_license(values["license"]),
        replaces=_license(replaces) if replaces else None,
        accepted=values["accepted"],
    )


def _refusal_values(refusal: Refusal) -> Values:
    return {
        "order": refusal.order,
        "before": _license_values(refusal.before),
        "license": _license_values(refusal.license),
        "unusable": list(refusal.unusable) if refusal.unusable else None,
        "at": refusal.at,
    }


def _refusal(values: Values) -> Refusal:
    unusable = values["unusable"]
    return Refusal(
        order=values["order"],
        before=_license(values["before"]) if values["before"] else None,
        license=_license(values["license"]),
        unusable=(unusable[0], unusable[1]) if unusable else None,
        at=values["at"],
    )
