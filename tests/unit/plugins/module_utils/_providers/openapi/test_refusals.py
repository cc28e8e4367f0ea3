# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the server's refusal to a sentence."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils import _errors
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._refusals import (
    explain,
    is_activation_refusal,
)


class Known(t.NamedTuple):
    module: str
    code: int
    subcode: int | None
    error: type[KescError]
    sentence: str


TABLE = (
    Known("KLPRSS", 1125, 0, _errors.ServerError, "misses a parameter"),
    Known("KLSTD", 1184, 0, _errors.AccessDeniedError, "lacks the right"),
    Known("KLSTD", 1186, 0, _errors.NotFoundError, "does not find the object"),
    Known("KLSTD", 1192, 0, _errors.ServerError, "damaged or in an unknown format"),
    Known("KLSTD", 1193, 0, _errors.LicenseNotUsableError, "not valid for the Administration Server"),
    Known("KLCONN", 1194, 0, _errors.ServerError, "does not know this call"),
    Known("KLSTD", 1195, 0, _errors.UnavailableError, "temporarily unavailable"),
    Known("KLSTD", 1195, 1, _errors.UnavailableError, "starting or stopping"),
    Known("KLSTD", 1195, 2, _errors.UnavailableError, "in maintenance"),
    Known("KLSTD", 1229, -1, _errors.ServerError, "limited"),
    Known("KLOLA", 2351, 3, _errors.CodeRefusedError, "1.0 kind"),
    Known("KLOLA", 2351, 34, _errors.CodeRefusedError, "know no license for this activation code"),
    Known("KLOLA", 2351, 99, _errors.CodeRefusedError, "does not document"),
    Known("KLWAT", 1445, 0, _errors.NotFoundError, "no such client"),
    Known("KLWAT", 1453, 0, _errors.AuthenticationError, "user name or password is wrong"),
    Known("KLWAT", 1454, 0, _errors.AuthenticationError, "web token was refused"),
    Known("SPL", 2013, 0, _errors.AuthenticationError, "blocked after too many wrong passwords"),
    Known("KLSPL", 2013, 0, _errors.AuthenticationError, "blocked after too many wrong passwords"),
)


@pytest.mark.parametrize("known", TABLE, ids=lambda known: f"{known.module} {known.code} subcode {known.subcode}")
def test_documented_codes(known: Known) -> None:
    error = explain(
        {"module": known.module, "code": known.code, "subcode": known.subcode, "message": "own words"}, request_id="R1"
    )
    assert error.__class__ is known.error
    assert known.sentence in error.cause
    assert error.server == _errors.ServerAnswer(
        module=known.module, code=known.code, subcode=known.subcode, text="own words", request_id="R1"
    )
    assert "R1" in error.message


def test_each_documented_code_has_a_sentence_of_its_own() -> None:
    causes = [explain({"module": k.module, "code": k.code, "subcode": k.subcode}).cause for k in TABLE[:-1]]
    assert len(set(causes)) == len(causes)


