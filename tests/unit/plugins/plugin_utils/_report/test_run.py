# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The run that a report is about."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _run


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://ksc.example.com:13299", "ksc.example.com:13299"),
        ("ksc.example.com", "ksc.example.com"),
        ("https://[2001:db8::1]:13299/", "[2001:db8::1]:13299"),
        ("https://operator:s3cret@ksc.example.com/console/", "ksc.example.com"),
        ("https://ksc.example.com:port", ""),
        ("", ""),
    ],
)
def test_a_server_is_named_without_credentials(address: str, name: str) -> None:
    assert _run.server_name(address) == name


@pytest.mark.parametrize(
    ("run", "title"),
    [
        ({"kind": "audit", "check_mode": False}, "License audit"),
        ({"kind": "rotate", "check_mode": True}, "License rotation (check mode)"),
        ({"kind": "of a later version", "check_mode": False}, "License rotation"),
        (None, "License rotation"),
    ],
)
def test_the_title_says_what_the_run_did(run: dict[str, object] | None, title: str) -> None:
    assert _run.title_of(run) == title


def test_facts_that_are_not_known_are_left_out() -> None:
    assert _run.facts_of(None) == {}
