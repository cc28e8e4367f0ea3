# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What differs between the supported versions of ansible-core, where the version is all that tells them apart."""

from __future__ import annotations

from ansible.release import __version__

_VERSION = tuple(int(part) for part in __version__.split(".")[:2])
_DATA_TAGGING = (2, 19)

HANDS_ON_UNRESOLVED_TEMPLATES = _VERSION < _DATA_TAGGING
"""Whether a template in the variables of another host stays a text with its braces where it cannot be worked out."""

SHOWS_MESSAGES_AS_TEXT = _VERSION >= _DATA_TAGGING
"""Whether the message of a failed task is shown as it is, line by line, and not only as a JSON string."""
