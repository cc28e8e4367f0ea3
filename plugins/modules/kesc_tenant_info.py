#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kesc_tenant_info
short_description: List the Kaspersky tenants that an account sees
version_added: 0.1.0
description:
  - Lists the virtual Administration Servers of a main server, or with O(provider=console) the workspaces on Business
    Hub's list and the licenses on its tab Licenses. Nothing is changed.
  - Leave O(tenant) empty to ask the main server.
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._connection
  - fleetops.kesc._console
  - fleetops.kesc._console.artifacts
  - fleetops.kesc._attributes
  - fleetops.kesc._attributes.in_worker
  - fleetops.kesc._attributes.info_module
options:
  external_ids:
    description:
      - Whether to read each tenant's external id, your own key for it (C(ExtTenant)). It costs a call for each tenant.
    type: bool
    default: false
seealso:
  - module: fleetops.kesc.kesc_license_info
"""

EXAMPLES = r"""
- name: List the tenants with our own keys
  fleetops.kesc.kesc_tenant_info:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    external_ids: true
  register: fleet

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ fleet.tenants | map(attribute='name') }}"
"""

RETURN = r"""
tenants:
  description: The tenants, by name.
  type: list
  elements: dict
  returned: success
  contains:
    tenant_id:
      description:
        - The id of the virtual server (C(KLVSRV_ID)), or with O(provider=console) the id of the workspace, a text,
          V(none) where the list does not show it.
      type: raw
      returned: always
      sample: 7
    name:
      description: The display name.
      type: str
      returned: always
      sample: Alder Dental
    external_id:
      description: Your own key for the tenant, V(none) where there is none or O(external_ids=false).
      type: str
      returned: always
      sample: crm-1001
    enabled:
      description: Whether the virtual server is enabled, V(none) where the server does not tell.
      type: bool
      returned: always
      sample: true
    automatic_deployment:
      description: Whether licenses may be deployed automatically from this virtual server to its devices.
      type: bool
      returned: always
      sample: true
    created:
      description: When the virtual server was created, RFC 3339 in UTC.
      type: str
      returned: always
      sample: "2024-05-02T08:00:00Z"
    group_id:
      description: The id of the group that the virtual server belongs to.
      type: int
      returned: always
      sample: 12
hub_licenses:
  description:
    - With O(provider=console), the items on the tab Licenses of Business Hub, each as the texts that it shows, since
      Kaspersky does not document what they are. V(none) where there is no such tab.
  type: list
  elements: list
  returned: success
  sample: [["Kaspersky Endpoint Security Cloud Plus", "Active", "3"]]
"""

from ansible_collections.fleetops.kesc.plugins.module_utils._python import require_python

require_python()

from ansible.module_utils.basic import env_fallback

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import tenant_info_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._ansible_module import KescModule, run
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenant_info import run_tenant_info


def main() -> None:
    run(KescModule(**tenant_info_arguments(env_fallback)), run_tenant_info)


if __name__ == "__main__":
    main()
