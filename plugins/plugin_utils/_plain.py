# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Values of ansible-core as a module would get them."""

from __future__ import annotations

import typing as t
from collections.abc import Sequence


def plain(value: t.Any) -> t.Any:
    """The value in Python's own containers and texts; a text of Ansible Vault, which older cores hand on, in plain."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    # The older cores' text of Ansible Vault is a sequence of characters, but no str.
    return str(value) if isinstance(value, Sequence) and not isinstance(value, bytes) else value
