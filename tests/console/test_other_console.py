# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The driver in a real Chromium, on pages that were not written for it: every way through the wizard."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license_info import run_license_info
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenant_info import run_tenant_info
from ansible_collections.fleetops.kesc.tests.console.other_console import CODE, OtherConsole, Terms

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult
    from ansible_collections.fleetops.kesc.tests.console.other_console import Server

    Serve = Callable[..., OtherConsole]
    Params = Callable[..., dict[str, t.Any]]

CLOUD, PLUS = "Kaspersky Endpoint Security Cloud", "Kaspersky Endpoint Security Cloud Plus"
YEAR = dt.datetime.now(dt.UTC).year
BASIC = ("Web control",)
MORE = (*BASIC, "Encryption", "Root-Cause Analysis")
WRITES = {"apply", "features"}

EN_DAYS = (f"March 31, {YEAR + 1}", f"April 30, {YEAR + 2}")
PL_DAYS = (f"31 marca {YEAR + 1}", f"30 kwietnia {YEAR + 2}")
ENDS = (f"{YEAR + 1}-03-31T23:59:59Z", f"{YEAR + 2}-04-30T23:59:59Z")

OLD = Terms(id="1A2B-000001-00000001", expires=EN_DAYS[0], features=BASIC)
NEW = Terms(id="1A2B-000002-00000002", expires=EN_DAYS[1], features=BASIC)

LAYOUTS = [
    pytest.param({"style": "list", "new_tab": True}, id="list items, four fields, a new tab"),
    pytest.param({"style": "sections", "alerts": False, "delay": 150}, id="sections, late texts, no alerts"),
    pytest.param({"style": "plain"}, id="plain text with hidden words"),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("language", "days"), [pytest.param("en", EN_DAYS, id="English"), pytest.param("pl", PL_DAYS, id="Polish")]
)
def test_a_renewal(
    serve: Serve, run: Callable[..., TaskResult], layout: dict[str, t.Any], language: str, days: tuple[str, str]
) -> None:
    old, new = dataclasses.replace(OLD, expires=days[0]), dataclasses.replace(NEW, expires=days[1], limit="80")
    console = serve(present=old, code=CODE, new=new, language=language, **layout)
    result = run()
    assert result.error is None
    values = result.values
    assert (values["changed"], values["applied"], values["verified"]) == (True, True, True)
    assert values["transition"] == "renewal"
    assert values["comparison"]["limit"] == {"before": 50, "after": 80, "changed": True}
    assert values["comparison"]["expires"] == {"before": ENDS[0], "after": ENDS[1], "changed": True}
    assert values["after"]["license_id"] == NEW.id
    assert console.acts == ["check", "apply"]
    assert console.in_force["ws-40001"] == new


@pytest.mark.parametrize("layout", LAYOUTS)
def test_check_mode_shows_the_whole_comparison_and_changes_nothing(
    serve: Serve, run: Callable[..., TaskResult], layout: dict[str, t.Any]
) -> None:
    new = dataclasses.replace(NEW, name=PLUS, features=MORE)
    console = serve(present=OLD, code=CODE, new=new, **layout)
    values = run(check_mode=True).values
    assert (values["changed"], values["applied"], values["verified"]) == (True, False, True)
    assert values["transition"] == "upgrade"
    assert values["features_gained"] == ["Encryption", "Root-Cause Analysis"]
    assert values["comparison"]["name"] == {"before": CLOUD, "after": PLUS, "changed": True}
    assert console.acts == ["check"]
    assert console.in_force["ws-40001"] == OLD


@pytest.mark.parametrize("language", ["en", "pl"])
def test_an_upgrade_leaves_the_features_for_later(serve: Serve, run: Callable[..., TaskResult], language: str) -> None:
    days = {"en": EN_DAYS, "pl": PL_DAYS}[language]
    old = dataclasses.replace(OLD, expires=days[0])
    new = dataclasses.replace(NEW, name=PLUS, features=MORE, expires=days[1])
    console = serve(present=old, code=CODE, new=new, language=language)
    result = run()
    assert result.values["transition"] == "upgrade"
    assert result.values["applied"]
    assert console.acts == ["check", "apply", "features"]


def test_an_upgrade_sets_the_named_features_up(serve: Serve, run: Callable[..., TaskResult]) -> None:
    console = serve(present=OLD, code=CODE, new=dataclasses.replace(NEW, name=PLUS, features=MORE))
    assert run(additional_features=["Encryption"]).values["applied"]
    assert console.acts == ["check", "apply", "features", "feature Encryption"]


