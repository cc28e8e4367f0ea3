# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source's reasoning: which condition a tenant is in, and what of it is told."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.extensions.eda.plugins.event_source import kesc_licenses as source
from ansible_collections.fleetops.kesc.tests.eda.listings import (
    REFUSED,
    SILENT,
    licensed,
    listing,
    silent,
    unlicensed,
    unreadable,
)

if t.TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.eda.listings import Tenant

EXPIRED = licensed("kesc_expired", "kesc_edition_cloud", days_left=-1)
OVER = licensed("kesc_over_limit", "kesc_over_90_percent", in_use=21)
SOON, WELL, NONE = licensed(days_left=5), licensed(), unlicensed("kesc_no_license")


def told(memory: source.Memory, found: dict[str, t.Any], *, days: int = 30) -> list[dict[str, t.Any]]:
    """The events of a reading, which is remembered."""
    changes = source.changes_of(memory, found, days=days)
    for change in changes:
        source.remember(memory, change)
    return [change.event["kesc"] for change in changes]


def short(events: list[dict[str, t.Any]]) -> list[tuple[str, str, str, bool]]:
    return [(each["host"], each["condition"], each["previous_condition"], each["changed"]) for each in events]


CONDITIONS: dict[str, tuple[Tenant, int, list[str]]] = {
    "well": (WELL, 30, []),
    "the last day that counts": (licensed(days_left=30), 30, ["expiring"]),
    "the day before": (licensed(days_left=31), 30, []),
    "a longer notice": (licensed(days_left=90), 90, ["expiring"]),
    "the inventory's own month does not count": (licensed("kesc_expires_in_30_days", days_left=20), 10, []),
    "the last hours": (licensed(days_left=0), 0, ["expiring"]),
    "ended": (EXPIRED, 30, ["expired"]),
    "without an end": (licensed(days_left=None), 30, []),
    "over the limit": (OVER, 30, ["over_limit"]),
    "nearly": (licensed("kesc_over_90_percent"), 30, []),
    "soon and over the limit": (licensed("kesc_over_limit", days_left=3), 30, ["expiring", "over_limit"]),
    "ended and over the limit": (
        licensed("kesc_over_limit", "kesc_expired", days_left=-3),
        30,
        ["expired", "over_limit"],
    ),
    "no license": (NONE, 30, ["no_license"]),
    "nobody tells which license": (unlicensed(), 30, ["unknown"]),
    "unreadable": (unreadable(), 30, ["unreachable"]),
}


@pytest.mark.parametrize(("tenant", "days", "conditions"), CONDITIONS.values(), ids=CONDITIONS)
def test_the_condition_of_a_tenant(tenant: Tenant, days: int, conditions: list[str]) -> None:
    events = told({}, listing(Alder=tenant), days=days)
    assert [event["conditions"] for event in events] == ([conditions] if conditions else [])
    assert [event["condition"] for event in events] == conditions[:1]


SEQUENCES: dict[str, tuple[list[dict[str, t.Any]], list[tuple[str, str, str, bool]]]] = {
    "well from beginning to end": ([listing(Alder=WELL)] * 3, []),
    "the same problem again and again": ([listing(Alder=SOON)] * 3, [("alder", "expiring", "ok", True)]),
    "fewer days left": (
        [listing(Alder=licensed(days_left=day)) for day in (9, 8, 7)],
        [("alder", "expiring", "ok", True)],
    ),
    "from soon to ended to well": (
        [listing(Alder=SOON), listing(Alder=EXPIRED), listing(Alder=WELL), listing(Alder=WELL)],
        [("alder", "expiring", "ok", True), ("alder", "expired", "expiring", True), ("alder", "ok", "expired", True)],
    ),
    "soon, then over the limit besides": (
        [listing(Alder=SOON), listing(Alder=licensed("kesc_over_limit", days_left=5))],
        [("alder", "expiring", "ok", True), ("alder", "expiring", "expiring", True)],
    ),
    "unreadable for a while, and as before": (
        [listing(Alder=SOON), listing(Alder=unreadable()), listing(Alder=unreadable()), listing(Alder=SOON)],
        [
            ("alder", "expiring", "ok", True),
            ("alder", "unreachable", "expiring", False),
            ("alder", "expiring", "expiring", False),
        ],
    ),
    "unreadable for a while, and worse": (
        [listing(Alder=SOON), listing(Alder=unreadable()), listing(Alder=EXPIRED)],
        [
            ("alder", "expiring", "ok", True),
            ("alder", "unreachable", "expiring", False),
            ("alder", "expired", "expiring", True),
        ],
    ),
    "a server that is silent for a while": (
        [listing(Alder=SOON, Birch=WELL), silent(), silent(), listing(Alder=SOON, Birch=WELL)],
        [
            ("alder", "expiring", "ok", True),
            ("north-host", "unreachable", "ok", False),
            ("north-host", "ok", "ok", False),
        ],
    ),
    "a tenant that is no longer there": (
        [listing(Alder=WELL, Birch=SOON), listing(Alder=WELL), listing(Alder=WELL)],
        [("birch", "expiring", "ok", True), ("birch", "gone", "expiring", True)],
    ),
}


@pytest.mark.parametrize(("readings", "expected"), SEQUENCES.values(), ids=SEQUENCES)
def test_only_changes_are_told(readings: list[dict[str, t.Any]], expected: list[tuple[str, str, str, bool]]) -> None:
    memory: source.Memory = {}
    assert [event for found in readings for event in short(told(memory, found))] == expected


