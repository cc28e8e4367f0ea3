# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each guard: when it stops a replacement, when it does not, and what it says."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._license import _guards
from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Announced, Transition, compare
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import (
    NOTHING_EXPECTED,
    Expected,
    Guard,
    Verdict,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CATALOG, active, days, license
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW

NAMES = ["downgrade", "limit_below_use", "smaller_limit", "earlier_expiry", "expired", "unexpected"]
NEW = license("NEW")
USER, DEVICE = {"licensing_model": "user"}, {"licensing_model": "device"}


def judge(
    before: object, after: object, *, in_use: int | None = 50, expected: Expected = NOTHING_EXPECTED, allowed: str = ""
) -> Verdict:
    return _guards.evaluate(
        compare(before, after, catalog=CATALOG),  # type: ignore[arg-type]
        after,  # type: ignore[arg-type]
        in_use=in_use,
        expected=expected,
        catalog=CATALOG,
        allowed=frozenset(allowed.split()),
        now=NOW,
    )


def new(**values: t.Any) -> object:
    return license("NEW", **values)


class Trip(t.NamedTuple):
    """A guard, two licenses that trip it, the values that it names, and what it says."""

    guard: str
    before: object
    after: object
    old: object
    new: object
    finding: str


TRIPS = {
    "a feature lost": Trip("downgrade", active(name="Plus"), NEW, "Plus", "Basic", "mail would be lost"),
    "more in use": Trip("limit_below_use", active(), new(limit=49), 50, 49, "49 is smaller than the 50"),
    "a limit of nought": Trip("limit_below_use", active(), new(limit=0), 50, 0, "0 is smaller than the 50"),
    "a smaller limit": Trip("smaller_limit", active(), new(limit=99), 100, 99, "99 is smaller than the old limit 100"),
    "fewer users": Trip("smaller_limit", active(**USER), new(limit=99, **USER), 100, 99, "99 is smaller"),
    "lost days": Trip(
        "earlier_expiry",
        active(),
        new(expires=days(3)),
        "2026-03-11T12:00:00Z",
        "2026-03-04T12:00:00Z",
        "ends 2026-03-04T12:00:00Z, 7 days before the old one (2026-03-11T12:00:00Z)",
    ),
    "a lost second": Trip(
        "earlier_expiry",
        active(),
        new(expires=days(10) - dt.timedelta(seconds=1)),
        "2026-03-11T12:00:00Z",
        "2026-03-11T11:59:59Z",
        "less than a day before",
    ),
    "ends now": Trip("expired", None, new(expires=NOW), None, "2026-03-01T12:00:00Z", "ended 2026-03-01T12:00:00Z"),
    "ended long ago": Trip("expired", None, new(expires=days(-9)), None, "2026-02-20T12:00:00Z", "ended 2026-02-20"),
}


@pytest.mark.parametrize("trip", TRIPS.values(), ids=TRIPS)
def test_a_guard_trips_with_both_values(trip: Trip) -> None:
    guard = next(guard for guard in judge(trip.before, trip.after).tripped if guard.name == trip.guard)
    assert (guard.before, guard.after) == (trip.old, trip.new)
    assert trip.finding in guard.finding


@pytest.mark.parametrize("trip", TRIPS.values(), ids=TRIPS)
def test_a_guard_that_is_allowed_warns_instead(trip: Trip) -> None:
    verdict = judge(trip.before, trip.after, allowed=trip.guard)
    guard = next(guard for guard in verdict.guards if guard.name == trip.guard)
    assert not guard.tripped
    assert (guard.before, guard.after) == (trip.old, trip.new)
    assert f"Allowed by {guard.allowed_by}: {guard.finding}." in verdict.warnings


@pytest.mark.parametrize(
    ("before", "after", "in_use"),
    [
        pytest.param(active(), new(), 50, id="a plain renewal"),
        pytest.param(None, new(limit=1), 50, id="no license before"),
        pytest.param(active(), new(limit=100), 89, id="the same limit"),
        pytest.param(active(), new(expires=days(10)), 50, id="the same end"),
        pytest.param(active(), new(expires=None, never_expires=True), 50, id="a new license without an end"),
        pytest.param(active(), new(expires=days(10.5), name="Plus"), 50, id="an upgrade"),
    ],
)
def test_nothing_trips_and_nothing_is_warned_of(before: object, after: object, in_use: int | None) -> None:
    verdict = judge(before, after, in_use=in_use)
    assert [guard.name for guard in verdict.guards] == NAMES
    assert verdict.tripped == ()
    assert verdict.warnings == ()


@pytest.mark.parametrize(
    ("before", "after", "in_use", "guards"),
    [
        pytest.param(active(), new(limit=None), 50, ["limit_below_use", "smaller_limit"], id="the new limit"),
        pytest.param(active(limit=None), new(limit=60), 50, ["smaller_limit"], id="the old limit"),
        pytest.param(active(in_use=None), new(), None, ["limit_below_use"], id="the use"),
        pytest.param(active(), new(expires=None), 50, ["earlier_expiry", "expired"], id="the new end"),
        pytest.param(active(expires=None), new(expires=days(1)), 50, ["earlier_expiry"], id="the old end"),
    ],
)
def test_what_is_not_told_trips_nothing_but_is_said(
    before: object, after: object, in_use: int | None, guards: list[str]
) -> None:
    verdict = judge(before, after, in_use=in_use)
    assert verdict.tripped == ()
    said = " ".join(verdict.warnings)
    assert [guard for guard in NAMES if guard in said] == guards


@pytest.mark.parametrize(
    ("in_use", "limit", "tripped", "warned"),
    [
        (89, 100, False, False),
        (90, 100, False, True),
        (100, 100, False, True),
        (101, 100, True, False),
        (0, 0, False, False),
    ],
    ids=["89 %", "90 %", "100 %", "101 %", "nothing of nothing"],
)
def test_90_percent_in_use_is_a_warning(in_use: int, limit: int, tripped: bool, warned: bool) -> None:
    verdict = judge(active(limit=limit), new(limit=limit), in_use=in_use)
    assert ("limit_below_use" in {guard.name for guard in verdict.tripped}) is tripped
    assert any("90 % or more" in warning for warning in verdict.warnings) is warned


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(active(**USER), new(limit=10, **DEVICE), id="per user, then per device"),
        pytest.param(active(**DEVICE), new(limit=10, **USER), id="per device, then per user"),
        pytest.param(active(**USER), new(limit=10), id="per user, then not known"),
    ],
)
def test_limits_that_count_different_things_are_not_compared(before: object, after: object) -> None:
    verdict = judge(before, after)
    assert verdict.tripped == ()
    assert [warning for warning in verdict.warnings if "The limits 100 and 10 were not compared" in warning]


