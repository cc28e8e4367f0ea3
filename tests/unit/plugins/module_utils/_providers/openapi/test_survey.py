# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Noticing how a server answers: shapes without values, clocks, and failures without words."""

from __future__ import annotations

import datetime as dt
import email.utils
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import ServerAnswer, ServerError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Requests
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._survey import Failure, TenantSurvey
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._authentication import Credentials
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._shapes import shape_of, type_of
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._survey import (
    OpenApiSurveyor,
    contact,
    signs_the_connection_in,
)
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW, FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp, answer, refuses, returns
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import signed_in

ENUM, NEXT, RELEASE = "LicenseKeys.EnumKeys", "GroupSyncIterator.GetNextItems", "GroupSyncIterator.ReleaseIterator"
BODY, USAGE, HOSTS = "LicenseKeys.GetKeyData", "LicenseKeys.AcquireKeyUsageStatistics", "HostGroup.FindHosts"

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=values, secret=st.sampled_from(["Alder Dental", "alder", "0A00-000001", "mac-desk"]))
def test_a_shape_holds_no_value_and_no_name_that_is_not_the_protocols(value: t.Any, secret: str) -> None:
    answered = {secret: value, "KLHST_X": secret, "x": [secret, {"type": secret, "value": secret}, value]}
    for line in shape_of(answered):
        assert secret not in line
        assert line.isprintable()


def test_a_shape_lists_members_with_their_types() -> None:
    moment = {"type": "datetime", "value": "2027-03-31T23:59:59Z"}
    item = {"type": "params", "value": {"KLLIC_SERIAL": "S", "KLLIC_LIMIT_DATE": moment, "1017": 5, "Alder": 1}}
    assert shape_of([item, None]) == (
        "[].(another name): int",
        "[].1017: int",
        "[].KLLIC_LIMIT_DATE: datetime",
        "[].KLLIC_SERIAL: string",
        "[]: null",
        "[]: params",
        "answer: array",
    )


@pytest.mark.parametrize(
    ("value", "kind"),
    [(True, "bool"), (5, "int"), (5.5, "float"), ("x", "string"), ({}, "params"), ([], "array"), (None, "null")],
    ids=repr,
)
def test_types(value: object, kind: str) -> None:
    assert type_of(value) == kind


@pytest.mark.parametrize(
    ("told", "difference"),
    [
        (email.utils.format_datetime(NOW), 0.0),
        (email.utils.format_datetime(NOW + dt.timedelta(seconds=90)), 90.0),
        (email.utils.format_datetime(NOW - dt.timedelta(hours=1)), -3600.0),
        ("", None),
        ("yesterday", None),
    ],
    ids=["the same", "ahead", "behind", "not told", "no date"],
)
def test_the_servers_clock(http: ScriptedHttp, clock: FakeClock, told: str, difference: float | None) -> None:
    http.expect("Session.Ping", answer(401, "no", Date=told))
    found = contact(t.cast(t.Any, http), clock=t.cast(t.Any, clock))
    assert (found.status, found.clock_difference) == (401, difference)


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ([returns(), returns()], None),
        ([answer(401, "no")], Failure(error_code="authentication_failed", status=401)),
        ([answer(401, "Authentication not finished")], Failure(error_code="second_factor_required", status=401)),
        ([returns(), answer(403, "no")], Failure(error_code="authentication_failed", status=403)),
    ],
    ids=["works", "refused", "a second factor", "signed in, but for nothing"],
)
def test_signing_a_connection_in(
    http: ScriptedHttp, clock: FakeClock, answers: list[t.Any], failure: Failure | None
) -> None:
    for method, each in zip(("login", "Session.Ping"), answers, strict=False):
        http.expect(method, each)
    credentials = Credentials(username="me", password="pass-word")
    found = signs_the_connection_in(t.cast(t.Any, http), credentials, tenant="", clock=t.cast(t.Any, clock))
    assert found == failure


@pytest.mark.parametrize(
    ("server", "refusal"),
    [
        (ServerAnswer(module="KLSTD", code=1184, text="Alder"), "KLSTD 1184"),
        (ServerAnswer(module="KLOLA", code=2351, subcode=3), "KLOLA 2351/3"),
        (ServerAnswer(module="Alder Dental", code=9), "error 9"),
        (ServerAnswer(status=500, text="Alder"), None),
        (None, None),
    ],
    ids=["a refusal", "with a subcode", "a module that is none", "a status", "nothing"],
)
def test_a_failure_has_the_servers_numbers_and_none_of_its_words(
    server: ServerAnswer | None, refusal: str | None
) -> None:
    failure = Failure.of(ServerError("Alder said no", server=server))
    assert failure.refusal == refusal
    assert "Alder" not in str(failure)


