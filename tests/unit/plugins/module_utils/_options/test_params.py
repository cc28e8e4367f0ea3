# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that are missing: what is said, and every way to give them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._options._params import require


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        pytest.param({"server_url": None}, "server_url is missing. Set server_url or KESC_SERVER_URL.", id="not given"),
        pytest.param({"server_url": ""}, "server_url is empty. Set server_url or KESC_SERVER_URL.", id="empty"),
        pytest.param(
            {"server_url": None, "variables_prefix": "license_rotation_"},
            "server_url is missing. Set license_rotation_server_url or KESC_SERVER_URL.",
            id="a role's variable",
        ),
        pytest.param(
            {"activation_code": None}, "activation_code is missing. Set activation_code.", id="no environment"
        ),
        pytest.param(
            {"username": None, "password": ""},
            "username is missing; password is empty. Set username or KESC_USERNAME; password or KESC_PASSWORD.",
            id="several",
        ),
    ],
)
def test_what_is_missing_is_told_with_the_ways_to_give_it(given: dict[str, t.Any], finding: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        require(given, *(name for name in given if name != "variables_prefix"))
    assert refused.value.finding == finding


def test_nothing_is_said_of_what_is_there() -> None:
    require({"server_url": "ksc.example.com", "timeout": 0}, "server_url", "timeout")
