# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module's task inside the worker: nothing but the action itself masks its result."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.action.kesc_license import ActionModule
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import ServerError
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import row_of
from ansible_collections.fleetops.kesc.tests.unit.support.actions import UNDEFINED, make_action
from ansible_collections.fleetops.kesc.tests.unit.support.results import license, replaced

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ansible.plugins.action import ActionBase

CODE = "BIRCH-DEMO0-YEAR6-NEW02"
TYPED = "birch demo0 \N{EN DASH} year6-new02"
PASSWORD = "s3cret-Passw0rd"
OPTIONS = {"server_url": "ksc.example.com", "activation_code": TYPED, "username": "operator", "password": PASSWORD}
SPELLINGS = (CODE, CODE.lower(), CODE.replace("-", ""), TYPED, PASSWORD)

Outcome: t.TypeAlias = "Callable[[Mapping[str, t.Any], bool], TaskResult]"


def action(
    monkeypatch: pytest.MonkeyPatch, task: Outcome, *, options: Mapping[str, t.Any] | None = None, **keywords: t.Any
) -> ActionBase:
    """The action of kesc_license over the connection local, its task replaced by ``task``; with further options."""
    monkeypatch.setattr(ActionModule, "run_task", staticmethod(task))
    return make_action(ActionModule, {**OPTIONS, **(options or {})}, **keywords)


def says(text: str) -> Outcome:
    """A task whose result and warning hold the text."""
    return lambda _params, _check_mode: TaskResult({"changed": False, "said": {"by": [text]}}, (text,))


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("verbosity", [0, 3])
def test_a_result_is_masked_in_every_spelling(monkeypatch: pytest.MonkeyPatch, spelling: str, verbosity: int) -> None:
    made = action(monkeypatch, says(f"the server quotes {spelling}"))
    monkeypatch.setattr(made._display, "verbosity", verbosity)
    result = made.run()
    assert result["said"] == {"by": ["the server quotes ********"]}
    assert not [secret for secret in SPELLINGS if secret in json.dumps(result, ensure_ascii=False)]
    assert ("invocation" in result) is (verbosity == 3)


@pytest.mark.parametrize("password", ["a", "e", "none", "Kaspersky", "25", "renewal"])
def test_a_password_that_is_a_word_of_the_data_changes_no_result_and_is_told(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    values = replaced(before=license(name="Kaspersky Endpoint Security Cloud", limit=25), transition="renewal")
    del values["warnings"]
    result = action(monkeypatch, lambda _params, _check: TaskResult(values), options={"password": password}).run()
    assert {name: result[name] for name in values} == values
    assert row_of("birch", result)["outcome"] == "replaced"
    (warning,) = result["warnings"]
    assert "so short or so" in warning


def test_a_good_password_is_not_complained_of(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "warnings" not in action(monkeypatch, lambda _params, _check: TaskResult({"changed": False})).run()


def test_what_a_task_tells_is_shown_beside_the_output_that_programs_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = action(monkeypatch, says("nothing"))
    made.tell("1 of 2 tenants read")
    assert capsys.readouterr() == ("", "1 of 2 tenants read\n")


def test_a_defect_is_a_failure_that_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_params: Mapping[str, t.Any], _check_mode: bool) -> TaskResult:
        raise ZeroDivisionError(f"at {CODE}")

    result = action(monkeypatch, broken).run()
    assert result["failed"]
    assert result["msg"] == "A defect of fleetops.kesc.kesc_license, please report it: ZeroDivisionError: at ********"
    assert "broken" in result["exception"]
    assert CODE not in result["exception"]


def test_a_failed_task_has_its_values_and_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    error = ServerError("the server refused the call")
    result = action(monkeypatch, lambda _params, _check: TaskResult({"changed": True, "tenant": "B"}, (), error)).run()
    assert (result["failed"], result["changed"], result["tenant"]) == (True, True, "B")
    assert (result["msg"], result["error"]["error_code"]) == (error.message, "server_error")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"position": "sideways"}, "value of position must be one of: active, reserve", id="a wrong value"),
        pytest.param({"tennant": "B"}, "Unsupported parameters for (fleetops.kesc.kesc_license)", id="no such option"),
        pytest.param({"expected": {"limitt": 1}}, "Unsupported parameters", id="no such suboption"),
    ],
)
def test_wrong_options_fail_before_the_task_and_show_no_code(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, t.Any], message: str
) -> None:
    def never(_params: Mapping[str, t.Any], _check_mode: bool) -> TaskResult:
        raise AssertionError

    result = action(monkeypatch, never, options=options).run()
    assert result["failed"]
    assert message in result["msg"]
    assert TYPED not in json.dumps(result, ensure_ascii=False)


