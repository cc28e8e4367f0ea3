#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: license_rotation_begin
short_description: Check the orders of a fleet and put its tenants into batches
version_added: 0.1.0
description:
  - Reads the orders of all tenants, from the variables of the hosts and from an order sheet, and fails before anything
    is changed if something in them cannot be right. The message has a line for each finding.
  - Otherwise it says which tenants are to be replaced, in which order and in which batches, and which ones are left out
    and why.
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
  hosts:
    description:
      - A pattern of hosts. Their orders are checked together, also those of hosts that C(--limit) leaves out. Only the
        hosts of the play are put into batches.
    type: str
    default: all
  audit:
    description:
      - Whether the licenses are only compared or read. Then a tenant without a code is not left out, and there is
        neither a plan nor a journal.
    type: bool
    default: false
  order_sheet:
    description:
      - A CSV file with a line for each tenant, as P(fleetops.kesc.order_sheet#lookup) reads it. A code in the variables
        of a host takes precedence over the one in its line.
    type: path
  order_columns:
    description:
      - The headings of O(order_sheet) that differ from ours.
    type: dict
    default: {}
  allow_code_reuse:
    description:
      - Whether a code may be meant for several tenants.
    type: bool
    default: false
  require_code:
    description:
      - Whether a tenant without a code is a finding.
    type: bool
    default: false
  is_slice:
    description:
      - Whether the inventory is a part of the fleet that O(order_sheet) and O(plan) are for. Then lines and entries for
        tenants that it does not have are no findings.
    type: bool
    default: false
  plan:
    description:
      - The plan to carry out. Tenants that it does not replace are left out.
    type: path
  canary:
    description:
      - How many tenants come first, alone, or a pattern of hosts that names them.
    type: str
    default: "0"
  serial:
    description:
      - The sizes of the batches, numbers or percentages. The last one is repeated.
      - Without it all tenants are one batch, or after a canary batches of 10, 50 and 250.
    type: list
    elements: str
    default: []
  report_dir:
    description:
      - The folder of the reports. It is only used for the default of O(journal_file).
    type: path
    default: license-rotation-report
  journal_file:
    description:
      - The journal of the rotation. If a run was interrupted, tenants that it settled are left out.
      - By default C(journal.jsonl) in O(report_dir).
    type: path
  max_fail_percentage:
    description:
      - See M(fleetops.kesc.license_rotation_gate). It is checked here so that a wrong value is found before the first
        tenant is changed.
    type: int
    default: 100
  fail_at_end:
    description:
      - Whether the playbook fails at its end for each tenant that was not replaced as asked. It is only checked here.
    type: bool
    default: true
  throttle:
    description:
      - How many tenants are replaced at the same time, V(0) for as many as there are forks. It is only checked here.
    type: int
    default: 0
  retry_delay:
    description:
      - After how many seconds a tenant is tried again, once, if what failed may have passed by itself. It is only
        checked here.
    type: int
    default: 30
notes:
  - The lookup P(fleetops.kesc.rotation_lock#lookup) keeps a second rotation out, and keeps the order sheet and the plan
    as they are for the rest of the run. Without it, a tenant's task reads the files again.
seealso:
  - module: fleetops.kesc.license_rotation_gate
  - plugin: fleetops.kesc.rotation_lock
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Check the orders before a rotation of our own
  hosts: tenants
  gather_facts: false
  tasks:
    - name: Check all orders
      fleetops.kesc.license_rotation_begin:
        hosts: tenants
        order_sheet: orders.csv
        canary: 2
        serial: [10, 25%]
      register: license_rotation_begun
      run_once: true

    - name: Show in which order the tenants come
      ansible.builtin.debug:
        msg: "{{ license_rotation_begun.hosts }} in batches of {{ license_rotation_begun.batches }}"
      run_once: true
"""

RETURN = r"""
tenants:
  description: All hosts of the play, those that are left out among them.
  type: list
  elements: str
  returned: success
  sample: [alder-dental, birch-legal, elm-bakery, fir-books]
hosts:
  description: The tenants to replace, the canary first. In an audit, the tenants with a code.
  type: list
  elements: str
  returned: success
  sample: [elm-bakery, alder-dental, birch-legal]
batches:
  description: The sizes of the batches, for the keyword C(serial) of a play over RV(hosts).
  type: list
  elements: raw
  returned: success
  sample: [1, 10, 50, 250]
canary:
  description: The tenants of the canary.
  type: list
  elements: str
  returned: success
  sample: [elm-bakery]
read_only:
  description: In an audit, the tenants without a code. Their licenses are only read.
  type: list
  elements: str
  returned: success
  sample: []
left_out:
  description: The other tenants of the play, by the reason.
  type: dict
  returned: success
  contains:
    settled:
      description: An interrupted run has settled them, as RV(journal) says.
      type: list
      elements: str
      returned: always
      sample: []
    no_code:
      description: There is no activation code for them. Empty in an audit.
      type: list
      elements: str
      returned: always
      sample: [fir-books]
    not_planned:
      description: The plan does not replace their licenses.
      type: list
      elements: str
      returned: always
      sample: []
    on_work_list:
      description: A person replaces their licenses.
      type: list
      elements: str
      returned: always
      sample: []
audit:
  description: Whether it is an audit.
  type: bool
  returned: success
  sample: false
journal:
  description: The journal as an absolute path, empty in an audit.
  type: str
  returned: success
  sample: /srv/licenses/license-rotation-report/journal.jsonl
sources:
  description: The files that the orders come from, as they were when they were read.
  type: list
  elements: dict
  returned: success
  contains:
    kind:
      description: V(order_sheet) or V(plan).
      type: str
      returned: always
      sample: order_sheet
    file:
      description: The file, as it was named.
      type: str
      returned: always
      sample: orders.csv
    sha256:
      description: The digest of its content.
      type: str
      returned: always
      sample: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
error:
  description: Of a failed task, the same facts as in the message.
  type: dict
  returned: failure
  sample: {error_code: orders_refused, cause: there are 2 findings, remedy: Correct them and start again}
"""
