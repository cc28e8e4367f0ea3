# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reading a license name: the product, and behind it the parts that tell region, band, term and kind.

``Kaspersky Endpoint Security for Business - Select European Edition. 10-14 Node 1 year Base License`` is the product
``Kaspersky Endpoint Security for Business Select`` with five known parts behind it. The vendor documents no grammar of
such names: the parts below are those that were seen, in quotes, catalogs of resellers and tenders, in the languages and
the order in which they were seen. What is none of them stays with the product.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import typing as t
import unicodedata

_PARTS: dict[tuple[str, ...], dict[str, str | int]] = {
    ("brazilian", "edition"): {"region": "Brazilian"},
    ("european", "edition"): {"region": "European"},
    ("russian", "edition"): {"region": "Russian"},
    ("br",): {"region": "Brazilian"},
    ("anual",): {"term_months": 12},
    ("bianual",): {"term_months": 24},
    ("trianual",): {"term_months": 36},
    ("base",): {"kind": "base"},
    ("renewal",): {"kind": "renewal"},
    ("rnl",): {"kind": "renewal"},
    ("trial",): {"kind": "trial"},
    ("add", "on"): {"kind": "add-on"},
    ("nfr",): {"kind": "nfr"},
    ("license",): {},
    ("licence",): {},
    ("lic",): {},
}
"""What the last words of a name tell, by the fields of :class:`LicenseName`."""

_UNITS = {
    "node": "device",
    "nodes": "device",
    "nodo": "device",
    "nodos": "device",
    "user": "user",
    "users": "user",
}
_YEARS = frozenset({"year", "years", "y"})

_MARKS = dict.fromkeys(map(ord, "\u00a9\u00ae\u2122"))
_DASHES = frozenset("\u2043\u2212")
_BAND = r"(?<!\d)(?<!\d-)\d+-\d+(?!-?\d)"
# A band, a number, a word, or a sign that may mean something: a plus does, blanks, dashes and these signs do not.
_WORDS = re.compile(rf"{_BAND}|\d+(?:\.\d+)*|[^\W\d_]+|[^\s().,|\-]")
_COUNT = re.compile(r"[1-9]\d?", re.ASCII)
_LIMITS = re.compile(r"(\d{1,7})-(\d{1,7})", re.ASCII)


@dataclasses.dataclass(frozen=True, kw_only=True)
class LicenseName:
    """A license name, read. What the name does not tell is ``None``.

    ``product`` is what no part explains, as written but for dashes and marks. ``whole`` and ``remainders`` are for
    comparing: the whole name, and what is left of it as one part after another is taken off its end, the product last.
    ``band`` has the smallest and the largest limit that the name is sold for, ``unit`` is what these count, ``user`` or
    ``device``, ``term_months`` the duration; ``kind`` is ``base``, ``renewal``, ``trial``, ``add-on`` or ``nfr``.
    """

    product: str
    whole: str
    remainders: tuple[str, ...]
    region: str | None = None
    band: tuple[int, int] | None = None
    unit: str | None = None
    term_months: int | None = None
    kind: str | None = None


@functools.lru_cache(maxsize=4096)
def read_name(text: str) -> LicenseName:
    """Take the known parts off the end of a name, each sort of part once; the first word that is none ends it.

    Case, the shape of dashes, blanks, dots and brackets do not matter.
    """
    words = _WORDS.findall(_plain(text))
    keys = [unicodedata.normalize("NFKC", word.casefold()) for word in words]
    whole = " ".join(keys)
    found: dict[str, t.Any] = {}
    remainders = []
    while (part := _last_part(keys)) is not None:
        length, told = part
        if told.keys() & found.keys():
            break
        found.update(told)
        del keys[-length:]
        remainders.append(" ".join(keys))
    return LicenseName(product=" ".join(words[: len(keys)]), whole=whole, remainders=tuple(remainders), **found)


def _plain(text: str) -> str:
    """The text without marks and invisible characters, each dash a hyphen without blanks around it."""
    text = unicodedata.normalize("NFKC", text.translate(_MARKS))
    visible = (character for character in text if unicodedata.category(character) != "Cf")
    hyphens = (
        "-" if character in _DASHES or unicodedata.category(character) == "Pd" else character for character in visible
    )
    return re.sub(r"\s*-\s*", "-", "".join(hyphens))


def _last_part(keys: t.Sequence[str]) -> tuple[int, t.Mapping[str, t.Any]] | None:
    """How many words the last part has and what it tells, ``None`` where the last words are no known part."""
    for length in (2, 1):
        told = _PARTS.get(tuple(keys[-length:]))
        if told is not None:
            return length, told
    if len(keys) < 2:
        return None
    number, noun = keys[-2:]
    if noun in _YEARS and _COUNT.fullmatch(number):
        return 2, {"term_months": 12 * int(number)}
    limits = _LIMITS.fullmatch(number)
    if noun in _UNITS and limits and int(limits[1]) <= int(limits[2]):
        return 2, {"band": (int(limits[1]), int(limits[2])), "unit": _UNITS[noun]}
    return None
