#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: idle_module
short_description: Do nothing
description:
  - The least that a module can cost.
author:
  - fleetops.kesc contributors (@fleetops)
options: {}
"""

EXAMPLES = r"""
- name: Do nothing
  idle_module:
"""

RETURN = r""" # """

from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    AnsibleModule(argument_spec={}, supports_check_mode=True).exit_json(changed=False)


if __name__ == "__main__":
    main()
