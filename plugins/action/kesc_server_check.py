# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks a server in the worker."""

from __future__ import annotations

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import server_check_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._server_check import run_server_check
from ansible_collections.fleetops.kesc.plugins.plugin_utils._action import KescAction


class ActionModule(KescAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.kesc_server_check"
    arguments = staticmethod(server_check_arguments)
    run_task = staticmethod(run_server_check)
