# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reading results that the server hands out in pieces, and giving them back.

``EnumKeys`` and ``AcquireKeyHosts`` go with GroupSyncIterator, ``FindHosts`` with ChunkAccessor (KSCAPI/13/a00413.html
and 13/a00483.html). Both deliver items under ``KLCSP_ITERATOR_ARRAY``.
"""

from __future__ import annotations

import typing as t

from ..._errors import AnswerLostError, KescError, NotFoundError, UnavailableError, UnexpectedAnswerError
from ._typed_values import decode_params

if t.TYPE_CHECKING:
    from ._session import Session
    from ._typed_values import Value

KEYS_AT_A_TIME = 50
"""Recommended for GetNextItems: KSCAPI/14/a00511_a3efde819ce198be76e37f24233c77007.html."""

_HOSTS_AT_A_TIME = 500
_LIFE_TIME = 600
"""Seconds that a set of hosts lives; at most 7200: KSCAPI/13/a00483_a04beb606f905303019a2ec3222d77698.html."""

_READINGS = 3
_MOST_UNANNOUNCED = 10_000
"""Items after which a reading without a count is given up."""

Item: t.TypeAlias = "dict[str, Value]"


def read_iterator(session: Session, method: str, arguments: t.Mapping[str, t.Any]) -> list[Item]:
    """All items of a call that returns ``lKeyCount`` and ``wstrIterator``.

    ``lKeyCount`` alone ends the reading: the reference and the vendor's sample contradict each other on ``bEOF``, and
    a short piece proves nothing. A count below one is not trusted: then an empty piece ends the reading. A reading
    whose position is lost, or that ends early, starts again at the call; what a stale iterator is answered with is not
    documented, and "not found" is taken for one.
    """
    for reading in range(_READINGS):
        answer = session.call(method, arguments, safe=True)
        iterator, count = answer.get("wstrIterator"), answer.get("lKeyCount")
        if count == 0 and iterator in (None, ""):
            return []
        if not isinstance(iterator, str) or not isinstance(count, int) or isinstance(count, bool):
            raise UnexpectedAnswerError(f"the server's answer to {method} names no iterator")
        try:
            return _read_items(session, iterator, count)
        except (AnswerLostError, NotFoundError, UnavailableError):
            if reading == _READINGS - 1:
                raise
        finally:
            _release(session, "GroupSyncIterator.ReleaseIterator", {"szwIterator": iterator})
    raise AssertionError("the last reading returned or raised")


def find_hosts(session: Session, *, condition: str, fields: t.Sequence[str]) -> list[Item]:
    """The hosts of the connected server that meet a search filter (KSCAPI/13/a00483.html, HostGroup::FindHosts)."""
    arguments = {
        "wstrFilter": condition,
        "vecFieldsToReturn": list(fields),
        "vecFieldsToOrder": [],
        "pParams": {"KLGRP_FIND_FROM_CUR_VS_ONLY": True},
        "lMaxLifeTime": _LIFE_TIME,
    }
    answer = session.call("HostGroup.FindHosts", arguments, safe=True)
    accessor, count = answer.get("strAccessor"), answer.get("PxgRetVal")
    if not isinstance(accessor, str) or not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise UnexpectedAnswerError("the server's answer to HostGroup.FindHosts names no result")
    items: list[Item] = []
    try:
        while len(items) < count:
            piece = {"strAccessor": accessor, "nStart": len(items), "nCount": min(_HOSTS_AT_A_TIME, count - len(items))}
            chunk = _items(session.call("ChunkAccessor.GetItemsChunk", piece, safe=True, large=True).get("pChunk"))
            if not chunk:
                raise UnexpectedAnswerError(f"the server announced {count} hosts and delivered {len(items)}")
            items += chunk
    finally:
        _release(session, "ChunkAccessor.Release", {"strAccessor": accessor})
    return items


def _read_items(session: Session, iterator: str, count: int) -> list[Item]:
    items: list[Item] = []
    announced = count >= 1
    while not announced or len(items) < count:
        arguments = {"szwIterator": iterator, "nCount": KEYS_AT_A_TIME}
        # Repeating this call would skip what a lost answer held: the iterator has moved on.
        chunk = _items(session.call("GroupSyncIterator.GetNextItems", arguments, safe=False).get("pData"))
        if not chunk and not announced:
            return items
        if not chunk or (not announced and len(items) > _MOST_UNANNOUNCED):
            raise UnexpectedAnswerError(f"the server announced {count} items and delivered {len(items)}")
        items += chunk
    return items


def _items(container: object) -> list[Item]:
    items = decode_params(container).get("KLCSP_ITERATOR_ARRAY", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise UnexpectedAnswerError("the server's answer holds something else where items should be")
    return t.cast("list[Item]", items)


def _release(session: Session, method: str, arguments: t.Mapping[str, t.Any]) -> None:
    try:
        session.call(method, arguments, safe=True)
    except KescError:
        # What was read is whole, or its own error is on the way; the server forgets the result by itself.
        return
