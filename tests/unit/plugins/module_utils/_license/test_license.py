# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A license's days, status and terms."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import (
    License,
    Position,
    format_date,
    in_position,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import days, license
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("expires", "position", "days_left", "status"),
    [
        pytest.param(NOW + 31 * DAY, Position.ACTIVE, 31, "active", id="31 days left"),
        pytest.param(NOW + 31 * DAY - SECOND, Position.ACTIVE, 30, "expiring", id="a second less than 31 days left"),
        pytest.param(NOW + 30 * DAY, Position.ACTIVE, 30, "expiring", id="30 days left"),
        pytest.param(NOW + DAY, Position.ACTIVE, 1, "expiring", id="a day left"),
        pytest.param(NOW + DAY - SECOND, Position.ACTIVE, 0, "expiring", id="less than a day left"),
        pytest.param(NOW + SECOND, Position.ACTIVE, 0, "expiring", id="a second left"),
        pytest.param(NOW, Position.ACTIVE, 0, "expired", id="ends now"),
        pytest.param(NOW - SECOND, Position.ACTIVE, -1, "expired", id="ended a second ago"),
        pytest.param(NOW - DAY, Position.ACTIVE, -1, "expired", id="ended a day ago"),
        pytest.param(None, Position.ACTIVE, None, "active", id="no end known"),
        pytest.param(NOW + DAY, Position.RESERVE, 1, "reserve", id="a reserve license that ends soon"),
        pytest.param(NOW - DAY, Position.RESERVE, -1, "expired", id="a reserve license that has ended"),
        pytest.param(NOW + DAY, Position.NONE, 1, "stored", id="a stored license that ends soon"),
        pytest.param(NOW - DAY, Position.NONE, -1, "stored", id="a stored license that has ended"),
    ],
)
def test_days_left_and_status(expires: dt.datetime | None, position: Position, days_left: int, status: str) -> None:
    subject = license(expires=expires, position=position)
    assert subject.days_left(now=NOW) == days_left
    assert subject.status(now=NOW) == status
    assert subject.expired(now=NOW) == (expires is not None and expires <= NOW)


def test_days_left_do_not_depend_on_the_time_zone() -> None:
    elsewhere = days(5).astimezone(dt.timezone(dt.timedelta(hours=10)))
    assert license(expires=elsewhere).days_left(now=NOW) == 5


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        pytest.param(None, None, id="no date"),
        pytest.param(dt.datetime(2027, 3, 31, 23, 59, 59, tzinfo=dt.UTC), "2027-03-31T23:59:59Z", id="UTC"),
        pytest.param(
            dt.datetime(2027, 4, 1, 1, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=2))),
            "2027-03-31T23:59:59Z",
            id="another zone becomes UTC",
        ),
        pytest.param(
            dt.datetime(2027, 1, 1, 0, 0, 0, 999999, tzinfo=dt.UTC), "2027-01-01T00:00:00Z", id="no fractions"
        ),
        pytest.param(dt.datetime(1, 1, 1, tzinfo=dt.UTC), "0001-01-01T00:00:00Z", id="a server's oldest date"),
    ],
)
def test_dates_are_rfc_3339_in_utc(moment: dt.datetime | None, text: str | None) -> None:
    assert format_date(moment) == text


@pytest.mark.parametrize(
    ("change", "altered"),
    [
        ({"limit": 101}, True),
        ({"expires": days(366)}, True),
        ({"created": days(-99)}, True),
        ({"never_expires": True}, True),
        ({"subscription_state": "paused"}, True),
        ({"in_use": 99}, False),
        ({"waiting": 3}, False),
        ({"name": "Plus"}, False),
        ({"position": Position.ACTIVE}, False),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "a term" if value else "no term",
)
def test_terms_are_what_a_refresh_can_alter(change: dict[str, object], altered: bool) -> None:
    before = license()
    after = dataclasses.replace(before, **change)  # type: ignore[arg-type]
    assert (before.terms() != after.terms()) is altered


@pytest.mark.parametrize(
    ("license_type", "is_subscription"), [("subscription", True), ("commercial", False), (None, False)]
)
def test_only_the_type_makes_a_subscription(license_type: str | None, is_subscription: bool) -> None:
    assert License(license_id="X", license_type=license_type).is_subscription is is_subscription


def test_finds_the_license_in_a_position() -> None:
    stored, reserve = license("A"), license("B", position=Position.RESERVE)
    assert in_position([stored, reserve], Position.RESERVE) is reserve
    assert in_position([stored, reserve], Position.ACTIVE) is None
    assert in_position([], Position.ACTIVE) is None
