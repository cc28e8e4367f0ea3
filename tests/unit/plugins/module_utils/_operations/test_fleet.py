# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading every tenant that an account sees."""

from __future__ import annotations

import threading
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AccessDeniedError, UnreachableError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._fleet import (
    Facts,
    FleetTenant,
    license_in_force,
    read_fleet,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Tenant
from ansible_collections.fleetops.kesc.tests.unit.support.builders import active, license
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault


class Main(FakeProvider):
    """The main server: a tenant for each name; ``told`` is what it tells of their licenses, by id."""

    tenant = ""
    tells_overviews = True

    def __init__(self, *names: str, told: dict[int, list[License]] | None = None, **values: t.Any) -> None:
        super().__init__(**values)
        self._names, self._told = names, told

    def tenants(self, *, external_ids: bool) -> list[Tenant]:
        super().tenants(external_ids=external_ids)
        return [Tenant(tenant_id=number, name=name) for number, name in enumerate(self._names, start=1)]

    def overview(self, tenant: Tenant) -> list[License] | None:
        self.calls.append("overview")
        return (self._told or {}).get(t.cast(int, tenant.tenant_id))


class Tenants:
    """Signs in to tenants, each with one active license called after its id, and remembers to which."""

    def __init__(self) -> None:
        self.opened: list[FleetTenant] = []

    def __call__(self, each: FleetTenant) -> FakeProvider:
        self.opened.append(each)
        if each.tenant.name == "refused":
            raise AccessDeniedError("no")
        return FakeProvider([active(f"L{each.tenant.tenant_id}")])


class OfMany:
    """A main server with so many tenants, told of over any number of sessions, which it counts; some of them fail."""

    def __init__(self, count: int, *, tells: bool = True, fails: t.Collection[int] = ()) -> None:
        self._names = [f"T{number:04}" for number in range(1, count + 1)]
        self._told: dict[int, list[License]] = {number: [] for number in range(1, count + 1)} if tells else {}
        self._tells, self._fails = tells, fails
        self._lock = threading.Lock()
        self.sessions: list[Main] = []
        self.open = self.most_open = 0

    def sign_in(self) -> Main:
        with self._lock:
            number = len(self.sessions)
            if number in self._fails:
                raise UnreachableError("gone")
            session = _Counted(self, *self._names, told=self._told)
            session.tells_overviews = self._tells
            self.sessions.append(session)
            self.open += 1
            self.most_open = max(self.open, self.most_open)
        return session

    def left(self) -> None:
        with self._lock:
            self.open -= 1


class _Counted(Main):
    def __init__(self, server: OfMany, *names: str, told: dict[int, list[License]]) -> None:
        super().__init__(*names, told=told)
        self._server = server

    def close(self) -> None:
        if not self.closed:
            self._server.left()
        super().close()


def read(main: Main, facts: Facts) -> tuple[list[FleetTenant], list[object]]:
    """The fleet, and the ids of the tenants that were signed in to."""
    tenants = Tenants()
    fleet = read_fleet(main, connect=tenants, facts=facts, external_ids=False, concurrency=2)
    return fleet, sorted(each.tenant.tenant_id for each in tenants.opened)


def ids(fleet: list[FleetTenant]) -> list[list[str] | None]:
    return [each.licenses and [license.license_id for license in each.licenses.licenses] for each in fleet]


def test_without_facts_only_the_list_is_read() -> None:
    main = Main("A", "B")
    fleet, opened = read(main, Facts.NONE)
    assert ([each.tenant.name for each in fleet], ids(fleet)) == (["A", "B"], [None, None])
    assert (main.calls, opened) == (["tenants"], [])


def test_all_facts_take_a_session_with_each_tenant() -> None:
    main = Main("A", "B", told={1: []})
    fleet, opened = read(main, Facts.ALL)
    assert (ids(fleet), opened, main.calls) == ([["L1"], ["L2"]], [1, 2], ["tenants"])


def test_terms_are_told_by_the_main_server() -> None:
    untold = license("X", position=Position.UNKNOWN)
    main = Main("A", "B", told={1: [untold], 2: []})
    fleet, opened = read(main, Facts.TERMS)
    assert (ids(fleet), opened, main.calls) == ([["X"], []], [], ["tenants", "overview", "overview"])


def test_terms_are_read_from_a_tenant_with_several_licenses_and_where_the_main_server_does_not_tell() -> None:
    several = [license(name, position=Position.UNKNOWN) for name in "XY"]
    fleet, opened = read(Main("A", "B", "C", told={1: several, 2: []}), Facts.TERMS)
    assert (ids(fleet), opened) == ([["L1"], [], ["L3"]], [1, 3])


@pytest.mark.parametrize("again", [True, False], ids=["that can be opened again", "that opens once"])
@pytest.mark.parametrize("concurrency", [1, 3, 64])
@pytest.mark.parametrize(("tenants", "sessions"), [(0, 1), (1, 1), (100, 1), (101, 2), (200, 2), (250, 3), (1000, 10)])
def test_terms_take_a_session_with_the_main_server_for_each_hundred_tenants(
    tenants: int, sessions: int, concurrency: int, again: bool
) -> None:
    server, counts = OfMany(tenants), list[int]()
    fleet = read_fleet(
        server.sign_in(),
        again=server.sign_in if again else None,
        connect=Tenants(),
        facts=Facts.TERMS,
        external_ids=False,
        concurrency=concurrency,
        progress=lambda done, _total: counts.append(done),
    )
    assert [each.tenant.tenant_id for each in fleet] == list(range(1, tenants + 1))
    assert ids(fleet) == [[]] * tenants
    assert (len(server.sessions), server.open) == (sessions if again else 1, 0)
    assert server.most_open <= concurrency
    asked = [session.calls.count("overview") for session in server.sessions]
    assert sum(asked) == tenants
    assert not again or max(asked) <= 100
    assert counts == list(range(1, tenants + 1))


def test_a_main_server_that_does_not_tell_is_asked_once_in_one_session() -> None:
    server = OfMany(250, tells=False)
    fleet = read_fleet(
        server.sign_in(),
        again=server.sign_in,
        connect=Tenants(),
        facts=Facts.TERMS,
        external_ids=False,
        concurrency=8,
    )
    assert [session.calls for session in server.sessions] == [["tenants", "overview"]]
    assert server.open == 0
    assert all(each.licenses and each.licenses.licenses for each in fleet), "each was signed in to instead"


def test_a_further_session_that_cannot_be_opened_is_the_servers_error_and_none_stays_open() -> None:
    server = OfMany(450, fails={3})
    with pytest.raises(UnreachableError, match="Failed to read the tenants for the main server: gone"):
        read_fleet(
            server.sign_in(),
            again=server.sign_in,
            connect=Tenants(),
            facts=Facts.TERMS,
            external_ids=False,
            concurrency=2,
        )
    assert server.open == 0


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        pytest.param(Facts.NONE, [], id="nothing to read"),
        pytest.param(Facts.TERMS, [1, 2, 3, 4], id="two are told, two are read"),
        pytest.param(Facts.ALL, [1, 2, 3, 4], id="all are read"),
    ],
)
def test_progress_counts_every_tenant_once(facts: Facts, counts: list[int]) -> None:
    main = Main("A", "B", "C", "D", told={1: [], 3: []})
    seen: list[tuple[int, int]] = []
    read_fleet(
        main,
        connect=Tenants(),
        facts=facts,
        external_ids=False,
        concurrency=2,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(done, 4) for done in counts]


