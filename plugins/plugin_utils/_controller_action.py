# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Actions that work on the controller over a whole fleet: the steps of a rotation.

Such an action has a module file of the same name that holds documentation only, and consists of three parts::

    class ActionModule(ControllerAction):
        module = "fleetops.kesc.license_rotation_gate"
        arguments = staticmethod(gate_arguments)        # {"argument_spec": {...}}, with variables_prefix among them

        def carry_out(self, params, task_vars):
            return {"changed": False, "stop": ...}

- *Options* are validated with core's ``ArgumentSpecValidator``. Without ``variables_prefix``, only what the task gives
  counts; with it, an option that the task leaves out is taken from the variable of the task's host that has the prefix
  and the option's name, and a message about it names that variable. Extra variables, group and host variables count,
  the variables of other hosts do not: those an action reads through ``HostVariables``.
- *Errors*: raise :class:`KescError`. The result has ``failed``, ``msg`` (cause and remedy) and ``error`` (the dict of
  ``KescError.to_dict``). Of anything else a failed result shows a defect to report. Never let an ``AnsibleError`` go:
  core shows it with the lines of the task.
- *Secrets* that come from elsewhere than options, such as codes of an order sheet: hand each to :meth:`hide` as soon
  as it is read. Every text of the result is searched for them, as for options with ``no_log``.
- *Lines for people* go through :meth:`say`: plain text at once, without -v, in every callback.
- *Check mode*: ``self.check_mode``. An action that only writes reports does so in check mode, too, and says
  ``changed: false``; its documentation says what it does then.
- *Running once*: write ``run_once: true`` at the task. Then what it registers is there on every host of the play.
  No connection is made, so it needs no ``delegate_to`` and no ``connection``.
"""

from __future__ import annotations

import typing as t

from ansible.plugins.loader import lookup_loader

from ansible_collections.fleetops.kesc.plugins.plugin_utils._core import SHOWS_MESSAGES_AS_TEXT
from ansible_collections.fleetops.kesc.plugins.plugin_utils._options_action import OptionsAction, Values
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _sources
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._vault import decrypter

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import OrderSheet

Variables: t.TypeAlias = "Mapping[str, t.Any]"


class ControllerAction(OptionsAction):
    """The action of a module that is documentation only; see above."""

    _supports_async = False

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._secrets: set[str] = set()

    @property
    def check_mode(self) -> bool:
        """Whether the task runs in check mode."""
        return bool(self._task.check_mode)

    def hide(self, *secrets: str) -> None:
        """Let no result show these texts."""
        self._secrets.update(filter(None, secrets))

    def secrets(self, params: Mapping[str, t.Any]) -> set[str]:
        del params
        return self._secrets

    def act(self, arguments: Mapping[str, t.Any], options: Values, task_vars: Variables) -> Values:
        result = super().act(arguments, options, task_vars)
        if result.get("failed") and "\n" in result["msg"] and not SHOWS_MESSAGES_AS_TEXT:
            self.say(result["msg"])
        return result

    def say(self, line: str) -> None:
        """Show a line to whoever watches the run."""
        self._display.display(line)

    def words_of(self, error: KescError) -> str:
        """Such an action concerns no step at one tenant."""
        return error.finding

    def sheet_of(self, params: Variables) -> OrderSheet | None:
        """The order sheet of the options ``order_sheet`` and ``order_columns``. Raises :class:`InvalidRequestError`."""
        name, columns = params["order_sheet"], params["order_columns"]
        if not name:
            return None
        headings = {word: str(heading) for word, heading in columns.items()}
        return _sources.sheet(name, headings, decrypter(self._loader)).content

    @staticmethod
    def hosts_of_the_play(task_vars: Variables) -> list[str]:
        """The hosts of the play, those of all its batches, without those that --limit leaves out."""
        return [str(host) for host in task_vars["ansible_play_hosts_all"]]

    def hosts_of(self, pattern: str, task_vars: Variables) -> list[str]:
        """The hosts of the inventory that a pattern names, those that --limit leaves out among them."""
        if pattern == "all":
            return [str(host) for host in task_vars["groups"]["all"]]
        lookup = lookup_loader.get("ansible.builtin.inventory_hostnames", loader=self._loader, templar=self._templar)
        return [str(host) for host in lookup.run([pattern], variables=task_vars)]
