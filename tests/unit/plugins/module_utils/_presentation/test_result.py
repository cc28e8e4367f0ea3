# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results and diffs: one shape whatever the result, readable, the same on each run, and without a code."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import typing as t

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError, NotFoundError, Step
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import step as in_step
from ansible_collections.fleetops.kesc.plugins.module_utils._license._edition import Edition, Kind
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import Catalog
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import Expected
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._inspection import TenantLicenses
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._removal import RemovalOrder, remove_license
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import (
    GuardTrippedError,
    OperationResult,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._presentation._license import tenant_licenses_dict
from ansible_collections.fleetops.kesc.plugins.module_utils._presentation._result import failure_values, result_values
from ansible_collections.fleetops.kesc.plugins.module_utils._presentation._tenant import tenant_dict
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Tenant
from ansible_collections.fleetops.kesc.tests.unit.support.builders import (
    CATALOG,
    activation_code,
    active,
    days,
    device,
    edition,
    license,
)
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW, FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replacement

OLD, NEW = active("OLD"), license("NEW", name="Plus", limit=120)
DEVICES = [device("mac", "macos"), device("pc")]


def outcome_of(store: list[t.Any], **order: t.Any) -> OperationResult:
    provider = FakeProvider(store, license=NEW, devices=DEVICES)
    try:
        return replacement(provider, **order).carry_out()
    except GuardTrippedError as stopped:
        return stopped.result


def removal_outcome() -> OperationResult:
    order = RemovalOrder(tenant="Birch", license_id="OLD")
    return remove_license(order, connect=lambda: FakeProvider([OLD]), clock=FakeClock())  # type: ignore[arg-type]


def values(result: OperationResult, *, now: dt.datetime = NOW, catalog: Catalog = CATALOG) -> dict[str, t.Any]:
    return result_values(result, tenant="Birch", partial_code="MN4OP", catalog=catalog, now=now)


OUTCOMES: dict[str, t.Callable[[], OperationResult]] = {
    "replaced": lambda: outcome_of([OLD]),
    "first license": lambda: outcome_of([]),
    "in place": lambda: outcome_of([active("NEW")]),
    "too early": lambda: outcome_of([OLD], only_within_days=0),
    "stopped by a guard": lambda: outcome_of([active("OLD", limit=500)]),
    "check mode, not verified": lambda: outcome_of([OLD], check_mode=True),
    "check mode, forecast": lambda: outcome_of([OLD], check_mode=True, expected=Expected(name="Plus")),
    "check mode, staged": lambda: outcome_of([OLD], check_mode=True, staged=True),
    "removed": removal_outcome,
}


def _shape(value: t.Any) -> t.Any:
    return {name: _shape(inner) for name, inner in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_shape_does_not_depend_on_the_outcome(name: str) -> None:
    whole, this = values(outcome_of([OLD])), values(OUTCOMES[name]())
    assert list(this) == list(whole)
    assert list(this["comparison"]) == ["license_id", "name", "licensing_model", "limit", "expires"]
    for part in ("comparison", "diff"):
        assert _shape(this[part]) == _shape(whole[part])
    for part in ("before", "after"):
        assert this[part] is None or _shape(this[part]) == _shape(whole[part])
    assert set(this["devices"]) == {"total", "by_platform", "waiting"}


@pytest.mark.parametrize("name", OUTCOMES)
def test_results_are_plain_values_without_a_code(name: str) -> None:
    text = json.dumps(values(OUTCOMES[name]()))
    assert not [section for section in activation_code().reveal().split("-")[:3] if section in text.upper()]


@pytest.mark.parametrize("name", OUTCOMES)
def test_diffs_are_yaml(name: str) -> None:
    diff = values(OUTCOMES[name]())["diff"]
    for side in ("before", "after"):
        assert yaml.safe_load(diff[side]) is None or "license_name" in yaml.safe_load(diff[side])
        assert diff[side] == "" or diff[side].endswith("\n")


def test_a_whole_result() -> None:
    this = values(outcome_of([OLD]))
    assert (this["changed"], this["applied"], this["verified"], this["transition"]) == (True, True, True, "upgrade")
    assert (this["tenant"], this["partial_code"]) == ("Birch", "MN4OP")
    assert (this["features_gained"], this["features_lost"]) == (["mail"], [])
    assert (this["features_undetermined"], this["features_known"]) == ([], True)
    assert this["before"] == {
        "license_id": "OLD",
        "name": "Basic",
        "edition": "basic",
        "edition_verified": False,
        "name_parts": {
            "region": None,
            "band": None,
            "unit": None,
            "term_months": None,
            "kind": None,
            "unexplained": None,
        },
        "licensing_model": None,
        "license_type": "commercial",
        "subscription_state": None,
        "limit": 100,
        "in_use": 50,
        "created": "2025-11-21T12:00:00Z",
        "expires": "2026-03-11T12:00:00Z",
        "days_left": 10,
        "status": "expiring",
        "position": "active",
        "features": ["antivirus"],
        "features_complete": True,
    }
    assert this["comparison"]["limit"] == {"before": 100, "after": 120, "changed": True}
    assert this["comparison"]["licensing_model"] == {"before": None, "after": None, "changed": False}
    assert this["comparison"]["expires"]["after"] == "2027-03-01T12:00:00Z"
    assert this["devices"] == {
        "total": 2,
        "by_platform": {"windows": 1, "macos": 1, "linux": 0, "android": 0, "ios": 0, "other": 0},
        "waiting": [{"name": "mac", "platform": "macos", "expires": "2026-03-11T12:00:00Z"}],
    }


def test_guards_are_shown_with_both_values_and_their_option() -> None:
    (smaller,) = [g for g in values(outcome_of([active("OLD", limit=500)]))["guards"] if g["name"] == "smaller_limit"]
    assert smaller == {
        "name": "smaller_limit",
        "tripped": True,
        "before": 500,
        "after": 120,
        "allowed_by": "allow_smaller_limit",
        "finding": "the new limit 120 is smaller than the old limit 500",
    }


@pytest.mark.parametrize("store", [[OLD], [], [OLD, NEW]], ids=["a new code", "a first license", "a stored code"])
def test_a_verified_check_mode_run_shows_the_diff_of_the_real_run(store: list[t.Any]) -> None:
    check, real = values(outcome_of(store, check_mode=True, staged=True)), values(outcome_of(store))
    assert check["diff"] == real["diff"]
    assert check["changed"] == real["changed"]
    assert check["comparison"] == real["comparison"]


def test_a_code_in_place_has_the_same_text_on_both_sides() -> None:
    diff = values(outcome_of([active("NEW")]))["diff"]
    assert diff["before"] == diff["after"] != ""


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_diff_does_not_change_with_the_hour(name: str) -> None:
    result = OUTCOMES[name]()
    assert values(result)["diff"] == values(result, now=NOW + dt.timedelta(days=200))["diff"]
    used = dataclasses.replace(result, before=result.before and dataclasses.replace(result.before, in_use=99))
    assert values(result)["diff"] == values(used)["diff"]


def test_a_diff_names_tenant_and_partial_code() -> None:
    diff = values(outcome_of([OLD]))["diff"]
    assert (diff["before_header"], diff["after_header"]) == (
        "Birch: license in use",
        "Birch: new license, code ending MN4OP",
    )
    main = result_values(removal_outcome(), tenant="", partial_code=None, catalog=CATALOG, now=NOW)["diff"]
    assert (main["before_header"], main["after_header"]) == ("main server: license in use", "main server: new license")


def test_a_diff_says_what_was_not_verified() -> None:
    assert values(outcome_of([OLD], check_mode=True))["diff"]["after"].startswith("# not known")
    forecast = values(outcome_of([OLD], check_mode=True, expected=Expected(name="Plus")))["diff"]["after"]
    assert forecast.startswith("# what the order sheet expects")
    assert "\nlicense_name: Plus\n" in forecast
    assert values(outcome_of([OLD]))["diff"]["after"].startswith("license_name: Plus")


@pytest.mark.parametrize(
    ("known", "lines"),
    [
        pytest.param(edition("Plus", verified=True), ["edition: Plus"], id="verified"),
        pytest.param(edition("Plus"), ["edition: Plus  # features not verified"], id="not verified"),
        pytest.param(edition("Pro", ["mail"], kind=Kind.VENDOR), ["  - mail"], id="the vendor's word"),
        pytest.param(edition("Pro", ["mail"], kind=Kind.THIRD_PARTY), ["  - mail  # third party"], id="another's word"),
        pytest.param(edition("Pro", ["mail"], kind=Kind.IMPLIED), ["  - mail  # implied"], id="only implied"),
        pytest.param(None, ["edition: unknown edition"], id="an unknown edition"),
    ],
)
def test_a_diff_says_of_an_edition_what_nobody_has_verified(known: Edition | None, lines: list[str]) -> None:
    catalog = Catalog({"Basic": known} if known else {})
    result = dataclasses.replace(removal_outcome(), before=active("OLD"))
    assert set(lines) <= set(values(result, catalog=catalog)["diff"]["before"].splitlines())


def test_what_the_name_tells_is_part_of_a_license() -> None:
    name = "House European Edition. 10-14 User 2 year Renewal License"
    result = dataclasses.replace(removal_outcome(), before=active("OLD", name=name))
    before = values(result)["before"]
    assert before["licensing_model"] == "user"
    assert before["name_parts"] == {
        "region": "European",
        "band": "10-14",
        "unit": "user",
        "term_months": 24,
        "kind": "renewal",
        "unexplained": "House",
    }
    assert "licensing_model: user\n" in values(result)["diff"]["before"]


@given(st.text(min_size=1), st.text(min_size=1), st.lists(st.text(min_size=1), min_size=1, max_size=3, unique=True))
def test_any_text_reads_back_from_the_diff(name: str, called: str, features: list[str]) -> None:
    catalog = Catalog({name: edition(called, features, complete=True)})
    result = dataclasses.replace(removal_outcome(), before=active("OLD", name=name))
    shown = yaml.safe_load(values(result, catalog=catalog)["diff"]["before"])
    assert (shown["license_name"], shown["edition"], shown["features"]) == (name, called, features)


@pytest.mark.parametrize(
    "word", ["no", "Yes", "TRUE", "off", "null", "~", "y", "12", "1e3", "0x1F", "2027-03-31", "- a", "a: b"]
)
def test_a_text_stays_a_text(word: str) -> None:
    result = dataclasses.replace(removal_outcome(), before=active("OLD", name=word))
    assert yaml.safe_load(values(result)["diff"]["before"])["license_name"] == word


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"expires": None, "never_expires": True}, "license_expiration_date: never"),
        ({"expires": None}, "license_expiration_date: unknown"),
        ({"limit": None}, "license_limit: unknown"),
        ({"subscription_state": "paused"}, "subscription_state: paused"),
        ({"name": "Partly known"}, "features_known:\n  - antivirus"),
        ({"name": "Never heard of"}, "features_known: []"),
    ],
    ids=["no end", "an unknown end", "an unknown limit", "a subscription", "partly known features", "unknown features"],
)
def test_lines_of_a_diff(given: dict[str, t.Any], line: str) -> None:
    result = dataclasses.replace(removal_outcome(), before=active("OLD", **given))
    assert line + "\n" in values(result)["diff"]["before"]


