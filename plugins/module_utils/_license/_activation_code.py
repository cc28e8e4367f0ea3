# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Activation codes: reading what people type, and keeping it secret."""

from __future__ import annotations

import base64
import re

from .._errors import InvalidActivationCodeError

SECTIONS = 4
SECTION_LENGTH = 5

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SECTION = re.compile(r"[A-Z0-9]+", re.ASCII)


class ActivationCode:
    """Four sections of five characters, ``XXXXX-XXXXX-XXXXX-XXXXX``; a secret.

    The shape is documented in "Viewing license details and entering an activation code" (KESC help, topic 137454)
    and the dashed form in KSCAPI, LicenseKeys::InstallKey. Whatever turns a code into text shows the partial code;
    only :meth:`reveal` gives the secret away.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    @classmethod
    def parse(cls, text: str) -> ActivationCode:
        """Read a code as people paste it: lower case, stray blanks, typographic dashes or none at all.

        Raises :class:`InvalidActivationCodeError`, whose text never holds any part of the code.
        """
        typed = text.translate(_INVISIBLE).translate(_DASHES)
        if not typed.strip():
            raise InvalidActivationCodeError("the activation code is empty")
        sections = _sections(typed)
        if len(sections) != SECTIONS:
            raise InvalidActivationCodeError(
                f"an activation code has {SECTIONS} sections of {SECTION_LENGTH} characters joined by dashes, "
                f"but this text has {len(sections)} section(s) and {len(typed)} characters"
            )
        for number, section in enumerate(sections, start=1):
            if len(section) != SECTION_LENGTH:
                raise InvalidActivationCodeError(
                    f"section {number} of the activation code has {len(section)} characters instead of {SECTION_LENGTH}"
                )
            if not section.isascii() or not _SECTION.fullmatch(section.upper()):
                raise InvalidActivationCodeError(
                    f"section {number} of the activation code holds a character other than a letter A-Z or a digit"
                )
        return cls("-".join(sections).upper())

    @property
    def partial(self) -> str:
        """The last five characters: the only part that may be printed."""
        return self._value[-SECTION_LENGTH:]

    def reveal(self) -> str:
        """The whole code, for the provider that must send it."""
        return self._value

    def spellings(self) -> frozenset[str]:
        """Every form in which this code could reach an output and must be masked there."""
        bare = self._value.replace("-", "")
        encoded = base64.b64encode(self._value.encode("ascii")).decode("ascii")
        return frozenset({self._value, bare, self._value.lower(), bare.lower(), encoded})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ActivationCode) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"ActivationCode({self})"

    def __str__(self) -> str:
        return f"*****-*****-*****-{self.partial}"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("an activation code is a secret and is not written anywhere")


def _sections(typed: str) -> list[str]:
    """Sections by dashes, whatever blanks stand between; else by dashes and blanks; else a run cut in fives."""
    by_dash = "".join(typed.split()).split("-")
    if len(by_dash) == 1 and len(by_dash[0]) == SECTIONS * SECTION_LENGTH:
        return [by_dash[0][start : start + SECTION_LENGTH] for start in range(0, len(by_dash[0]), SECTION_LENGTH)]
    return by_dash if len(by_dash) == SECTIONS else typed.replace("-", " ").split()
