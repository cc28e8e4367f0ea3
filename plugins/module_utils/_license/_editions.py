# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The feature catalog: which edition a license name stands for.

Editions are data. No attribute of the KSC Open API maps to the feature names of Endpoint Security Cloud; an operator
who knows more than the shipped catalog brings a file (option ``editions_file``).
"""

from __future__ import annotations

import dataclasses
import typing as t

from ._catalog import SHIPPED
from ._edition import Edition
from ._license_name import LicenseName, read_name

_UNKNOWN = Edition()


@dataclasses.dataclass(frozen=True)
class Recognized:
    """How a license name was read: its parts, and the edition that its product is, or the unknown one.

    ``candidates`` are the editions that it could be, where there is more than one.
    """

    name: LicenseName
    edition: Edition
    candidates: tuple[str, ...] = ()

    @property
    def unexplained(self) -> str:
        """What no entry of the catalog is called, or what more than one is; empty where the edition is known."""
        if self.edition.known:
            return ""
        return self.name.whole if self.candidates else self.name.product


class Catalog:
    """Editions by the names of their products. A name is compared as a whole, never by a part of it."""

    def __init__(self, editions: t.Mapping[str, Edition]) -> None:
        self._editions = {read_name(name).whole: edition for name, edition in editions.items()}

    def recognize(self, license_name: str | None) -> Recognized:
        """The edition that has the whole name, else the only one that has it less known parts at its end.

        A name that is left with words of its own, or that could be two editions, is an unknown edition, never an error.
        """
        name = read_name(license_name or "")
        exact = self._editions.get(name.whole)
        if exact is not None:
            return Recognized(name, exact)
        found = list[Edition]()
        for remainder in name.remainders:
            edition = self._editions.get(remainder)
            if edition is not None and edition not in found:
                found.append(edition)
        if len(found) == 1:
            return Recognized(name, found[0])
        return Recognized(name, _UNKNOWN, tuple(edition.name for edition in found))

    def edition_of(self, license_name: str | None) -> Edition:
        """The edition of a license name; an unknown name is an unknown edition, never an error."""
        return self.recognize(license_name).edition


DEFAULT_CATALOG = Catalog(SHIPPED)


def load_catalog(path: str | None) -> Catalog:
    """The shipped catalog, completed and corrected by a YAML or JSON file where ``path`` is given.

    Raises :class:`InvalidRequestError` naming the file and the wrong entry.
    """
    if path is None:
        return DEFAULT_CATALOG
    from ._editions_file import read_editions  # noqa: PLC0415 - PyYAML is slow to load for all that bring no file

    return Catalog(read_editions(path, shipped=SHIPPED))
