# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The driver on pages that make it hard: nothing has a role, everything is an alert, frames, boxes, other words."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license_info import run_license_info
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenant_info import run_tenant_info
from ansible_collections.fleetops.kesc.tests.console.other_console import CODE, OtherConsole, Terms

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult

    Serve = Callable[..., OtherConsole]
    Params = Callable[..., dict[str, t.Any]]
    Run = Callable[..., TaskResult]

YEAR = dt.datetime.now(dt.UTC).year
BASIC = ("Web control",)
MORE = (*BASIC, "Encryption")
OLD = Terms(id="1A2B-000001-00000001", expires=f"March 31, {YEAR + 1}", features=BASIC)
NEW = Terms(id="1A2B-000002-00000002", expires=f"April 30, {YEAR + 2}", features=BASIC)
UPGRADE = dataclasses.replace(NEW, name="Kaspersky Endpoint Security Cloud Plus", features=MORE)
# The first section may stand in no output; the last one may.
SECTIONS = CODE.split("-")[:-1]


@pytest.mark.parametrize("features", [pytest.param([], id="later"), pytest.param(["Encryption"], id="set up")])
def test_pages_without_roles_and_without_an_address_of_the_workspace(
    serve: Serve, run: Run, features: list[str]
) -> None:
    console = serve(present=OLD, code=CODE, new=UPGRADE, style="bare")
    result = run(additional_features=features)
    assert result.error is None
    assert (result.values["applied"], result.values["transition"]) == (True, "upgrade")
    assert result.values["features_gained"] == ["Encryption"]
    assert console.acts == ["check", "apply", "features", *(f"feature {name}" for name in features)]
    assert console.in_force["ws-40001"] == UPGRADE
    assert console.in_force["ws-40002"] is None


def test_a_wrong_code_on_pages_without_roles(serve: Serve, run: Run) -> None:
    serve(present=OLD, style="bare", alerts=False)
    result = run()
    assert result.error is not None
    assert result.error.error_code == "code_refused"
    assert "That is not right." in result.error.message
    assert "ticks" not in result.error.message


def test_pages_that_call_everything_an_alert_and_never_stop_loading(serve: Serve, run: Run) -> None:
    console = serve(present=OLD, code=CODE, new=UPGRADE, noisy=True)
    result = run()
    assert result.error is None
    assert result.values["applied"]
    assert console.acts == ["check", "apply", "features"]


def test_a_wrong_code_on_pages_that_call_everything_an_alert(serve: Serve, run: Run) -> None:
    serve(present=OLD, noisy=True)
    error = run().error
    assert error is not None
    assert error.error_code == "code_refused"
    assert "That is not right." in error.message
    assert "Please wait" not in error.message


def test_a_console_in_a_frame(serve: Serve, run: Run, tmp_path: Path) -> None:
    console = serve(present=OLD, code=CODE, new=NEW, framed=True)
    result = run(console_artifacts_dir=str(tmp_path / "pictures"))
    assert result.error is None
    assert result.values["applied"]
    assert console.acts == ["check", "apply"]
    assert [picture.name for picture in (tmp_path / "pictures").iterdir()] == ["Birch-Legal-01-comparison.png"]


@pytest.mark.parametrize(
    ("tenant", "found"), [pytest.param("Cedar Clinics", True, id="there"), pytest.param("Aspen", False, id="not there")]
)
def test_a_workspace_on_a_later_page_of_a_list_without_a_search(
    serve: Serve, params: Params, tenant: str, found: bool, patience: int
) -> None:
    serve(present=OLD, paged=True)
    arguments = _argspec.license_info_arguments(lambda _name: None)
    (entry,) = run_license_info(params(arguments, tenants=[tenant], timeout=patience), False).values["tenants"]
    assert (entry["error"] is None) is found


def test_all_pages_of_the_list(serve: Serve, params: Params) -> None:
    serve(present=OLD, paged=True)
    arguments = _argspec.tenant_info_arguments(lambda _name: None)
    values = run_tenant_info(params(arguments), False).values
    assert [each["name"] for each in values["tenants"]] == ["Birch Legal", "Birch Office", "Cedar Clinics"]


def test_a_list_without_rows_and_items(serve: Serve, params: Params) -> None:
    serve(present=OLD, style="bare")
    arguments = _argspec.tenant_info_arguments(lambda _name: None)
    values = run_tenant_info(params(arguments), False).values
    assert [(each["tenant_id"], each["name"]) for each in values["tenants"]] == [
        ("ws-40001", "Birch Legal"),
        ("ws-40002", "Birch Office"),
        ("ws-40003", "Cedar Clinics"),
    ]


def test_a_field_without_room_for_dashes(serve: Serve, run: Run) -> None:
    console = serve(present=OLD, code=CODE, new=NEW, style="plain", field_takes=20)
    assert run(check_mode=True).error is None
    assert console.acts == ["check"]


def test_a_wrong_code_told_in_a_box_of_the_browser(serve: Serve, run: Run) -> None:
    serve(present=OLD, pops_up=True)
    error = run().error
    assert error is not None
    assert error.error_code == "code_refused"
    assert "That is not right." in error.message
    assert not any(section in error.message for section in SECTIONS)


def test_a_tab_with_other_labels_does_not_pass_for_a_workspace_without_a_license(
    serve: Serve, run: Run, patience: int
) -> None:
    others = {
        "License name": "Product",
        "License limit": "Seats",
        "License expiration date": "Until",
        "License ID": "No",
    }
    console = serve(present=OLD, code=CODE, new=NEW, tab_says=others)
    result = run(timeout=patience, allow_downgrade=True)
    assert result.error is not None
    assert result.error.error_code == "label_not_found"
    assert "the tab showed no license" in result.error.message
    assert any("none of the labels of a license" in warning for warning in result.warnings)
    assert console.acts == ["check"]