@pytest.mark.parametrize(
    ("old", "new_name", "compared"),
    [
        pytest.param("Basic 90-99 Node", "Basic 1-9 Node", True, id="per node by both names"),
        pytest.param("Basic", "Basic 1-9 Node", True, id="per node by one name"),
        pytest.param("Basic 90-99 Node", "Basic 1-9 User", False, id="per node, then per user"),
    ],
)
def test_limits_are_compared_unless_the_names_say_that_they_count_different_things(
    old: str, new_name: str, compared: bool
) -> None:
    verdict = judge(active(name=old, limit=99), new(name=new_name, limit=9))
    assert ("smaller_limit" in {guard.name for guard in verdict.tripped}) is compared
    assert any("per device and per user" in warning for warning in verdict.warnings) is not compared


def test_a_model_that_the_server_tells_goes_before_the_name() -> None:
    verdict = judge(active(name="Basic 90-99 Node", **USER), new(name="Basic 1-9 Node", limit=9, **USER), in_use=5)
    assert [guard.name for guard in verdict.tripped] == ["smaller_limit"]
    expected = Expected(licensing_model="device")
    assert "unexpected" in {
        guard.name for guard in judge(None, new(name="Basic 1-200 Node", **USER), expected=expected).tripped
    }
    assert judge(None, new(name="Basic 1-200 Node"), expected=expected).tripped == ()


