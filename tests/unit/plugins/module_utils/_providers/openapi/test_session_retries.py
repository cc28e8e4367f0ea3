# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is repeated, how often, and how long is waited in between."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AccessDeniedError,
    AnswerLostError,
    CertificateError,
    KescError,
    ProxyRefusedError,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi import _session
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import (
    ScriptedHttp,
    answer,
    lost,
    refuses,
    returns,
    unreachable,
)
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import SESSION_ID, session, signed_in

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock

PASSING = {
    "unreachable": unreachable,
    "an answer cut short": lost,
    "429": lambda: answer(429),
    "503": lambda: answer(503),
    "KLSTD 1195": lambda: refuses("KLSTD", 1195, 1),
}
FINAL = {
    "a refusal": (lambda: refuses("KLSTD", 1184), AccessDeniedError),
    "an unknown call": (lambda: refuses("KLCONN", 1194), KescError),
    "500": (lambda: answer(500), UnexpectedAnswerError),
    "404": (lambda: answer(404), UnexpectedAnswerError),
    "a redirect": (lambda: answer(301, Location="/"), UnexpectedAnswerError),
    "a web page": (lambda: answer(200, "<p>", Content_Type="text/html"), UnexpectedAnswerError),
    "a wrong certificate": (lambda: CertificateError("not trusted"), CertificateError),
    "a refusal of the proxy": (lambda: ProxyRefusedError("HTTP 407"), ProxyRefusedError),
}


@pytest.fixture(autouse=True)
def _no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_session.random, "random", lambda: 0.0)


@pytest.mark.parametrize("name", PASSING)
def test_a_safe_call_is_repeated_until_it_succeeds(http: ScriptedHttp, clock: FakeClock, name: str) -> None:
    opened = signed_in(http, clock=clock)
    for _attempt in range(3):
        http.expect("Some.Call", PASSING[name]())
    http.expect("Some.Call", returns(7))
    assert opened.call("Some.Call", {}, safe=True) == {"PxgRetVal": 7}
    assert clock.pauses == [0.5, 1.0, 2.0]
    assert opened.requests.repeated == 3
    assert opened.requests.count == 5


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("retries", [0, 1, 3])
def test_repeating_ends_after_retries_and_the_error_says_so(http: ScriptedHttp, name: str, retries: int) -> None:
    opened = signed_in(http, retries=retries)
    for _attempt in range(retries + 1):
        http.expect("Some.Call", PASSING[name]())
    with pytest.raises(KescError) as failed:
        opened.call("Some.Call", {}, safe=True)
    assert (f"It was tried {retries + 1} times." in failed.value.message) is (retries > 0)


@pytest.mark.parametrize("name", [name for name in PASSING if name != "unreachable"])
def test_an_unsafe_call_that_was_sent_is_never_repeated(http: ScriptedHttp, clock: FakeClock, name: str) -> None:
    opened = signed_in(http, clock=clock)
    http.expect("Some.Call", PASSING[name]())
    with pytest.raises((AnswerLostError, UnavailableError)):
        opened.call("Some.Call", {}, safe=False)
    assert clock.pauses == []


def test_an_unsafe_call_that_was_not_sent_is_repeated(http: ScriptedHttp, clock: FakeClock) -> None:
    opened = signed_in(http, clock=clock)
    http.expect("Some.Call", unreachable()).expect("Some.Call", returns(7))
    assert opened.call("Some.Call", {}, safe=False) == {"PxgRetVal": 7}


