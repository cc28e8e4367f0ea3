# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: rotation_lock
short_description: Keep a second rotation out, and the orders as they are
version_added: 0.1.0
author:
  - fleetops.kesc contributors (@fleetops)
description:
  - Locks the journal of a rotation for the rest of the run, so that a second rotation with the same journal fails.
  - Reads the order sheet and the plan, so that the rest of the run goes by what they hold now, whatever becomes of the
    files.
  - The lock ends with the run, however that ends. There is nothing to clean up after a run that was killed. If its last
    tasks are still ending, it waits for them, two minutes at most.
  - If the lock is taken, or a file cannot be read, M(fleetops.kesc.license_rotation_begin) fails and says so.
notes:
  - Use it in the keyword C(when) of a C(meta) task, which C(ansible-playbook) itself evaluates. In another task, a
    worker would hold all this, and only until the end of the task.
options:
  _terms:
    description: There are none.
    type: list
    elements: str
  exclusive:
    description:
      - Whether a second rotation is kept out. Without it, there is no lock, and only the files are read.
    type: bool
    default: true
  journal_file:
    description: The journal. The lock is a file of this name with C(.lock) behind it.
    type: str
    vars:
      - name: license_rotation_journal_file
  report_dir:
    description: The folder of the reports. By default, the journal is C(journal.jsonl) in it.
    type: str
    default: license-rotation-report
    vars:
      - name: license_rotation_report_dir
  order_sheet:
    description: The order sheet, if there is one.
    type: str
    vars:
      - name: license_rotation_order_sheet
  order_columns:
    description: The headings of the order sheet that differ from ours.
    type: dict
    default: {}
    vars:
      - name: license_rotation_order_columns
  plan:
    description: The plan, if there is one.
    type: str
    vars:
      - name: license_rotation_plan
"""

EXAMPLES = r"""
- name: Check the orders of a rotation of our own
  hosts: tenants
  gather_facts: false
  tasks:
    - name: Keep a second rotation out
      ansible.builtin.meta: end_play
      when: not lookup('fleetops.kesc.rotation_lock', journal_file='/var/lib/kesc/journal.jsonl')

    - name: Check all orders, and fail here if another rotation is running
      fleetops.kesc.license_rotation_begin:
        journal_file: /var/lib/kesc/journal.jsonl
      register: license_rotation_begun
      run_once: true
"""

RETURN = r"""
_raw:
  description: Always true. What went wrong is told by M(fleetops.kesc.license_rotation_begin).
  type: list
  elements: bool
  sample: [true]
"""

import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.fleetops.kesc.plugins.module_utils._clock import Clock
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _run
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._lock import lock
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._options import journal_path
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._vault import decrypter

_display = Display()
_PATIENCE = 120.0
_OPTIONS = ("journal_file", "report_dir", "order_sheet", "order_columns", "plan")


class LookupModule(LookupBase):
    """See the documentation."""

    def run(self, terms: list[str], variables: dict[str, t.Any] | None = None, **options: t.Any) -> list[bool]:
        del terms
        self.set_options(var_options=variables, direct=options)
        try:
            # What comes from a variable is not templated yet.
            given = {name: self._templar.template(self.get_option(name)) for name in _OPTIONS}
        except AnsibleError:
            # The task that begins the rotation takes the same variables, and names the one that is wrong.
            return [True]
        journal = journal_path(given["journal_file"], given["report_dir"])
        columns = {str(word): str(given["order_columns"][word]) for word in given["order_columns"]}
        _run.begin_run(
            lock=(lambda: _lock(journal)) if self.get_option("exclusive") else None,
            sheet=(str(given["order_sheet"]), columns) if given["order_sheet"] else None,
            plan=str(given["plan"]) if given["plan"] else None,
            decrypt=decrypter(self._loader),
        )
        return [True]


def _lock(journal: str) -> None:
    lock(f"{journal}.lock", patience=_PATIENCE, tell=_display.display, clock=Clock())
