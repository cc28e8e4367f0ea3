# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The work list for people, written by one task, in the worker."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._clock import Clock
from ansible_collections.fleetops.kesc.plugins.plugin_utils import _provenance
from ansible_collections.fleetops.kesc.plugins.plugin_utils._controller_action import ControllerAction
from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import absolute
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._output_options import worklist_arguments
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _work_order, _writing
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import ENGLISH, words
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._worklist import worklist

if t.TYPE_CHECKING:
    from collections.abc import Mapping

_TAKE_BACK = " -e license_rotation_worklist_outcomes="


class ActionModule(ControllerAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.license_worklist"
    arguments = staticmethod(worklist_arguments)

    def carry_out(self, params: Mapping[str, t.Any], task_vars: Mapping[str, t.Any]) -> dict[str, t.Any]:
        hosts = params["begun"]["left_out"]["on_work_list"] if params["begun"] else self.hosts_of_the_play(task_vars)
        by_host = {host: HostVariables(host, task_vars["hostvars"]) for host in hosts}
        orders = _work_order.work_orders(by_host, self.sheet_of(params))
        for order in orders:
            self.hide(*order.code.spellings())
        language = _work_order.agreed(by_host, "console_language") or params["console_language"] or ENGLISH
        labels = _work_order.agreed(by_host, "console_labels") or params["console_labels"]
        made = worklist(
            orders,
            words=words(language, labels),
            shows_codes=params["worklist_show_codes"],
            now=Clock().now(),
        )
        files = _writing.write_worklist(
            absolute(params["worklist_dir"]),
            made,
            csv_dialect=params["csv_dialect"],
            command=_provenance.command("fleetops.kesc.worklist") + _TAKE_BACK,
        )
        self.say("\n".join(_writing.told(made, files)))
        return {
            "changed": False,
            "hosts": [order.host for order in orders],
            "files": {form: str(file) for form, file in files.items()},
        }
