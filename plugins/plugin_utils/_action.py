# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Running a module's task inside the worker: no archive, no new interpreter, no temporary file with the options."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._options import _secrets
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._ansible_module import sentence_of
from ansible_collections.fleetops.kesc.plugins.module_utils._transport import _http
from ansible_collections.fleetops.kesc.plugins.plugin_utils._options_action import OptionsAction, Values
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _variables

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult

_WEAK = (
    "The password is so short or so ordinary a word that it cannot be masked within other text. Choose a longer one of "
    "letters, digits and other signs."
)

# Actions are loaded before the workers fork.
_http.prepare()


class KescAction(OptionsAction):
    """The module's own options, validation, task and result, for tasks that need no other machine, user or process.

    A task with another connection than local, with become or with async runs the module itself.
    """

    _supports_async = True

    def run_task(self, params: Mapping[str, t.Any], check_mode: bool, /) -> TaskResult:
        """The module's task."""
        raise NotImplementedError

    def tell(self, line: str) -> None:
        """Show a line at once, while the task goes on; beside the output that other programs may read."""
        self._display.display(line, stderr=True)

    def secrets(self, params: Mapping[str, t.Any]) -> set[str]:
        return _secrets.secrets(params)

    def words_of(self, error: KescError) -> str:
        return sentence_of(error)

    def options(self, spec: t.Container[str], task_vars: Mapping[str, t.Any]) -> Values:
        if self._task.args.get("variables_prefix") == _variables.PREFIX and (unknown := _variables.unknown(task_vars)):
            raise InvalidRequestError("; ".join(map(_variables.problem_with, unknown)))
        return super().options(spec, task_vars)

    def act(self, arguments: Mapping[str, t.Any], options: Values, task_vars: Mapping[str, t.Any]) -> Values:
        asynchronous = bool(self._task.async_val)
        if asynchronous or self._task.become or self._connection.transport != "local":
            module_result: Values = self._execute_module(
                self.module, module_args=options, task_vars=task_vars, wrap_async=asynchronous
            )
            return module_result
        return super().act(arguments, options, task_vars)

    def carry_out(self, params: Mapping[str, t.Any], task_vars: Mapping[str, t.Any]) -> Values:
        del task_vars
        done = self.run_task(params, self._task.check_mode)
        if _secrets.is_weak(params.get("password")):
            done = dataclasses.replace(done, warnings=(*done.warnings, _WEAK))
        return {**done.ansible_values(), **({"msg": self.words_of(done.error)} if done.error else {})}