@pytest.mark.parametrize("facts", [Facts.TERMS, Facts.ALL])
def test_a_tenant_that_cannot_be_read_does_not_hide_the_others(facts: Facts) -> None:
    fleet, _opened = read(Main("A", "refused", "C"), facts)
    errors = [each.licenses and each.licenses.error and each.licenses.error.message for each in fleet]
    assert [error and error.partition(": ")[0] for error in errors] == [
        None,
        "Failed to connect for tenant 'refused'",
        None,
    ]
    assert ids(fleet) == [["L1"], [], ["L3"]]


def test_namesakes_are_told_apart_even_from_one_that_is_called_like_that() -> None:
    fleet, _opened = read(Main("Twin", "Twin", "Twin (id 1)"), Facts.ALL)
    assert [each.unique_name for each in fleet] == [False, False, True]
    assert [each.label for each in fleet] == ["Twin (id 1)", "Twin (id 2)", "Twin (id 1)"]
    assert ids(fleet) == [["L1"], ["L2"], ["L3"]]


def test_a_list_that_cannot_be_read_is_the_servers_error() -> None:
    main = Main("A", fault=Fault(call=0, error=UnreachableError("gone")))
    with pytest.raises(UnreachableError, match="Failed to read the tenants for the main server: gone"):
        read(main, Facts.ALL)


@pytest.mark.parametrize(
    ("licenses", "in_force"),
    [
        pytest.param([], None, id="none"),
        pytest.param([license("A")], None, id="only stored"),
        pytest.param([license("R", position=Position.RESERVE), active("A")], "A", id="the active one"),
        pytest.param([license("U", position=Position.UNKNOWN)], "U", id="the only one, in an untold position"),
        pytest.param([license(name, position=Position.UNKNOWN) for name in "UV"], None, id="two in untold positions"),
        pytest.param([license("U", position=Position.UNKNOWN), license("S")], None, id="an untold and a stored one"),
    ],
)
def test_the_license_in_force(licenses: list[License], in_force: str | None) -> None:
    found = license_in_force(licenses)
    assert (found and found.license_id) == in_force