def test_a_licensing_model_that_the_tab_does_not_tell_hinders_neither_guards_nor_confirmation(
    serve: Serve, run: Run
) -> None:
    old, new = (dataclasses.replace(terms, model_on_tab=False) for terms in (OLD, NEW))
    console = serve(present=old, code=CODE, new=dataclasses.replace(new, limit="40"))
    stopped = run()
    assert stopped.error is not None
    assert "smaller_limit: the new limit 40 is smaller than the old limit 50" in stopped.error.message
    result = run(allow_smaller_limit=True)
    assert result.error is None
    assert result.values["after"]["license_id"] == NEW.id
    assert console.acts == ["check", "check", "apply"]


def test_a_lost_answer_to_apply_is_settled_by_reading_the_license(serve: Serve, run: Run, patience: int) -> None:
    console = serve(present=OLD, code=CODE, new=NEW, lose_answer_to_apply=True)
    result = run(timeout=patience)
    assert result.error is None
    assert result.values["applied"]
    assert console.acts == ["check", "apply"], "never clicked twice"


def test_the_devices_are_not_named_but_what_each_does_is_told(serve: Serve, run: Run) -> None:
    serve(present=OLD, code=CODE, new=NEW)
    result = run(check_mode=True)
    assert result.values["devices"] == {"total": None, "by_platform": None, "waiting": []}
    (told,) = [warning for warning in result.warnings if "kav license /add" in warning]
    assert "Windows, Android, iOS and iPadOS devices take the new license by themselves" in told
    assert "cannot name the devices" in told


@pytest.mark.parametrize(
    ("surprise", "acts"),
    [
        pytest.param("panel", [], id="before the code is entered"),
        pytest.param("submit", ["check"], id="in place of the comparison"),
        pytest.param("comparison", ["check"], id="over the comparison"),
        pytest.param("tab", ["check"], id="in a tab of its own"),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True], ids=["real run", "check mode"])
def test_a_window_that_nobody_asked_for_ends_the_task_before_anything_is_clicked(
    serve: Serve, run: Run, surprise: str, acts: list[str], check_mode: bool
) -> None:
    """Entering a code may begin a migration that cannot be undone; its buttons look like those of the wizard."""
    console = serve(present=OLD, code=CODE, new=UPGRADE, surprise=surprise, style="sections")
    result = run(check_mode=check_mode, additional_features=["Encryption"])
    assert result.error is not None
    assert result.error.error_code == "unexpected_window"
    assert ("'Another console'" if surprise == "tab" else "'Migration to Expert View'") in result.error.message
    assert result.error.message.endswith("settle there what it asks.")
    assert not result.values["changed"]
    assert console.acts == acts
    assert console.in_force["ws-40001"] == OLD


def test_one_that_opens_after_the_change_is_not_clicked_either(serve: Serve, run: Run) -> None:
    console = serve(present=OLD, code=CODE, new=UPGRADE, surprise="apply")
    result = run(additional_features=["Encryption"])
    assert result.error is not None
    assert result.error.error_code == "unexpected_window"
    assert "Whether the new license was applied before is not known" in result.error.message
    assert result.values["changed"]
    assert console.acts == ["check", "apply"]


def test_a_window_that_only_says_that_the_console_is_at_work_is_none(serve: Serve, run: Run) -> None:
    console = serve(present=OLD, code=CODE, new=NEW, busy=True)
    assert run().error is None
    assert console.acts == ["check", "apply"]


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What the browser's library writes, although it is asked to log whatever is typed."""
    log = tmp_path / "debug.log"
    monkeypatch.setenv("DEBUG", "pw:*")
    monkeypatch.setenv("DEBUG_FILE", str(log))

    def written() -> str:
        return "".join([*capfd.readouterr(), log.read_text(encoding="utf-8") if log.exists() else ""])

    return written


# A browser of its own each: what already runs would not heed what is asked of one that starts.
@pytest.mark.usefixtures("own_browser")
@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"code": CODE, "new": UPGRADE}, id="applied"),
        pytest.param({}, id="a wrong code"),
        pytest.param({"code": CODE, "new": NEW, "swallow_apply": True}, id="not applied"),
        pytest.param({"code": CODE, "new": NEW, "end_session_at": "apply"}, id="signed out"),
    ],
)
def test_neither_the_code_nor_the_sign_in_is_in_any_output(
    serve: Serve, run: Run, said: Callable[[], str], given: dict[str, t.Any], tmp_path: Path
) -> None:
    console = serve(present=OLD, **given)
    pictures = tmp_path / "pictures"
    result = run(console_artifacts_dir=str(pictures), additional_features=["Encryption"])
    error = json.dumps([result.error.message, result.error.to_dict()]) if result.error else ""
    names = [picture.name for picture in pictures.iterdir()]
    assert names
    shown = "".join([json.dumps(result.values), error, *result.warnings, *names, said()]).lower()
    assert not [text for text in (*SECTIONS, *console.handed_out) if text.lower() in shown]


def test_requests_are_counted_and_no_second_twice(serve: Serve, run: Run) -> None:
    console = serve(present=OLD, code=CODE, new=NEW)
    started = dt.datetime.now(dt.UTC)
    spent = run(check_mode=True).values["requests"]
    assert 0 < spent["seconds"] < (dt.datetime.now(dt.UTC) - started).total_seconds()
    assert spent["count"] == console.requests
