#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kesc_console_login
short_description: Save a person's sign-in to the console of Kaspersky Endpoint Security Cloud
version_added: 0.1.0
description:
  - Opens a browser window with the console's sign-in page, waits until a person has signed in there, second factor
    included, and saves the sign-in for O(fleetops.kesc.kesc_license#module:provider=console).
  - No password is asked for, seen or stored. What is saved signs in until the console ends it, so it is as secret as a
    password. The file has mode 0600.
  - A saved sign-in that is still good is kept.
  - It runs on the machine at which the person sits, with a display.
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._console
  - fleetops.kesc._console.login
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying the target.
    support: full
    details:
      - It tries the saved sign-in and opens no window.
  diff_mode:
    description: Returns details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    support: N/A
    details:
      - A sign-in is secret, so there is nothing to show.
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second run changes nothing.
    support: full
options:
  force:
    description:
      - Whether to sign in again although the saved sign-in is still good.
    type: bool
    default: false
  wait:
    description:
      - Seconds that the person has to sign in.
    type: int
    default: 300
seealso:
  - module: fleetops.kesc.kesc_license
"""

EXAMPLES = r"""
- name: Sign in to Kaspersky Business Hub
  fleetops.kesc.kesc_console_login:
    console_state: "{{ kesc_console_state }}"
    console_language: pl
"""

RETURN = r"""
console_state:
  description: The path of the saved sign-in.
  type: str
  returned: success
  sample: /home/operator/.config/kesc/console.json
"""

from ansible_collections.fleetops.kesc.plugins.module_utils._python import require_python

require_python()

from ansible.module_utils.basic import env_fallback

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import console_login_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._ansible_module import KescModule, run
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._console_login import run_console_login


def main() -> None:
    run(KescModule(**console_login_arguments(env_fallback)), run_console_login)


if __name__ == "__main__":
    main()