@pytest.mark.parametrize("missing", [{}, {"module": None}, {"module": ""}], ids=["missing", "nothing", "empty"])
def test_without_a_module_the_code_alone_tells(missing: dict[str, t.Any]) -> None:
    told = [explain({"code": known.code, "subcode": known.subcode, **missing}) for known in TABLE]
    assert [type(error) for error in told] == [known.error for known in TABLE]
    assert all(known.sentence in error.cause for known, error in zip(TABLE, told, strict=True))


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"message": "own words"}, id="only a message"),
        pytest.param({"module": "KLSTD", "message": "own words"}, id="no code"),
        pytest.param({"module": "KLSTD", "code": "1184"}, id="a code that is a text"),
        pytest.param({"module": "KLSTD", "code": True}, id="a code that is a truth value"),
        pytest.param({"module": "KLSTD", "code": 4711}, id="a code that nobody documents"),
        pytest.param({"module": "OTHER", "code": 1184}, id="the code of another module"),
        pytest.param({"module": None, "code": None, "message": None, "locdata": None}, id="members that are nothing"),
        pytest.param({"module": ["KLSTD"], "code": [1], "subcode": {}, "message": 7}, id="members of other types"),
    ],
)
def test_an_unknown_refusal_is_a_server_error(refusal: dict[str, t.Any]) -> None:
    error = explain(refusal, request_id="R1")
    assert error.__class__ is _errors.ServerError
    assert error.message.startswith("Failed: the server refused the call (")
    assert ("own words" in error.message) == ("own words" in str(refusal))


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        pytest.param({"message": "plain"}, "plain", id="the message"),
        pytest.param(
            {"locdata": {"type": "params", "value": {"format": "Key %1 of %2", "args": ["A", "B"]}}},
            "Key A of B",
            id="a format with arguments",
        ),
        pytest.param(
            {"locdata": {"type": "params", "value": {"format": "%2 before %1", "args": ["A", "B"]}}},
            "B before A",
            id="in another order",
        ),
        pytest.param(
            {"locdata": {"type": "params", "value": {"format": "[%1][%2]", "args": ["A"]}}},
            "[A][]",
            id="an argument missing",
        ),
        pytest.param({"locdata": {"type": "params", "value": {"format": "[%1]"}}}, "[]", id="no arguments"),
        pytest.param(
            {"locdata": {"type": "params", "value": {"format": "[%0]%", "args": ["A"]}}},
            "[]%",
            id="a number that means nothing",
        ),
        pytest.param(
            {"locdata": {"type": "params", "value": {"format": "%10 %1", "args": ["A"] * 9 + ["J"]}}},
            "J A",
            id="ten arguments are not one and nought",
        ),
        pytest.param(
            {"locdata": {"type": "params", "value": {"format": "%1", "args": "AB"}}, "message": "m"},
            "",
            id="arguments that are no array",
        ),
        pytest.param(
            {"locdata": {"type": "params", "value": {"format": "%1", "args": ["%2", "B"]}}},
            "%2",
            id="an argument is not a format",
        ),
        pytest.param({"locdata": {"format": "bare %1", "args": [5]}}, "bare 5", id="a bare container"),
        pytest.param(
            {"locdata": {"type": "params", "value": {"format": ""}}, "message": "m"}, "m", id="an empty format"
        ),
        pytest.param({"locdata": {"type": "params", "value": {"args": ["A"]}}, "message": "m"}, "m", id="no format"),
        pytest.param({"locdata": "text", "message": "m"}, "m", id="locdata of another type"),
        pytest.param({"locdata": {"type": "params", "value": None}, "message": "m"}, "m", id="an empty wrapper"),
        pytest.param({"locdata": {}, "message": "m"}, "m", id="an empty container"),
    ],
)
def test_the_servers_own_words(refusal: dict[str, t.Any], text: str) -> None:
    server = explain(refusal).server
    assert server is not None
    assert server.text == text


def test_the_servers_words_are_one_short_printable_line() -> None:
    server = explain({"message": "first\r\nsecond\x1b[31m\x00 " + "x" * 5000}).server
    assert server is not None
    for shown in (server.to_dict()["text"], str(server).removeprefix("said: ")):
        assert shown.startswith("first second")
        assert shown.isprintable()
        assert len(shown) <= 200


@pytest.mark.parametrize(
    ("error", "subcodes", "answer"),
    [
        pytest.param(explain({"module": "KLOLA", "code": 2351, "subcode": 3}), (3, 34), True, id="the first"),
        pytest.param(explain({"module": "KLOLA", "code": 2351, "subcode": 34}), (3, 34), True, id="the second"),
        pytest.param(explain({"module": "KLOLA", "code": 2351, "subcode": 5}), (3, 34), False, id="another subcode"),
        pytest.param(explain({"module": "KLOLA", "code": 2351}), (3, 34), False, id="no subcode"),
        pytest.param(explain({"code": 2351, "subcode": 34}), (3, 34), True, id="no module"),
        pytest.param(explain({"module": "KLSTD", "code": 1184, "subcode": 3}), (3, 34), False, id="another code"),
        pytest.param(KescError("no"), (3, 34), False, id="no server"),
    ],
)
def test_refusals_of_the_activation_servers(error: KescError, subcodes: tuple[int, ...], answer: bool) -> None:
    assert is_activation_refusal(error, *subcodes) is answer
