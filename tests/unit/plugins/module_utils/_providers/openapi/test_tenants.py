# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listing tenants, and finding the one that is meant."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AmbiguousTenantError,
    KescError,
    TenantNotFoundError,
    UnexpectedAnswerError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Requests, Tenant
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi import _tenants
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._missing_tenant import explain_missing
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._provider import OpenApiProvider
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp, refuses, returns
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import signed_in

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpAnswer

LIST, EXTERNAL = "VServers.GetVServers", "ExtTenant.GetExternalTenantId"
STATISTIC = "VServers2.GetVServerStatistic"


def server(number: int, name: str, uid: str | None = None, **values: t.Any) -> dict[str, t.Any]:
    members = {"KLVSRV_ID": number, "KLVSRV_DN": name, **({"KLVSRV_UID": uid} if uid else {}), **values}
    return {"type": "params", "value": members}


FLEET = [server(3, "Twin", "VSRV3"), server(2, "Twin", "VSRV2"), server(1, "Birch", "VSRV1"), server(12, "Alder")]


def test_tenants_are_listed_by_name_with_what_the_server_tells(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    created = {"type": "datetime", "value": "2026-01-02T03:04:05Z"}
    whole = server(7, "Birch", KLVSRV_ENABLED=True, KLVSRV_LIC_ENABLED=False, KLVSRV_CREATED=created, KLVSRV_GRP=4)
    http.expect(LIST, returns([server(9, "Cedar"), whole, server(8, "", "VSRV8")]), arguments={"lParentGroup": -1})
    listed = _tenants.virtual_servers(opened, external_ids=False)
    assert [each.tenant for each in listed] == [
        Tenant(
            tenant_id=7,
            name="Birch",
            enabled=True,
            automatic_deployment=False,
            created=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
            group_id=4,
        ),
        Tenant(tenant_id=9, name="Cedar"),
        Tenant(tenant_id=8, name="VSRV8"),
    ]


@pytest.mark.parametrize("value", ["yes", 1, 1.5, [], {}, {"type": "datetime", "value": "soon"}], ids=repr)
def test_what_a_list_tells_in_another_type_is_not_told(http: ScriptedHttp, value: t.Any) -> None:
    opened = signed_in(http)
    names = ("KLVSRV_ENABLED", "KLVSRV_LIC_ENABLED", "KLVSRV_CREATED")
    group = {} if value == 1 else {"KLVSRV_GRP": value}
    http.expect(LIST, returns([server(1, "Birch", **dict.fromkeys(names, value), **group)]))
    (listed,) = _tenants.virtual_servers(opened, external_ids=False)
    assert listed.tenant == Tenant(tenant_id=1, name="Birch")


@pytest.mark.parametrize("name", [None, "", 5, True, [], {"type": "binary", "value": "QQ=="}], ids=repr)
def test_a_virtual_server_without_a_name_is_not_taken_for_the_main_server(http: ScriptedHttp, name: t.Any) -> None:
    opened = signed_in(http)
    http.expect(LIST, returns([server(4, name)])).expect(LIST, returns([server(4, name, "VSRV4")]))
    with pytest.raises(UnexpectedAnswerError, match="with the id 4"):
        _tenants.virtual_servers(opened, external_ids=False)
    assert _tenants.find(opened, name="", tenant_id="4") == ("VSRV4", "VSRV4")


def test_external_ids_cost_a_call_each(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(LIST, returns([server(1, "A"), server(2, "B")]))
    http.expect(EXTERNAL, returns("crm-1"), arguments={"nVServerId": 1})
    http.expect(EXTERNAL, returns(""), arguments={"nVServerId": 2})
    listed = _tenants.virtual_servers(opened, external_ids=True)
    assert [each.tenant.external_id for each in listed] == ["crm-1", None]


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [5],
        [{"type": "params", "value": {}}],
        [server(t.cast(int, "1"), "A")],
        [server(True, "A")],
    ],
    ids=["nothing", "a container", "a number", "no id", "an id that is a text", "an id that is a truth value"],
)
def test_a_list_that_is_none_is_unexpected(http: ScriptedHttp, value: t.Any) -> None:
    opened = signed_in(http)
    http.expect(LIST, returns(value))
    with pytest.raises(UnexpectedAnswerError):
        _tenants.virtual_servers(opened, external_ids=False)


@pytest.mark.parametrize(
    ("name", "tenant_id", "found"),
    [
        pytest.param("", "1", ("Birch", "Birch"), id="by id, signing in by name"),
        pytest.param("Birch", "1", ("Birch", "Birch"), id="a name that agrees"),
        pytest.param("", "2", ("Twin", "VSRV2"), id="a name of two: signing in by the unique name"),
        pytest.param("Twin", "3", ("Twin", "VSRV3"), id="a name of two that agrees"),
    ],
)
def test_an_id_settles_which_tenant_is_meant(
    http: ScriptedHttp, name: str, tenant_id: str, found: tuple[str, str]
) -> None:
    opened = signed_in(http)
    http.expect(LIST, returns(FLEET))
    assert _tenants.find(opened, name=name, tenant_id=tenant_id) == found


def _external(http: ScriptedHttp, **ids: str) -> None:
    for number in ("12", "1", "2", "3"):
        http.expect(EXTERNAL, returns(ids.get(f"n{number}", "")), arguments={"nVServerId": int(number)})


