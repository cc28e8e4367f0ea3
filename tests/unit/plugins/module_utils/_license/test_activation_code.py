# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading activation codes as people paste them, and keeping them secret."""

from __future__ import annotations

import base64
import copy
import json
import pickle
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidActivationCodeError, KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE, activation_code

_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_BLANKS = " \t\n\r\u00a0\u2007\u202f\u3000"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

codes = st.lists(st.text(_CHARACTERS, min_size=5, max_size=5), min_size=4, max_size=4).map("-".join)


@st.composite
def pasted(draw: st.DrawFn) -> tuple[str, str]:
    """A code, and one of the ways in which it may arrive."""
    code = draw(codes)
    separator = draw(st.sampled_from(["", " ", "\u00a0", *_DASHES, *(f" {dash} " for dash in _DASHES)]))
    text = "".join(draw(st.sampled_from([c, c.lower()])) for c in code).replace("-", separator)
    around = st.text(_BLANKS + _INVISIBLE, max_size=3)
    return code, draw(around) + text + draw(around)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("AB1CD-EF2GH-IJ3KL-MN4OP", id="as printed"),
        pytest.param("ab1cd-ef2gh-ij3kl-mn4op", id="lower case"),
        pytest.param("Ab1cD-eF2gH-iJ3kL-mN4Op", id="mixed case"),
        pytest.param("  AB1CD-EF2GH-IJ3KL-MN4OP\n", id="blanks around"),
        pytest.param("AB1CD - EF2GH - IJ3KL - MN4OP", id="blanks around the dashes"),
        pytest.param("AB1CD -\nEF2GH-IJ3KL-MN4OP", id="a line break in the middle"),
        pytest.param("AB1 CD-EF2GH-IJ3KL-MN4OP", id="a stray blank inside a section"),
        pytest.param("\u00a0AB1CD-EF2GH-IJ3KL-MN4OP\u00a0", id="no-break spaces around"),
        pytest.param("AB1CD\u00a0EF2GH\u00a0IJ3KL\u00a0MN4OP", id="no-break spaces between the sections"),
        pytest.param("AB1CD EF2GH IJ3KL MN4OP", id="blanks instead of dashes"),
        pytest.param("AB1CD EF2GH-IJ3KL MN4OP", id="blanks and dashes mixed"),
        pytest.param("AB1CDEF2GHIJ3KLMN4OP", id="no dashes"),
        pytest.param("AB1CD\u2013EF2GH\u2013IJ3KL\u2013MN4OP", id="en dashes"),
        pytest.param("AB1CD\u2014EF2GH\u2014IJ3KL\u2014MN4OP", id="em dashes"),
        pytest.param("AB1CD\u2011EF2GH\u2010IJ3KL\u2212MN4OP", id="hyphens and a minus sign"),
        pytest.param("\ufeffAB1CD-EF2GH-IJ3KL-MN4OP", id="a byte order mark in front"),
        pytest.param("AB1CD\u200b-EF2GH-\u200bIJ3KL-MN4OP\u200b", id="zero-width spaces"),
        pytest.param("AB1CD-\u00adEF2GH-IJ3KL-MN4OP", id="a soft hyphen beside a dash"),
        pytest.param("-AB1CD-EF2GH-IJ3KL-MN4OP-", id="dashes at the ends"),
    ],
)
def test_reads_what_people_paste(text: str) -> None:
    assert ActivationCode.parse(text).reveal() == CODE


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "the activation code is empty", id="nothing"),
        pytest.param(" \t\u00a0\u200b", "the activation code is empty", id="blanks only"),
        pytest.param("----", "0 section", id="dashes only"),
        pytest.param("AB1CD-EF2GH-IJ3KL", "3 section", id="a section missing"),
        pytest.param("AB1CD-EF2GH-IJ3KL-MN4OP-QR5ST", "5 section", id="a section too many"),
        pytest.param("AB1CDEF2GHIJ3KLMN4O", "1 section", id="no dashes and a character missing"),
        pytest.param("AB1CDEF2GHIJ3KLMN4OPQ", "1 section", id="no dashes and a character too many"),
        pytest.param("AB1CDEF2GH-IJ3KLMN4OP", "2 section", id="two long sections"),
        pytest.param("AB1C-EF2GH-IJ3KL-MN4OP", "section 1 .* 4 characters", id="a short section"),
        pytest.param("AB1CD-EF2GH-IJ3KLM-MN4OP", "section 3 .* 6 characters", id="a long section"),
        pytest.param("AB1CD-EF2G!-IJ3KL-MN4OP", "section 2 .* other than", id="a punctuation mark"),
        pytest.param("AB1CD-EF2GH-IJ_KL-MN4OP", "section 3 .* other than", id="an underscore"),
        pytest.param(
            "AB1CD-EF2GH-IJ3KL-MN4O\u0420", "section 4 .* other than", id="a Cyrillic letter that looks Latin"
        ),
        pytest.param("\u0131B1CD-EF2GH-IJ3KL-MN4OP", "section 1 .* other than", id="a dotless i, whose capital is I"),
        pytest.param("\u017fB1CD-EF2GH-IJ3KL-MN4OP", "section 1 .* other than", id="a long s, whose capital is S"),
        pytest.param("AB1C\u00df-EF2GH-IJ3KL-MN4OP", "section 1 .* other than", id="a sharp s, whose capital is SS"),
        pytest.param("AB1C\ufb01-EF2GH-IJ3KL-MN4OP", "section 1 .* other than", id="a ligature, whose capital is FI"),
        pytest.param("AB1CD-EF2GH-IJ3KL-MN4O\uff11", "section 4 .* other than", id="a full-width digit"),
        pytest.param("AB1CD-EF2GH-IJ3KL-MN4O\u0663", "section 4 .* other than", id="an Arabic digit"),
    ],
)
def test_refuses_what_cannot_be_a_code_and_says_where(text: str, sentence: str) -> None:
    with pytest.raises(InvalidActivationCodeError, match=sentence) as refused:
        ActivationCode.parse(text)
    assert refused.value.error_code == "invalid_activation_code"


