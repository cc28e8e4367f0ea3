# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reaching one tenant: by name, by id, and why it may refuse."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AmbiguousTenantError,
    AuthenticationError,
    InvalidRequestError,
    KescError,
    TenantNotFoundError,
    UnavailableError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi import _connection
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._authentication import Credentials
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._connection import OpenApiConnection
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpSettings
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import (
    ScriptedHttp,
    answer,
    refuses,
    returns,
    unreachable,
)
from ansible_collections.fleetops.kesc.tests.unit.support.task_params import params

START, END, LIST = "Session.StartSession", "Session.EndSession", "VServers.GetVServers"
FLEET = returns(
    [
        {"type": "params", "value": {"KLVSRV_ID": number, "KLVSRV_DN": name, "KLVSRV_UID": f"VSRV{number}"}}
        for number, name in ((1, "Birch"), (2, "Twin"), (3, "Twin"))
    ]
)


@pytest.fixture
def connect(http: ScriptedHttp, monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., t.Any]:
    """Connects with every client playing the one script."""
    monkeypatch.setattr(_connection, "HttpClient", lambda _settings: http)

    def call(*, credentials: dict[str, t.Any] | None = None, **options: t.Any) -> t.Any:
        connection = OpenApiConnection(
            http=HttpSettings(server_url="https://ksc.test:13299"),
            credentials=Credentials(**{"username": "admin", "password": "pass-word", **(credentials or {})}),
            **{"retries": 0, **options},
        )
        return connection.open(FakeClock())  # type: ignore[arg-type]

    return call


def names(http: ScriptedHttp) -> list[str]:
    """The virtual servers signed in to (base64)."""
    return [sent.headers["X-KSC-VServer"] for sent in http.sent if sent.method == START]


def test_by_name_it_takes_one_call(http: ScriptedHttp, connect: t.Callable[..., t.Any]) -> None:
    http.expect(START, returns("one"))
    provider = connect(tenant="Birch")
    assert (provider.tenant, provider.requests().count) == ("Birch", 1)
    assert names(http) == ["QmlyY2g="]


def test_by_id_the_main_server_is_asked_first_and_left_again(
    http: ScriptedHttp, connect: t.Callable[..., t.Any]
) -> None:
    http.expect(START, returns("one")).expect(LIST, FLEET).expect(END, returns()).expect(START, returns("two"))
    provider = connect(tenant_id="3")
    assert provider.tenant == "Twin"
    assert names(http) == ["", "VlNSVjM="]
    assert provider.requests().count == 4
    assert http.closed == 1


def test_an_unknown_id_leaves_no_session_open(http: ScriptedHttp, connect: t.Callable[..., t.Any]) -> None:
    http.expect(START, returns("one")).expect(LIST, FLEET)
    for _attempt in range(3):
        http.expect("ExtTenant.GetExternalTenantId", returns(""))
    http.expect(END, returns())
    with pytest.raises(TenantNotFoundError):
        connect(tenant_id="9")
    assert http.closed == 1


@pytest.mark.parametrize(
    "refusal",
    [answer(403, "no such server"), refuses("KLSTD", 1186), answer(404), answer(500)],
    ids=["403", "a refusal", "404", "500"],
)
@pytest.mark.parametrize(
    "tenant",
    [
        pytest.param(("birsch", TenantNotFoundError, "'Birch'"), id="a wrong name"),
        pytest.param(("Twin", AmbiguousTenantError, "ids 2, 3"), id="a name of two"),
    ],
)
def test_a_refused_tenant_is_explained_by_the_main_server(
    http: ScriptedHttp, connect: t.Callable[..., t.Any], refusal: t.Any, tenant: tuple[str, type[KescError], str]
) -> None:
    name, error, sentence = tenant
    http.expect(START, refusal).expect(START, returns("one")).expect(LIST, FLEET).expect(END, returns())
    with pytest.raises(error, match=sentence):
        connect(tenant=name)
    assert http.closed == 2


def test_a_tenant_that_is_there_keeps_its_own_refusal(http: ScriptedHttp, connect: t.Callable[..., t.Any]) -> None:
    http.expect(START, answer(403, "no")).expect(START, returns("one")).expect(LIST, FLEET).expect(END, returns())
    with pytest.raises(AuthenticationError, match="does not let the account in"):
        connect(tenant="Birch")


