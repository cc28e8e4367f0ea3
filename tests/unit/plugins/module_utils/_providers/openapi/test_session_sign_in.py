# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signing in, the second factor, losing a session and ending it."""

from __future__ import annotations

import base64
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AuthenticationError,
    InvalidRequestError,
    KescError,
    SecondFactorError,
    UnexpectedAnswerError,
)
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import (
    ScriptedHttp,
    answer,
    lost,
    refuses,
    returns,
    unreachable,
)
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import SESSION_ID, session, signed_in

BASIC = 'KSCBasic user="YWRtaW4=", pass="cGFzcy13b3Jk", internal="1"'
MFA_WANTED = answer(401, "Authentication not finished", WWW_Authenticate="KSCMFA")


def test_signing_in_opens_a_session_in_the_tenant(http: ScriptedHttp) -> None:
    opened = signed_in(http, tenant="B\u00fcro 1")
    (sent,) = http.sent
    assert (sent.method, sent.arguments) == ("Session.StartSession", {})
    assert sent.headers["Authorization"] == BASIC
    assert base64.b64decode(sent.headers["X-KSC-VServer"]).decode() == "B\u00fcro 1"
    assert sent.headers["Content-Type"] == "application/json"
    assert "X-KSC-Session" not in sent.headers
    assert opened.requests.count == 1


def test_the_main_server_is_an_empty_name(http: ScriptedHttp) -> None:
    signed_in(http, tenant="")
    assert http.sent[0].headers["X-KSC-VServer"] == ""


def test_calls_carry_the_session_and_not_the_password(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", returns(1), arguments={"a": "\u00e4"})
    assert opened.call("Some.Call", {"a": "\u00e4"}, safe=True) == {"PxgRetVal": 1}
    headers = http.sent[1].headers
    assert headers["X-KSC-Session"] == SESSION_ID
    assert "Authorization" not in headers
    assert "X-KSC-VServer" not in headers
    assert headers["Accept-Encoding"] == "identity"


def test_large_answers_are_asked_for_compressed(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", returns(1))
    opened.call("Some.Call", {}, safe=True, large=True)
    assert http.sent[1].headers["Accept-Encoding"] == "gzip"


def test_each_call_has_a_request_id_of_its_own(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", returns(1)).expect("Some.Call", returns(1))
    opened.call("Some.Call", {}, safe=True)
    opened.call("Some.Call", {}, safe=False)
    assert len({sent.headers["X-KSC-RequestId"] for sent in http.sent}) == 3


def test_an_access_token_goes_with_every_call_and_opens_no_session(http: ScriptedHttp) -> None:
    opened = session(http, auth_method="access_token", token="a.b.c")
    opened.sign_in()
    http.expect("Some.Call", returns(1))
    opened.call("Some.Call", {}, safe=True)
    opened.close()
    assert http.sent[0].headers["Cookie"] == "access_token=a.b.c"


@pytest.mark.parametrize("value", [None, "", 5, []], ids=repr)
def test_a_sign_in_that_names_no_session_is_unexpected(http: ScriptedHttp, value: object) -> None:
    http.expect("Session.StartSession", answer(body={"PxgRetVal": value}))
    with pytest.raises(UnexpectedAnswerError, match="named no session"):
        session(http).sign_in()


def test_wrong_options_are_refused_before_the_server_is_asked(http: ScriptedHttp) -> None:
    with pytest.raises(InvalidRequestError, match="totp is not six digits"):
        session(http, totp="12").sign_in()


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        pytest.param(answer(401, "wrong"), "did not accept the credentials", id="401"),
        pytest.param(answer(403, "wrong"), "does not let the account in", id="403"),
        pytest.param(refuses("KLWAT", 1453), "user name or password is wrong", id="KLWAT 1453"),
        pytest.param(refuses("SPL", 2013), "blocked after too many wrong passwords", id="SPL 2013"),
    ],
)
def test_refused_credentials_are_sent_once(http: ScriptedHttp, refusal: t.Any, sentence: str) -> None:
    http.expect("Session.StartSession", refusal)
    with pytest.raises(AuthenticationError, match=sentence) as refused:
        session(http).sign_in()
    assert http.sent[0].headers["X-KSC-RequestId"] in refused.value.message


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(MFA_WANTED, id="in header and text"),
        pytest.param(answer(401, "", WWW_Authenticate="KSCBasic, KSCMFA"), id="in the header"),
        pytest.param(answer(401, "Authentication not finished"), id="in the text"),
    ],
)
def test_a_second_factor_that_was_not_given_is_asked_for(http: ScriptedHttp, question: t.Any) -> None:
    http.expect("Session.StartSession", question)
    with pytest.raises(SecondFactorError, match="Set totp to the six digits"):
        session(http).sign_in()


