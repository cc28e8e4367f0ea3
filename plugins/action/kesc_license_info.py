# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads licenses in the worker."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import license_info_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license_info import run_license_info
from ansible_collections.fleetops.kesc.plugins.plugin_utils._action import KescAction

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult


class ActionModule(KescAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.kesc_license_info"
    arguments = staticmethod(license_info_arguments)

    def run_task(self, params: Mapping[str, t.Any], check_mode: bool, /) -> TaskResult:
        return run_license_info(params, check_mode, tell=self.tell)
