# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Text in Markdown."""

from __future__ import annotations

import re

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import visible

# What Markdown would read as more than text: its own signs, HTML, and addresses that would become links.
_SIGNS = re.compile(r"[\\`*_\[\]<>|#~&!$]|:(?=//)|(?<=www)\.|@", re.IGNORECASE)


def escaped(value: object) -> str:
    """A value on one line that no reader of Markdown takes for anything but text."""
    return _SIGNS.sub(lambda sign: f"\\{sign.group()}", visible(value))


def code(text: str) -> str:
    """A code span; its fence is longer than any run of backticks inside."""
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{visible(text)}{space}{fence}"
