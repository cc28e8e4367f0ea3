# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Text that others wrote, made fit to be shown."""

from __future__ import annotations


def visible(value: object) -> str:
    """A value on one line, with nothing in it that cannot be seen: whoever named a tenant may want to mislead."""
    text = " ".join(str(value).split())
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def encodable(text: str) -> str:
    """The text with what no encoding of Unicode can hold, half of a surrogate pair, written out as ``\\udc80``."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
