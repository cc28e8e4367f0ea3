# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters around a fleet: putting the tenants of a rotation in order, stopping it between two batches."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.plugin_utils._filter_errors import with_plain_errors
from ansible_collections.fleetops.kesc.plugins.plugin_utils._plain import plain
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _order_sheet, _plan, _rotation
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _work_order as _worklist_orders

if t.TYPE_CHECKING:
    from collections.abc import Callable

HostVariables: t.TypeAlias = "t.Mapping[str, t.Mapping[str, t.Any]]"

_MOST_FINDINGS = 20


def rotation_order(
    hosts: list[str],
    hostvars: HostVariables,
    *,
    canary: str | int | list[str] = 0,
    sizes: t.Any = None,
    sheet: t.Sequence[t.Mapping[str, t.Any]] = (),
    journal: str | None = None,
    plan: str | None = None,
    is_slice: bool = False,
) -> dict[str, t.Any]:
    """The tenants that are to be rotated in their batches, and those that are left out, with the reason."""
    codes = {_order_sheet.as_key(order["tenant"]): order["activation_code"] for order in sheet}
    records = list(_journal.read(journal)) if journal else []
    journaled = _rotation.journaled_results(records)
    entries = _plan.read_plan(plan) if plan else None
    left_out: dict[str, list[str]] = {"settled": [], "no_code": [], "not_planned": []}
    ordered: list[str] = []
    unknown = () if is_slice else [host for host in entries or () if host not in hostvars]
    findings = [f"{host}: the inventory has no such tenant" for host in unknown]
    if journal:
        _rotation.check_that_it_goes_on(journal, records, hosts)
    for host in hosts:
        # Ansible puts the variables of a host together again each time that they are asked for.
        variables = hostvars[host]
        if _worklist_orders.is_by_hand(variables):
            continue
        partial = _partial_code(host, variables, codes)
        if host in journaled and _rotation.is_settled(journaled[host], partial_code=partial):
            left_out["settled"].append(host)
            ordered.append(host)
        elif entries is not None and (host not in entries or entries[host]["action"] != _plan.REPLACE):
            left_out["not_planned"].append(host)
        elif entries is not None and entries[host]["partial_code"] != partial:
            findings.append(
                f"{host}: the plan is for the code ending {entries[host]['partial_code']}, the order has "
                + (f"the one ending {partial}" if partial else "none")
            )
        elif partial is None:
            left_out["no_code"].append(host)
        else:
            ordered.append(host)
    if findings:
        raise InvalidRequestError("No tenant was touched, for the plan does not fit. " + _shortened(findings))
    batches = _rotation.batches(
        ordered, canary=_canary(canary, hosts), sizes=_list(sizes), settled=frozenset(left_out["settled"])
    )
    return {**batches._asdict(), **left_out}


def rotation_stop(
    hosts: list[str], hostvars: HostVariables, *, canary: t.Collection[str] = (), max_fail_percentage: t.Any = 100
) -> str | None:
    """Why no further batch is begun after this one, or nothing."""
    results = {host: _rotation.registered_result(hostvars[host]) for host in hosts}
    is_canary = bool(canary) and set(hosts) <= set(canary)
    return _rotation.why_to_stop(results, is_canary=is_canary, max_fail_percentage=int(max_fail_percentage))


def _partial_code(host: str, variables: t.Mapping[str, t.Any], codes: t.Mapping[str, str]) -> str | None:
    """Of the code in the variables of the host, else on its line of the order sheet."""
    code = plain(variables.get("license_rotation_activation_code"))
    if not code:
        code = next((codes[key] for key in _order_sheet.keys_of_host(host, variables) if key in codes), None)
    return ActivationCode.parse(code).partial if code else None


def _canary(canary: str | int | list[str], hosts: list[str]) -> int | frozenset[str]:
    if isinstance(canary, list):
        named = frozenset(canary).intersection(hosts)
        if not named:
            raise InvalidRequestError("license_rotation_canary names no tenant of this rotation")
        return named
    return int(canary)


def _list(sizes: t.Any) -> list[int | str]:
    if sizes is None:
        return []
    return list(sizes) if isinstance(sizes, (list, tuple)) else [sizes]


def _shortened(findings: list[str]) -> str:
    more = len(findings) - _MOST_FINDINGS
    return "; ".join(findings[:_MOST_FINDINGS]) + (f"; and {more} more" if more > 0 else "")


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., t.Any]]:
        return {
            "rotation_order": with_plain_errors(rotation_order),
            "rotation_stop": rotation_stop,
        }
