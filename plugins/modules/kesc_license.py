#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: kesc_license
short_description: Replace, add or remove the license of a Kaspersky tenant
version_added: 0.1.0
description:
  - Puts the license behind an activation code in force for one tenant. The code is validated, verified by the
    activation servers, compared with the license in use, held against a set of guards, applied, and confirmed by
    reading it back.
  - With C(--diff) it shows the same comparison as the License replacement window of the console.
  - Running it again changes nothing. A code that is already in place is recognized and not sent to the activation
    servers a second time, because a code can only be activated so often. For a subscription the code stays the same
    while its terms change, so its terms are refreshed and compared instead.
  - Nothing is deleted unless asked. If a guard stops the new license, or the tenant may not use it, the tenant's
    license store is put back as it was found. After any other failure an added code stays in the store, because taking
    it out gives no activation back. The next run uses it, see RV(left_in_store).
  - After a lost answer, the tenant's state is watched for up to O(confirm_timeout) before the call is made again.
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._connection
  - fleetops.kesc._console
  - fleetops.kesc._console.artifacts
  - fleetops.kesc._editions
  - fleetops.kesc._attributes
  - fleetops.kesc._attributes.in_worker
attributes:
  check_mode:
    support: full
    details:
      - The KSC Open API can only tell what a code stands for by adding it to the tenant's license store. So unless the
        code is in the store already, check mode reports a change whose transition is C(unknown), or adds and removes
        the code again. See O(check_mode_verification).
      - With O(provider=console) check mode has the code checked, reads the whole comparison and closes it unapplied.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  activation_code:
    description:
      - The activation code, four sections of five characters. Lower case, blanks and typographic dashes are mended.
      - Required with O(state=present). Only its last five characters are ever shown.
      - Keep it in Ansible Vault or in another store for secrets.
    type: str
  main_server:
    description:
      - Whether the licenses of the Administration Server itself are meant, and not those of a tenant.
      - Required where O(tenant) and O(tenant_id) are empty, so that a forgotten name changes nothing.
    type: bool
    default: false
  state:
    description:
      - V(present) puts the license behind O(activation_code) into O(position).
      - V(absent) takes the license O(license_id) out of O(position). It stays in the store unless
        O(purge_replaced=true). A tenant without a license may be deleted by the vendor, data included.
    type: str
    choices: [present, absent]
    default: present
  position:
    description:
      - V(active) is the license in force.
      - V(reserve) takes over when the active one expires. O(provider=console) has no reserve.
    type: str
    choices: [active, reserve]
    default: active
  license_id:
    description:
      - The id (serial number) of the license that is to go. Another license in O(position) is an error.
      - Required with O(state=absent), as a confirmation.
      - With O(state=present) it is only needed where the server does not tell which license is in force. A code that is
        in place already is none the less left alone.
    type: str
  allow_downgrade:
    description:
      - Whether the new license may lack features that the one in use has.
      - In the console, what it lists as lost itself counts. A list that it announces and that could not be read stops
        the replacement too.
      - Elsewhere features are known from the feature catalog, see O(editions_file). A feature counts as lost only where
        both licenses are known to have it or to lack it, and a warning says what is not known.
    type: bool
    default: false
  allow_limit_below_use:
    description:
      - Whether the new limit may be smaller than what is in use.
    type: bool
    default: false
  allow_smaller_limit:
    description:
      - Whether the new limit may be smaller than the old one.
      - Limits per user and per device are never compared, and a warning says so.
    type: bool
    default: false
  allow_earlier_expiry:
    description:
      - Whether the new license may end before the one in use.
    type: bool
    default: false
  only_within_days:
    description:
      - Leave the tenant alone while the license in use has more than this many days left. That is no failure.
      - Without it, a license is replaced at any time.
    type: int
  check_mode_verification:
    description:
      - What check mode may do to find out what a code stands for.
      - V(stored) makes no call that changes anything. A code that is not in the tenant's store yet stays unverified,
        and the comparison shows O(expected).
      - V(staged) adds the code to the store, reads it and removes it again, even after an error. That writes entries
        into the server's event log, and whether it uses up an activation is not documented.
    type: str
    choices: [stored, staged]
    default: stored
  expected:
    description:
      - What the order sheet says the code stands for. A verified license that differs is refused.
      - What a guard can tell from it is decided before the code is sent to the activation servers.
      - In an unverified run of check mode it fills the forecast.
    type: dict
    suboptions:
      name:
        description: The whole license name, as the server shows it.
        type: str
      edition:
        description:
          - The edition, as the feature catalog calls it.
          - Use it in place of C(name) where the order names the product without region, band and term.
        type: str
      licensing_model:
        description:
          - What the limit counts.
          - The KSC Open API does not tell it. There it is what the license name says, C(Node) or C(User). Where the
            name does not say it either, it is not compared, and a warning says so.
        type: str
        choices: [user, device]
      limit:
        description: The license limit.
        type: int
      expires:
        description: The day on which the license ends, in UTC, as a date or an RFC 3339 moment.
        type: str
  purge_replaced:
    description:
      - Whether the license that was replaced, or removed with O(state=absent), is deleted from the tenant's store.
      - What that means for devices that still use it is not documented.
    type: bool
    default: false
  additional_features:
    description:
      - Features to set up after an upgrade. V(later) leaves that for another time, and is all that
        O(provider=openapi) can do.
      - With O(provider=console), the names of the features as the console offers them. If one of them is not offered,
        none is set up and a warning says so.
    type: list
    elements: str
    default: [later]
  confirm_timeout:
    description:
      - Seconds to wait until reading back shows the new license in its position. It is also how long the effect of a
        change without an answer may be late.
    type: int
    default: 60
  planned:
    description:
      - What a plan says of the tenant. The guard C(off_plan) stops the replacement if the license in the position is
        not O(planned.before), or if the verified license is not O(planned.after). A code that is in place already is
        left alone, whatever the plan says.
      - The playbook C(fleetops.kesc.rotate) takes it from the plan that C(fleetops.kesc.plan) wrote.
    type: dict
    suboptions:
      before:
        description: The license that the plan found in the position. Leave it out where it found none.
        type: dict
        suboptions: &terms
          license_id:
            description: The id (serial number).
            type: str
          name:
            description: The license name.
            type: str
          limit:
            description: The license limit.
            type: int
          expires:
            description: The day on which the license ends, in UTC, as a date or an RFC 3339 moment.
            type: str
      after:
        description: The license that the plan puts there, as far as it is known.
        type: dict
        suboptions: *terms
  journal:
    description:
      - Write down what is done, so that a later run can go on where this one ended. Before each change and when the
        task ends, a line is appended to the file, and the disk has it before the task goes on. Check mode only reads
        it.
      - If an earlier run applied the license, or may have, the task first waits up to O(confirm_timeout) for that to
        take effect. It then does what is missing, such as the automatic deployment, and does not apply the license
        again.
      - A code that was verified and refused is not sent to the activation servers again while its order and the
        tenant's license stay the same.
      - A license that could not be removed from the store is reported and removed by the next run.
      - The code of a license that a run applied is recognized without the right C(ExportLicense).
      - Records of another server, or of this one with another certificate, are not believed, and a warning says so.
      - The playbook C(fleetops.kesc.rotate) sets it.
    type: dict
    suboptions:
      file:
        description: The journal, JSON lines without secrets, on the machine that runs the task.
        type: path
        required: true
      host:
        description: The name under which the tenant stands in the journal.
        type: str
        required: true
