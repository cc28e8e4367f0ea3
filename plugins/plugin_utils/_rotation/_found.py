# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What a run found: from what its tasks registered on each host, and from the journal of its rotation."""

from __future__ import annotations

import dataclasses
import os
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._journal._tenant_journal import of_this_rotation
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._run import server_name
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _rotation
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._variables import is_by_hand

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._outcomes import Result
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report

_GATE = "license_rotation_gate"


@dataclasses.dataclass(frozen=True)
class Found:
    """The report over the hosts of a run, the servers that they are on, and why the run stopped, if it did.

    ``told`` says that the run has told of its failures already, after each batch.
    """

    report: Report
    servers: tuple[str, ...]
    stopped: str
    told: bool


def found_by_run(
    hosts: t.Iterable[str],
    variables_of: t.Callable[[str], HostVariables],
    *,
    left_out: t.Mapping[str, t.Collection[str]],
    stopped: str | None,
    journal: str,
) -> Found:
    """What the tasks registered on the hosts; what the ``journal`` of the rotation has of one counts before it.

    ``left_out`` has the hosts that were left out on purpose, by one of :data:`_outcomes.LEFT_OUT`; ``stopped`` says why
    other hosts have no result, ``None`` where the task that decides between two batches says it. Raises
    :class:`JournalError`.
    """
    records = list(of_this_rotation(_journal.read(journal))) if journal else []
    with _journal.understood(journal):
        journaled, applying = _rotation.journaled_results(records), _unconfirmed(records)
    why = {outcome: set(left_out.get(outcome, ())) for outcome in _outcomes.LEFT_OUT}
    passed_over = set().union(*why.values())
    results: dict[str, Result | None] = {}
    tenants: dict[str, str] = {}
    servers, told = set(), False
    for host in hosts:
        variables = variables_of(host)
        tenants[host] = str(variables.get("license_rotation_tenant") or _name_in_inventory(variables))
        address = variables.get("license_rotation_server_url") or os.environ.get("KESC_SERVER_URL")
        servers.add(server_name(str(address or "")))
        gate = variables.registered(_GATE)
        told = told or gate is not None
        if stopped is None and gate and gate.get("stop"):
            stopped = str(gate["why"])
        results[host] = journaled.get(host)
        if host in journaled or host in passed_over:
            continue
        results[host] = _rotation.registered_result(variables)
        if results[host] is None and is_by_hand(variables):
            why[_outcomes.ON_WORK_LIST].add(host)
    report = _report.build_report(results, tenants=tenants, left_out=why, stopped=stopped or "", applying=applying)
    return Found(report, tuple(sorted(filter(None, servers))), stopped or "", told)


def _name_in_inventory(variables: HostVariables) -> str:
    """As the inventory plugin kesc_tenants says."""
    tenant = variables.get("kesc_tenant") or {}
    return str(tenant.get("name") or "") if isinstance(tenant, dict) else ""


def _unconfirmed(records: t.Iterable[_journal.Record]) -> dict[str, Result]:
    """By host, the license that was applied and of which the journal does not say whether it is in force."""
    applying: dict[str, Result] = {}
    for record in records:
        if record["event"] == _journal.APPLYING:
            applying[record["host"]] = record["result"]
        elif record["event"] in (_journal.NOT_APPLIED, _journal.FINISHED):
            applying.pop(record["host"], None)
    return applying
