# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Closing the journal of a rotation that has come to its end."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._journal._tenant_journal import (
    carried_over,
    of_this_rotation,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import format_date
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import NotWrittenError, write_whole

if t.TYPE_CHECKING:
    import datetime as dt
    import pathlib

_OWNER_ONLY = 0o600


def close_journal(file: pathlib.Path, *, at: dt.datetime) -> pathlib.Path | None:
    """Put the journal aside under a name with the time, and begin the next one with what it hands on.

    Returns the path of the one put aside, ``None`` where this rotation has written nothing. If this is interrupted, the
    journal is still open, or closed as a whole. Raises :class:`NotWrittenError`, and :class:`JournalError`.
    """
    records = list(_journal.read(str(file)))
    if not any(of_this_rotation(records)):
        return None
    with _journal.understood(str(file)):
        handed_on = [{"at": format_date(at), **record} for record in carried_over(records)]
    closed = _unused(file, at)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NotWrittenError(closed, error) from error
    write_whole(closed, content, mode=_OWNER_ONLY)
    if handed_on:
        text = "".join(f"{json.dumps(record, separators=(',', ':'))}\n" for record in handed_on)
        write_whole(file, text.encode(), mode=_OWNER_ONLY)
    else:
        file.unlink()
    return closed


def _unused(file: pathlib.Path, at: dt.datetime) -> pathlib.Path:
    name = f"{file.stem}-{at:%Y%m%dT%H%M%SZ}"
    closed, number = file.with_name(f"{name}.jsonl"), 1
    while closed.exists():
        number += 1
        closed = file.with_name(f"{name}-{number}.jsonl")
    return closed
