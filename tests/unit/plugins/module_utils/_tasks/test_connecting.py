# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the options of every task say of tenants."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks import _connecting
from ansible_collections.fleetops.kesc.tests.unit.support.task_params import params


def at_a_time(**given: t.Any) -> int:
    options = params("license_info", **given)
    return _connecting.concurrency(options, _connecting.connection_of(options))


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ({}, ""),
        ({"tenant": "Birch"}, "Birch"),
        ({"tenant_id": "12"}, "id 12"),
        ({"tenant": "B", "tenant_id": "1"}, "B"),
        ({"provider": "console"}, "Business Hub"),
    ],
    ids=["main server", "name", "id", "both", "the console"],
)
def test_what_to_call_the_tenant(given: dict[str, t.Any], label: str) -> None:
    assert _connecting.tenant_label(params("license_info", **given)) == label


@pytest.mark.parametrize(("concurrency", "fine"), [(1, True), (16, True), (0, False), (-2, False)])
def test_concurrency_is_one_or_more(concurrency: int, fine: bool) -> None:
    if fine:
        assert at_a_time(concurrency=concurrency) == concurrency
    else:
        with pytest.raises(InvalidRequestError, match="concurrency is"):
            at_a_time(concurrency=concurrency)


def test_no_more_than_two_browsers_are_open_at_a_time() -> None:
    assert at_a_time(provider="console", concurrency=16) == 2


@pytest.mark.parametrize(
    ("repeated", "sentences"),
    [
        ([], []),
        ([0, 0], []),
        ([3], ["3 call(s) had to be repeated."]),
        ([1, 0, 3], ["4 call(s) had to be repeated, for 2 of 3 tenants."]),
    ],
    ids=["no tenants", "no repetition", "one tenant", "many"],
)
def test_a_busy_server_is_one_sentence(repeated: list[int], sentences: list[str]) -> None:
    assert _connecting.busy_warning(repeated) == sentences
