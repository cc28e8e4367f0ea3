# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What every action of this collection does around its work: options, their validation, errors, and masking."""

from __future__ import annotations

import os
import re
import traceback
import typing as t

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import AnsibleFallbackNotFound, UnsupportedError
from ansible.plugins.action import ActionBase

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError, KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._options._secrets import masked
from ansible_collections.fleetops.kesc.plugins.module_utils._python import python_problem
from ansible_collections.fleetops.kesc.plugins.plugin_utils._plain import plain

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ansible.module_utils.common.arg_spec import ValidationResult

_PREFIX = "variables_prefix"
_SHOWS_INVOCATION = 3
_MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

Values: t.TypeAlias = "dict[str, t.Any]"


class OptionsAction(ActionBase):
    """An action that checks its options as ``AnsibleModule`` does, and gives a failure as a result, without a secret.

    A subclass names its ``module`` and gives ``arguments`` and ``carry_out``; ``secrets`` where it has any.
    """

    TRANSFERS_FILES = False

    module: t.ClassVar[str]

    @staticmethod
    def arguments(env_fallback: Callable[..., t.Any], /) -> Values:
        """The arguments of the module's ``AnsibleModule``."""
        raise NotImplementedError

    def carry_out(self, params: Mapping[str, t.Any], task_vars: Mapping[str, t.Any]) -> Values:
        """The work itself: the values of its result. Raises :class:`KescError`."""
        raise NotImplementedError

    def secrets(self, params: Mapping[str, t.Any]) -> set[str]:
        """Texts that no result may show, beside the options with ``no_log``; asked for before and after the work."""
        del params
        return set()

    def words_of(self, error: KescError) -> str:
        """What a failed result says of an error."""
        return error.message

    def run(self, tmp: str | None = None, task_vars: Values | None = None) -> Values:
        result: Values = super().run(tmp, task_vars)
        if problem := python_problem():
            return {**result, **failure(problem)}
        arguments = self.arguments(self._environment_fallback())
        try:
            options = self.options(arguments["argument_spec"], task_vars or {})
        except InvalidRequestError as error:
            return {**result, **failure(error.finding, error=error.to_dict())}
        return {**result, **self.act(arguments, options, task_vars or {})}

    def act(self, arguments: Mapping[str, t.Any], options: Values, task_vars: Mapping[str, t.Any]) -> Values:
        """Validate the options and do the work here."""
        validation = _validate(arguments, options)
        params: Values = validation.validated_parameters
        secrets = set(validation._no_log_values) | self.secrets(params)
        problem = self._problem(validation)
        values = failure(problem) if problem else self._carried_out(params, task_vars)
        if self._display.verbosity >= _SHOWS_INVOCATION:
            values["invocation"] = {"module_args": _without_no_log(params, arguments["argument_spec"])}
        # Nothing but the action itself masks an action's result.
        return masked(values, secrets | self.secrets(params))

    def options(self, spec: t.Container[str], task_vars: Mapping[str, t.Any]) -> Values:
        """The task's own options, and those that it takes from variables. Raises :class:`InvalidRequestError`.

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
        taken = {option: value for option, value in found.items() if value not in (None, {})}
        return {**taken, **given, _PREFIX: prefix}

    def _variable(self, name: str, task_vars: Mapping[str, t.Any]) -> t.Any:
        try:
            return self._templar.template(task_vars[name])
        except AnsibleError as error:
            # Left to core, it would be shown with the lines around the variable, a literal code among them.
            raise InvalidRequestError(f"the variable {name} cannot be worked out: {error.message}") from None

    def _problem(self, validation: ValidationResult) -> str:
        """What is wrong with the options, in the words of ``AnsibleModule``; empty where nothing is."""
        if not validation.error_messages:
            return ""
        message = str(validation.error_messages[0])
        if isinstance(validation.errors[0], UnsupportedError):
            return f"Unsupported parameters for ({self.module}) module: {message}"
        return self._with_variables(message)

    def _with_variables(self, message: str) -> str:
        """The message, with the variables that stand for the options that it names."""
        prefix = self._task.args.get(_PREFIX)
        if not prefix:
            return message
        named = [prefix + word for word in re.findall(r"[a-z][a-z_]*[a-z]", message) if self._is_option(word)]
        return f"{message} (set here by the variable {' or '.join(dict.fromkeys(named))})" if named else message

    def _is_option(self, word: str) -> bool:
        return word in self.arguments(self._environment_fallback())["argument_spec"] and word not in self._task.args

    def _carried_out(self, params: Values, task_vars: Mapping[str, t.Any]) -> Values:
        try:
            return self.carry_out(params, task_vars)
        except KescError as error:
            return failure(self.words_of(error), error=error.to_dict())
        except Exception as error:
            # Left to core, it would be shown unmasked.
            message = f"A defect of {self.module}, please report it: {type(error).__name__}: {error}"
            return failure(message, exception=traceback.format_exc())

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


def failure(message: str, **values: t.Any) -> Values:
    """As a result, not as an exception: to that, core adds the lines of the task, a literal code among them."""
    return {"failed": True, "changed": False, "msg": message, **values}


def _validate(arguments: Mapping[str, t.Any], options: Mapping[str, t.Any]) -> ValidationResult:
    rules = {name: value for name, value in arguments.items() if name != "supports_check_mode"}
    return ArgumentSpecValidator(**rules).validate(plain(options))


def _without_no_log(params: Mapping[str, t.Any], spec: Mapping[str, t.Any]) -> Values:
    return {
        name: _MASK if value is not None and spec.get(name, {}).get("no_log") else value
        for name, value in params.items()
    }
