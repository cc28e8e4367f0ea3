#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: license_rotation_report
short_description: Write the report of a rotation or an audit
version_added: 0.1.0
description:
  - Writes what became of every tenant as a page for the browser, as Markdown, as CSV and as JSON, and shows a summary
    with what is left to do.
  - Each run's report is kept in a folder of its own in O(report_dir), such as C(2026-11-29T0538Z-rotate). The newest
    one is also written to O(report_dir) itself. Its page links to the earlier ones.
  - It reads what the role P(fleetops.kesc.license_rotation#role) registered on each host (C(license_rotation_result) or
    C(license_rotation_licenses)), and the journal of the rotation.
  - A file is replaced only when the new one is complete on disk.
  - No form of the report holds an activation code, only its last five characters. All of them name your customers.
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._attributes
  - fleetops.kesc._attributes.on_controller
attributes:
  check_mode:
    support: full
    details:
      - It writes the report in check mode, too, but does not close the journal.
  action_group:
    support: none
    membership: []
  idempotent:
    support: none
    details:
      - Each run writes a report of its own. The task never reports a change.
options:
  kind:
    description:
      - What the run did. It is part of the title of the report and of the name of its folder.
      - With V(merge) the report is made from O(report_files). With V(plan) the plan is written to O(plan_file). With
        V(worklist) the report continues the newest one of O(report_dir).
      - The default is V(audit) if O(begun) is about an audit, otherwise V(rotate).
    type: str
    choices: [audit, plan, rotate, merge, worklist]
  begun:
    description:
      - What M(fleetops.kesc.license_rotation_begin) returned, which says which tenants the run has, which ones it
        leaves out and why, and where its journal is.
      - What the journal says of a tenant takes precedence over what this run has registered. The journal is closed
        after the report has been written, so that the next rotation starts a new one.
    type: dict
    default: {}
  stopped:
    description:
      - Why the run did not reach other tenants.
      - The default is what M(fleetops.kesc.license_rotation_gate) said, if it was registered as
        C(license_rotation_gate).
    type: str
  fail_at_end:
    description:
      - Whether the run is to fail because of tenants that are not as they should be. If not, RV(unfinished) and
        RV(shortcomings) are empty.
    type: bool
    default: true
  hosts:
    description:
      - Patterns of hosts to report on, where there is no O(begun). Without it, all hosts of the play are reported on.
      - With O(kind=merge), tenants of these hosts that no slice reports are reported as V(not_reached).
    type: list
    elements: str
  report_dir:
    description:
      - The folder of the reports. A relative path starts at the folder that C(ansible-playbook) was started from.
    type: path
    default: license-rotation-report
  report_files:
    description:
      - The report folders of slices, or files C(report.json), for O(kind=merge). A C(*) in a path stands for any name.
      - If a rotation in such a folder is still open, its journal is used instead, and RV(shortcomings) names it.
    type: list
    elements: str
    default: []
  earlier_report:
    description:
      - The C(report.json) of an earlier run. Tenants that neither this run nor a recorded outcome tells of are reported
        as there. If the file does not exist, nothing is continued.
      - With O(kind=worklist), the default is the newest report of O(report_dir).
    type: path
  plan_file:
    description:
      - Where to write the plan, for O(kind=plan). It holds no secret, so it can be kept in Git.
    type: path
    default: license-rotation-plan.json
  worklist_outcomes:
    description:
      - Files with outcomes that people recorded on a work list, JSON or CSV. They are the outcomes of tenants that no
        task of the run looked at.
    type: list
    elements: path
    default: []
  order_sheet:
    description:
      - The order sheet, as in M(fleetops.kesc.license_rotation_begin). Recorded outcomes must be about the codes in it
        or in the variables of the hosts.
    type: path
  order_columns:
    description:
      - The headings of O(order_sheet) that differ from ours.
    type: dict
    default: {}
  csv_dialect:
    description:
      - How C(report.csv) is written.
      - V(excel) is UTF-16 with tabs, which Excel opens in columns and with all letters whatever its language.
      - V(semicolon) is UTF-8 with a byte order mark and semicolons, which Excel opens so in most European languages.
      - V(comma) is UTF-8 with commas (RFC 4180), for programs.
      - No cell can be taken for a formula, whichever separator it is read with.
    type: str
    choices: [excel, semicolon, comma]
    default: excel
seealso:
  - module: fleetops.kesc.license_rotation_begin
  - module: fleetops.kesc.license_worklist
"""

EXAMPLES = r"""
- name: Audit some tenants in a playbook of our own
  hosts: tenants
  gather_facts: false
  connection: local
  tasks:
    - name: Compare the license with the one behind the code
      ansible.builtin.import_role:
        name: fleetops.kesc.license_rotation
        tasks_from: audit

    - name: Write the report
      fleetops.kesc.license_rotation_report:
        kind: audit
        report_dir: audits
        csv_dialect: comma
      register: reported
      run_once: true

    - name: Keep the summary for a mail
      ansible.builtin.copy:
        content: "{{ reported.summary | join('\n') }}\n"
        dest: "{{ reported.files.folder }}/summary.txt"
        mode: "0640"
      run_once: true
"""

RETURN = r"""
summary:
  description: The lines that were shown.
  type: list
  elements: str
  returned: success
  sample:
    - Tenant        Outcome             License                            Limit  Ends
    - Alder Dental  replaced (renewal)  Kaspersky Endpoint Security Cloud  25     2026-12-11 → 2027-12-11
    - ""
    - 1 tenant, 1 replaced
    - "Report: /srv/licenses/license-rotation-report/report.html (also .md, .csv and .json)"
unfinished:
  description: The hosts because of which the run is to fail. Their tenants failed, were not reached or, unless it was
    an audit, were held back.
  type: list
  elements: str
  returned: success
  sample: [elm-bakery]
shortcomings:
  description: Why the run cannot count as complete, a sentence for each reason. Empty if it can.
  type: list
  elements: str
  returned: success
  sample: [1 of 10 tenants was not replaced as asked. The report says why.]
files:
  description: What was written, as absolute paths.
  type: dict
  returned: success
  contains:
    html:
      description: The page of the newest report.
      type: str
      returned: always
      sample: /srv/licenses/license-rotation-report/report.html
    md:
      description: The same as Markdown.
      type: str
      returned: always
      sample: /srv/licenses/license-rotation-report/report.md
    csv:
      description: The same as CSV.
      type: str
      returned: always
      sample: /srv/licenses/license-rotation-report/report.csv
    json:
      description: The same as JSON.
      type: str
      returned: always
      sample: /srv/licenses/license-rotation-report/report.json
    folder:
      description: The folder in which this report is kept.
      type: str
      returned: always
      sample: /srv/licenses/license-rotation-report/2026-11-29T0538Z-rotate
    plan:
      description: The plan.
      type: str
      returned: with O(kind=plan)
      sample: /srv/licenses/license-rotation-plan.json
    journal:
      description: The journal that was closed, or the one that was merged.
      type: str
      returned: when there is one
      sample: /srv/licenses/license-rotation-report/journal-20261129T053812Z.jsonl
error:
  description: Of a failed task, the same facts as in the message.
  type: dict
  returned: failure
  sample: {error_code: not_written, cause: "'/srv/report.json' cannot be written: No space left on device"}
"""