def test_an_external_id_settles_it_too(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(LIST, returns(FLEET))
    _external(http, n1="crm-1", n2="crm-2")
    assert _tenants.find(opened, name="", tenant_id="crm-2") == ("Twin", "VSRV2")


@pytest.mark.parametrize(
    ("name", "ids", "error", "sentence"),
    [
        pytest.param("", {}, TenantNotFoundError, "no virtual server .* has the id 'crm-1'", id="an unknown id"),
        pytest.param(
            "", {"n1": "crm-1", "n2": "crm-1"}, AmbiguousTenantError, "2 virtual .*: ids 1, 2", id="two of it"
        ),
        pytest.param("Cedar", {"n1": "crm-1"}, TenantNotFoundError, "called 'Birch', not 'Cedar'", id="another name"),
    ],
)
def test_an_id_that_does_not_settle_it(
    http: ScriptedHttp, name: str, ids: dict[str, str], error: type[KescError], sentence: str
) -> None:
    opened = signed_in(http)
    http.expect(LIST, returns(FLEET))
    _external(http, **ids)
    with pytest.raises(error, match=sentence):
        _tenants.find(opened, name=name, tenant_id="crm-1")


def test_two_of_a_name_without_a_unique_one_cannot_be_told_apart(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect(LIST, returns([server(1, "Twin"), server(2, "Twin")]))
    with pytest.raises(AmbiguousTenantError, match="ids 1, 2"):
        _tenants.find(opened, name="", tenant_id="1")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("Birch", None, id="the name is there: something else is wrong"),
        pytest.param("Twin", "2 virtual servers answer to 'Twin': ids 2, 3", id="two of the name"),
        pytest.param("birsch", "sees (4) is called 'birsch'; similar names: 'Birch'", id="a slip of the pen"),
        pytest.param("Xylophone", "sees (4) is called 'Xylophone'. ", id="a wrong name"),
    ],
)
def test_why_a_tenant_refuses_to_be_signed_in_to(http: ScriptedHttp, name: str, sentence: str | None) -> None:
    opened = signed_in(http)
    http.expect(LIST, returns(FLEET))
    error = explain_missing(opened, name=name)
    assert error is None if sentence is None else sentence in error.message


def told(*licenses: dict[str, t.Any] | int, **members: t.Any) -> dict[str, t.Any]:
    """The statistic of a virtual server with these licenses."""
    items = [{"type": "params", "value": each} if isinstance(each, dict) else each for each in licenses]
    return {"type": "params", "value": {"KLVSRV_HOSTS": 3, "KLVSRV_LICENSES": items, **members}}


def test_the_main_server_tells_of_licenses_by_id_without_their_positions(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    ends = {"type": "datetime", "value": "2027-03-31T23:59:59Z"}
    first = {"KLLIC_SERIAL": "A", "KLLIC_PROD_NAME": "Basic", "KLLIC_KEY_TYPE": 1, "KLLIC_LIMIT_DATE": ends}
    http.expect(STATISTIC, returns(told({"KLLIC_SERIAL": "B"}, first)), arguments={"lVsId": 7})
    found = _tenants.overview(opened, 7)
    assert found == [
        License(
            license_id="A",
            name="Basic",
            license_type="commercial",
            expires=dt.datetime(2027, 3, 31, 23, 59, 59, tzinfo=dt.UTC),
            position=Position.UNKNOWN,
        ),
        License(license_id="B", position=Position.UNKNOWN),
    ]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param(told(), [], id="no license"),
        pytest.param(None, None, id="no statistic"),
        pytest.param(told(KLVSRV_LICENSES=None), None, id="a statistic without licenses"),
        pytest.param(told({"KLLIC_PROD_NAME": "Basic"}), None, id="a license without an id"),
        pytest.param(told({"KLLIC_SERIAL": "A"}, 5), None, id="a license that is a number"),
    ],
)
def test_a_statistic_that_does_not_tell_all_tells_nothing(http: ScriptedHttp, value: t.Any, found: t.Any) -> None:
    opened = signed_in(http)
    http.expect(STATISTIC, returns(value))
    assert _tenants.overview(opened, 7) == found


TENANT = Tenant(tenant_id=7, name="Birch")


def provider(http: ScriptedHttp) -> OpenApiProvider:
    clock = FakeClock()
    return OpenApiProvider(signed_in(http), tenant="", clock=clock, spent=Requests(0, 0.0))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(refuses("KLCONN", 1194), id="an older server"),
        pytest.param(refuses("KLSTD", 1184), id="an account without the right"),
    ],
)
def test_a_server_that_cannot_tell_is_asked_once(http: ScriptedHttp, refusal: HttpAnswer) -> None:
    asked = provider(http)
    http.expect(STATISTIC, refusal)
    assert [asked.overview(TENANT), asked.overview(TENANT)] == [None, None]


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(refuses("KLSTD", 1186), id="a tenant that is gone"),
        pytest.param(refuses("KLX", 77), id="an error of that tenant's"),
    ],
)
def test_a_server_that_cannot_tell_of_one_tenant_is_asked_for_the_next(http: ScriptedHttp, refusal: HttpAnswer) -> None:
    asked = provider(http)
    http.expect(STATISTIC, refusal)
    http.expect(STATISTIC, returns(told()))
    assert [asked.overview(TENANT), asked.overview(TENANT)] == [None, []]
