# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Running a module's task inside the worker: no archive, no new interpreter, no temporary file with the options."""

from __future__ import annotations

import json
import os
import traceback
import typing as t

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import AnsibleFallbackNotFound, UnsupportedError
from ansible.plugins.action import ActionBase

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError, KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._options import _secrets
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._ansible_module import failure_of
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._trust import prepare_tls
from ansible_collections.fleetops.kesc.plugins.plugin_utils._plain import plain

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ansible.module_utils.common.arg_spec import ValidationResult

    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult

_PREFIX = "variables_prefix"
_SHOWS_INVOCATION = 3
_MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

# Actions are loaded before the workers fork.
prepare_tls()


class KescAction(ActionBase):
    """The module's own options, validation, task and result, for tasks that need no other machine, user or process.

    A task with another connection than local, with become or with async runs the module itself.
    """

    TRANSFERS_FILES = False
    _supports_async = True

    module: t.ClassVar[str]

    @staticmethod
    def arguments(env_fallback: Callable[..., t.Any]) -> dict[str, t.Any]:
        """The arguments of the module's ``AnsibleModule``."""
        raise NotImplementedError

    def run_task(self, params: Mapping[str, t.Any], check_mode: bool, /) -> TaskResult:
        """The module's task."""
        raise NotImplementedError

    def tell(self, line: str) -> None:
        """Show a line at once, while the task goes on; beside the output that other programs may read."""
        self._display.display(line, stderr=True)

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        arguments = self.arguments(self._environment_fallback())
        try:
            options = self._options(arguments["argument_spec"], task_vars or {})
        except InvalidRequestError as error:
            return {**result, **_failure(error.finding, error=error.to_dict())}
        asynchronous = bool(self._task.async_val)
        if asynchronous or self._task.become or self._connection.transport != "local":
            module_result = self._execute_module(
                self.module, module_args=options, task_vars=task_vars, wrap_async=asynchronous
            )
            return {**result, **module_result}
        validation = _validate(arguments, options)
        params: dict[str, t.Any] = validation.validated_parameters
        secrets = set(validation._no_log_values) | _secrets.secrets(params)
        problem = _problem(validation, self.module)
        values = _failure(problem) if problem else self._carry_out(params)
        if self._display.verbosity >= _SHOWS_INVOCATION:
            values["invocation"] = {"module_args": _without_no_log(params, arguments["argument_spec"])}
        return _masked({**result, **values}, secrets)

    def _options(self, spec: t.Container[str], task_vars: Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The task's own options, and those that it takes from variables.

        A template for each option would cost more than everything else that the task does.
        """
        given = dict(self._task.args)
        prefix = given.pop(_PREFIX, None)
        if prefix is None:
            return given
        names = {name.removeprefix(prefix): name for name in task_vars if name.startswith(prefix)}
        found = {
            option: self._variable(name, task_vars)
            for option, name in names.items()
            if option in spec and option != _PREFIX and option not in given
        }
        return {**{option: value for option, value in found.items() if value not in (None, {})}, **given}

    def _variable(self, name: str, task_vars: Mapping[str, t.Any]) -> t.Any:
        try:
            return self._templar.template(task_vars[name])
        except AnsibleError as error:
            # Left to core, it would be shown with the lines around the variable, a literal code among them.
            raise InvalidRequestError(f"the variable {name} cannot be worked out: {error.message}") from None

    def _carry_out(self, params: dict[str, t.Any]) -> dict[str, t.Any]:
        try:
            done = self.run_task(params, self._task.check_mode)
        except KescError as error:
            return {"failed": True, "changed": False, **failure_of(error)}
        except Exception as error:
            # Left to core, it would be shown unmasked.
            message = f"A defect of {self.module}, please report it: {type(error).__name__}: {error}"
            return _failure(message, exception=traceback.format_exc())
        return {**done.ansible_values(), **(failure_of(done.error) if done.error else {})}

    def _environment_fallback(self) -> Callable[..., t.Any]:
        """Options from the environment that a module would have: that of the task, then that of the process."""
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)

        def fallback(*names: str) -> str:
            for name in names:
                if name in environment:
                    return str(environment[name])
                if name in os.environ:
                    return os.environ[name]
            raise AnsibleFallbackNotFound

        return fallback


def _validate(arguments: Mapping[str, t.Any], options: Mapping[str, t.Any]) -> ValidationResult:
    rules = {name: value for name, value in arguments.items() if name != "supports_check_mode"}
    return ArgumentSpecValidator(**rules).validate(plain(options))


def _problem(validation: ValidationResult, module: str) -> str:
    """What is wrong with the options, in the words of ``AnsibleModule``; empty where nothing is."""
    if not validation.error_messages:
        return ""
    message = str(validation.error_messages[0])
    if isinstance(validation.errors[0], UnsupportedError):
        return f"Unsupported parameters for ({module}) module: {message}"
    return message


def _failure(message: str, **values: t.Any) -> dict[str, t.Any]:
    """As a result, not as an exception: to that, core adds the lines of the task, a literal code among them."""
    return {"failed": True, "changed": False, "msg": message, **values}


def _masked(result: dict[str, t.Any], secrets: set[str]) -> dict[str, t.Any]:
    """The result without the secrets: nothing but the action itself masks an action's result.

    Core's own masking takes long for thousands of tenants, and there is hardly ever anything to mask.
    """
    text = json.dumps(result, ensure_ascii=False, default=str)
    if not any(json.dumps(secret, ensure_ascii=False)[1:-1] in text for secret in secrets):
        return result
    masked: dict[str, t.Any] = remove_values(result, secrets)
    return masked


def _without_no_log(params: Mapping[str, t.Any], spec: Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {
        name: _MASK if value is not None and spec.get(name, {}).get("no_log") else value
        for name, value in params.items()
    }
