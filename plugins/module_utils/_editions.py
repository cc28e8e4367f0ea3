# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The feature catalogue: which edition and features a licence name stands for.

Editions are data. No attribute of the KSC Open API maps to the feature names of Endpoint Security Cloud, and the
vendor's table of editions could not be read; so the catalogue below holds only what the vendor's help names, and an
operator who knows better brings a file (option ``editions_file``).
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import typing as t

from ._errors import InvalidRequestError, MissingLibraryError

try:
    import yaml
except ImportError:  # pragma: no cover - the controller's interpreter always has PyYAML
    yaml = None  # type: ignore[assignment]

UNKNOWN_EDITION = "unknown edition"

_MICROSOFT_365 = "Kaspersky Security for Microsoft Office 365"


@dataclasses.dataclass(frozen=True)
class Edition:
    """What one licence name stands for.

    ``features`` are the features known to be included and ``excludes`` those known to be missing; ``complete`` says
    that whatever is not included is missing, and ``verified`` that somebody checked the lists against the vendor's.
    """

    name: str = UNKNOWN_EDITION
    features: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    complete: bool = False
    verified: bool = False

    @property
    def known(self) -> bool:
        return self.name != UNKNOWN_EDITION

    def lacks(self, feature: str) -> bool:
        """Whether the feature is known to be missing; an incomplete list alone does not say so."""
        return feature in self.excludes or (self.complete and feature not in self.features)


_UNKNOWN = Edition()
_MEMBERS = {"edition", "features", "excludes", "complete", "verified"}


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


class Catalogue:
    """Editions by licence name; case and repeated blanks do not count."""

    def __init__(self, editions: t.Mapping[str, Edition]) -> None:
        self._editions = {_key(name): edition for name, edition in editions.items()}

    def edition_of(self, license_name: str | None) -> Edition:
        """The edition of a licence name; an unknown name is an unknown edition, never an error."""
        return self._editions.get(_key(license_name or ""), _UNKNOWN)


DEFAULT_CATALOGUE = Catalogue(
    {
        # KESC help, topic 141213: the workspace for Office 365 is activated with a code of Plus or Pro.
        edition.name: edition
        for edition in (
            Edition("Kaspersky Endpoint Security Cloud", excludes=(_MICROSOFT_365,)),
            Edition("Kaspersky Endpoint Security Cloud Plus", features=(_MICROSOFT_365,)),
            Edition("Kaspersky Endpoint Security Cloud Pro", features=(_MICROSOFT_365,)),
            Edition("Kaspersky Next EDR Foundations"),
            Edition("Kaspersky Next EDR Optimum"),
        )
    }
)


def load_catalogue(path: str | None) -> Catalogue:
    """The catalogue in a YAML or JSON file, or the shipped one where ``path`` is ``None``.

    The file maps licence names to ``edition`` (text), ``features`` and ``excludes`` (lists of text), ``complete``
    (default true) and ``verified`` (default false). Raises :class:`InvalidRequestError` naming the file and the wrong
    entry.
    """
    if path is None:
        return DEFAULT_CATALOGUE
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequestError(f"the editions file {path!r} cannot be read: {error}") from error
    return Catalogue({name: _edition(path, name, entry) for name, entry in _mapping(path, text).items()})


def _mapping(path: str, text: str) -> dict[str, object]:
    remedy = "Write licence names at the top level, each with edition and features."
    try:
        content = json.loads(text)
    except ValueError:
        if yaml is None:
            raise MissingLibraryError("reading an editions file in YAML needs the Python library PyYAML") from None
        try:
            content = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError) as error:
            raise InvalidRequestError(f"the editions file {path!r} is not YAML: {error}", remedy=remedy) from error
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise InvalidRequestError(f"the editions file {path!r} is not a mapping of licence names", remedy=remedy)
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
