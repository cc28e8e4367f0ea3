# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters around a rotation: looking the orders over, and reporting what became of them."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError

from ansible_collections.fleetops.kesc.plugins.plugin_utils._plain import plain
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _preflight
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import keys_of_host
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _work_order as _worklist_orders

if t.TYPE_CHECKING:
    from collections.abc import Callable


def order_findings(
    hosts: list[str],
    hostvars: t.Mapping[str, t.Mapping[str, t.Any]],
    concerning: list[str] | None = None,
    allow_code_reuse: bool = False,
    *,
    sheet: list[dict[str, t.Any]] | None = None,
    require_code: bool = False,
    is_slice: bool = False,
) -> list[str]:
    """What is wrong with the orders of all hosts together, as far as it concerns some of them."""
    orders = [_order(host, hostvars[host]) for host in hosts]
    # Only a sheet names tenants, so only then do hosts count that have no part in this run.
    in_run = set(hosts)
    others = {host: _keys(host, hostvars[host]) for host in hostvars if host not in in_run} if sheet else {}
    found = _preflight.findings(
        orders,
        [_sheet_line(order) for order in sheet or []],
        others=others,
        allow_code_reuse=allow_code_reuse,
        require_code=require_code,
        is_slice=is_slice,
    )
    concerned = set(hosts if concerning is None else concerning)
    return [finding.sentence for finding in found if not finding.hosts or concerned.intersection(finding.hosts)]


def _order(host: str, variables: t.Mapping[str, t.Any]) -> _preflight.Order:
    names = ("server_url", "tenant", "tenant_id", "activation_code")
    try:
        server, tenant, tenant_id, code = (variables.get(f"license_rotation_{name}") for name in names)
        keys, by_hand = keys_of_host(host, variables), _worklist_orders.is_by_hand(variables)
    except AnsibleError as error:
        return _preflight.Order(host, "", "", "", unreadable=str(error.message))
    return _preflight.Order(
        host, str(server or ""), str(tenant or ""), str(tenant_id or ""), plain(code), keys=keys, by_hand=by_hand
    )


def _keys(host: str, variables: t.Mapping[str, t.Any]) -> frozenset[str]:
    try:
        return keys_of_host(host, variables)
    except AnsibleError:
        return keys_of_host(host, {})


def _sheet_line(order: t.Mapping[str, t.Any]) -> _preflight.SheetLine:
    return _preflight.SheetLine(
        str(order["file"]), order["line"], str(order["tenant"]), str(order["activation_code"]), order["expected"]
    )


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., t.Any]]:
        return {"order_findings": order_findings}
