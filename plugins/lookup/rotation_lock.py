# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: rotation_lock
short_description: Keep a second rotation of the same tenants out
version_added: 0.1.0
author:
  - fleetops.kesc contributors (@fleetops)
description:
  - Locks a file for the rest of the run, or fails if another run holds the lock.
  - The lock ends with the run, however that ends. There is nothing to clean up after a run that was killed. If its last
    tasks are still ending, it waits for them, two minutes at most.
notes:
  - Use it in the keyword C(hosts) of a play, which C(ansible-playbook) itself works out. In a task, a worker would hold
    the lock, and only until the end of the task.
options:
  _terms:
    description: The file, which is made where there is none, its folder included.
    type: list
    elements: path
    required: true
"""

EXAMPLES = r"""
- name: Rotate unless another rotation is at work
  hosts: "{{ lookup('fleetops.kesc.rotation_lock', '/var/lib/kesc/journal.lock') | ternary('tenants', '') }}"
  gather_facts: false
  connection: local
  roles:
    - fleetops.kesc.license_rotation
"""

RETURN = r"""
_raw:
  description: That the run holds the lock.
  type: list
  elements: bool
  sample: [true]
"""

import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.fleetops.kesc.plugins.module_utils._clock import Clock
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._lock import lock

_display = Display()
_PATIENCE = 120.0


class LookupModule(LookupBase):
    """See the documentation."""

    def run(self, terms: list[str], variables: dict[str, t.Any] | None = None, **options: t.Any) -> list[bool]:
        self.set_options(var_options=variables, direct=options)
        try:
            for term in terms:
                lock(str(term), patience=_PATIENCE, tell=_display.display, clock=Clock())
        except KescError as error:
            raise AnsibleError(error.finding) from None
        return [True for _term in terms]