@pytest.mark.parametrize(
    ("step", "changed"), [(Step.VERIFY, False), (Step.APPLY, False), (Step.CONFIRM, True), (Step.PURGE, True)]
)
def test_a_failure_is_a_change_only_after_the_change(step: Step, changed: bool) -> None:
    with pytest.raises(KescError) as caught, in_step(step, tenant="Birch"):
        raise KescError("it broke")
    error = caught.value
    failed = failure_values(error, before=OLD, tenant="Birch", partial_code="MN4OP", catalog=CATALOG, now=NOW)
    assert failed["changed"] is changed
    assert (failed["tenant"], failed["partial_code"], failed["before"]["license_id"]) == ("Birch", "MN4OP", "OLD")


def test_one_tenant_of_many() -> None:
    fine = TenantLicenses(tenant="A", licenses=(license("S"), active("L")))
    broken = TenantLicenses(tenant="B", error=NotFoundError("gone").at(tenant="B", step=Step.INSPECT))
    shown = [tenant_licenses_dict(each, catalog=CATALOG, now=NOW) for each in (fine, broken)]
    assert [license["status"] for license in shown[0]["licenses"]] == ["stored", "expiring"]
    assert (shown[0]["tenant"], shown[0]["error"]) == ("A", None)
    assert shown[1]["licenses"] == []
    assert shown[1]["error"]["message"].startswith("Failed to read the licenses of tenant 'B': gone. See ")
    assert shown[1]["error"]["error_code"] == "not_found"


def test_a_tenant() -> None:
    assert tenant_dict(Tenant(tenant_id=7, name="Birch", created=days(0))) == {
        "tenant_id": 7,
        "name": "Birch",
        "external_id": None,
        "enabled": None,
        "automatic_deployment": None,
        "created": "2026-03-01T12:00:00Z",
        "group_id": None,
    }


def test_a_forecast_has_no_license_id_and_its_position() -> None:
    after = values(outcome_of([OLD], check_mode=True, expected=Expected(name="Plus")))["after"]
    assert (after["license_id"], after["position"], after["edition"]) == (None, Position.ACTIVE.value, "plus")