@given(pasted())
def test_every_spelling_means_the_printed_code(pasted_code: tuple[str, str]) -> None:
    code, text = pasted_code
    assert ActivationCode.parse(text).reveal() == code


@given(codes)
def test_reading_is_idempotent(code: str) -> None:
    once = ActivationCode.parse(code)
    assert ActivationCode.parse(once.reveal()) == once


@given(st.one_of(st.text(), st.text(_CHARACTERS.lower() + _DASHES + _BLANKS, min_size=15, max_size=30)))
@example(CODE.lower())
def test_a_text_is_either_refused_or_has_the_printed_shape(text: str) -> None:
    try:
        code = ActivationCode.parse(text)
    except InvalidActivationCodeError:
        return
    assert re.fullmatch(r"([A-Z0-9]{5}-){3}[A-Z0-9]{5}", code.reveal())


@given(codes, st.sampled_from(["", "!", "Z", "-ZZZZZ", "\u0131"]), st.integers(0, 23))
def test_no_error_quotes_five_characters_of_what_was_typed(code: str, wrong: str, place: int) -> None:
    text = code[:place] + wrong + code[place + (not wrong) :]
    try:
        ActivationCode.parse(text)
    except KescError as error:
        facts = [fact for fact in error.to_dict().values() if isinstance(fact, str)]
        said = f"{error} {facts} {error.args}".upper()
        pieces = {text[start : start + 5].upper() for start in range(len(text) - 4)}
        assert not [piece for piece in pieces if piece in said]


@pytest.mark.parametrize(
    "show",
    [
        pytest.param(repr, id="repr"),
        pytest.param(str, id="str"),
        pytest.param("{}".format, id="format"),
        pytest.param(lambda code: f"{code!r:>60}", id="format of the repr"),
        pytest.param(lambda code: str([code]) + str({code: code}), id="inside containers"),
        pytest.param(lambda code: "%s %r" % (code, code), id="percent formatting"),  # noqa: UP031
    ],
)
def test_text_shows_the_last_five_characters_only(show: object) -> None:
    text = show(activation_code())  # type: ignore[operator]
    assert "MN4OP" in text
    assert not [section for section in CODE.split("-")[:3] if section in text]


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(pickle.dumps, id="pickle"),
        pytest.param(copy.copy, id="copy"),
        pytest.param(copy.deepcopy, id="deep copy"),
        pytest.param(json.dumps, id="JSON"),
        pytest.param(lambda code: format(code, ">40"), id="padded format"),
        pytest.param(vars, id="vars"),
    ],
)
def test_a_code_cannot_be_written_and_the_refusal_does_not_show_it(write: object) -> None:
    with pytest.raises(TypeError) as refused:
        write(activation_code())  # type: ignore[operator]
    assert not [section for section in CODE.split("-") if section in str(refused.value)]


def test_the_partial_code_is_the_last_section() -> None:
    assert activation_code().partial == "MN4OP"


def test_codes_are_equal_by_what_they_say() -> None:
    assert activation_code() == ActivationCode.parse(CODE.lower())
    assert hash(activation_code()) == hash(ActivationCode.parse(CODE.lower()))
    assert activation_code() != activation_code(OTHER_CODE)
    assert activation_code() != CODE


@given(codes)
def test_the_spellings_to_mask_cover_each_way_to_write_the_code(code: str) -> None:
    spellings = ActivationCode.parse(code).spellings()
    bare = code.replace("-", "")
    assert spellings >= {code, code.lower(), bare, bare.lower()}
    assert base64.b64encode(code.encode()).decode() in spellings
    assert all(len(spelling) >= 20 for spelling in spellings), "a part of a code would mask innocent texts"
