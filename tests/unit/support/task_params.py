# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a task as its validation hands them on."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec

SPECS = {
    "license": _argspec.license_arguments,
    "license_info": _argspec.license_info_arguments,
    "tenant_info": _argspec.tenant_info_arguments,
    "tenants": _argspec.tenants_arguments,
}


def params(task: str, **given: t.Any) -> dict[str, t.Any]:
    """What is given, and the defaults of the rest."""
    spec = SPECS[task](lambda _name: None)["argument_spec"]
    defaults = {name: option.get("default") for name, option in spec.items()}
    tenant = {"tenant": "Birch"} if task == "license" and not given.get("tenant_id") else {}
    minimum = {"server_url": "ksc.test", "username": "admin", "password": "pass-word", "console_state": "/state.json"}
    return {**defaults, **minimum, **tenant, **given}
