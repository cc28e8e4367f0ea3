# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists tenants in the worker."""

from __future__ import annotations

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import tenant_info_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenant_info import run_tenant_info
from ansible_collections.fleetops.kesc.plugins.plugin_utils._action import KescAction


class ActionModule(KescAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.kesc_tenant_info"
    arguments = staticmethod(tenant_info_arguments)
    run_task = staticmethod(run_tenant_info)
