# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-inventory lists of made-up tenants."""

from __future__ import annotations

import typing as t
import zlib

SERVER = "north"
LICENSE: dict[str, t.Any] = {
    "license_id": "S-1",
    "name": "Kaspersky Endpoint Security Cloud",
    "edition": "Kaspersky Endpoint Security Cloud",
    "licensing_model": None,
    "limit": 20,
    "in_use": 4,
    "expires": "2027-01-31T23:59:59Z",
    "features": ["one", "two"],
}
REFUSED = {"error_code": "refused", "message": "Failed to read the licenses of tenant 'Birch'", "step": "inspect"}
SILENT = {"error_code": "unreachable", "message": "Failed to connect for the main server", "step": "connect"}

# A tenant of a listing: its host's variables, and the groups that it is in.
Tenant: t.TypeAlias = "tuple[dict[str, t.Any], tuple[str, ...]]"


def licensed(*groups: str, days_left: int | None = 300, **changed: t.Any) -> Tenant:
    license = {**LICENSE, "days_left": days_left, **changed}
    return {"kesc_license": license, "kesc_licenses": [license], "kesc_error": None}, groups


def unlicensed(*groups: str) -> Tenant:
    return {"kesc_license": None, "kesc_licenses": [], "kesc_error": None}, groups


def unreadable() -> Tenant:
    return {"kesc_license": None, "kesc_licenses": None, "kesc_error": REFUSED}, ("kesc_unreachable",)


def listing(server: str = SERVER, **tenants: Tenant) -> dict[str, t.Any]:
    """Each tenant's host has its name in lower case."""
    hosts, groups = {}, {f"kesc_server_{server}": {"hosts": [name.lower() for name in tenants]}}
    for name, (variables, of) in tenants.items():
        hosts[name.lower()] = {
            "kesc_server": server,
            "kesc_tenant": {"tenant_id": zlib.crc32(name.encode()), "name": name},
            "license_rotation_password": "s3cret-of-a-group",
            **variables,
        }
        for group in of:
            groups.setdefault(group, {"hosts": []})["hosts"].append(name.lower())
    return {"_meta": {"hostvars": hosts}, "all": {"children": ["ungrouped", *groups]}, **groups}


def silent(server: str = SERVER) -> dict[str, t.Any]:
    """A server that cannot be read is the only host that is known of it."""
    found = listing(server)
    variables = {"kesc_server": server, "kesc_tenant": None, "kesc_license": None, "kesc_licenses": None}
    found["_meta"]["hostvars"][f"{server}-host"] = {**variables, "kesc_error": SILENT}
    return found
