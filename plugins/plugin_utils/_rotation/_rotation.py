# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A rotation as a whole: what an earlier run has done, and in which batches the tenants come."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables

# Asking again what a guard has held back would cost an activation of the code.
_SETTLED = frozenset(
    {_outcomes.REPLACED, _outcomes.REFRESHED, _outcomes.UNCHANGED, _outcomes.TOO_EARLY, _outcomes.HELD_BACK}
)
_RESULTS = ("license_rotation_result", "license_rotation_licenses")
_GROWTH = (10, 50, 250)
_NAMED = 5


def journaled_results(records: t.Iterable[_journal.Record]) -> dict[str, _outcomes.Result]:
    """What became of each tenant that a rotation has settled, by host, as the task would have registered it.

    A tenant that was found in place counts as replaced where it was this rotation that had applied its license: a run
    that was cut off did, and another one found it.
    """
    results: dict[str, _outcomes.Result] = {}
    applied: dict[str, _outcomes.Result] = {}
    for record in records:
        host, event = record["host"], record["event"]
        if event == _journal.APPLYING:
            applied[host] = record["result"]
        elif event == _journal.FINISHED:
            result = record["result"]
            if host in applied and _outcomes.outcome_of(result) == _outcomes.UNCHANGED:
                result = {**applied[host], "applied": True, "devices": result["devices"]}
            results[host] = result
    return results


def check_that_it_goes_on(file: str, records: t.Iterable[_journal.Record], hosts: t.Collection[str]) -> None:
    """Raises :class:`InvalidRequestError` if the journal, with its records, is of a rotation of other tenants too."""
    others = sorted({record["host"] for record in records}.difference(hosts))
    if others:
        raise InvalidRequestError(
            f"the rotation of the journal {file!r} was cut off, and it has tenants that are not part of this run "
            f"({_some(others)})",
            remedy="Take it up with the same hosts, or name another journal (license_rotation_journal_file), or move "
            "this one away to begin anew",
        )


def registered_result(variables: HostVariables) -> _outcomes.Result | None:
    """What the tasks of the role have registered on a host in this run, if anything."""
    registered = (variables.registered(name) for name in _RESULTS)
    return next((_outcomes.as_failed(result) for result in registered if result is not None), None)


def is_settled(result: _outcomes.Result, *, partial_code: str | None) -> bool:
    """Whether nothing is left to do for a tenant with this result, if the code that ends so is what it is to have."""
    return _outcomes.outcome_of(result) in _SETTLED and result.get("partial_code") == partial_code


class Batches(t.NamedTuple):
    """The tenants in the order in which they are rotated, and how many are rotated together each time."""

    hosts: list[str]
    batches: list[int | str]
    canary: list[str]


def batches(
    hosts: t.Sequence[str],
    *,
    canary: t.Collection[str] | int,
    sizes: t.Sequence[int | str],
    settled: t.Collection[str] = (),
) -> Batches:
    """The canary first: these tenants, or as many from the beginning; then batches of the ``sizes``.

    Without sizes the batches grow after a canary; without either, all tenants are one batch. The ``settled`` tenants
    have had their turn: nobody takes the place of one of them in the canary.
    """
    named = frozenset(hosts[:canary]) if isinstance(canary, int) else frozenset(canary)
    left = [host for host in hosts if host not in settled]
    first = [host for host in left if host in named]
    rest = [host for host in left if host not in named]
    later = list(sizes) or (list(_GROWTH) if named else ["100%"])
    return Batches([*first, *rest], [len(first), *later] if first else later, first)


def _some(hosts: t.Sequence[str]) -> str:
    more = len(hosts) - _NAMED
    return ", ".join(hosts[:_NAMED]) + (f" and {more} more" if more > 0 else "")