@pytest.mark.parametrize(
    ("before", "after", "warning"),
    [
        pytest.param(None, new(name="Basic 10-49 Node"), "has the limit 100: its name is for 10 to 49", id="too many"),
        pytest.param(None, new(name="Basic 150-249 User"), "the limit 100: its name is for 150 to 249", id="too few"),
        pytest.param(active(), new(name="Basic Trial"), "is a trial; the one in use is not", id="a trial by its name"),
        pytest.param(active(), new(license_type="trial"), "is a trial", id="a trial, as the server says"),
        pytest.param(active(), new(name="Basic NFR License"), "is not for resale", id="not for resale"),
        pytest.param(active(name="Basic Base"), new(name="Basic Add-on"), "is an add-on", id="an add-on"),
        pytest.param(
            active(name="Basic European Edition"),
            new(name="Basic Russian Edition"),
            "in use is for the region European, the new one for the region Russian",
            id="another region",
        ),
    ],
)
def test_what_the_name_tells_is_compared_and_is_a_warning(before: object, after: object, warning: str) -> None:
    verdict = judge(before, after)
    assert verdict.tripped == ()
    (said,) = verdict.warnings
    assert warning in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(active(), new(name="Basic 100-149 Node"), id="the smallest limit of the band"),
        pytest.param(active(), new(name="Basic 50-100 Node"), id="the largest limit of the band"),
        pytest.param(active(name="Basic Trial"), new(name="Basic Trial"), id="a trial after a trial"),
        pytest.param(active(license_type="trial"), new(name="Basic Trial"), id="a trial however it is told"),
        pytest.param(active(name="Basic Trial"), new(name="Basic Base"), id="a bought license after a trial"),
        pytest.param(active(name="Basic Base"), new(name="Basic Renewal"), id="a renewal after a first license"),
        pytest.param(active(), new(name="Basic European Edition"), id="a region that only one name tells"),
        pytest.param(active(name="Basic BR"), new(name="Basic Brazilian Edition"), id="a region in two spellings"),
    ],
)
def test_what_the_name_tells_is_no_warning_where_nothing_is_wrong(before: object, after: object) -> None:
    verdict = judge(before, after)
    assert (verdict.tripped, verdict.warnings) == ((), ())


def test_a_list_of_features_that_was_not_read_holds_back() -> None:
    for transition in (Transition.UPGRADE, Transition.DOWNGRADE):
        said = Announced(transition, listed=False)
        comparison = compare(active(), license(""), catalog=CATALOG, announced=said)
        verdict = _guards.evaluate(
            comparison,
            license(""),
            in_use=50,
            expected=NOTHING_EXPECTED,
            catalog=CATALOG,
            allowed=frozenset(),
            now=NOW,
        )
        assert [guard.name for guard in verdict.tripped] == ["downgrade"]


def test_unknown_features_are_said_to_be_not_compared() -> None:
    verdict = judge(active(name="Basic"), new(name="Never heard of"))
    assert verdict.tripped == ()
    assert len(verdict.warnings) == 1
    assert "'Basic' and 'Never heard of' were not compared" in verdict.warnings[0]
    assert "editions_file" in verdict.warnings[0]


