# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decides after a batch of tenants whether the next one may begin."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._controller_action import ControllerAction, Variables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _gate, _options
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._rotation import registered_result

if t.TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(ControllerAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.license_rotation_gate"
    arguments = staticmethod(_options.gate_arguments)

    def carry_out(self, params: Mapping[str, t.Any], task_vars: Variables) -> dict[str, t.Any]:
        _options.check_percentage(params)
        hosts = [str(host) for host in task_vars["ansible_play_batch"]]
        canary = params["begun"].get("canary") or []
        decision = _gate.decide(
            {host: registered_result(HostVariables(host, task_vars["hostvars"])) for host in hosts},
            is_canary=bool(canary) and set(hosts) <= set(canary),
            max_fail_percentage=params["max_fail_percentage"],
        )
        for line in decision.lines:
            self.say(line)
        return {
            "changed": False,
            "stop": bool(decision.why),
            "why": decision.why,
            "failures": decision.failed,
            "held_back": decision.held_back,
        }
