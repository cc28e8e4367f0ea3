# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Between AnsibleModule and a task: masking, warnings, and the one place where errors become failures."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._errors import KescError, MissingLibraryError
from .._options._secrets import secrets

if t.TYPE_CHECKING:
    from ._result import Task


class KescModule(AnsibleModule):
    """Masks a code in all its spellings also where the options are wrong, and no task is begun."""

    def fail_json(self, msg: str, **result: t.Any) -> t.Any:
        self.no_log_values.update(secrets(self.params))
        return super().fail_json(msg, **result)


class AnsibleModuleLike(t.Protocol):
    """What is used of ``AnsibleModule``."""

    params: dict[str, t.Any]
    check_mode: bool
    no_log_values: set[str]

    def warn(self, warning: str) -> None:
        """Show a warning."""

    def exit_json(self, **result: t.Any) -> t.NoReturn:
        """End with a result."""

    def fail_json(self, msg: str, **result: t.Any) -> t.NoReturn:
        """End as a failure."""


def run(module: AnsibleModuleLike, task: Task) -> t.NoReturn:
    """Carry out a task and end the module with its result, or with a message for the person who reads it."""
    # Ansible masks an option's value as it was typed; a code has other spellings.
    module.no_log_values.update(secrets(module.params))
    try:
        result = task(module.params, module.check_mode)
    except KescError as error:
        module.fail_json(**_failure_of(error))
    except KeyboardInterrupt:
        module.fail_json(msg="Interrupted. Read the tenant's licenses before running again.")
    for warning in result.warnings:
        module.warn(warning)
    if result.error is not None:
        module.fail_json(**_failure_of(result.error), **result.values)
    module.exit_json(**result.values)


def sentence_of(error: KescError) -> str:
    """What a failed task says of an error: in Ansible's own words where a library is missing."""
    if isinstance(error, MissingLibraryError) and error.library:
        return ". ".join(filter(None, [missing_required_lib(error.library), error.remedy]))
    return error.message


def _failure_of(error: KescError) -> dict[str, t.Any]:
    exception = error.import_error if isinstance(error, MissingLibraryError) else ""
    return {"msg": sentence_of(error), "error": error.to_dict(), **({"exception": exception} if exception else {})}