def test_a_main_server_that_refuses_too_leaves_the_first_refusal(
    http: ScriptedHttp, connect: t.Callable[..., t.Any]
) -> None:
    http.expect(START, answer(403, "first")).expect(START, answer(403, "second"))
    with pytest.raises(AuthenticationError, match="said: first"):
        connect(tenant="Birch")


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        pytest.param(answer(401), AuthenticationError, id="401"),
        pytest.param(refuses("KLWAT", 1453), AuthenticationError, id="KLWAT 1453"),
        pytest.param(refuses("KLSPL", 2013), AuthenticationError, id="a blocked account"),
        pytest.param(unreachable(), UnreachableError, id="unreachable"),
    ],
)
def test_refused_credentials_are_not_tried_a_second_time(
    http: ScriptedHttp, connect: t.Callable[..., t.Any], refusal: t.Any, error: type[KescError]
) -> None:
    http.expect(START, refusal)
    with pytest.raises(error):
        connect(tenant="Birch")
    assert http.closed == 1


def test_a_busy_server_is_not_taken_for_a_wrong_name(http: ScriptedHttp, connect: t.Callable[..., t.Any]) -> None:
    http.expect(START, answer(503)).expect(START, answer(503))
    with pytest.raises(UnavailableError):
        connect(tenant="Birch")


def test_a_refused_main_server_is_not_asked_about_itself(http: ScriptedHttp, connect: t.Callable[..., t.Any]) -> None:
    http.expect(START, answer(403))
    with pytest.raises(AuthenticationError):
        connect()


def test_a_token_that_works_once_is_not_used_to_explain(http: ScriptedHttp, connect: t.Callable[..., t.Any]) -> None:
    http.expect(START, answer(403))
    with pytest.raises(AuthenticationError):
        connect(tenant="Birch", credentials={"auth_method": "token", "token": "once"})


@pytest.mark.parametrize(
    "credentials",
    [{"auth_method": "token", "token": "once"}, {"totp": "123456"}],
    ids=["a token that works once", "a second factor"],
)
def test_an_id_needs_credentials_that_work_twice(
    http: ScriptedHttp, connect: t.Callable[..., t.Any], credentials: dict[str, t.Any]
) -> None:
    with pytest.raises(InvalidRequestError, match="tenant_id"):
        connect(tenant_id="3", credentials=credentials)
    assert http.sent == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"timeout": 0}, "timeout is 0, it must be 1 or more", id="no time"),
        pytest.param({"timeout": -5}, "timeout is -5", id="negative time"),
        pytest.param({"retries": -1}, "retries is -1, it must be 0 or more", id="negative retries"),
        pytest.param({"server_fingerprint": "abc"}, "server_fingerprint is not", id="a short fingerprint"),
        pytest.param({"server_fingerprint": "g" * 64}, "server_fingerprint is not", id="a fingerprint that is not hex"),
        pytest.param({"username": None}, "username is missing", id="no user name"),
        pytest.param({"totp": "12345"}, "totp is not six digits", id="five digits"),
    ],
)
def test_wrong_connections_are_refused(given: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=sentence):
        OpenApiConnection.from_options(params("license", **given))


def test_a_connection_carries_every_option() -> None:
    connection = OpenApiConnection.from_options(
        params(
            "license",
            validate_certs=False,
            ca_path="/ca.pem",
            server_fingerprint="AB:" * 31 + "AB",
            timeout=7,
            retries=0,
            proxy="http://proxy:3128",
            tenant="Birch",
            tenant_id="12",
            internal_user=False,
            user_domain="CORP",
            domain_encoding="base64",
            totp="123456",
        )
    )
    http, credentials = connection.http, connection.credentials
    assert (http.validate_certs, http.ca_path, http.timeout, http.proxy) == (False, "/ca.pem", 7.0, "http://proxy:3128")
    assert http.server_fingerprint == "AB:" * 31 + "AB"
    assert (connection.tenant, connection.tenant_id, connection.retries) == ("Birch", "12", 0)
    assert (credentials.username, credentials.password, credentials.totp) == ("admin", "pass-word", "123456")
    assert (credentials.internal_user, credentials.user_domain, credentials.domain_encoding) == (
        False,
        "CORP",
        "base64",
    )
    assert "pass-word" not in repr(connection)
