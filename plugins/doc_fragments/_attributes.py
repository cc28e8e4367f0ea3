# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may use this fragment.
# It can change or go in any release.

from __future__ import annotations


class ModuleDocFragment:
    """Attributes that every module has, and those of modules that only read."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying the target.
  diff_mode:
    description: Returns details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second run changes nothing.
  action_group:
    description: Use C(group/fleetops.kesc.kesc) in C(module_defaults) to set the connection options for all modules.
    support: full
    membership:
      - fleetops.kesc.kesc
"""

    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - It changes nothing at any time.
  diff_mode:
    support: N/A
    details:
      - It changes nothing, so there is nothing to show.
  idempotent:
    support: full
    details:
      - It changes nothing at any time.
"""

    IN_WORKER = r"""
options:
  variables_prefix:
    description:
      - Take each option that the task does not set from the variable whose name is this prefix and the name of the
        option, if there is one and it is neither V(null) nor an empty dictionary.
      - It saves a template for each option, which for thousands of tenants is most of the work.
    type: str
attributes:
  action:
    description: Has an action plugin, so that a task can run on the controller.
    support: full
    details:
      - A task over the connection C(local), without C(become) and C(async), runs in Ansible's own worker process, with
        the Python and the libraries of C(ansible-playbook). That is many times faster than the module.
      - Any other task runs the module, with the interpreter of its host.
"""

    ON_CONTROLLER = r"""
options:
  variables_prefix:
    description:
      - Take each option that the task does not set from the variable whose name is this prefix and the name of the
        option, if the host of the task has one and it is neither V(null) nor an empty dictionary.
    type: str
attributes:
  action:
    description: Has an action plugin, so that a task can run on the controller.
    support: full
    details:
      - It runs on the controller only, connects to no host, and needs neither C(delegate_to) nor C(connection).
      - It concerns all hosts of a play, so write C(run_once=true) at its task.
  diff_mode:
    support: N/A
    details:
      - It changes no tenant, so there is nothing to show.
"""
