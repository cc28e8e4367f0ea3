# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The order sheet and the plan, each read once for a run: what was checked is what is used."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pathlib
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError, KescError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import OrderSheet, read_sheet
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._plan import Entry, parse_plan

ORDER_SHEET, PLAN = "order_sheet", "plan"
"""The kinds of files that are read."""

_WORDS = {ORDER_SHEET: "order sheet", PLAN: "plan"}

Content = t.TypeVar("Content")
Columns: t.TypeAlias = "t.Mapping[str, str]"
Decrypt: t.TypeAlias = "t.Callable[[bytes], bytes]"


class DecryptionError(Exception):
    """What :data:`Decrypt` raises where it has not the password for what Ansible Vault has encrypted."""


@dataclasses.dataclass(frozen=True)
class Source(t.Generic[Content]):
    """A file that was read: as it was named, the SHA-256 of its bytes in hexadecimal digits, and what is in it."""

    kind: str
    file: str
    sha256: str
    content: Content = dataclasses.field(repr=False)

    def facts(self) -> dict[str, str]:
        """What anybody may know of it."""
        return {"kind": self.kind, "file": self.file, "sha256": self.sha256}


Sheet: t.TypeAlias = Source[OrderSheet]
Plan: t.TypeAlias = Source[dict[str, Entry]]

# Each file with the columns that it was read by. They belong to this process and to each worker that it forks
# afterwards. An error is kept, too, until somebody needs the file.
_kept: dict[tuple[str, ...], t.Any] = {}
# The variables of many hosts may each look the same file up.
_latest: dict[tuple[str, ...], tuple[tuple[int, int], t.Any]] = {}


def sheet(name: str, columns: Columns, decrypt: Decrypt) -> Sheet:
    """The order sheet, as it was kept, else as it is now. Raises :class:`InvalidRequestError`."""
    return _kept_or_read(_sheet_key(name, columns), lambda: _read_sheet(name, columns, decrypt))


def plan(name: str, decrypt: Decrypt) -> Plan:
    """The plan, as it was kept, else as it is now. Raises :class:`InvalidRequestError`."""
    return _kept_or_read(_plan_key(name), lambda: _read_plan(name, decrypt))


def keep_sheet(name: str, columns: Columns, decrypt: Decrypt) -> None:
    """Read the order sheet now, and have every later reading in this process and its workers give what it holds now."""
    _kept[_sheet_key(name, columns)] = _or_error(lambda: _read_sheet(name, columns, decrypt))


def keep_plan(name: str, decrypt: Decrypt) -> None:
    """The same for the plan."""
    _kept[_plan_key(name)] = _or_error(lambda: _read_plan(name, decrypt))


def forget() -> None:
    """Forget what was kept: the next reading gives what the files hold then."""
    _kept.clear()


def _read_sheet(name: str, columns: Columns, decrypt: Decrypt) -> Sheet:
    return _read(_sheet_key(name, columns), name, lambda content: read_sheet(name, decrypt(content), columns))


def _read_plan(name: str, decrypt: Decrypt) -> Plan:
    return _read(_plan_key(name), name, lambda content: parse_plan(name, decrypt(content)))


def _read(key: tuple[str, ...], name: str, parse: t.Callable[[bytes], Content]) -> Source[Content]:
    kind, path, key = key[0], _path(name), (*key, name)
    try:
        status = path.stat()
        state = (status.st_mtime_ns, status.st_size)
        if key not in _latest or _latest[key][0] != state:
            content = path.read_bytes()
            _latest[key] = (state, Source(kind, name, hashlib.sha256(content).hexdigest(), parse(content)))
    except OSError as error:
        raise InvalidRequestError(
            f"the {_WORDS[kind]} {name!r} cannot be read: {error.strerror}",
            remedy="A relative path starts at the folder that the run was started from",
        ) from None
    except DecryptionError as error:
        raise InvalidRequestError(f"the {_WORDS[kind]} {name!r} cannot be read: {error}") from None
    return t.cast("Source[Content]", _latest[key][1])


def _path(name: str) -> pathlib.Path:
    return pathlib.Path(os.path.expandvars(name)).expanduser().absolute()


def _sheet_key(name: str, columns: Columns) -> tuple[str, ...]:
    return (ORDER_SHEET, str(_path(name)), *(f"{word}={columns[word]}" for word in sorted(columns)))


def _plan_key(name: str) -> tuple[str, ...]:
    return (PLAN, str(_path(name)))


def _kept_or_read(key: tuple[str, ...], read: t.Callable[[], Source[Content]]) -> Source[Content]:
    found = _kept.get(key)
    if isinstance(found, KescError):
        raise found
    return t.cast("Source[Content]", found) if found is not None else read()


def _or_error(read: t.Callable[[], Source[t.Any]]) -> Source[t.Any] | KescError:
    try:
        return read()
    except KescError as error:
        return error
