# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""An operator's own feature catalog, a file in YAML or JSON (option ``editions_file``)."""

from __future__ import annotations

import json
import pathlib

from .._errors import InvalidRequestError, MissingLibraryError
from ._editions import Edition

try:
    import yaml
except ImportError:  # pragma: no cover - the controller's interpreter always has PyYAML
    yaml = None  # type: ignore[assignment]

_MEMBERS = {"edition", "features", "excludes", "complete", "verified"}


def read_editions(path: str) -> dict[str, Edition]:
    """The editions by license name.

    The file maps license names to ``edition`` (text), ``features`` and ``excludes`` (lists of text), ``complete``
    (default true) and ``verified`` (default false). Raises :class:`InvalidRequestError` naming the file and the wrong
    entry.
    """
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequestError(f"the editions file {path!r} cannot be read: {error}") from error
    return {name: _edition(path, name, entry) for name, entry in _mapping(path, text).items()}


def _mapping(path: str, text: str) -> dict[str, object]:
    remedy = "Write license names at the top level, each with edition and features."
    try:
        content = json.loads(text)
    except ValueError:
        if yaml is None:
            raise MissingLibraryError(
                "reading an editions file in YAML needs the Python library PyYAML", library="PyYAML"
            ) from None
        try:
            content = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError) as error:
            raise InvalidRequestError(f"the editions file {path!r} is not YAML: {error}", remedy=remedy) from error
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise InvalidRequestError(f"the editions file {path!r} is not a mapping of license names", remedy=remedy)
    return content


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