def test_an_unsafe_call_that_was_sent_at_last_is_not_repeated_further(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", unreachable()).expect("Some.Call", lost())
    with pytest.raises(AnswerLostError):
        opened.call("Some.Call", {}, safe=False)


@pytest.mark.parametrize("name", FINAL)
@pytest.mark.parametrize("safe", [True, False], ids=["safe", "unsafe"])
def test_what_will_not_pass_is_not_repeated(http: ScriptedHttp, clock: FakeClock, name: str, safe: bool) -> None:
    outcome, error = FINAL[name]
    opened = signed_in(http, clock=clock)
    http.expect("Some.Call", outcome())
    with pytest.raises(error):
        opened.call("Some.Call", {}, safe=safe)
    assert (clock.pauses, opened.requests.repeated) == ([], 0)


@pytest.mark.parametrize("name", PASSING)
def test_signing_in_is_repeated_too(http: ScriptedHttp, name: str) -> None:
    http.expect("Session.StartSession", PASSING[name]()).expect("Session.StartSession", returns(SESSION_ID))
    session(http).sign_in()
    assert len(http.sent) == 2


def test_signing_in_at_a_wrong_address_is_not_repeated(http: ScriptedHttp) -> None:
    http.expect("Session.StartSession", answer(404))
    with pytest.raises(UnexpectedAnswerError, match="Check server_url"):
        session(http).sign_in()


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("text", "pause"),
    [
        pytest.param("7", 7.0, id="seconds"),
        pytest.param(" 7 ", 7.0, id="seconds with blanks"),
        pytest.param("0", 0.5, id="no seconds"),
        pytest.param("9999", 30.0, id="hours"),
        pytest.param("9" * 400, 30.0, id="for ever"),
        pytest.param("-5", 0.5, id="negative seconds"),
        pytest.param("1.5", 0.5, id="a fraction"),
        pytest.param("\u00b2", 0.5, id="a digit that is no number"),
        pytest.param("soon", 0.5, id="a word"),
        pytest.param("Sun, 01 Mar 2026 12:00:09 GMT", 9.0, id="a date"),
        pytest.param("Sun, 01 Mar 2026 11:00:00 GMT", 0.5, id="a date that has passed"),
        pytest.param("Mon, 01 Mar 2027 12:00:00 GMT", 30.0, id="a date far away"),
        pytest.param("Sun, 99 Mar 2026 12:00:00 GMT", 0.5, id="a date that does not exist"),
    ],
)
def test_retry_after_is_honoured_and_clamped(
    http: ScriptedHttp, clock: FakeClock, status: int, text: str, pause: float
) -> None:
    opened = signed_in(http, clock=clock)
    http.expect("Some.Call", answer(status, Retry_After=text)).expect("Some.Call", returns(7))
    opened.call("Some.Call", {}, safe=True)
    assert clock.pauses == [pause]


@pytest.mark.parametrize(("chance", "factor"), [(0.0, 1.0), (0.5, 1.25), (0.999, 1.4995)])
def test_pauses_are_stretched_by_chance_up_to_half(
    http: ScriptedHttp, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, chance: float, factor: float
) -> None:
    monkeypatch.setattr(_session.random, "random", lambda: chance)
    opened = signed_in(http, clock=clock)
    http.expect("Some.Call", answer(503, Retry_After="10")).expect("Some.Call", lost()).expect("Some.Call", returns())
    opened.call("Some.Call", {}, safe=True)
    assert clock.pauses == pytest.approx([10 * factor, 1 * factor])


def test_pauses_grow_up_to_ten_seconds(http: ScriptedHttp, clock: FakeClock) -> None:
    opened = signed_in(http, clock=clock, retries=8)
    for _attempt in range(8):
        http.expect("Some.Call", unreachable())
    http.expect("Some.Call", returns())
    opened.call("Some.Call", {}, safe=True)
    assert clock.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0]


@pytest.mark.parametrize(
    ("timeout", "retries", "outcome"),
    [
        pytest.param(1.0, 3, answer(503, Retry_After="30"), id="a server that asks for more time than there is"),
        pytest.param(1.0, 10, answer(503), id="many retries of a second each"),
        pytest.param(10.0, 3, answer(503, Retry_After="20"), id="a second pause that does not fit"),
    ],
)
def test_no_attempt_begins_after_the_total_bound(
    http: ScriptedHttp, clock: FakeClock, timeout: float, retries: int, outcome: t.Any
) -> None:
    opened = signed_in(http, clock=clock, timeout=timeout, retries=retries)
    for _attempt in range(retries + 1):
        http.expect("Some.Call", outcome)
    began: list[float] = []
    http.on_call = lambda: began.append(clock.monotonic())
    with pytest.raises(UnavailableError):
        opened.call("Some.Call", {}, safe=True)
    assert max(began) <= timeout * retries
    http.forget()


def test_slow_failures_use_up_the_total_bound(http: ScriptedHttp, clock: FakeClock) -> None:
    opened = signed_in(http, clock=clock, timeout=30, retries=3)
    for _attempt in range(4):
        http.expect("Some.Call", lost())
    http.on_call = lambda: clock.advance(45)
    with pytest.raises(AnswerLostError, match="It was tried 2 times"):
        opened.call("Some.Call", {}, safe=True)
    http.forget()


def test_an_interruption_is_not_an_error_to_repeat(http: ScriptedHttp) -> None:
    opened = signed_in(http)
    http.expect("Some.Call", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        opened.call("Some.Call", {}, safe=True)


def test_an_unreachable_server_is_told_without_a_request_id(http: ScriptedHttp) -> None:
    http.expect("Session.StartSession", unreachable())
    with pytest.raises(UnreachableError) as failed:
        session(http, retries=0).sign_in()
    assert "request id" not in failed.value.message
