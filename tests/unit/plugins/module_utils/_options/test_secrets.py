# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that are secrets, in every spelling."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _secrets
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, activation_code
from ansible_collections.fleetops.kesc.tests.unit.support.task_params import params


def test_secrets_are_every_secret_in_every_spelling() -> None:
    typed = CODE.lower().replace("-", "\u2013")
    secrets = _secrets.secrets(
        params("license", activation_code=typed, password="pass-word", totp="123456", token="tok-en")
    )
    assert secrets >= {typed, "pass-word", "123456", "tok-en"}
    assert secrets >= activation_code().spellings()


def test_a_code_that_is_none_is_still_secret_as_typed() -> None:
    assert _secrets.secrets(params("license", activation_code="ABCDE-FGHIJ-KLMNO-PQRS")) == {
        "pass-word",
        "ABCDE-FGHIJ-KLMNO-PQRS",
    }


def test_no_secret_is_empty() -> None:
    secrets = _secrets.secrets({"activation_code": None, "password": "", "totp": None, "token": ""})
    assert secrets == set()


def test_the_password_of_a_proxy_is_a_secret() -> None:
    secrets = _secrets.secrets(params("license", proxy="http://someone:proxy-pass@proxy.test:3128"))
    assert "proxy-pass" in secrets


def test_a_password_in_the_server_address_is_a_secret() -> None:
    assert "url-pass" in _secrets.secrets(params("license", server_url="https://someone:url-pass@ksc.test"))


def test_base64_of_a_code_is_a_secret() -> None:
    assert base64.b64encode(CODE.encode()).decode() in _secrets.secrets(params("license", activation_code=CODE))


ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3),
    max_leaves=10,
)


@given(values=st.dictionaries(st.text(max_size=5), ANY_VALUE), secret=st.text(min_size=1, max_size=30))
def test_keys_numbers_and_the_shape_of_a_result_are_never_masked(values: dict[str, object], secret: str) -> None:
    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {name: shape(each) for name, each in value.items()}
        if isinstance(value, list):
            return [shape(each) for each in value]
        return "text" if isinstance(value, str) else value

    assert shape(_secrets.masked(values, {secret})) == shape(values)


@pytest.mark.parametrize(
    "secret",
    [CODE, CODE.replace("-", "").lower(), "s3cret-Passw0rd", "lab-operator-password", 'quo"ted\\-12', "0a" * 20],
)
@given(
    around=st.tuples(st.text("ab -", max_size=3), st.text("ab -", max_size=3)), name=st.sampled_from(["msg", "name"])
)
def test_what_is_unmistakably_a_secret_is_masked_wherever_it_stands(
    secret: str, around: tuple[str, str], name: str
) -> None:
    text = secret.join(around)
    assert _secrets.masked({name: {"deeper": [text]}}, {secret}) == {
        name: {"deeper": [text.replace(secret, "********")]}
    }


@pytest.mark.parametrize("secret", ["a", "e", "none", "Kaspersky", "2026-12-19", "no license here", "123456"])
class TestWordOfTheData:
    """A secret that is a part of names, outcomes or dates."""

    def test_is_left_in_data(self, secret: str) -> None:
        values = {"name": f"{secret} Endpoint", "outcome": secret, "inner": [f"x{secret}y"]}
        assert _secrets.masked(values, {secret}) == values

    def test_is_masked_in_text_for_people_where_it_stands_by_itself(self, secret: str) -> None:
        values = {"msg": f"it said '{secret}', then x{secret}x", "error": {"cause": secret, "error_code": secret}}
        assert _secrets.masked(values, {secret}) == {
            "msg": f"it said '********', then x{secret}x",
            "error": {"cause": "********", "error_code": secret},
        }

    def test_is_told_to_be_a_weak_password(self, secret: str) -> None:
        assert _secrets.is_weak(secret)


@given(st.text(min_size=1))
@example("a.*b")
def test_no_secret_is_taken_for_a_pattern(secret: str) -> None:
    assert json.dumps(_secrets.masked({"msg": "an ordinary text 12"}, {secret, "zz"}))


def test_no_password_is_no_weak_one() -> None:
    assert not _secrets.is_weak(None)
    assert not _secrets.is_weak("")
