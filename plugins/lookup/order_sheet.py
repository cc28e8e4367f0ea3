# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: order_sheet
short_description: Look a tenant up on an order sheet
version_added: 0.1.0
description:
  - Reads a CSV file that has a line for each tenant, with its activation code and what the license behind it is
    expected to be.
  - The first line holds headings. Commas, semicolons or tabs stand between cells, whichever the headings have. The
    encoding is UTF-8.
  - A file encrypted with C(ansible-vault encrypt) is read too, and is never written anywhere in plain.
author:
  - fleetops.kesc contributors (@fleetops)
options:
  _terms:
    description:
      - Keys of one tenant, any of which may stand in its line, such as the name of the host, the tenant's name, its id
        or its external id. Empty ones do not count. Upper and lower case do.
      - Without any, all orders.
    type: list
    elements: str
  file:
    description: The order sheet. A relative path starts at the folder that the play was started from.
    type: str
    required: true
    vars:
      - name: license_rotation_order_sheet
  columns:
    description:
      - The headings that the sheet has for C(tenant), C(activation_code), C(name), C(edition), C(licensing_model),
        C(limit) and C(expires). What is left out has these words themselves as headings.
      - Upper and lower case and blanks around a heading do not count. Other columns do not matter.
      - The sheet must have C(tenant), C(activation_code), and the columns that are named here.
    type: dict
    default: {}
    vars:
      - name: license_rotation_order_columns
notes:
  - What it returns holds activation codes. Use it for variables, and give C(no_log) to a task that would print it.
  - In a run that has used P(fleetops.kesc.rotation_lock#lookup) for the same file, it gives what the file held then.
seealso:
  - module: fleetops.kesc.license_rotation_begin
"""

EXAMPLES = r"""
# group_vars/all.yml
license_rotation_order: "{{ lookup('fleetops.kesc.order_sheet', inventory_hostname, file='orders.csv') }}"
license_rotation_activation_code: "{{ license_rotation_order.activation_code | default('') }}"
license_rotation_expected: "{{ license_rotation_order.expected | default({}) }}"

---
# A sheet with headings of its own
license_rotation_order: >-
  {{ lookup('fleetops.kesc.order_sheet', inventory_hostname, license_rotation_tenant | default(''),
            file='~/orders/renewals-2027.csv',
            columns={'tenant': 'Customer', 'activation_code': 'License key', 'limit': 'Seats'}) }}
"""

RETURN = r"""
_raw:
  description:
    - With keys one order, empty where the sheet has none for this tenant.
    - Without keys every order.
  type: list
  elements: dict
  contains:
    tenant:
      description: What the line calls the tenant.
      type: str
      returned: where there is an order
      sample: Birch Legal
    activation_code:
      description: The code as it stands there, empty where the cell is. It is a secret.
      type: str
      returned: where there is an order
      sample: ""
    expected:
      description: What the line says of the license, as the option O(fleetops.kesc.kesc_license#module:expected).
      type: dict
      returned: where there is an order
      sample: {name: Kaspersky Endpoint Security Cloud, limit: "25", expires: "2027-03-31"}
    file:
      description: The order sheet.
      type: str
      returned: where there is an order
      sample: orders.csv
    line:
      description: The number of the line.
      type: int
      returned: where there is an order
      sample: 7
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _sources
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._vault import decrypter


class LookupModule(LookupBase):
    """Ansible's entry point."""

    def run(
        self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[dict[str, t.Any]]:
        self.set_options(var_options=variables, direct=kwargs)
        # What comes from a variable is not templated yet.
        file, columns = (self._templar.template(self.get_option(option)) for option in ("file", "columns"))
        words = {str(word): str(columns[word]) for word in columns}
        try:
            sheet = _sources.sheet(str(file), words, decrypter(self._loader)).content
            if not terms:
                return sheet.orders()
            return [sheet.order_of(str(term) for term in terms) or {}]
        except InvalidRequestError as error:
            raise AnsibleLookupError(error.finding) from None
