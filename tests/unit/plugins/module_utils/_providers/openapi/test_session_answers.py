# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each kind of answer means, and that no error brings a secret along."""

from __future__ import annotations

import base64
import gzip
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AnswerLostError,
    KescError,
    NotFoundError,
    ServerError,
    UnavailableError,
    UnexpectedAnswerError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._store import Store
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp, answer, lost, refuses
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import PASSWORD, SESSION_ID, session, signed_in

HTML = "<html><body><h1>Sign in to the proxy</h1></body></html>"
LONG = "word " * 1000


@pytest.mark.parametrize(
    ("got", "error", "sentence"),
    [
        pytest.param(answer(404, "nothing here"), UnexpectedAnswerError, "does not serve the KSC Open API", id="404"),
        pytest.param(answer(405), UnexpectedAnswerError, "does not serve the KSC Open API", id="405"),
        pytest.param(answer(302, Location="https://evil.test"), UnexpectedAnswerError, "redirects", id="a redirect"),
        pytest.param(answer(200, HTML, Content_Type="text/html"), UnexpectedAnswerError, "web page", id="a web page"),
        pytest.param(answer(200, "not JSON"), UnexpectedAnswerError, "is not JSON", id="a text"),
        pytest.param(answer(200, ""), UnexpectedAnswerError, "is not JSON", id="nothing"),
        pytest.param(answer(200, '{"PxgRetVal": 1'), UnexpectedAnswerError, "is not JSON", id="JSON cut short"),
        pytest.param(answer(200, b"\xff\xfe\x00"), UnexpectedAnswerError, "is not JSON", id="no text at all"),
        pytest.param(answer(200, gzip.compress(b"{}")), UnexpectedAnswerError, "is not JSON", id="compressed unasked"),
        pytest.param(answer(200, "[" * 100_000), UnexpectedAnswerError, "is not JSON", id="JSON without a bottom"),
        pytest.param(answer(200, "[1]"), UnexpectedAnswerError, "is not a JSON object", id="a JSON array"),
        pytest.param(answer(500, "oops"), AnswerLostError, "failed while it answered", id="500"),
        pytest.param(answer(502, HTML, Content_Type="text/html"), AnswerLostError, "failed while", id="502"),
        pytest.param(answer(503, "busy"), UnavailableError, "the server is busy", id="503"),
        pytest.param(answer(429, "slow down"), UnavailableError, "the server is busy", id="429"),
        pytest.param(refuses("KLSTD", 1186), NotFoundError, "does not find", id="a refusal"),
        pytest.param(answer(body={"PxgError": "no"}), ServerError, "refused the call", id="a refusal that is a text"),
        pytest.param(answer(body={"PxgError": {}}), ServerError, "refused the call", id="a refusal without members"),
        pytest.param(answer(body={"PxgError": {}, "PxgRetVal": 1}), ServerError, "refused", id="a refusal and a value"),
        pytest.param(lost(), AnswerLostError, "broke before the answer was complete", id="an answer cut short"),
    ],
)
def test_answers_that_are_errors(http: ScriptedHttp, got: t.Any, error: type[KescError], sentence: str) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", got)
    with pytest.raises(error, match=sentence) as failed:
        opened.call("Some.Call", {}, safe=False)
    assert http.sent[-1].headers["X-KSC-RequestId"] in failed.value.message
    assert "evil" not in failed.value.message
    assert "<" not in failed.value.message


