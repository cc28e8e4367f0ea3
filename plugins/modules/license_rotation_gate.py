#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: license_rotation_gate
short_description: Decide after a batch of tenants whether the next one may begin
version_added: 0.1.0
description:
  - Looks at what the role P(fleetops.kesc.license_rotation#role) has registered for each tenant of a batch, shows a
    line for each tenant that failed or was held back by a guard, and decides whether the next batch may begin.
  - A tenant that a guard held back has not failed. Its license was not changed.
  - It calls no server and changes nothing.
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._attributes
  - fleetops.kesc._attributes.on_controller
attributes:
  check_mode:
    support: full
    details:
      - It does the same in check mode.
  action_group:
    support: none
    membership: []
  idempotent:
    support: full
options:
  begun:
    description:
      - What M(fleetops.kesc.license_rotation_begin) returned. If the batch is its canary, no tenant of it may fail.
    type: dict
    default: {}
  max_fail_percentage:
    description:
      - If more than this share of the batch failed, no further batch may begin.
    type: int
    default: 100
seealso:
  - module: fleetops.kesc.license_rotation_begin
"""

EXAMPLES = r"""
- name: Begin
  hosts: tenants
  gather_facts: false
  tasks:
    - name: Check the orders
      fleetops.kesc.license_rotation_begin: {variables_prefix: license_rotation_}
      register: license_rotation_begun
      run_once: true

- name: Replace licenses in batches of ten, until one of them fails
  hosts: tenants
  gather_facts: false
  connection: local
  serial: 10
  tasks:
    - name: Replace the license of one tenant, whatever becomes of the others
      ansible.builtin.import_role:
        name: fleetops.kesc.license_rotation
        tasks_from: attempt

    - name: Decide whether the next batch may begin
      fleetops.kesc.license_rotation_gate:
        max_fail_percentage: 0
      register: license_rotation_gate
      run_once: true

    - name: Begin no further batch
      ansible.builtin.meta: end_play
      when: license_rotation_gate.stop
"""

RETURN = r"""
stop:
  description: Whether no further batch may begin.
  type: bool
  returned: success
  sample: true
why:
  description: Why no further batch may begin, empty where one may.
  type: str
  returned: success
  sample: "1 of 2 tenants of the canary failed (elm-bakery): no further batch was begun."
failures:
  description: The tenants of the batch that failed.
  type: list
  elements: str
  returned: success
  sample: [elm-bakery]
held_back:
  description: The tenants of the batch that a guard held back.
  type: list
  elements: str
  returned: success
  sample: []
error:
  description: Of a failed task, the same facts as in the message.
  type: dict
  returned: failure
  sample: {error_code: invalid_request, cause: max_fail_percentage is 101, remedy: "", server: null}
"""
