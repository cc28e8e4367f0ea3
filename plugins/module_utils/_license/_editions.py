# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The feature catalog: which edition and features a license name stands for.

Editions are data. No attribute of the KSC Open API maps to the feature names of Endpoint Security Cloud, and the
vendor's table of editions could not be read; so the catalog below holds only what the vendor's help names, and an
operator who knows better brings a file (option ``editions_file``).
"""

from __future__ import annotations

import dataclasses
import typing as t

UNKNOWN_EDITION = "unknown edition"

_MICROSOFT_365 = "Kaspersky Security for Microsoft Office 365"


@dataclasses.dataclass(frozen=True)
class Edition:
    """What one license name stands for.

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


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


class Catalog:
    """Editions by license name; case and repeated blanks do not count."""

    def __init__(self, editions: t.Mapping[str, Edition]) -> None:
        self._editions = {_key(name): edition for name, edition in editions.items()}

    def edition_of(self, license_name: str | None) -> Edition:
        """The edition of a license name; an unknown name is an unknown edition, never an error."""
        return self._editions.get(_key(license_name or ""), _UNKNOWN)


DEFAULT_CATALOG = Catalog(
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


def load_catalog(path: str | None) -> Catalog:
    """The catalog in a YAML or JSON file, or the shipped one where ``path`` is ``None``.

    Raises :class:`InvalidRequestError` naming the file and the wrong entry.
    """
    if path is None:
        return DEFAULT_CATALOG
    from ._editions_file import read_editions  # noqa: PLC0415 - PyYAML is slow to load for all that bring no file

    return Catalog(read_editions(path))
