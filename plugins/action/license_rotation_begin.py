# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks the orders of a fleet and puts its tenants into batches."""

from __future__ import annotations

import pathlib
import re
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError, KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._journal._tenant_journal import of_this_rotation
from ansible_collections.fleetops.kesc.plugins.module_utils._options._params import at_least
from ansible_collections.fleetops.kesc.plugins.plugin_utils._controller_action import ControllerAction, Variables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import make_folder
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _begin, _options, _run, _sources
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._host_orders import read_order
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import keys_of_host
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._vault import decrypter

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_NAMES = 5


class ActionModule(ControllerAction):
    """See the documentation of the module."""

    module = "fleetops.kesc.license_rotation_begin"
    arguments = staticmethod(_options.begin_arguments)

    def carry_out(self, params: Mapping[str, t.Any], task_vars: Variables) -> dict[str, t.Any]:
        _run.check_run()
        _options.check_percentage(params)
        at_least(params, throttle=0, retry_delay=0)
        hosts = self.hosts_of_the_play(task_vars)
        all_hosts = list(dict.fromkeys([*self.hosts_of(params["hosts"], task_vars), *hosts]))
        sheet = self.sheet_source(params)
        plan = (
            _sources.plan(params["plan"], decrypter(self._loader)) if params["plan"] and not params["audit"] else None
        )
        journal = "" if params["audit"] else _options.journal_path(params["journal_file"], params["report_dir"])
        orders = _begin.Orders(
            hosts=hosts,
            orders=[read_order(host, HostVariables(host, task_vars["hostvars"])) for host in all_hosts],
            # Only a sheet names tenants, so only then do hosts count that have no part in this run.
            others=self._others(all_hosts, task_vars) if sheet else {},
            groups=task_vars["groups"],
            sheet=sheet,
            plan=plan,
            journal=journal,
            records=list(of_this_rotation(_journal.read(journal))) if journal else [],
            canary=0 if params["audit"] else self._canary(params["canary"], hosts, task_vars),
            sizes=_options.sizes_of(params["serial"]),
            **{name: params[name] for name in ("allow_code_reuse", "require_code", "is_slice", "audit")},
        )
        try:
            begun = _begin.begin(orders)
        except KescError:
            self.hide(*_begin.secrets(orders))
            raise
        if journal and not self.check_mode:
            make_folder(pathlib.Path(journal).parent)
        self._tell(begun, orders)
        return {
            "changed": False,
            "tenants": hosts,
            **begun.batches._asdict(),
            "read_only": begun.read_only,
            "left_out": begun.left_out,
            "audit": params["audit"],
            "journal": journal,
            "sources": [source.facts() for source in (sheet, plan) if source],
        }

    def _others(self, hosts: Sequence[str], task_vars: Variables) -> dict[str, frozenset[str]]:
        in_run = set(hosts)
        hostvars = task_vars["hostvars"]
        others = (str(host) for host in hostvars if host not in in_run)
        return {host: keys_of_host(host, HostVariables(host, hostvars)) for host in others}

    def _canary(self, canary: str, hosts: Sequence[str], task_vars: Variables) -> int | frozenset[str]:
        if re.fullmatch("[0-9]+", canary):
            return int(canary)
        named = frozenset(self.hosts_of(canary, task_vars)).intersection(hosts)
        if not named:
            raise InvalidRequestError(f"canary is {canary!r}, which names no tenant of this rotation")
        return named

    def _tell(self, begun: _begin.Begun, orders: _begin.Orders) -> None:
        settled = begun.left_out[_begin.SETTLED]
        if settled:
            self.say(
                f"Resuming an interrupted rotation: {len(settled)} of {len(orders.hosts)} tenants are settled, as "
                f"{orders.journal} says. To start over, move that file away."
            )
        if begun.elsewhere and orders.sheet:
            more = len(begun.elsewhere) - _MOST_NAMES
            names = ", ".join(begun.elsewhere[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
            self.say(f"Not part of this run, though {orders.sheet.file} has orders for them: {names}")
