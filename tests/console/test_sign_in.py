# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Saving a sign-in: the person is a script of the page, which signs in after a while."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils import _argspec, _options
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AuthenticationError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._sign_in import SignInOrder, sign_in

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.console.other_console import OtherConsole, Server


@pytest.fixture
def order(serve: Callable[..., OtherConsole], server: Server, tmp_path: Path) -> SignInOrder:
    """As kesc_console_login has it, but without a window: the tests have no display."""
    serve(present=None)
    arguments = _argspec.console_login_arguments(lambda _name: None)
    defaults = {name: option.get("default") for name, option in arguments["argument_spec"].items()}
    given = {"server_url": server.url, "ca_path": str(server.ca_file), "console_state": str(tmp_path / "s.json")}
    ordered = _options.sign_in({**defaults, **given, "timeout": 5, "wait": 20}, check_mode=False)
    assert ordered.browser.headless is False
    return dataclasses.replace(ordered, browser=dataclasses.replace(ordered.browser, headless=True))


def _with_person(order: SignInOrder, server: Server) -> SignInOrder:
    http = dataclasses.replace(order.browser.http, server_url=f"{server.url}?person")
    return dataclasses.replace(order, browser=dataclasses.replace(order.browser, http=http))


def test_a_person_signs_in_and_the_sign_in_is_saved_for_nobody_else_to_read(
    order: SignInOrder, server: Server, tmp_path: Path
) -> None:
    assert sign_in(_with_person(order, server))
    file = tmp_path / "s.json"
    assert file.stat().st_mode & 0o777 == 0o600
    cookie = json.loads(file.read_text(encoding="utf-8"))["cookies"][0]
    assert server.console is not None
    assert cookie["value"] in server.console.sessions
    assert list(tmp_path.iterdir()) == [file], "nothing half-written is left"
    assert not sign_in(order), "what is still good is kept"


def test_check_mode_opens_no_sign_in_and_saves_nothing(order: SignInOrder, server: Server, tmp_path: Path) -> None:
    assert sign_in(dataclasses.replace(_with_person(order, server), check_mode=True))
    assert list(tmp_path.iterdir()) == []


def test_a_sign_in_that_nobody_makes_ends_with_what_the_page_shows(order: SignInOrder, tmp_path: Path) -> None:
    with pytest.raises(AuthenticationError, match=r"nobody had signed in after 1 seconds.*'Welcome'.*'Continue'"):
        sign_in(dataclasses.replace(order, wait=1.0))
    assert list(tmp_path.iterdir()) == []
