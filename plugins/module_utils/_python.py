# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The Python that everything else here needs; this file itself can be read by any that ansible-core supports."""

from __future__ import annotations

import json
import sys

NEEDED = (3, 11)


def python_problem() -> str:
    """What is wrong with the Python that runs this, in a sentence; empty where nothing is."""
    if sys.version_info[:2] >= NEEDED:
        return ""
    needed, found = (".".join(map(str, version)) for version in (NEEDED, sys.version_info[:2]))
    return (
        f"fleetops.kesc needs Python {needed} or newer, and {sys.executable} is Python {found}. Install a newer one "
        "there, and name it in ansible_python_interpreter."
    )


def require_python() -> None:
    """End a module with that sentence, before it loads what its Python cannot read."""
    problem = python_problem()
    if problem:
        # The result of a module is what it prints; AnsibleModule cannot be loaded yet.
        sys.stdout.write(json.dumps({"failed": True, "msg": problem}))
        raise SystemExit(1)
