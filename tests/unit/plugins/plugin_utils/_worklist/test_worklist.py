# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the work list says of a tenant: the steps, what to expect, and when to stop."""

from __future__ import annotations

import datetime as dt
import re
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._variables import is_by_hand
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._work_order import work_order
from ansible_collections.fleetops.kesc.tests.unit.support.worklists import (
    BASE,
    CODE,
    NEW,
    OLD,
    PLUS,
    host_variables,
    made,
    order,
    plain,
)


def entry(language: str = "en", *, shows_codes: bool = False, **options: t.Any) -> t.Any:
    return made(order(**options), language=language, shows_codes=shows_codes).entries[0]


def findings(**options: t.Any) -> list[str]:
    return [plain(sentence) for sentence in entry(**options).findings]


def test_the_steps_are_those_of_the_vendors_page_in_their_order() -> None:
    labels = [
        [part.text for part in step.sentence if part.kind == "label"] for step in entry("pl", tenant_id="4711").steps
    ]
    assert labels == [
        ["Konsola zarządzająca"],
        [],
        ["Panel informacyjny", "Licencja", "ID licencji"],
        ["Wprowadź kod aktywacyjny", "Wymiana licencji"],
        ["Wyślij"],
        ["Sprawdź szczegóły nowej licencji"],
        ["Zastosuj"],
        ["Zastosuj"],
        ["Wypróbuj dodatkowe funkcje", "Później"],
        ["Licencja", "ID licencji", "ID licencji"],
    ]


def test_the_first_step_names_the_workspace_and_where_to_sign_in() -> None:
    first = plain(entry().steps[0].sentence)
    assert "Birch Legal" in first
    assert "https://cloud.kaspersky.com" in first


def test_a_workspace_id_is_to_be_checked_where_it_is_known() -> None:
    assert "4711-BL" in plain(entry(tenant_id="4711-BL").steps[1].sentence)
    assert "id" not in [step.name for step in entry().steps]


def test_named_features_are_to_be_set_up_instead_of_put_off() -> None:
    step = next(step for step in entry(additional_features=["Data Discovery"]).steps if step.name == "features")
    assert "Data Discovery" in plain(step.sentence)
    assert [part.text for part in step.sentence if part.kind == "label"] == ["Try additional features", "OK"]


def everything(entry: t.Any) -> str:
    return repr(entry)


def test_only_the_partial_code_is_in_the_list_unless_codes_are_asked_for() -> None:
    hidden = everything(entry())
    assert "NEW02" in hidden
    assert not re.search("BIRCH|DEMO0|YEAR6", hidden)


def test_the_whole_code_is_in_the_step_and_in_the_command_for_a_mac_when_asked_for() -> None:
    shown = entry(shows_codes=True)
    assert CODE in plain(next(step for step in shown.steps if step.name == "code").sentence)
    assert shown.command == f"kav license /add {CODE}"


def test_the_command_for_a_mac_otherwise_says_which_code_is_meant() -> None:
    assert entry().command == "kav license /add <code ending in NEW02>"


def test_each_line_of_the_window_has_what_is_there_now_and_what_is_expected() -> None:
    lines = [(line.label.text, line.shown_before, line.shown_after) for line in entry("pl").lines]
    assert lines == [
        ("Nazwa licencji", BASE, BASE),
        ("Model licencjonowania", "na użytkownika", "na użytkownika"),
        ("Limit licencji", "25", "25"),
        ("Data wygaśnięcia licencji", "2026-12-12", "2027-12-12"),
    ]


def test_what_nobody_told_is_said_to_be_unknown_and_never_guessed() -> None:
    lines = [
        (line.before, line.shown_before, line.after, line.shown_after)
        for line in entry(present=None, expected=None).lines
    ]
    assert lines == [("", "not known", "", "not in the order sheet")] * 4


def test_an_edition_stands_for_a_name_that_the_order_sheet_does_not_have() -> None:
    assert entry(expected={"edition": "Plus"}).lines[0].shown_after == "Plus"


@pytest.mark.parametrize(
    ("expires", "day"),
    [
        pytest.param("2027-12-12", "2027-12-12", id="a date as text"),
        pytest.param(dt.date(2027, 12, 12), "2027-12-12", id="a date that YAML has read"),
        pytest.param("2027-12-12T23:59:59Z", "2027-12-12", id="a moment"),
        pytest.param("2027-12-12T23:30:00-02:00", "2027-12-13", id="a moment elsewhere, in UTC"),
    ],
)
def test_an_end_is_shown_as_a_day(expires: object, day: str) -> None:
    assert entry(expected={"expires": expires}).lines[3].after == day


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param({}, "plain renewal", id="the same name is a renewal"),
        pytest.param({"expected": {"name": PLUS}}, "upgrade. Features gained: Root-Cause Analysis", id="upgrade"),
        pytest.param({"present": {"name": PLUS}}, "downgrade. Features lost: Root-Cause Analysis", id="downgrade"),
        pytest.param({"expected": {"name": "Some New Name"}}, "not known here", id="an unknown name"),
        pytest.param({"present": None}, "not known here", id="nothing known of the present license"),
        pytest.param({"expected": None}, "not known here", id="nothing expected"),
    ],
)
def test_what_the_window_should_announce(options: dict[str, t.Any], sentence: str) -> None:
    assert sentence in plain(entry(**options).transition)


