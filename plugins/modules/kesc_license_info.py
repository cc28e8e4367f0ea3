#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kesc_license_info
short_description: Read the licenses of Kaspersky tenants
version_added: 0.1.0
description:
  - Reads every license in a tenant's store, with its position, terms and use. Nothing is changed.
  - One task reads one tenant, or many of one server at once.
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._connection
  - fleetops.kesc._console
  - fleetops.kesc._console.artifacts
  - fleetops.kesc._editions
  - fleetops.kesc._attributes
  - fleetops.kesc._attributes.in_worker
  - fleetops.kesc._attributes.info_module
options:
  tenants:
    description:
      - The names of the tenants to read, instead of O(tenant). An empty name is the main server.
      - V(all) alone reads every tenant that the account sees. Tenants that share a name have their id behind it.
      - A tenant that cannot be read is an entry with an error. It neither fails the task nor hides the others.
      - Where the task runs on the controller, it says every five seconds on the standard error output how many have
        been read.
    type: list
    elements: str
  license_facts:
    description:
      - How much is read with O(tenants=all).
      - V(terms) reads names, types and ends, with one call for each tenant in one session with the main server. A
        session with the tenant itself is opened only where the main server does not tell which license is in force. The
        position of a license that is the only one is V(unknown) then.
      - V(all) reads positions, limits and use too, in a session with each tenant.
    type: str
    choices: [terms, all]
    default: all
  concurrency:
    description:
      - How many of O(tenants) are read at the same time, each in a session of its own. With O(provider=console) at most
        two, since each is a browser.
    type: int
    default: 16
seealso:
  - module: fleetops.kesc.kesc_license
  - module: fleetops.kesc.kesc_tenant_info
"""

EXAMPLES = r"""
- name: Read the licenses of one tenant
  fleetops.kesc.kesc_license_info:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    tenant: Alder Dental
  register: alder

- name: Show when the license in force ends
  ansible.builtin.debug:
    msg: "{{ (alder.licenses | selectattr('position', 'eq', 'active') | first).expires }}"

- name: Read two tenants in one task
  fleetops.kesc.kesc_license_info:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    tenants:
      - Alder Dental
      - Birch Logistics

- name: Read when the licenses of every tenant end, in one session
  fleetops.kesc.kesc_license_info:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    tenants: all
    license_facts: terms
"""

RETURN = r"""
tenants:
  description: One entry for each tenant, in the order in which they were asked for.
  type: list
  elements: dict
  returned: success
  contains:
    tenant:
      description: The tenant's name, empty for the main server.
      type: str
      returned: always
      sample: Alder Dental
    licenses:
      description: The licenses in the tenant's store, empty where they could not be read.
      type: list
      elements: dict
      returned: always
      contains: &license
        license_id:
          description: The id (serial number).
          type: str
          returned: always
          sample: 1A2B-000451-1C2D3E4F
        name:
          description: The license name.
          type: str
          returned: always
          sample: Kaspersky Endpoint Security Cloud Plus
        edition:
          description: The edition that the feature catalog knows under that name, or C(unknown edition).
          type: str
          returned: always
          sample: Kaspersky Endpoint Security Cloud Plus
        edition_verified:
          description: Whether somebody has checked the edition's features, as its entry in O(editions_file) says.
          type: bool
          returned: always
          sample: false
        name_parts:
          description: What the name tells beside the product. What it does not tell is V(none).
          type: dict
          returned: always
          contains:
            region:
              description: The region that the license is for.
              type: str
              returned: always
              sample: European
            band:
              description: The smallest and the largest limit that the name is sold for.
              type: str
              returned: always
              sample: 25-49
            unit:
              description: What these count, V(user) or V(device).
              type: str
              returned: always
              sample: device
            term_months:
              description: The duration in months.
              type: int
              returned: always
              sample: 12
            kind:
              description: One of V(base), V(renewal), V(trial), V(add-on), V(nfr) (not for resale).
              type: str
              returned: always
              sample: renewal
            unexplained:
              description: The words that no entry of the feature catalog explains, V(none) where the edition is known.
              type: str
              returned: always
              sample: null
        licensing_model:
          description:
            - What the limit counts, V(user) or V(device), V(none) where neither the server nor the license name tells.
          type: str
          returned: always
          sample: user
        license_type:
          description: One of V(commercial), V(subscription), V(trial), V(beta), V(test), V(oem), V(none) if not told.
          type: str
          returned: always
          sample: commercial
        subscription_state:
          description: Of a subscription, V(active), V(paused), V(soft_canceled) or V(hard_canceled).
          type: str
          returned: always
          sample: active
        limit:
          description: The license limit.
          type: int
          returned: always
          sample: 50
        in_use:
          description: How many devices use the license now.
          type: int
          returned: always
          sample: 34
        created:
          description: When the license was made, RFC 3339 in UTC.
          type: str
          returned: always
          sample: "2026-01-01T00:00:00Z"
        expires:
          description: When the license ends, RFC 3339 in UTC, V(none) where it has no end or the server does not tell.
          type: str
          returned: always
          sample: "2027-03-31T23:59:59Z"
        days_left:
          description: Whole days until then, negative afterwards.
          type: int
          returned: always
          sample: 127
        status:
          description: One of V(active), V(expiring) (30 days or less), V(expired), V(reserve), V(stored).
          type: str
          returned: always
          sample: active
        position:
          description: One of V(active), V(reserve), V(none) (only stored), V(unknown) (the server does not tell).
          type: str
          returned: always
          sample: active
        features:
          description: The features that the catalog knows to be part of the edition.
          type: list
          elements: str
          returned: always
          sample: [Kaspersky Security for Microsoft Office 365]
        features_complete:
          description: Whether that is the whole list.
          type: bool
          returned: always
          sample: false
    error:
      description: Why the licenses could not be read, V(none) where they were.
      type: dict
      returned: always
      contains:
        message:
          description: One paragraph for people.
          type: str
          returned: always
          sample: "Failed to connect for tenant 'Alder Dental': the server did not accept the credentials."
        error_code:
          description: A stable name for the kind of failure.
          type: str
          returned: always
          sample: authentication_failed
        passing:
          description: Whether the same may succeed a little later with nobody's help.
          type: bool
          returned: always
          sample: false
        tenant:
          description: The tenant's name.
          type: str
          returned: always
          sample: Alder Dental
        step:
          description: The step that failed.
          type: str
          returned: always
          sample: connect
        cause:
          description: What was found.
          type: str
          returned: always
          sample: the server did not accept the credentials
        remedy:
          description: What to do next.
          type: str
          returned: always
          sample: Check username, password, internal_user and that the account may use this tenant
        server:
          description: What the server said, V(none) where it said nothing.
          type: dict
          returned: always
          sample: {module: null, code: null, subcode: null, status: 401, text: "", request_id: 5D0C2A}
licenses:
  description: The licenses of the one tenant that was asked for.
  type: list
  elements: dict
  returned: success and O(tenants) not set
  contains: *license
"""

from ansible_collections.fleetops.kesc.plugins.module_utils._python import require_python

require_python()

from ansible.module_utils.basic import env_fallback

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import license_info_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._ansible_module import KescModule, run
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license_info import run_license_info


def main() -> None:
    run(KescModule(**license_info_arguments(env_fallback)), run_license_info)


if __name__ == "__main__":
    main()
