# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may use this fragment.
# It can change or go in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The feature catalog."""

    DOCUMENTATION = r"""
options:
  editions_file:
    description:
      - A YAML or JSON file that maps license names to C(edition) (text), C(features) and C(excludes) (lists of
        features that are known to be part of it, and known to be missing), C(complete) (whether everything that is not
        in C(features) is missing, V(true) by default) and C(verified) (whether somebody checked it, V(false) by
        default).
      - It takes the place of the shipped catalog, which holds only what Kaspersky's help names and is marked
        unverified, since Kaspersky's own comparison of editions could not be read.
      - A license name that the file does not hold is an C(unknown edition) without features. That is no error.
    type: path
"""
