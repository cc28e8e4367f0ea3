#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kesc_server_check
short_description: Check whether this collection works with a Kaspersky server
version_added: 0.1.0
description:
  - Makes only calls that read, tells within a minute whether this collection works with the server or the console, and
    finds out how the server answers what Kaspersky's documentation leaves open.
  - With O(dest), writes C(kesc-check.json) and C(kesc-check.md), which hold no secret and no name of a customer, host
    or account. Attach them to an issue when you report a problem.
  - With O(provider=console), opens pages and tabs as far as the tab License of one workspace, and writes
    C(console-labels.yml), a draft for O(console_labels). The draft quotes the pages. Do not attach it.
  - The playbook C(fleetops.kesc.check_server) runs this module and prints what it found.
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
  tenants_to_check:
    description:
      - How many virtual servers to sign in to at most, chosen from all over the list. The rights of an account can
        differ between them.
      - With V(0), only the server that the connection options name is checked. The same applies where they name a
        tenant, or where the account signs in with a one-time token or a second factor.
    type: int
    default: 20
  dest:
    description:
      - The folder for the files. It is created if it does not exist. Existing files of the same names are replaced, in
        check mode too. The files get the mode C(0640).
      - A relative path is relative to the current directory of C(ansible-playbook), if the task runs over the
        connection C(local), without C(become) and C(async).
      - Without it, nothing is written.
    type: path
notes:
  - The task does not fail where the server is not ready. See RV(verdict).
seealso:
  - module: fleetops.kesc.kesc_tenant_info
  - module: fleetops.kesc.kesc_license_info
"""

EXAMPLES = r"""
- name: Check whether this collection works with the server
  fleetops.kesc.kesc_server_check:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    dest: .
  register: server_check

- name: Show the verdict and what to do
  ansible.builtin.debug:
    msg: "{{ server_check.summary }}"
"""

RETURN = r"""
verdict:
  description: Whether the collection works with the server.
  type: str
  returned: success
  choices: [ready, ready_with_warnings, not_ready]
  sample: ready_with_warnings
summary:
  description:
    - The verdict, a line for each finding, and where the files are, for a terminal. Unlike the files, it may hold what
      the server said.
  type: list
  elements: str
  returned: success
  sample: ["Ready: the collection works with this server, as far as reading can tell."]
findings:
  description: What is not as it should be, what stops the collection first.
  type: list
  elements: dict
  returned: success
  contains:
    severity:
      description: V(error) where the collection does not work because of it, else V(warning).
      type: str
      returned: always
      sample: warning
    subject:
      description: What the finding is about.
      type: str
      returned: always
      sample: certificate
    text:
      description: What was found.
      type: str
      returned: always
      sample: The server's certificate ends in 12 days.
    remedy:
      description: What to do.
      type: str
      returned: always
      sample: Renew it, and update ca_path or server_fingerprint along with it.
report:
  description: What C(kesc-check.json) holds. The guide on the check describes it.
  type: dict
  returned: success
  sample: {"format": 1, "provider": "openapi", "verdict": "ready"}
fingerprint:
  description:
    - The SHA-256 fingerprint of the certificate that the server presents, for O(server_fingerprint). Compare it with
      what the server's administrator reads before you trust it. V(null) with O(provider=console), and where there was
      no connection.
  type: str
  returned: success
  sample: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824
files:
  description: The paths of the files that were written.
  type: list
  elements: str
  returned: success
  sample: [/home/me/kesc-check.json, /home/me/kesc-check.md]
"""

from ansible_collections.fleetops.kesc.plugins.module_utils._python import require_python

require_python()

from ansible.module_utils.basic import env_fallback

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import server_check_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._ansible_module import KescModule, run
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._server_check import run_server_check


def main() -> None:
    run(KescModule(**server_check_arguments(env_fallback)), run_server_check)


if __name__ == "__main__":
    main()