seealso:
  - module: fleetops.kesc.kesc_license_info
  - module: fleetops.kesc.kesc_tenant_info
"""

EXAMPLES = r"""
- name: Show what a new code would change, without touching the server's store
  fleetops.kesc.kesc_license:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    tenant: Alder Dental
    activation_code: "{{ vault_alder_dental_activation_code }}"
    expected:
      name: Kaspersky Endpoint Security Cloud
      limit: 50
  check_mode: true
  diff: true

- name: Replace the license, but only in the last 30 days of the old one
  fleetops.kesc.kesc_license:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    tenant: Alder Dental
    activation_code: "{{ vault_alder_dental_activation_code }}"
    only_within_days: 30

- name: Put a code behind the license in use, to take over when that one ends
  fleetops.kesc.kesc_license:
    server_url: "{{ kesc_server_url }}"
    ca_path: "{{ kesc_ca_path }}"
    username: "{{ kesc_username }}"
    password: "{{ kesc_password }}"
    tenant: Birch Logistics
    activation_code: "{{ vault_birch_logistics_activation_code }}"
    position: reserve
"""

RETURN = r"""
tenant:
  description: The tenant's name, empty for the main server.
  type: str
  returned: always
  sample: Alder Dental
applied:
  description: Whether a change was made. In check mode a change is only forecast.
  type: bool
  returned: always
  sample: true
partial_code:
  description: The last five characters of the activation code, V(none) with O(state=absent).
  type: str
  returned: always
  sample: DDDDD
transition:
  description:
    - What the replacement means for the tenant.
    - V(initial), no license before. V(renewal), the same features. V(upgrade), features gained and none lost.
      V(downgrade), any feature lost. V(none), the license is in place already. V(unknown), not verified in this run, or
      too little known of the features.
  type: str
  returned: always
  sample: renewal
verified:
  description: Whether RV(after) is what the server told of the code, not a forecast.
  type: bool
  returned: always
  sample: true
before:
  description: The license that was in the position, V(none) where there was no license.
  type: dict
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
      description: Whether RV(before.features) is the whole list.
      type: bool
      returned: always
      sample: false
after:
  description: The license in the position afterwards, in check mode the one that would be there.
  type: dict
  returned: always
  contains: *license
