# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bulk audit without Ansible: what the collection itself costs, between the floor and the task.

It carries out the task of kesc_license_info as the action does, and registers nothing. The collection is in PYTHONPATH.

    python reading.py READY.json CONNECTIONS all|terms
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import license_info_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license_info import run_license_info


def main() -> None:
    ready, connections, facts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2]), sys.argv[3]
    account = ready["accounts"][0]
    options = license_info_arguments(lambda *_names: None)["argument_spec"]
    params = {
        **{name: option.get("default") for name, option in options.items()},
        "server_url": ready["url"],
        "ca_path": ready["ca_file"],
        "username": account["username"],
        "password": account["password"],
        "tenants": ["all"],
        "license_facts": facts,
        "concurrency": connections,
    }
    if not all(tenant["licenses"] for tenant in run_license_info(params, False).values["tenants"]):
        raise RuntimeError("a tenant without a license")


if __name__ == "__main__":
    main()