@pytest.fixture
def surveyed(http: ScriptedHttp) -> t.Callable[[], TenantSurvey]:
    """Surveys a tenant that is signed in to already."""
    clock = t.cast(t.Any, FakeClock())
    return OpenApiSurveyor(signed_in(http), tenant="", clock=clock, spent=Requests(0, 0.0)).survey_tenant


def items(*serials: str, **members: t.Any) -> dict[str, t.Any]:
    found = [{"type": "params", "value": {"KLLIC_SERIAL": serial, **members}} for serial in serials]
    return {"KLCSP_ITERATOR_ARRAY": found}


def plan_rest(http: ScriptedHttp, *, body: t.Any = returns({})) -> None:  # noqa: B008 - never changed
    http.expect(BODY, body).expect(USAGE, refuses("KLCONN", 1194)).expect(HOSTS, refuses("KLSTD", 1184))


@pytest.mark.parametrize(
    ("announced", "pieces", "told"),
    [
        pytest.param(2, [["a", "b"], []], (2, (2,), 0), id="as many as announced"),
        pytest.param(1, [["a"], ["b"], []], (1, (1, 1), 1), id="more than announced"),
        pytest.param(0, [["a"], []], (0, (1,), 1), id="nothing announced"),
        pytest.param(-1, [["a"], []], (-1, (1,), 2), id="a count that is none"),
    ],
)
def test_a_list_is_read_to_its_end_whatever_was_announced(
    http: ScriptedHttp,
    surveyed: t.Callable[[], TenantSurvey],
    announced: int,
    pieces: list[list[str]],
    told: tuple[int, tuple[int, ...], int],
) -> None:
    http.expect(ENUM, returns(lKeyCount=announced, wstrIterator="it"))
    for piece in pieces:
        http.expect(NEXT, returns(len(piece), bEOF=False, pData=items(*piece)))
    http.expect(RELEASE, returns()).expect(NEXT, refuses("KLSTD", 1186))
    plan_rest(http)
    found = surveyed()
    assert found.listed is not None
    assert (found.listed.announced, found.listed.pieces, found.listed.beyond) == told
    assert found.listed.after_release == Failure(error_code="not_found", refusal="KLSTD 1186")
    assert found.body == "left_out"


def test_a_refusal_behind_the_last_item_is_no_failure(
    http: ScriptedHttp, surveyed: t.Callable[[], TenantSurvey]
) -> None:
    http.expect(ENUM, returns(lKeyCount=1, wstrIterator="it")).expect(NEXT, returns(pData=items("a", KLLIC_X=5)))
    http.expect(NEXT, refuses("KLSTD", 1186)).expect(RELEASE, returns()).expect(NEXT, returns(pData=items()))
    plan_rest(http, body=refuses("KLSTD", 1184))
    found = surveyed()
    assert found.failure is None
    assert found.listed is not None
    assert found.listed.after_release is None
    assert found.listed.attributes["KLLIC_X"] == {"int"}
    assert found.usage is not None
    assert found.devices is not None
    assert (found.body, found.usage.failure, found.devices.failure) == (
        Failure(error_code="access_denied", refusal="KLSTD 1184"),
        Failure(error_code="server_error", refusal="KLCONN 1194"),
        Failure(error_code="access_denied", refusal="KLSTD 1184"),
    )


def test_values_of_another_type_are_named(http: ScriptedHttp, surveyed: t.Callable[[], TenantSurvey]) -> None:
    odd = items("a", KLLIC_LIMIT_DATE="soon", KLLIC_KEY_TYPE=77)
    http.expect(ENUM, returns(lKeyCount=1, wstrIterator="it")).expect(NEXT, returns(bEOF="yes", pData=odd))
    http.expect(NEXT, returns(pData=items())).expect(RELEASE, returns()).expect(NEXT, refuses("KLSTD", 1186))
    plan_rest(http)
    listed = surveyed().listed
    assert listed is not None
    assert (listed.unreadable, listed.end_flags) == ({"KLLIC_LIMIT_DATE", "KLLIC_KEY_TYPE"}, (None,))
    assert listed.attributes["KLLIC_LIMIT_DATE"] == {"string"}