def test_a_feature_that_is_not_offered_sets_none_up_and_is_told(serve: Serve, run: Callable[..., TaskResult]) -> None:
    console = serve(present=OLD, code=CODE, new=dataclasses.replace(NEW, name=PLUS, features=MORE))
    result = run(additional_features=["Encryption", "Telepathy"])
    assert result.values["applied"]
    assert any("none was set up: 'Telepathy'" in warning for warning in result.warnings)
    assert console.acts == ["check", "apply", "features"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_downgrade_is_refused(serve: Serve, run: Callable[..., TaskResult], layout: dict[str, t.Any]) -> None:
    old = dataclasses.replace(OLD, name=PLUS, features=MORE)
    console = serve(present=old, code=CODE, new=dataclasses.replace(NEW, limit="20"), **layout)
    result = run()
    assert result.error is not None
    assert result.error.error_code == "guard_tripped"
    assert "Encryption, Root-Cause Analysis would be lost" in result.error.message
    assert "allow_smaller_limit" in result.error.message
    assert result.values["changed"] is False
    assert console.acts == ["check"]


def test_a_downgrade_that_is_allowed(serve: Serve, run: Callable[..., TaskResult]) -> None:
    old = dataclasses.replace(OLD, name=PLUS, features=MORE)
    console = serve(present=old, code=CODE, new=NEW, language="en")
    values = run(allow_downgrade=True).values
    assert (values["applied"], values["transition"]) == (True, "downgrade")
    assert values["features_lost"] == ["Encryption", "Root-Cause Analysis"]
    assert console.acts == ["check", "apply"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_wrong_code_ends_with_the_consoles_own_words_and_without_the_code(
    serve: Serve, run: Callable[..., TaskResult], layout: dict[str, t.Any]
) -> None:
    console = serve(present=OLD, **layout)
    result = run()
    assert result.error is not None
    assert result.error.error_code == "code_refused"
    assert "That is not right." in result.error.message
    assert not any(section in result.error.message for section in CODE.split("-")[:-1])
    assert console.acts == ["check"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_code_that_is_in_place_changes_nothing(
    serve: Serve, run: Callable[..., TaskResult], layout: dict[str, t.Any]
) -> None:
    console = serve(present=NEW, code=CODE, new=NEW, **layout)
    values = run().values
    assert (values["changed"], values["verified"], values["transition"]) == (False, True, "none")
    assert values["after"]["license_id"] == NEW.id
    assert console.acts == ["check"]


def test_a_second_run_changes_nothing(serve: Serve, run: Callable[..., TaskResult]) -> None:
    console = serve(present=OLD, code=CODE, new=NEW)
    assert run().values["changed"]
    assert not run().values["changed"]
    assert console.acts == ["check", "apply", "check"]


def test_a_workspace_without_a_license_gets_its_first(
    serve: Serve, run: Callable[..., TaskResult], patience: int
) -> None:
    console = serve(present=None, code=CODE, new=NEW)
    values = run(timeout=patience).values
    assert (values["applied"], values["transition"], values["before"]) == (True, "initial", None)
    assert console.in_force["ws-40001"] == NEW


def test_a_saved_sign_in_that_has_run_out_ends_before_anything_is_touched(
    serve: Serve, run: Callable[..., TaskResult], server: Server, tmp_path: Path
) -> None:
    console = serve(present=OLD, code=CODE, new=NEW)
    result = run(console_state=server.state(tmp_path / "old.json", session="long-gone"))
    assert result.error is not None
    assert result.error.error_code == "authentication_failed"
    assert "kesc_console_login" in result.error.remedy
    assert console.acts == []


@pytest.mark.parametrize(
    ("act", "acts"),
    [pytest.param("check", [], id="at the code"), pytest.param("apply", ["check"], id="at the click on Apply")],
)
def test_a_session_that_ends_on_the_way_is_told(
    serve: Serve, run: Callable[..., TaskResult], act: str, acts: list[str]
) -> None:
    console = serve(present=OLD, code=CODE, new=NEW, end_session_at=act)
    result = run()
    assert result.error is not None
    assert result.error.error_code == "authentication_failed"
    assert ("Whether the new license was applied" in result.error.message) is (act == "apply")
    assert console.acts == acts
    assert console.in_force["ws-40001"] == OLD


@pytest.mark.parametrize("alerts", [pytest.param(True, id="as an alert"), pytest.param(False, id="as plain text")])
def test_activation_servers_that_are_down(serve: Serve, run: Callable[..., TaskResult], alerts: bool) -> None:
    console = serve(present=OLD, down="Our servers sleep.", down_status=503, alerts=alerts)
    result = run()
    assert result.error is not None
    assert result.error.error_code == "unavailable"
    assert "Our servers sleep." in result.error.message
    assert console.in_force["ws-40001"] == OLD


def test_a_license_that_the_console_does_not_apply(serve: Serve, run: Callable[..., TaskResult]) -> None:
    console = serve(present=OLD, code=CODE, new=NEW, swallow_apply=True)
    result = run()
    assert result.error is not None
    assert result.error.error_code == "unavailable"
    assert "Something went wrong." in result.error.message
    assert result.values["changed"] is False
    assert console.acts == ["check", "apply"], "never clicked twice"


def test_a_missing_label_is_named_before_the_code_is_typed(serve: Serve, run: Callable[..., TaskResult]) -> None:
    console = serve(present=OLD, code=CODE, new=NEW)
    result = run(console_language="de")
    assert result.error is not None
    assert result.error.error_code == "label_not_found"
    assert "is not known" in result.error.message
    assert "console_labels" in result.error.remedy
    assert console.acts == []


def test_a_label_that_is_not_on_the_page_is_named_with_what_is_there_and_leaves_a_picture(
    serve: Serve, run: Callable[..., TaskResult], tmp_path: Path, patience: int
) -> None:
    console = serve(present=OLD, code=CODE, new=NEW)
    labels = tmp_path / "labels.yml"
    labels.write_text("Enter activation code: Type the key\n", encoding="utf-8")
    result = run(console_labels=str(labels), console_artifacts_dir=str(tmp_path / "pictures"), timeout=patience)
    assert result.error is not None
    message = result.error.message
    assert "at the step 'License'" in message
    assert "'Type the key' (Enter activation code)" in message
    assert "'Enter activation code'" in message.partition("buttons")[2]
    pictures = list((tmp_path / "pictures").iterdir())
    assert [picture.name for picture in pictures] == ["Birch-Legal-01-not-found.png"]
    assert pictures[0].stat().st_mode & 0o077 == 0
    assert console.acts == []


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        pytest.param({"tenant": "Birch Leagle"}, "similar names: 'Birch Legal'", id="a name that is not there"),
        pytest.param({"tenant": "", "tenant_id": "ws-99999"}, "does not have", id="an id that is not there"),
        pytest.param({"tenant_id": "ws-40003"}, "does not have", id="a name with another's id"),
    ],
)
def test_a_workspace_that_is_not_on_the_list(
    serve: Serve, run: Callable[..., TaskResult], given: dict[str, str], cause: str, patience: int
) -> None:
    console = serve(present=OLD, code=CODE, new=NEW)
    result = run(timeout=patience, **given)
    assert result.error is not None
    assert result.error.error_code == "tenant_not_found"
    assert cause in result.error.message
    assert console.acts == []


def test_a_company_with_two_workspaces_is_ambiguous(serve: Serve, run: Callable[..., TaskResult]) -> None:
    serve(present=OLD, code=CODE, new=NEW)
    result = run(tenant="Birch Group")
    assert result.error is not None
    assert result.error.error_code == "tenant_ambiguous"


def test_a_workspace_is_found_by_its_id(serve: Serve, params: Params) -> None:
    serve(present=OLD)
    arguments = _argspec.license_info_arguments(lambda _name: None)
    values = run_license_info(params(arguments, tenant_id="ws-40001"), False).values
    assert [(each["license_id"], each["limit"], each["expires"]) for each in values["licenses"]] == [
        (OLD.id, 50, ENDS[0])
    ]


def test_many_workspaces_are_read_in_one_task(serve: Serve, params: Params, patience: int) -> None:
    serve(present=OLD)
    arguments = _argspec.license_info_arguments(lambda _name: None)
    values = run_license_info(params(arguments, tenants=["Birch Legal", "Nobody"], timeout=patience), False).values
    assert [bool(each["error"]) for each in values["tenants"]] == [False, True]


def test_the_workspaces_on_the_list(serve: Serve, params: Params) -> None:
    serve(present=OLD)
    arguments = _argspec.tenant_info_arguments(lambda _name: None)
    values = run_tenant_info(params(arguments), False).values
    assert [(each["tenant_id"], each["name"]) for each in values["tenants"]] == [
        ("ws-40001", "Birch Legal"),
        ("ws-40002", "Birch Office"),
        ("ws-40003", "Cedar Clinics"),
    ]


def test_options_that_the_console_cannot_follow_are_refused_at_once(
    serve: Serve, run: Callable[..., TaskResult]
) -> None:
    console = serve(present=OLD)
    with pytest.raises(KescError, match="cannot put a license in reserve"):
        run(position="reserve")
    assert console.acts == []
