#!/usr/bin/python
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: plain_module
short_description: Read the keys of a tenant and do nothing else
description:
  - The least that a module with the calls of M(fleetops.kesc.kesc_license_info) can cost, in one file without checks.
author:
  - fleetops.kesc contributors (@fleetops)
options:
  server_url: {description: The lab., type: str, required: true}
  ca_path: {description: Its certificate authority., type: path, required: true}
  username: {description: An account., type: str, required: true}
  password: {description: Its password., type: str, required: true}
  tenant: {description: The tenant., type: str, required: true}
"""

EXAMPLES = r"""
- name: Read the keys
  plain_module:
    server_url: https://127.0.0.1:13299
    ca_path: ca.pem
    username: operator
    password: "{{ password }}"
    tenant: Alder Dental
"""

RETURN = r"""
keys: {description: The keys as they came., type: list, returned: success}
"""

import base64
import typing as t

import requests
from ansible.module_utils.basic import AnsibleModule

FIELDS = ["KLLIC_SERIAL", "KLLIC_PROD_NAME", "KLLIC_KEY_TYPE", "KLLIC_LIC_COUNT", "KLLIC_LIMIT_DATE"]


def read_keys(params: dict[str, str]) -> t.Any:
    client = requests.Session()
    client.verify = params["ca_path"]

    def call(method: str, arguments: dict[str, t.Any], headers: dict[str, str]) -> t.Any:
        url = f"{params['server_url']}/api/v1.0/{method}"
        return client.post(url, json=arguments, headers=headers, timeout=60).json()

    user, password, tenant = (
        base64.b64encode(params[name].encode()).decode() for name in ("username", "password", "tenant")
    )
    credentials = f'KSCBasic user="{user}", pass="{password}", internal="1"'
    sign_in = call("Session.StartSession", {}, {"Authorization": credentials, "X-KSC-VServer": tenant})
    session = {"X-KSC-Session": sign_in["PxgRetVal"]}
    wanted = {"KLLICSRV_ENOPT_INSTALLED_ONLY": True}
    enumeration = {"pFields": FIELDS, "pFieldsToOrder": [], "pOptions": wanted, "lTimeoutSec": 0}
    iterator = {"szwIterator": call("LicenseKeys.EnumKeys", enumeration, session)["wstrIterator"]}
    keys = call("GroupSyncIterator.GetNextItems", {**iterator, "nCount": 50}, session)
    call("GroupSyncIterator.ReleaseIterator", iterator, session)
    call("Session.EndSession", {}, session)
    return keys["pData"]["KLCSP_ITERATOR_ARRAY"]


def main() -> None:
    options: dict[str, dict[str, t.Any]] = {
        "server_url": {"type": "str", "required": True},
        "ca_path": {"type": "path", "required": True},
        "username": {"type": "str", "required": True},
        "password": {"type": "str", "required": True, "no_log": True},
        "tenant": {"type": "str", "required": True},
    }
    module = AnsibleModule(argument_spec=options, supports_check_mode=True)
    module.exit_json(changed=False, keys=read_keys(module.params))


if __name__ == "__main__":
    main()
