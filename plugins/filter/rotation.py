# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters around a rotation: looking the orders over, and reporting what became of them."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError, AnsibleFilterError

from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.plugin_utils._filter_errors import with_plain_errors
from ansible_collections.fleetops.kesc.plugins.plugin_utils._plain import plain
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _page as _report_page
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _texts as _report_texts
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _plan, _preflight, _rotation
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import keys_of_host
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _orders as _worklist_orders

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


def rotation_report(
    hosts: list[str],
    hostvars: t.Mapping[str, t.Mapping[str, t.Any]],
    *,
    journal: str | None = None,
    left_out: t.Mapping[str, t.Any] | None = None,
    stopped: str | None = None,
) -> _report.Report:
    """The report over the registered results of all hosts, and over those that were left out on purpose.

    What the ``journal`` of the rotation has of a host counts before what this run has registered. ``left_out`` is what
    the filter rotation_order gave, ``stopped`` what rotation_stop said.
    """
    results: dict[str, _report.Result | None] = {}
    why = {outcome: set((left_out or {}).get(outcome, ())) for outcome in _report.LEFT_OUT}
    meant = set(hosts).difference(*why.values())
    journaled = _rotation.journaled_results(_journal.read(journal)) if journal else {}
    for host in hosts:
        if host in journaled or host not in meant:
            results[host] = journaled.get(host)
            continue
        # Ansible puts the variables of a host together again each time that they are asked for.
        variables = hostvars[host]
        results[host] = _rotation.registered_result(variables)
        if results[host] is None and _worklist_orders.is_by_hand(variables):
            why[_report.ON_WORK_LIST].add(host)
    return _report.build_report(results, left_out=why, stopped=stopped or "")


def failure_of(result: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Of a failed task's result, what the report needs."""
    return {"failed": True, "msg": result.get("msg", ""), "error": result.get("error")}


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


def _of_report(render: Callable[[_report.Report], t.Any]) -> Callable[[object], t.Any]:
    """A filter over a report, or over the path of a report.json: thousands of rows are slow as Ansible's variables."""

    def checked(report: object) -> t.Any:
        if isinstance(report, str):
            found = _report.read_report(report)
            if found is None:
                raise AnsibleFilterError(f"there is no report {report!r}")
            return render(found)
        if not isinstance(report, t.Mapping) or "tenants" not in report or "summary" not in report:
            raise AnsibleFilterError("this is not a report made by fleetops.kesc.rotation_report")
        return render(dict(report))

    return with_plain_errors(checked)


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., t.Any]]:
        return {
            "order_findings": order_findings,
            "rotation_report": rotation_report,
            "failure_of": failure_of,
            "rotation_plan": _of_report(_plan.plan_text),
            "report_csv": _of_report(_report_texts.report_csv),
            "report_html": _of_report(_report_page.report_html),
            "report_markdown": _of_report(_report_texts.report_markdown),
            "report_summary": _of_report(_report_texts.report_summary),
            "report_table": _of_report(_report_texts.report_table),
            "report_unfinished": _of_report(_report.unfinished),
        }