def test_an_end_after_a_license_without_one_is_warned_of() -> None:
    verdict = judge(active(expires=None, never_expires=True), new())
    assert verdict.tripped == ()
    assert verdict.warnings == ("The license in use has no end, the new one ends 2027-03-01T12:00:00Z.",)


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        (Expected(name="Plus"), "name is Basic, the order sheet says Plus"),
        (Expected(edition="plus"), "edition is basic, the order sheet says plus"),
        (Expected(limit=50), "limit is 100, the order sheet says 50"),
        (Expected(limit=0), "limit is 100, the order sheet says 0"),
        (Expected(expires=dt.date(2027, 3, 2)), "expires is 2027-03-01, the order sheet says 2027-03-02"),
    ],
    ids=["name", "edition", "limit", "a limit of nought", "expires"],
)
def test_each_member_of_expected_that_differs_trips(expected: Expected, sentence: str) -> None:
    (guard,) = judge(active(), NEW, expected=expected).tripped
    assert guard.name == "unexpected"
    assert sentence in guard.finding
    assert "correct the order sheet" in guard.finding
    assert guard.allowed_by is None


def test_expected_that_agrees_in_all_members_does_not_trip() -> None:
    expected = Expected(name="Basic", edition="basic", limit=100, expires=dt.date(2027, 3, 1))
    verdict = judge(active(), NEW, expected=expected)
    assert verdict.tripped == ()
    unexpected = verdict.guards[-1]
    assert unexpected.before == {"name": "Basic", "edition": "basic", "limit": "100", "expires": "2027-03-01"}
    assert unexpected.after == unexpected.before


def test_an_expected_model_is_compared_where_the_server_tells_it() -> None:
    device = Expected(licensing_model="device")
    (guard,) = judge(active(licensing_model="user"), new(licensing_model="user"), expected=device).tripped
    assert "licensing_model is user, the order sheet says device" in guard.finding
    untold = judge(active(), new(), expected=device)
    assert untold.tripped == ()
    assert untold.warnings == (
        "unexpected did not compare the licensing model: neither the server nor the license name tells it.",
    )


def test_the_expected_end_is_compared_by_its_day_in_utc() -> None:
    evening = dt.datetime(2027, 3, 1, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2)))
    verdict = judge(active(), new(expires=evening), expected=Expected(expires=dt.date(2027, 3, 2)))
    assert verdict.tripped == ()


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("downgrade", "allow_downgrade"),
        ("limit_below_use", "allow_limit_below_use"),
        ("smaller_limit", "allow_smaller_limit"),
        ("earlier_expiry", "allow_earlier_expiry"),
        ("expired", None),
        ("unexpected", None),
        ("too_early", None),
    ],
)
def test_the_sentence_names_the_option_that_would_allow_it(name: str, option: str | None) -> None:
    guard = Guard(name=name, before=1, after=2, finding="one is not two")
    assert guard.sentence.startswith(f"{name}: one is not two")
    assert guard.allowed_by == option
    assert ("to allow it" in guard.sentence) is (option is not None)
    assert option is None or f"set {option}: true" in guard.sentence


@pytest.mark.parametrize(
    ("before", "only_within_days", "finding"),
    [
        pytest.param(active(expires=days(31)), 30, "31 days left, more than only_within_days (30)", id="too early"),
        pytest.param(active(expires=days(31) - dt.timedelta(seconds=1)), 30, "", id="just in time"),
        pytest.param(active(expires=days(1)), 0, "1 days left, more than only_within_days (0)", id="a day too early"),
        pytest.param(active(expires=days(0.5)), 0, "", id="on the last day"),
        pytest.param(active(expires=days(-1)), 0, "", id="after the end"),
        pytest.param(active(expires=None, never_expires=True), 30, "the license in force has no end", id="no end"),
        pytest.param(active(expires=None), 30, "", id="an end that is not known"),
        pytest.param(active(expires=days(999)), None, "", id="off unless set"),
        pytest.param(None, 30, "", id="no license in force"),
    ],
)
def test_too_early(before: object, only_within_days: int | None, finding: str) -> None:
    guard = _guards.too_early(before, only_within_days=only_within_days, now=NOW)  # type: ignore[arg-type]
    assert guard.finding.endswith(finding)
    assert guard.tripped is bool(finding)
    assert guard.after == only_within_days