comparison:
  description:
    - The comparison window, a dictionary for each of C(license_id), C(name), C(licensing_model), C(limit) and
      C(expires).
  type: dict
  returned: always
  contains:
    license_id: &row
      description: One row of the window.
      type: dict
      returned: always
      contains:
        before:
          description: The value of the license in use.
          type: raw
          returned: always
          sample: 1A2B-000451-1C2D3E4F
        after:
          description: The value of the new license.
          type: raw
          returned: always
          sample: 2B3C-000452-2D3E4F50
        changed:
          description: Whether the two differ.
          type: bool
          returned: always
          sample: true
    name: *row
    licensing_model: *row
    limit: *row
    expires: *row
features_gained:
  description: Features of the new license that the one in use lacks, as the console lists them, else as far as known.
  type: list
  elements: str
  returned: always
  sample: [Kaspersky Security for Microsoft Office 365]
features_lost:
  description: Features of the license in use that the new one lacks, as the console lists them, else as far as known.
  type: list
  elements: str
  returned: always
  sample: []
features_undetermined:
  description:
    - Features that were not compared, since they are known of one license alone, or since the two are of different
      product families.
  type: list
  elements: str
  returned: always
  sample: [Patch Management]
features_known:
  description: Whether RV(features_gained) and RV(features_lost) are complete.
  type: bool
  returned: always
  sample: false
guards:
  description: Every guard that was applied. A task that a guard stopped fails, except for C(too_early).
  type: list
  elements: dict
  returned: always
  contains:
    name:
      description:
        - One of V(downgrade), V(limit_below_use), V(smaller_limit), V(earlier_expiry), V(expired), V(unexpected),
          V(off_plan) (with O(planned) only), V(too_early).
      type: str
      returned: always
      sample: smaller_limit
    tripped:
      description: Whether it stopped the replacement.
      type: bool
      returned: always
      sample: false
    before:
      description: The value on the side of the license in use, or of the order sheet.
      type: raw
      returned: always
      sample: 50
    after:
      description: The value on the side of the new license.
      type: raw
      returned: always
      sample: 100
    allowed_by:
      description: The option that lets it pass, V(none) where there is no such option.
      type: str
      returned: always
      sample: allow_smaller_limit
    finding:
      description: What the guard objects to, also where it was allowed, else V(none).
      type: str
      returned: always
      sample: the new limit 20 is smaller than the old limit 50
devices:
  description: The tenant's managed devices, read where the license changes or devices wait for it.
  type: dict
  returned: always
  contains:
    total:
      description: How many there are, V(none) where they were not read.
      type: int
      returned: always
      sample: 37
    by_platform:
      description: How many there are of each platform, V(none) where they were not read.
      type: dict
      returned: always
      sample: {windows: 31, macos: 3, linux: 0, android: 2, ios: 1, other: 0}
    waiting:
      description: Devices that take the new license only when the old one ends, unless somebody activates them by hand.
      type: list
      elements: dict
      returned: always
      contains:
        name:
          description: The device's name.
          type: str
          returned: always
          sample: mac-reception
        platform:
          description: One of V(windows), V(macos), V(linux), V(android), V(ios), V(other).
          type: str
          returned: always
          sample: macos
        expires:
          description: When the old license ends, V(none) where that is not known.
          type: str
          returned: always
          sample: "2026-12-19T00:00:00Z"
left_in_store:
  description:
    - The ids of licenses that runs with this code, or with O(journal) any earlier run, have added to the tenant's store
      and that nothing uses. Empty when all is well.
    - One that the activation servers have activated is used by the next run with its code. One that a guard refused is
      removed by the next run.
  type: list
  elements: str
  returned: always
  sample: []
requests:
  description: What the task cost.
  type: dict
  returned: always
  contains:
    count:
      description: The number of requests sent.
      type: int
      returned: always
      sample: 14
    seconds:
      description: Seconds spent waiting for answers.
      type: float
      returned: always
      sample: 0.412
error:
  description: Of a failed task, the same facts as in the message.
  type: dict
  returned: failure
  contains:
    error_code:
      description: A stable name for the kind of failure.
      type: str
      returned: always
      sample: code_refused
    passing:
      description: Whether the same may succeed later without any change, since a server was busy or not reached.
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
      sample: verify
    cause:
      description: What was found.
      type: str
      returned: always
      sample: the activation servers know no license for this activation code
    remedy:
      description: What to do next.
      type: str
      returned: always
      sample: Check the code against the order confirmation
    server:
      description: What the server said, V(none) where it said nothing.
      type: dict
      returned: always
      sample: {module: KLOLA, code: 2351, subcode: 34, status: null, text: "", request_id: 5D0C2A}
"""

from ansible_collections.fleetops.kesc.plugins.module_utils._python import require_python

require_python()

from ansible.module_utils.basic import env_fallback

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import license_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._ansible_module import KescModule, run
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license


def main() -> None:
    run(KescModule(**license_arguments(env_fallback)), run_license)


if __name__ == "__main__":
    main()