def test_a_feature_that_would_be_lost_is_a_reason_to_stop_and_names_the_source_of_what_is_only_implied() -> None:
    (found,) = findings(present={**OLD, "name": PLUS})
    assert found.startswith("Features would be lost: Root-Cause Analysis, ")
    assert "Data Discovery (implied by https://support.kaspersky.co.jp/kescloud/208594)" in found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param({}, [], id="nothing against a plain renewal"),
        pytest.param({"present": None}, [], id="nothing is found where nothing is known"),
        pytest.param({"present": {**OLD, "name": PLUS}, "allow_downgrade": True}, [], id="a downgrade that is allowed"),
        pytest.param(
            {"present": {**OLD, "name": PLUS}, "allow_downgrade": "yes"}, [], id="allowed by an extra variable, a text"
        ),
        pytest.param(
            {"expected": {**NEW, "limit": 10}},
            ["The new limit 10 is smaller than the 19 in use.", "The new limit 10 is smaller than the old limit 25."],
            id="a small limit",
        ),
        pytest.param(
            {"expected": {"limit": 20}},
            ["The new limit 20 is smaller than the old limit 25."],
            id="a small limit whose model nobody states",
        ),
        pytest.param({"expected": {**NEW, "limit": 10, "licensing_model": "device"}}, [], id="limits of two models"),
        pytest.param(
            {"expected": {**NEW, "expires": "2026-12-01"}},
            ["The new license ends on 2026-12-01, the old one on 2026-12-12."],
            id="an earlier end",
        ),
        pytest.param(
            {"present": None, "expected": {"expires": "2026-11-23"}},
            ["The new license ended on 2026-11-23."],
            id="ended",
        ),
        pytest.param({"present": None, "expected": {"expires": "2026-11-24"}}, [], id="valid until tonight"),
        pytest.param(
            {"only_within_days": 7},
            ["The present license has 18 days left; it is to be replaced when 7 or fewer are left."],
            id="too early",
        ),
    ],
)
def test_reasons_to_stop_that_the_order_sheet_alone_gives(options: dict[str, t.Any], found: list[str]) -> None:
    assert findings(**options) == found


def test_what_the_operator_allowed_is_no_reason_to_stop_and_is_said() -> None:
    usual, allowing = entry(), entry(allow_downgrade=True)
    gone = {plain(stop) for stop in usual.stops} - {plain(stop) for stop in allowing.stops}
    assert gone == {"The window lists features that would be lost."}
    assert [plain(option) for option in allowing.allowed] == [
        "Allowed for this tenant: license_rotation_allow_downgrade"
    ]


@pytest.mark.parametrize(
    ("options", "macs"),
    [
        pytest.param({}, None, id="nobody named them"),
        pytest.param({"macs": ["reception"]}, ("reception",), id="named for the host"),
        pytest.param({"macs": []}, (), id="none"),
        pytest.param(
            {
                "result": {
                    "devices": {"waiting": [{"name": "m1", "platform": "macos"}, {"name": "x", "platform": "other"}]}
                }
            },
            ("m1",),
            id="found earlier in the run",
        ),
    ],
)
def test_the_macs_of_a_tenant(options: dict[str, t.Any], macs: tuple[str, ...] | None) -> None:
    assert entry(**options).macs == macs


def test_the_present_license_may_be_the_one_that_an_earlier_task_found() -> None:
    licenses = [{"position": "reserve", "name": "R"}, {"position": "active", "name": "A", "limit": 5, "extra": 1}]
    assert entry(present=None, licenses={"licenses": licenses}).lines[0].before == "A"


def test_a_list_is_known_by_its_tenants_and_codes_whenever_it_is_made() -> None:
    again = made(order(expected=None), language="pl")
    other = made(order(activation_code="BIRCH-DEMO0-YEAR7-NEW03"))
    assert made().identity == again.identity
    assert made().identity != other.identity


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"activation_code": None}, "there is no activation code", id="no code"),
        pytest.param({"activation_code": "BIRCH-DEMO0"}, "section", id="half a code"),
        pytest.param({"expected": "x"}, "license_rotation_expected is not a dictionary", id="expected is a text"),
        pytest.param({"expected": {"limits": 5}}, "unknown members: limits", id="a member that does not exist"),
        pytest.param({"present": {"limit": "many"}}, "present.limit is not a number", id="a limit in words"),
        pytest.param({"present": {"limit": -1}}, "present.limit is not a number of 0 or more", id="a negative limit"),
        pytest.param({"expected": {"expires": "soon"}}, "expires is neither a date", id="no date"),
        pytest.param({"expected": {"licensing_model": "seat"}}, "neither user nor device", id="another model"),
        pytest.param({"macs": "reception"}, "macs is not a list", id="one Mac as a text"),
        pytest.param({"server_url": "javascript:alert(1)"}, "server_url is not an address", id="an address that runs"),
        pytest.param(
            {"server_url": "https://u:p@x.example"}, "server_url holds credentials", id="credentials in the address"
        ),
        pytest.param({"server_url": "https://[x"}, "server_url is not an address", id="no address at all"),
    ],
)
def test_a_bad_order_is_an_error_that_names_the_variable_and_holds_no_code(
    options: dict[str, t.Any], message: str
) -> None:
    with pytest.raises(KescError, match=re.escape(message)) as error:
        work_order("birch-legal", host_variables(**options))
    assert "DEMO0" not in str(error.value)


@pytest.mark.parametrize(
    ("value", "by_hand"),
    [(True, True), ("true", True), ("Yes", True), (False, False), ("false", False), ("", False), (None, False)],
)
def test_a_person_replaces_the_license_only_where_that_is_said(value: object, by_hand: bool) -> None:
    assert is_by_hand({"license_rotation_by_hand": value}) is by_hand
