# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A draft of an editions file: the license names of a fleet that the feature catalog does not explain."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license_name import read_name

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import Catalog

_HEADING = """\
# A draft of an editions file: license names of this fleet that the feature catalog does not explain.
#
# Under each name, write what Kaspersky or your seller says of it:
#   features   what it is known to have          excludes   what it is known to lack
#   family     only editions of one family are compared; a shipped family can be used too
#   complete   true where everything that is not in features is missing
#   verified   true once somebody has checked it
# Or write only
#   same_as: Kaspersky Endpoint Security Cloud Plus
# where it is another name of an edition that the catalog knows. Then set editions_file to this file.
---
"""
_EMPTY = """\
  features: []
  excludes: []
  complete: false
  verified: false
"""


@dataclasses.dataclass(frozen=True)
class SeenName:
    """A license name of a fleet, in how many licenses it occurs, and what the catalog makes of it.

    ``entry`` is what an editions file would have to explain, empty where the edition is known, and of a name without
    a word.
    """

    name: str
    licenses: int
    edition: str
    entry: str

    @property
    def line(self) -> str:
        """The same for people."""
        read_as = f"not explained: {_quoted(self.entry)}" if self.entry else self.edition
        return f"{self._counted}: {read_as}"

    @property
    def comment(self) -> str:
        """A line of a draft."""
        return f"# {self._counted}"

    @property
    def _counted(self) -> str:
        return f"{_quoted(self.name)}, {self.licenses} license{'' if self.licenses == 1 else 's'}"


def seen_names(tenants: t.Iterable[t.Mapping[str, t.Any]], catalog: Catalog) -> list[SeenName]:
    """Every license name of the tenants, in the form that kesc_license_info returns them, in alphabetical order."""
    counts: dict[str, int] = {}
    for tenant in tenants:
        for license in tenant.get("licenses") or ():
            name = license.get("name")
            if name:
                counts[name] = counts.get(name, 0) + 1
    return [_seen(name, counts[name], catalog) for name in sorted(counts)]


def _seen(name: str, licenses: int, catalog: Catalog) -> SeenName:
    recognized = catalog.recognize(name)
    entry = recognized.unexplained
    if recognized.candidates or not recognized.name.product:
        # Nothing but its whole name settles what could be two editions, or consists of known parts.
        entry = name
    if recognized.edition.known or not recognized.name.whole:
        entry = ""
    return SeenName(name, licenses, recognized.edition.name, entry)


def draft_text(names: t.Iterable[SeenName]) -> str:
    """An editions file with an entry for each product that is not explained; empty where there is none."""
    by_entry: dict[str, list[SeenName]] = {}
    for seen in names:
        if seen.entry:
            by_entry.setdefault(read_name(seen.entry).whole, []).append(seen)
    if not by_entry:
        return ""
    return _HEADING + "\n".join(_entry(seen) for seen in by_entry.values())


def _entry(seen: list[SeenName]) -> str:
    lines = [each.comment for each in seen]
    lines += [
        f"{_quoted(seen[0].entry)}:",
        "  features: []",
        "  excludes: []",
        "  complete: false",
        "  verified: false",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A double-quoted scalar of YAML, on one line."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)


def write_draft(path: str, text: str, *, check_mode: bool) -> bool:
    """Write the file unless it is there with this text; returns whether it was, or in check mode would be, written.

    A file with another text is somebody's work and is never written over. Raises :class:`InvalidRequestError`.
    """
    file = pathlib.Path(path)
    try:
        if file.exists():
            if file.read_text(encoding="utf-8") == text:
                return False
            raise InvalidRequestError(
                f"{path!r} is there already, with other content",
                remedy="Move it away, or name another file: what somebody wrote in a draft is not written over",
            )
        if not check_mode:
            file.write_text(text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is there already, and is no text"
        raise InvalidRequestError(f"the draft {path!r} cannot be written: {why}") from error
    return True