def test_the_second_factor_is_answered_on_the_same_connection(http: ScriptedHttp) -> None:
    http.expect("login", MFA_WANTED).expect("login", returns()).expect("Some.Call", returns(1))
    opened = session(http, totp="123456")
    opened.sign_in()
    opened.call("Some.Call", {}, safe=True)
    opened.close()
    first, second, call = http.sent
    assert first.headers["Authorization"] == BASIC
    assert second.headers["Authorization"] == 'KSCMFA totp="123456"'
    assert "X-KSC-Session" not in call.headers
    assert http.closed == 1


def test_a_second_factor_that_nobody_asks_for_is_not_sent(http: ScriptedHttp) -> None:
    http.expect("login", returns())
    session(http, totp="123456").sign_in()
    assert "KSCMFA" not in http.sent[0].headers["Authorization"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_second_factor_is_sent_once(http: ScriptedHttp, status: int) -> None:
    http.expect("login", MFA_WANTED).expect("login", answer(status, "wrong totp 123456"))
    with pytest.raises(SecondFactorError, match="the second factor was refused") as refused:
        session(http, totp="123456").sign_in()
    assert "123456" not in refused.value.message


def test_a_wrong_password_before_the_second_factor_is_told_as_such(http: ScriptedHttp) -> None:
    http.expect("login", answer(401, "wrong"))
    with pytest.raises(AuthenticationError) as refused:
        session(http, totp="123456").sign_in()
    assert refused.value.error_code == "authentication_failed"


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("safe", [True, False], ids=["safe", "unsafe"])
def test_a_lost_session_is_opened_anew_once_and_the_call_repeated_once(
    http: ScriptedHttp, status: int, safe: bool
) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", answer(status, "no session"))
    http.expect("Session.StartSession", returns("second")).expect("Some.Call", returns(7))
    assert opened.call("Some.Call", {}, safe=safe) == {"PxgRetVal": 7}
    assert http.sent[-1].headers["X-KSC-Session"] == "second"


@pytest.mark.parametrize("safe", [True, False], ids=["safe", "unsafe"])
def test_a_session_lost_twice_is_an_error(http: ScriptedHttp, safe: bool) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", answer(403, "no session"))
    http.expect("Session.StartSession", returns("second")).expect("Some.Call", answer(403, "no session"))
    with pytest.raises(AuthenticationError, match="the session has ended"):
        opened.call("Some.Call", {}, safe=safe)


def test_a_session_that_cannot_be_opened_anew_is_not_tried_again(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", answer(403)).expect("Session.StartSession", answer(401))
    with pytest.raises(AuthenticationError, match="did not accept the credentials"):
        opened.call("Some.Call", {}, safe=True)
    http.expect("Other.Call", answer(401))
    with pytest.raises(AuthenticationError):
        opened.call("Other.Call", {}, safe=True)


@pytest.mark.parametrize(
    "credentials",
    [
        pytest.param({"auth_method": "token", "token": "once"}, id="a token works once"),
        pytest.param({"auth_method": "access_token", "token": "t"}, id="an access token is the session"),
    ],
)
def test_what_cannot_sign_in_twice_does_not_try(http: ScriptedHttp, credentials: dict[str, t.Any]) -> None:
    opened = session(http, **credentials)
    if credentials["auth_method"] == "token":
        http.expect("Session.StartSession", returns(SESSION_ID))
    opened.sign_in()
    http.expect("Some.Call", answer(403))
    with pytest.raises(AuthenticationError):
        opened.call("Some.Call", {}, safe=True)


def test_closing_ends_the_session_and_the_connection(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Session.EndSession", returns(), arguments={})
    opened.close()
    assert http.sent[-1].headers["X-KSC-Session"] == SESSION_ID
    assert http.closed == 1


@pytest.mark.parametrize(
    "outcome", [answer(403), answer(503), lost(), unreachable()], ids=["gone", "busy", "lost", "unreachable"]
)
def test_closing_tries_once_and_never_fails(http: ScriptedHttp, outcome: t.Any) -> None:
    opened = signed_in(http)
    http.expect("Session.EndSession", outcome)
    opened.close()
    opened.close()
    assert http.closed == 2


def test_an_interruption_while_closing_still_ends_the_connection(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Session.EndSession", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        opened.close()
    assert http.closed == 1


def test_a_session_that_never_opened_is_not_ended(http: ScriptedHttp) -> None:
    http.expect("Session.StartSession", answer(401))
    opened = session(http)
    with pytest.raises(KescError):
        opened.sign_in()
    opened.close()
    assert http.closed == 1