def test_options_come_from_the_task_then_its_environment_then_that_of_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, t.Any] = {}

    def look(params: Mapping[str, t.Any], check_mode: bool) -> TaskResult:
        seen.update(params, check_mode=check_mode)
        return TaskResult({"changed": False})

    for name, value in {"KESC_TIMEOUT": "7", "KESC_TENANT": "process", "KESC_USERNAME": "nobody"}.items():
        monkeypatch.setenv(name, value)
    action(monkeypatch, look, environment=[{"KESC_TENANT": "play"}, {"KESC_TENANT": "task"}]).run()
    assert (seen["timeout"], seen["tenant"], seen["username"], seen["check_mode"]) == (7, "task", "operator", True)


def test_options_that_the_task_leaves_out_come_from_variables_with_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, t.Any] = {}

    def look(params: Mapping[str, t.Any], _check_mode: bool) -> TaskResult:
        seen.update(params)
        return TaskResult({"changed": False})

    variables = {
        "of_tenant_tenant": "Birch",
        "of_tenant_username": "not this one",
        "of_tenant_timeout": "7",
        "of_tenant_ca_path": None,
        "of_tenant_planned": {},
        "of_tenant_throttle": UNDEFINED,
        "of_tenant_variables_prefix": "other_",
        "of_tenant_nickname": "not an option",
        "other_proxy": "proxy.example.com",
        "tenant": "not this one either",
    }
    result = action(monkeypatch, look, options={"variables_prefix": "of_tenant_"}).run(task_vars=variables)
    assert not result.get("failed"), result
    assert (seen["tenant"], seen["username"], seen["timeout"], seen["ca_path"]) == ("Birch", "operator", 7, None)
    assert (seen["proxy"], seen["variables_prefix"], seen["planned"]) == (None, "of_tenant_", None)


def test_without_a_prefix_no_variable_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, t.Any] = {}

    def look(params: Mapping[str, t.Any], _check_mode: bool) -> TaskResult:
        seen.update(params)
        return TaskResult({"changed": False})

    action(monkeypatch, look).run(task_vars={"license_rotation_tenant": "Birch", "tenant": "Birch"})
    assert seen["tenant"] == ""


def test_a_variable_that_cannot_be_worked_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    made = action(monkeypatch, says("nothing"), options={"variables_prefix": "license_rotation_"})
    result = made.run(task_vars={"license_rotation_password": "x", "license_rotation_token": UNDEFINED})
    assert result["failed"]
    expected = "the variable license_rotation_token cannot be worked out: 'vault_nowhere' is undefined."
    assert result["msg"].startswith(expected)


def test_a_variable_with_the_prefix_of_the_role_that_means_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_params: Mapping[str, t.Any], _check_mode: bool) -> TaskResult:
        raise AssertionError

    made = action(monkeypatch, never, options={"variables_prefix": "license_rotation_"})
    result = made.run(task_vars={"license_rotation_tennant": "Birch", "license_rotation_throttle": 2, "other": 1})
    assert result["failed"]
    assert result["msg"].startswith(
        "there is no variable license_rotation_tennant: did you mean license_rotation_tenant"
    )
