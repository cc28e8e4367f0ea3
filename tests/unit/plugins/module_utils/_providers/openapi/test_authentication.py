# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each way to sign in sends, and what is refused before any server is asked."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._authentication import Credentials

# base64 of admin, pass-word, pässwörd, CORP and Контора
ADMIN, PASSWORD, UMLAUTS, CORP, CYRILLIC = (
    "YWRtaW4=",
    "cGFzcy13b3Jk",
    "cMOkc3N3w7ZyZA==",
    "Q09SUA==",
    "0JrQvtC90YLQvtGA0LA=",
)


def credentials(**values: t.Any) -> Credentials:
    return Credentials(**{"username": "admin", "password": "pass-word", **values})


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        pytest.param(
            {},
            {"Authorization": f'KSCBasic user="{ADMIN}", pass="{PASSWORD}", internal="1"'},
            id="an internal user, without a domain",
        ),
        pytest.param(
            {"user_domain": "CORP"},
            {"Authorization": f'KSCBasic user="{ADMIN}", pass="{PASSWORD}", internal="1"'},
            id="an internal user has no domain",
        ),
        pytest.param(
            {"password": "p\u00e4ssw\u00f6rd"},
            {"Authorization": f'KSCBasic user="{ADMIN}", pass="{UMLAUTS}", internal="1"'},
            id="a password in UTF-8",
        ),
        pytest.param(
            {"internal_user": False, "user_domain": "CORP"},
            {"Authorization": f'KSCBasic user="{ADMIN}", pass="{PASSWORD}", domain="CORP", internal="0"'},
            id="a domain user, plain",
        ),
        pytest.param(
            {"internal_user": False, "user_domain": 'CO"RP'},
            {"Authorization": f'KSCBasic user="{ADMIN}", pass="{PASSWORD}", domain="CORP", internal="0"'},
            id="a domain cannot end its quotation marks",
        ),
        pytest.param(
            {"internal_user": False, "user_domain": "CORP", "domain_encoding": "base64"},
            {"Authorization": f'KSCBasic user="{ADMIN}", pass="{PASSWORD}", domain="{CORP}", internal="0"'},
            id="a domain user, base64",
        ),
        pytest.param(
            {
                "internal_user": False,
                "user_domain": "\u041a\u043e\u043d\u0442\u043e\u0440\u0430",
                "domain_encoding": "base64",
            },
            {"Authorization": f'KSCBasic user="{ADMIN}", pass="{PASSWORD}", domain="{CYRILLIC}", internal="0"'},
            id="a Cyrillic domain, base64",
        ),
        pytest.param(
            {"internal_user": False},
            {"Authorization": f'KSCBasic user="{ADMIN}", pass="{PASSWORD}", domain="", internal="0"'},
            id="a Windows user without a domain",
        ),
        pytest.param({"auth_method": "token", "token": "abc"}, {"Authorization": "KSCT abc"}, id="token"),
        pytest.param({"auth_method": "web_token", "token": "abc"}, {"Authorization": "KSCWT abc"}, id="web token"),
        pytest.param(
            {"auth_method": "access_token", "token": "a.b"}, {"Cookie": "access_token=a.b"}, id="access token"
        ),
    ],
)
def test_headers_that_sign_in(given: dict[str, t.Any], headers: dict[str, str]) -> None:
    subject = credentials(**given)
    subject.check()
    assert subject.headers() == headers


def test_the_header_of_the_second_factor() -> None:
    assert credentials(totp="012345").second_factor() == {"Authorization": 'KSCMFA totp="012345"'}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"username": None}, "auth_method basic needs username", id="no user name"),
        pytest.param({"password": ""}, "auth_method basic needs password", id="an empty password"),
        pytest.param({"username": "", "password": None}, "needs username and password", id="neither"),
        pytest.param({"auth_method": "token"}, "auth_method token needs token", id="no token"),
        pytest.param({"auth_method": "web_token", "token": ""}, "auth_method web_token needs token", id="no web token"),
        pytest.param({"auth_method": "access_token"}, "auth_method access_token needs token", id="no access token"),
        pytest.param({"totp": ""}, "totp is not six digits", id="an empty second factor"),
        pytest.param({"totp": "12345"}, "totp is not six digits", id="five digits"),
        pytest.param({"totp": "1234567"}, "totp is not six digits", id="seven digits"),
        pytest.param({"totp": "12345a"}, "totp is not six digits", id="a letter among them"),
        pytest.param({"totp": "123456\n"}, "totp is not six digits", id="a line break after them"),
        pytest.param({"totp": "\u0661\u0662\u0663\u0664\u0665\u0666"}, "totp is not six digits", id="Arabic digits"),
        pytest.param({"auth_method": "token", "token": "a\r\nX: y"}, "token", id="a header smuggled into a token"),
        pytest.param(
            {"internal_user": False, "user_domain": "C\nX: y"}, "user_domain", id="one smuggled into a domain"
        ),
        pytest.param({"auth_method": "token", "token": "\u0442"}, "token", id="a token that no header holds"),
        pytest.param(
            {"internal_user": False, "user_domain": "\u041a\u043e\u043d\u0442\u043e\u0440\u0430"},
            "domain_encoding",
            id="a plain domain that no header holds",
        ),
    ],
)
def test_what_no_server_needs_to_see(given: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        credentials(**given).check()
    assert sentence in refused.value.message
    assert "pass-word" not in refused.value.message


@pytest.mark.parametrize(
    ("given", "reusable"),
    [
        ({}, True),
        ({"auth_method": "web_token", "token": "x"}, True),
        ({"auth_method": "token", "token": "x"}, False),
        ({"totp": "123456"}, False),
    ],
    ids=["password", "web token", "a token works once", "a second factor works once"],
)
def test_what_can_sign_in_twice(given: dict[str, t.Any], reusable: bool) -> None:
    assert credentials(**given).reusable is reusable


def test_text_does_not_show_the_secrets() -> None:
    text = repr(credentials(totp="123456", token="tok-en"))
    assert not [secret for secret in ("pass-word", "123456", "tok-en") if secret in text]
    assert credentials(totp="123456").secrets() >= {"pass-word", PASSWORD, "123456"}
