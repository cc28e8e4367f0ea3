# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a run, written in every form by one task, in the worker."""

from __future__ import annotations

import typing as t

from ansible.release import __version__ as ansible_version

from ansible_collections.fleetops.kesc.plugins.module_utils._clock import Clock
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils import _provenance
from ansible_collections.fleetops.kesc.plugins.plugin_utils._controller_action import ControllerAction
from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import absolute
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report, _run
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _reporting
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._output_options import report_arguments

if t.TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(ControllerAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.license_rotation_report"

    arguments = staticmethod(report_arguments)

    def carry_out(self, params: Mapping[str, t.Any], task_vars: Mapping[str, t.Any]) -> dict[str, t.Any]:
        hostvars = task_vars["hostvars"]
        order = self._order(params, task_vars)
        made = _reporting.make_report(order, lambda host: HostVariables(host, hostvars))
        fails = params["fail_at_end"]
        self.say("\n".join(made.summary))
        return {
            "changed": False,
            "summary": made.summary,
            "unfinished": list(_report.unfinished(made.report, order.run.kind)) if fails else [],
            "shortcomings": made.shortcomings if fails else [],
            "files": {form: str(file) for form, file in made.files.items()},
        }

    def _order(self, params: Mapping[str, t.Any], task_vars: Mapping[str, t.Any]) -> _reporting.ReportOrder:
        begun = params["begun"]
        kind = params["kind"] or (_run.AUDIT if begun.get("audit") else _run.ROTATE)
        report_dir, earlier = absolute(params["report_dir"]), params["earlier_report"]
        if earlier is None and kind == _run.WORKLIST:
            earlier = str(report_dir / "report.json")
        return _reporting.ReportOrder(
            run=_run.Run(
                kind=kind,
                at=Clock().now(),
                by=_provenance.started_by(task_vars),
                command=_provenance.command(),
                check_mode=self.check_mode and kind == _run.ROTATE,
                inputs=tuple(begun.get("sources") or ()),
                slices=tuple(params["report_files"]) if kind == _run.MERGE else (),
                collection=_provenance.collection_version(),
                core=ansible_version,
            ),
            hosts=self._hosts(kind, params, task_vars),
            report_dir=report_dir,
            csv_dialect=params["csv_dialect"],
            left_out=begun.get("left_out") or {},
            stopped=params["stopped"],
            journal=begun.get("journal") or "",
            closes_journal=bool(begun.get("journal")) and not self.check_mode,
            slices=params["report_files"],
            outcomes=params["worklist_outcomes"],
            sheet=self.sheet_of(params) if params["worklist_outcomes"] else None,
            earlier=absolute(earlier) if earlier else None,
            plan_file=absolute(params["plan_file"]) if kind == _run.PLAN else None,
        )

    def _hosts(self, kind: str, params: Mapping[str, t.Any], task_vars: Mapping[str, t.Any]) -> list[str]:
        """All that the run began with, else those that the patterns name, else those of the play."""
        if begun := params["begun"]:
            if not begun["tenants"]:
                raise InvalidRequestError(
                    "No tenant was selected", remedy="Check the inventory, license_rotation_hosts, --limit and --tags"
                )
            return list(begun["left_out"]["on_work_list"] if kind == _run.WORKLIST else begun["tenants"])
        if params["hosts"] is not None:
            return list(dict.fromkeys(host for each in params["hosts"] for host in self.hosts_of(each, task_vars)))
        return [] if kind == _run.MERGE else self.hosts_of_the_play(task_vars)
