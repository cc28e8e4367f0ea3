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
      - A YAML or JSON file that adds editions to the shipped feature catalog, or replaces some of it.
      - It maps license names to C(edition) (text), C(family) (text; only editions of one family are compared),
        C(features) and C(excludes) (lists of features that are known to be part of it, and known to be missing),
        C(complete) (whether everything that is not in C(features) is missing, V(true) by default) and C(verified)
        (whether somebody checked it, V(false) by default). C(same_as) alone makes the name another one of the edition
        that it names.
      - A name is the product's, without region, band, term and kind. An entry with a name of a shipped edition takes
        the place of that edition.
      - The shipped catalog holds what could be read of Kaspersky's editions, each statement with its source. Nothing
        in it is verified, since Kaspersky's own comparison of editions could not be read.
      - A license name that neither holds is an C(unknown edition) without features. That is no error.
    type: path
"""
