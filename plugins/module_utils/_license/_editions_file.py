# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""An operator's own feature catalog, a file in YAML or JSON (option ``editions_file``)."""

from __future__ import annotations

from .._data_file import read_mapping
from .._errors import InvalidRequestError
from ._editions import Edition

_MEMBERS = {"edition", "features", "excludes", "complete", "verified"}


def read_editions(path: str) -> dict[str, Edition]:
    """The editions by license name.

    The file maps license names to ``edition`` (text), ``features`` and ``excludes`` (lists of text), ``complete``
    (default true) and ``verified`` (default false). Raises :class:`InvalidRequestError` naming the file and the wrong
    entry.
    """
    content = read_mapping(
        path,
        name="the editions file",
        keys="license names",
        remedy="Write license names at the top level, each with edition and features",
    )
    return {name: _edition(path, name, entry) for name, entry in content.items()}


def _edition(path: str, name: str, entry: object) -> Edition:
    def wrong(what: str) -> InvalidRequestError:
        return InvalidRequestError(f"the editions file {path!r}, entry {name!r}: {what}")

    if not isinstance(entry, dict):
        raise wrong("it must be a mapping with edition and features")
    unknown = sorted(set(map(str, entry)) - _MEMBERS)
    if unknown:
        raise wrong(f"unknown member(s) {', '.join(unknown)}")
    edition = entry.get("edition", name)
    if not isinstance(edition, str):
        raise wrong("edition must be a text")
    features = _texts(entry.get("features", []), wrong("features must be a list of texts"))
    excludes = _texts(entry.get("excludes", []), wrong("excludes must be a list of texts"))
    both = sorted(set(features) & set(excludes))
    if both:
        raise wrong(f"in features and in excludes at once: {', '.join(both)}")
    return Edition(
        edition,
        features,
        excludes,
        complete=_flag(entry.get("complete", True), wrong("complete must be true or false")),
        verified=_flag(entry.get("verified", False), wrong("verified must be true or false")),
    )


def _texts(value: object, error: InvalidRequestError) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise error
    return tuple(dict.fromkeys(value))


def _flag(value: object, error: InvalidRequestError) -> bool:
    if not isinstance(value, bool):
        raise error
    return value