def test_an_answer_without_a_value_is_fine(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", answer(body={"PxgError": None}))
    assert opened.call("Some.Call", {}, safe=True) == {"PxgError": None}


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_a_quotation_is_one_short_printable_line(http: ScriptedHttp, status: int) -> None:
    http.expect("Session.StartSession", answer(status, "first\r\nsecond\x1b[31m\x00\ufffd " + LONG))
    with pytest.raises(KescError) as failed:
        session(http, retries=0).sign_in()
    server = failed.value.server
    assert server is not None
    assert server.status == status
    text = server.to_dict()["text"]
    assert text.startswith("first second")
    assert text.isprintable()
    assert len(text) <= 200
    assert len(failed.value.message) < 500


def test_the_servers_own_header_is_quoted_before_its_body(http: ScriptedHttp) -> None:
    http.expect("Session.StartSession", answer(401, "body", X_KSC_ErrorMsg="consent is missing"))
    with pytest.raises(KescError, match="HTTP 401, said: consent is missing"):
        session(http).sign_in()


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 502, 503])
def test_a_server_that_repeats_the_sign_in_does_not_bring_the_password_into_the_error(
    http: ScriptedHttp, status: int
) -> None:
    http.expect("Session.StartSession", answer(status, f'Bad: KSCBasic pass="{_b64(PASSWORD)}" ({PASSWORD})'))
    with pytest.raises(KescError) as failed:
        session(http, retries=0).sign_in()
    shown = f"{failed.value.message} {failed.value.to_dict()} {failed.value!r}"
    assert PASSWORD not in shown
    assert _b64(PASSWORD) not in shown


@pytest.mark.parametrize("status", [401, 403, 500])
def test_nor_does_one_that_repeats_the_sign_in_of_a_second_factor(http: ScriptedHttp, status: int) -> None:
    http.expect("login", answer(status, f"Bad: {_b64(PASSWORD)} ({PASSWORD}) 123456"))
    with pytest.raises(KescError) as failed:
        session(http, totp="123456").sign_in()
    shown = f"{failed.value.message} {failed.value.to_dict()}"
    assert not [secret for secret in (PASSWORD, _b64(PASSWORD), "123456") if secret in shown]


@pytest.mark.parametrize("method", ["token", "web_token"])
def test_a_server_that_repeats_a_token_does_not_bring_it_into_the_error(http: ScriptedHttp, method: str) -> None:
    http.expect("Session.StartSession", answer(401, "Bad: KSCT tok-en-123"))
    with pytest.raises(KescError) as failed:
        session(http, auth_method=method, token="tok-en-123").sign_in()
    assert "tok-en-123" not in f"{failed.value.message} {failed.value.to_dict()}"


@pytest.mark.parametrize(
    "got",
    [
        answer(500, f"session {SESSION_ID} broke"),
        answer(404, f"session {SESSION_ID} broke"),
        refuses("KLSTD", 1184, message=f"session {SESSION_ID} broke"),
    ],
    ids=["500", "404", "a refusal"],
)
def test_a_server_that_repeats_the_session_id_does_not_bring_it_into_the_error(http: ScriptedHttp, got: t.Any) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", got)
    with pytest.raises(KescError, match="broke") as failed:
        opened.call("Some.Call", {}, safe=False)
    assert SESSION_ID not in f"{failed.value.message} {failed.value.to_dict()}"


@pytest.mark.parametrize(
    "got",
    [
        pytest.param(refuses("KLOLA", 2351, 34, message=f"no license for {CODE}"), id="a refusal"),
        pytest.param(refuses("KLOLA", 2351, 34, message=f"no license for {CODE.lower()}"), id="in lower case"),
        pytest.param(refuses("KLOLA", 2351, 34, message=CODE.replace("-", "")), id="without dashes"),
        pytest.param(answer(400, f"bad value {base64.b64encode(CODE.encode()).decode()}"), id="the posted JSON"),
        pytest.param(answer(500, f"while installing {CODE}"), id="a server's failure"),
        pytest.param(refuses("KLOLA", 2351, 34, message=f"{'x' * 185} {CODE}"), id="where the quotation is cut"),
        pytest.param(answer(500, f"{'x' * 185} {CODE}"), id="where a failure's quotation is cut"),
    ],
)
def test_a_server_that_repeats_the_code_does_not_bring_it_into_the_error(http: ScriptedHttp, got: t.Any) -> None:
    store = Store(signed_in(http))
    http.expect("LicenseKeys.InstallKey", got)
    with pytest.raises(KescError) as failed:
        store.install(CODE.encode(), is_key_file=False)
    code = ActivationCode.parse(CODE)
    failed.value.hide(code.spellings())
    shown = f"{failed.value.message} {failed.value.to_dict()}"
    assert not [spelling for spelling in code.spellings() if spelling in shown]
    assert not [section for section in CODE.split("-")[:3] if section in shown.upper()]
