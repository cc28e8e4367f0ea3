# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GroupSyncIterator and ChunkAccessor (SOURCES.md, section 9)."""

from __future__ import annotations

from kesc_lab.errors import bad_format
from kesc_lab.protocol.registry import Argument, Call, Kind, method
from kesc_lab.protocol.results import ITEMS
from kesc_lab.protocol.values import Params

_ITERATOR = Argument("szwIterator", Kind.TEXT)
_ACCESSOR = Argument("strAccessor", Kind.TEXT)


@method("GroupSyncIterator.GetNextItems", _ITERATOR, Argument("nCount", Kind.INT), right=None)
def get_next_items(call: Call) -> Params:
    """Return the next items and move on.

    bEOF on the last chunk: the reference page says false, the official sample needs true; the fleet file chooses.
    """
    result = call.session.results.get("iterator", call.text("szwIterator"), call.now, call.world.choices.stale_iterator)
    items = result.chunk(result.position, _count(call))
    result.position += len(items)
    last = result.position >= len(result.items)
    return {
        "PxgRetVal": len(items),
        "bEOF": last if call.world.choices.eof == "sample" else not last,
        "pData": {ITEMS: items},
    }


@method("GroupSyncIterator.ReleaseIterator", _ITERATOR, right=None)
def release_iterator(call: Call) -> Params:
    """Close an iterator."""
    choice = call.world.choices.stale_iterator
    call.session.results.release("iterator", call.text("szwIterator"), call.now, choice)
    return {}


@method("ChunkAccessor.GetItemsCount", _ACCESSOR, right=None)
def get_items_count(call: Call) -> Params:
    """Return how many items a search found."""
    choice = call.world.choices.stale_iterator
    return {"PxgRetVal": len(call.session.results.get("accessor", call.text("strAccessor"), call.now, choice).items)}


@method(
    "ChunkAccessor.GetItemsChunk", _ACCESSOR, Argument("nStart", Kind.INT), Argument("nCount", Kind.INT), right=None
)
def get_items_chunk(call: Call) -> Params:
    """Return some items of a search; the same ones can be read again."""
    choice = call.world.choices.stale_iterator
    result = call.session.results.get("accessor", call.text("strAccessor"), call.now, choice)
    start = call.number("nStart")
    if start < 0:
        raise bad_format("nStart should not be negative")
    items = result.chunk(start, _count(call))
    return {"PxgRetVal": len(items), "pChunk": {ITEMS: items}}


@method("ChunkAccessor.Release", _ACCESSOR, right=None)
def release(call: Call) -> Params:
    """Close a search."""
    choice = call.world.choices.stale_iterator
    call.session.results.release("accessor", call.text("strAccessor"), call.now, choice)
    return {}


def _count(call: Call) -> int:
    count = call.number("nCount")
    if count < 1:
        raise bad_format("nCount should be at least 1")
    return min(count, call.world.choices.max_chunk or count)
