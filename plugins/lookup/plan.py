# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: plan
short_description: What the plan of a rotation says of a tenant
version_added: 0.1.0
author:
  - fleetops.kesc contributors (@fleetops)
description:
  - Reads the plan that the playbook C(fleetops.kesc.plan) wrote, and gives what it says of a tenant in the form in
    which the option O(fleetops.kesc.kesc_license#module:planned) takes it.
  - In a run that has used P(fleetops.kesc.rotation_lock#lookup) for the same file, it gives what the file held then.
options:
  _terms:
    description: Hosts of the inventory.
    type: list
    elements: str
    required: true
  file:
    description: The plan.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Replace the license if the tenant is still as the plan found it
  fleetops.kesc.kesc_license:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    tenant: Alder Dental
    activation_code: "{{ vault_alder_dental_activation_code }}"
    planned: "{{ lookup('fleetops.kesc.plan', 'alder-dental', file='license-rotation-plan.json') }}"
"""

RETURN = r"""
_raw:
  description: Of each host the license before and after, V(none) where the plan knows none.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _sources
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._plan import planned
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._vault import decrypter


class LookupModule(LookupBase):
    """See the documentation."""

    def run(
        self, terms: list[str], variables: dict[str, t.Any] | None = None, **options: t.Any
    ) -> list[dict[str, t.Any]]:
        self.set_options(var_options=variables, direct=options)
        file = self.get_option("file")
        try:
            plan = _sources.plan(file, decrypter(self._loader)).content
        except KescError as error:
            raise AnsibleLookupError(error.finding) from None
        missing = [term for term in terms if term not in plan]
        if missing:
            raise AnsibleLookupError(f"The plan {file!r} does not know {', '.join(missing)}.")
        return [planned(plan[term]) for term in terms]
