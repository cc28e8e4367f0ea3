#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: license_editions_draft
short_description: Draft an editions file from the license names of a fleet
version_added: 0.1.0
description:
  - Shows each license name of a fleet, and the edition that the feature catalog has for it.
  - Writes a draft of a file for the option O(fleetops.kesc.kesc_license_info#module:editions_file), with an entry for
    each name that the catalog does not explain. A person completes it. The names of tenants are not in it.
  - The playbook C(fleetops.kesc.editions) does it for the tenants of an inventory.
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._attributes
  - fleetops.kesc._attributes.on_controller
attributes:
  check_mode:
    support: full
    details:
      - No file is written in check mode.
  action_group:
    support: none
    membership: []
  idempotent:
    support: full
options:
  tenants:
    description:
      - Tenants with their licenses, as RV(fleetops.kesc.kesc_license_info#module:tenants) has them. Those that could
        not be read are passed over.
    type: list
    elements: dict
    required: true
  path:
    description:
      - The file to write. A relative path starts at the current directory.
      - A file that is there with other content fails the task, for somebody may have completed it. Where the catalog
        explains every name, no file is written.
    type: path
    required: true
  editions_file:
    description:
      - A file that adds to the shipped catalog, as in M(fleetops.kesc.kesc_license_info). Names that it explains are
        left out of the draft.
    type: path
seealso:
  - module: fleetops.kesc.kesc_license_info
"""

EXAMPLES = r"""
- name: Read the licenses of every tenant
  fleetops.kesc.kesc_license_info:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    tenants: all
    license_facts: terms
  register: read

- name: Draft an editions file with the names that are not explained
  fleetops.kesc.license_editions_draft:
    tenants: "{{ read.tenants }}"
    path: editions-draft.yml
"""

RETURN = r"""
path:
  description: The draft, V(none) where the catalog explains every name.
  type: str
  returned: success
  sample: /home/operator/editions-draft.yml
names:
  description: Each license name, in alphabetical order.
  type: list
  elements: dict
  returned: success
  contains:
    name:
      description: The license name.
      type: str
      returned: always
      sample: Kaspersky Anti Targeted Attack Platform Advanced. 100-149 Node 1 year Base License
    licenses:
      description: How many licenses of the tenants have it.
      type: int
      returned: always
      sample: 3
    edition:
      description: The edition that the feature catalog knows under that name, or C(unknown edition).
      type: str
      returned: always
      sample: unknown edition
    entry:
      description: The entry of the draft that is to explain it, empty where the edition is known.
      type: str
      returned: always
      sample: Kaspersky Anti Targeted Attack Platform Advanced
error:
  description: Of a failed task, the same facts as in the message.
  type: dict
  returned: failure
  sample:
    error_code: invalid_request
    cause: "'/home/operator/editions-draft.yml' is there already, with other content"
    remedy: "Move it away, or name another file: what somebody wrote in a draft is not written over"
    server: null
"""
