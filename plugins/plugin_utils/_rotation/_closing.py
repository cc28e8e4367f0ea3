# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Closing the journal of a rotation that has come to its end."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import NotWrittenError

if t.TYPE_CHECKING:
    import datetime as dt
    import pathlib


def close_journal(file: pathlib.Path, *, at: dt.datetime) -> pathlib.Path | None:
    """Give the journal the time into its name, so that the next rotation begins a new one.

    Returns its new path, ``None`` where there is no journal. Raises :class:`NotWrittenError`.
    """
    closed = file.with_name(f"{file.stem}-{at:%Y%m%dT%H%M%SZ}.jsonl")
    number = 1
    while closed.exists():
        number += 1
        closed = file.with_name(f"{file.stem}-{at:%Y%m%dT%H%M%SZ}-{number}.jsonl")
    try:
        file.rename(closed)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotWrittenError(closed, error) from error
    return closed
