# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection local under another name: what runs in the worker over local runs as a module over this one."""

from __future__ import annotations

from ansible.plugins.connection.local import Connection as LocalConnection

DOCUMENTATION = r"""
name: apart
short_description: The connection local under another name
description:
  - Stands for a machine that is not the controller.
author:
  - fleetops.kesc contributors (@fleetops)
options: {}
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(LocalConnection):
    """Ansible's entry point."""

    @property
    def transport(self) -> str:
        return "apart"
