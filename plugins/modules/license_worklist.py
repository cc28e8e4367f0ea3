#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: license_worklist
short_description: Write a work list for people who replace licenses by hand
version_added: 0.1.0
description:
  - Writes for each tenant what a person does in Kaspersky's console to replace its license, when to stop, and how to
    record the outcome, as a page to tick off and as Markdown. Beside them it writes a CSV file for outcomes.
  - The tenants are those whose hosts have C(license_rotation_by_hand) set to V(true). What is known of each comes from
    the variables of its host. The role's variables of the same names as options of M(fleetops.kesc.kesc_license) count
    (C(license_rotation_activation_code), C(license_rotation_expected), C(license_rotation_allow_downgrade) and so on),
    and C(license_rotation_present) and C(license_rotation_macs).
  - It calls no server and changes no tenant. If the list cannot be made, nothing is written, and the message says why.
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._attributes
  - fleetops.kesc._attributes.on_controller
attributes:
  check_mode:
    support: full
    details:
      - It writes the list in check mode, too.
  action_group:
    support: none
    membership: []
  idempotent:
    support: full
    details:
      - The task never reports a change. Run again, it writes the same list, and leaves the file for outcomes alone.
options:
  begun:
    description:
      - What M(fleetops.kesc.license_rotation_begin) returned, which checks the orders and says which tenants people
        have to do. Without it, all hosts of the play are looked through, and their orders are not checked together.
    type: dict
    default: {}
  worklist_dir:
    description:
      - The folder that receives C(worklist.html), C(worklist.md) and the file for outcomes. A relative path starts at
        the folder that C(ansible-playbook) was started from.
    type: path
    default: license-rotation-worklist
  console_language:
    description:
      - The language of the list and of the console's labels in it, such as V(pl). By default English.
      - If hosts of the list have the variable C(license_rotation_console_language), they must agree on it, and it takes
        precedence.
    type: str
  console_labels:
    description:
      - A YAML or JSON file with labels of the console that replace or complete the shipped ones.
      - If hosts of the list have the variable C(license_rotation_console_labels), they must agree on it, and it takes
        precedence.
    type: path
  worklist_show_codes:
    description:
      - Whether the list shows complete activation codes. It then warns about that, and only its owner can read it.
    type: bool
    default: false
  order_sheet:
    description:
      - The order sheet, as in M(fleetops.kesc.license_rotation_begin), for codes that are not in the variables of the
        hosts.
    type: path
  order_columns:
    description:
      - The headings of O(order_sheet) that differ from ours.
    type: dict
    default: {}
  csv_dialect:
    description:
      - How the file for outcomes is written, see M(fleetops.kesc.license_rotation_report). Any of them can be read
        back.
    type: str
    choices: [excel, semicolon, comma]
    default: excel
seealso:
  - module: fleetops.kesc.license_rotation_begin
  - module: fleetops.kesc.license_rotation_report
"""

EXAMPLES = r"""
- name: Write a work list in Polish
  hosts: by_hand
  gather_facts: false
  tasks:
    - name: Check the orders
      fleetops.kesc.license_rotation_begin:
        audit: true
        order_sheet: orders.csv
      register: license_rotation_begun
      run_once: true

    - name: Write the list
      fleetops.kesc.license_worklist:
        begun: "{{ license_rotation_begun }}"
        order_sheet: orders.csv
        console_language: pl
      run_once: true
"""

RETURN = r"""
hosts:
  description: The hosts of the tenants on the list.
  type: list
  elements: str
  returned: success
  sample: [birch-legal]
files:
  description: What was written, as absolute paths.
  type: dict
  returned: success
  contains:
    html:
      description: The page.
      type: str
      returned: always
      sample: /srv/licenses/license-rotation-worklist/worklist.html
    md:
      description: The same as Markdown.
      type: str
      returned: always
      sample: /srv/licenses/license-rotation-worklist/worklist.md
    outcomes:
      description: The CSV file for outcomes. It is never overwritten.
      type: str
      returned: always
      sample: /srv/licenses/license-rotation-worklist/outcomes-3f2a9c01d4e5.csv
error:
  description: Of a failed task, the same facts as in the message.
  type: dict
  returned: failure
  sample: {error_code: invalid_request, cause: there is no tenant whose license a person replaces, server: null}
"""
