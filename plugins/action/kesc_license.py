# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replaces, adds or removes a license in the worker."""

from __future__ import annotations

from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import license_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license
from ansible_collections.fleetops.kesc.plugins.plugin_utils._action import KescAction


class ActionModule(KescAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.kesc_license"
    arguments = staticmethod(license_arguments)
    run_task = staticmethod(run_license)