def test_an_event_says_what_a_rule_needs_and_no_more() -> None:
    (event,) = told({}, listing(Alder=SOON))
    assert event == {
        "host": "alder",
        "tenant": "Alder",
        "server": "north",
        "condition": "expiring",
        "conditions": ["expiring"],
        "previous_condition": "ok",
        "changed": True,
        "days_left": 5,
        "license": {
            "license_id": "S-1",
            "name": "Kaspersky Endpoint Security Cloud",
            "edition": "Kaspersky Endpoint Security Cloud",
            "limit": 20,
            "in_use": 4,
            "expires": "2027-01-31T23:59:59Z",
        },
        "error": None,
    }
    assert [set(other) for other in told({}, silent()) + told({}, listing(Alder=unreadable()))] == [set(event)] * 2


def test_what_cannot_be_read_is_told_with_its_reason() -> None:
    (server,), (tenant,) = told({}, silent()), told({}, listing(Birch=unreadable()))
    assert (server["host"], server["tenant"], server["error"]) == (
        "north-host",
        None,
        {name: SILENT[name] for name in ("error_code", "message")},
    )
    assert (tenant["host"], tenant["tenant"], tenant["error"]["message"]) == ("birch", "Birch", REFUSED["message"])


def test_an_inventory_that_cannot_be_read_is_told_once_and_hides_nothing() -> None:
    memory: source.Memory = {}
    told(memory, listing(Alder=SOON))
    (failure,) = source.inventory_failure(memory, "no vault")
    source.remember(memory, failure)
    assert failure.event["kesc"]["error"] == {"error_code": "inventory", "message": "no vault"}
    assert source.inventory_failure(memory, "no vault") == []
    assert [(event["host"], event["condition"]) for event in told(memory, listing(Alder=SOON))] == [(None, "ok")]


def test_a_text_of_a_server_is_no_template_in_an_event() -> None:
    found = listing(**{"{{ 7*7 }}": licensed(days_left=1, name="{% raw %}{{{ x }}}{# y #}")})
    (event,) = told({}, found)
    assert (event["tenant"], event["license"]["name"]) == ("{ { 7*7 }}", "{ % raw %}{ { { x }}}{ # y #}")


def test_the_last_event_of_a_reading_lists_new_problems() -> None:
    memory: source.Memory = {}
    told(memory, listing(Alder=SOON, Birch=WELL, Cedar=unreadable(), Dogwood=NONE))
    found = listing(Alder=WELL, Birch=OVER, Cedar=EXPIRED, Dogwood=unreadable())
    assert source.summary(told(memory, found)) == {
        "kesc_poll": {
            "problems": ["birch", "cedar"],
            "problem_count": 2,
            "hosts": {"ok": ["alder"], "over_limit": ["birch"], "expired": ["cedar"], "unreachable": ["dogwood"]},
        }
    }
    again = source.summary(told(memory, listing(Alder=WELL, Birch=OVER, Cedar=EXPIRED, Dogwood=NONE)))
    assert again["kesc_poll"] == {"problems": [], "problem_count": 0, "hosts": {"no_license": ["dogwood"]}}


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"_meta": {"hostvars": {"web": {}}}, "all": {"children": ["ungrouped"]}}, "no source of the plugin"),
        (
            listing(Alder=({"kesc_license": None, "kesc_licenses": None, "kesc_error": None}, ())),
            "reads no licenses of server north: set license_facts",
        ),
    ],
    ids=["another inventory", "an inventory without licenses"],
)
def test_an_inventory_that_cannot_tell_is_refused(found: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        source.check(found)


@pytest.mark.parametrize("found", [listing(), silent(), listing(Alder=unreadable(), Birch=NONE)])
def test_one_that_can_is_taken(found: dict[str, t.Any]) -> None:
    memory: source.Memory = {}
    source.check(found)
    told(memory, found)
    assert told(memory, found) == []


TENANTS = st.sampled_from([WELL, SOON, EXPIRED, OVER, NONE, unreadable(), licensed("kesc_over_limit", days_left=1)])
READINGS = st.one_of(
    st.just(silent()),
    st.dictionaries(st.sampled_from(["Alder", "Birch", "Cedar"]), TENANTS).map(lambda all_: listing(**all_)),
)


@given(st.lists(READINGS, max_size=8))
def test_whatever_happens_each_change_is_told_once(tmp_path_factory: t.Any, readings: list[dict[str, t.Any]]) -> None:
    """The events alone, replayed, give every reading's conditions; and a restart in between changes nothing."""
    memory: source.Memory = {}
    replayed: dict[str, list[str]] = {}
    file: Path = tmp_path_factory.mktemp("state") / "state.json"
    saved = ""
    for found in readings:
        for event in told(memory, found):
            assert replayed.get(event["host"], []) != event["conditions"]
            replayed[event["host"]] = event["conditions"]
        assert told(memory, found) == []
        hosts = found["_meta"]["hostvars"]
        for host in hosts:
            fresh = [event["conditions"] for event in told({}, found) if event["host"] == host]
            assert replayed.get(host, []) == (fresh[0] if fresh else [])
        saved = source.save(memory, file, saved)
        memory, text = source.load(file)
        assert text == saved
