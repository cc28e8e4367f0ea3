# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that are secrets, in every spelling."""

from __future__ import annotations

import base64

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
