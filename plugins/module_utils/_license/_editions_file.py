# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""An operator's own feature catalog, a file in YAML or JSON (option ``editions_file``)."""

from __future__ import annotations

import typing as t

from .._data_file import read_mapping
from .._errors import InvalidRequestError
from ._edition import Edition, Kind, Statement
from ._license_name import read_name

_MEMBERS = {"edition", "family", "features", "excludes", "complete", "verified"}
_ALIAS = "same_as"


def read_editions(path: str, *, shipped: t.Mapping[str, Edition]) -> dict[str, Edition]:
    """The shipped editions by name, with those of the file added or in their place.

    The file maps names to ``edition`` and ``family`` (text), ``features`` and ``excludes`` (lists of text),
    ``complete`` (default true) and ``verified`` (default false); or to ``same_as`` alone, another name of the same
    edition. An entry with a name of a shipped edition takes the place of that edition under all its names, and keeps
    its family unless it has one itself. Raises :class:`InvalidRequestError` naming the file and the wrong entry.
    """
    content = read_mapping(
        path,
        name="the editions file",
        keys="license names",
        remedy="Write license names at the top level, each with edition and features",
    )
    entries = {name: _members(path, name, entry) for name, entry in content.items()}
    _check_names(path, entries)
    shipped_by_key = {read_name(name).whole: edition for name, edition in shipped.items()}
    own: dict[str, Edition] = {}
    editions = dict(shipped)
    for name, entry in entries.items():
        if _ALIAS in entry:
            continue
        replaced = shipped_by_key.get(read_name(name).whole)
        own[name] = _edition(path, name, entry, family=replaced.family if replaced else "")
        editions |= {other: own[name] for other, edition in shipped.items() if edition == replaced}
    editions |= own
    by_key = {read_name(name).whole: edition for name, edition in editions.items()}
    for name, entry in entries.items():
        if _ALIAS in entry:
            meant = by_key.get(read_name(entry[_ALIAS]).whole)
            if meant is None:
                cause = f"neither this file nor the shipped catalog has the name {entry[_ALIAS]!r} of {_ALIAS}"
                raise _wrong(path, name, cause)
            editions[name] = meant
    return editions


def _check_names(path: str, names: t.Iterable[str]) -> None:
    known: dict[str, str] = {}
    for name in names:
        key = read_name(name).whole
        if not key:
            raise _wrong(path, name, "it has no word in its name")
        if key in known:
            raise _wrong(path, name, f"it has the same name as the entry {known[key]!r}")
        known[key] = name


def _members(path: str, name: str, entry: object) -> dict[str, t.Any]:
    if not isinstance(entry, dict):
        raise _wrong(path, name, "it must be a mapping with edition and features")
    unknown = sorted(set(map(str, entry)) - _MEMBERS - {_ALIAS})
    if unknown:
        raise _wrong(path, name, f"unknown member(s) {', '.join(unknown)}")
    if _ALIAS in entry and (len(entry) > 1 or not isinstance(entry[_ALIAS], str)):
        raise _wrong(path, name, f"{_ALIAS} must be a text, and the only member")
    return entry


def _edition(path: str, name: str, entry: t.Mapping[str, t.Any], *, family: str) -> Edition:
    for member in ("edition", "family"):
        if not isinstance(entry.get(member, ""), str):
            raise _wrong(path, name, f"{member} must be a text")
    features = _texts(entry.get("features", []), _wrong(path, name, "features must be a list of texts"))
    excludes = _texts(entry.get("excludes", []), _wrong(path, name, "excludes must be a list of texts"))
    both = sorted(set(features) & set(excludes))
    if both:
        raise _wrong(path, name, f"in features and in excludes at once: {', '.join(both)}")
    return Edition(
        entry.get("edition", name),
        {
            feature: Statement(included, Kind.OPERATOR, path)
            for listed, included in ((features, True), (excludes, False))
            for feature in listed
        },
        family=entry.get("family", family),
        complete=_flag(entry.get("complete", True), _wrong(path, name, "complete must be true or false")),
        verified=_flag(entry.get("verified", False), _wrong(path, name, "verified must be true or false")),
    )


def _wrong(path: str, name: str, what: str) -> InvalidRequestError:
    return InvalidRequestError(f"the editions file {path!r}, entry {name!r}: {what}")


def _texts(value: object, error: InvalidRequestError) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise error
    return tuple(dict.fromkeys(value))


def _flag(value: object, error: InvalidRequestError) -> bool:
    if not isinstance(value, bool):
        raise error
    return value
