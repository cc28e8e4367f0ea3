# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Between AnsibleModule and a task: masking, warnings, and errors that become failures."""

from __future__ import annotations

import typing as t

import pytest
from ansible.module_utils.basic import missing_required_lib

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    KescError,
    MissingLibraryError,
    Step,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks import _ansible_module
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, activation_code


class End(Exception):  # noqa: N818 - AnsibleModule ends by leaving the program
    """How the module ended."""

    def __init__(self, **result: t.Any) -> None:
        super().__init__()
        self.result = result


class Module:
    """Stands in for ``AnsibleModule``."""

    def __init__(self, **params: t.Any) -> None:
        self.params = {"activation_code": CODE, "password": "pass-word", "totp": None, "token": None, **params}
        self.params.setdefault("server_url", "ksc.test")
        self.params.setdefault("proxy", None)
        self.check_mode = True
        self.no_log_values: set[str] = set()
        self.warnings: list[str] = []

    def warn(self, warning: str) -> None:
        self.warnings.append(warning)

    def exit_json(self, **result: t.Any) -> t.NoReturn:
        raise End(failed=False, **result)

    def fail_json(self, msg: str, **result: t.Any) -> t.NoReturn:
        raise End(failed=True, msg=msg, **result)


def run(module: Module, task: t.Callable[..., TaskResult]) -> dict[str, t.Any]:
    with pytest.raises(End) as end:
        _ansible_module.run(module, task)
    return end.value.result


def test_a_task_gets_options_and_check_mode_and_its_values_are_the_result() -> None:
    module = Module()
    seen: list[t.Any] = []

    def task(params: t.Any, check_mode: bool) -> TaskResult:
        seen.extend([params, check_mode])
        return TaskResult({"changed": True, "x": 1}, ("first", "second"))

    assert run(module, task) == {"failed": False, "changed": True, "x": 1}
    assert seen == [module.params, True]
    assert module.warnings == ["first", "second"]


def test_secrets_are_masked_before_the_task_begins() -> None:
    module = Module(activation_code=CODE.lower())

    def task(_params: t.Any, _check_mode: bool) -> TaskResult:
        assert module.no_log_values >= activation_code().spellings() | {"pass-word", CODE.lower()}
        return TaskResult({"changed": False})

    run(module, task)


def test_an_error_becomes_a_failure_with_its_facts() -> None:
    def task(_params: t.Any, _check_mode: bool) -> TaskResult:
        raise UnreachableError("no way", remedy="Walk").at(tenant="Birch", step=Step.CONNECT)

    result = run(Module(), task)
    assert result["failed"]
    assert result["msg"] == "Failed to connect for tenant 'Birch': no way. Walk."
    assert (result["error"]["error_code"], result["error"]["step"]) == ("unreachable", "connect")


def test_a_failed_task_with_values_shows_both_and_its_warnings() -> None:
    module = Module()
    error = KescError("no").at(tenant="", step=Step.GUARD)
    result = run(module, lambda _params, _check: TaskResult({"changed": False, "x": 1}, ("careful",), error))
    assert (result["failed"], result["changed"], result["x"]) == (True, False, 1)
    assert result["msg"].startswith("Failed to replace the license of the main server")
    assert result["error"]["error_code"] == "error"
    assert module.warnings == ["careful"]


LIBRARY = MissingLibraryError("no requests", remedy="Install it.", library="requests", import_error="Traceback ...")
PROGRAM = MissingLibraryError("there is no Chromium", remedy="Install it")


@pytest.mark.parametrize("values", [None, {"changed": False}], ids=["at once", "with values"])
def test_a_missing_library_is_told_in_the_words_of_ansible(values: dict[str, t.Any] | None) -> None:
    def task(_params: t.Any, _check_mode: bool) -> TaskResult:
        if values is None:
            raise LIBRARY
        return TaskResult(values, error=LIBRARY)

    result = run(Module(), task)
    assert result["msg"] == f"{missing_required_lib('requests')}. Install it."
    assert (result["error"]["error_code"], result["exception"]) == ("missing_library", "Traceback ...")


def test_a_missing_program_is_told_in_words_of_its_own() -> None:
    def task(_params: t.Any, _check_mode: bool) -> TaskResult:
        raise PROGRAM

    result = run(Module(), task)
    assert (result["msg"], "exception" in result) == ("Failed: there is no Chromium. Install it.", False)


def test_an_interruption_is_a_failure_with_advice() -> None:
    def task(_params: t.Any, _check_mode: bool) -> TaskResult:
        raise KeyboardInterrupt

    result = run(Module(), task)
    assert result["failed"]
    assert result["msg"].startswith("Interrupted.")


def test_a_defect_is_not_hidden() -> None:
    def task(_params: t.Any, _check_mode: bool) -> TaskResult:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _ansible_module.run(Module(), task)  # type: ignore[arg-type]
