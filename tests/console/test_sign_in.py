# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Saving a sign-in: the person is a script of the page, which signs in after a while."""

from __future__ import annotations

import dataclasses
import json
import os
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AnswerLostError,
    AuthenticationError,
    InvalidRequestError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console import _sign_in
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._sign_in import SignInOrder, sign_in
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._console_login import sign_in_order

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._page import Page
    from ansible_collections.fleetops.kesc.tests.console.other_console import OtherConsole, Server


@pytest.fixture
def order(serve: Callable[..., OtherConsole], server: Server, tmp_path: Path) -> SignInOrder:
    """As kesc_console_login has it, but without a window: the tests have no display."""
    serve(present=None)
    arguments = _argspec.console_login_arguments(lambda _name: None)
    defaults = {name: option.get("default") for name, option in arguments["argument_spec"].items()}
    given = {"server_url": server.url, "ca_path": str(server.ca_file), "console_state": str(tmp_path / "s.json")}
    ordered = sign_in_order({**defaults, **given, "timeout": 600, "wait": 600}, check_mode=False)
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


def test_a_sign_in_is_made_again_where_that_is_wanted(order: SignInOrder, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    server.state(file)
    before = file.read_text(encoding="utf-8")
    assert not sign_in(dataclasses.replace(order, check_mode=True))
    assert sign_in(dataclasses.replace(order, check_mode=True, force=True))
    assert file.read_text(encoding="utf-8") == before
    assert sign_in(dataclasses.replace(_with_person(order, server), force=True))
    assert file.read_text(encoding="utf-8") != before


def test_a_sign_in_that_cannot_be_written_whole_leaves_the_one_before(
    order: SignInOrder, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "s.json"
    file.write_text("the one before", encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InvalidRequestError, match="cannot be written: No space left on device"):
        sign_in(_with_person(order, server))
    assert file.read_text(encoding="utf-8") == "the one before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_place_that_cannot_be_written_to_is_told_before_a_person_signs_in(order: SignInOrder, tmp_path: Path) -> None:
    for place, reason in (("none/s.json", "there is no folder"), ("", "it is a folder")):
        with pytest.raises(InvalidRequestError, match=reason):
            sign_in(dataclasses.replace(order, state=str(tmp_path / place)))


def test_a_window_that_the_person_closes_ends_the_wait(
    order: SignInOrder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    looks: list[Page] = []

    def close_it(_order: SignInOrder, page: Page) -> None:
        looks.append(page)
        page.current.close()

    monkeypatch.setattr(_sign_in, "_is_inside", close_it)
    with pytest.raises(AnswerLostError, match="the browser's window was closed"):
        sign_in(dataclasses.replace(order, wait=600.0))
    assert len(looks) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_window_needs_a_display(order: SignInOrder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    headed = dataclasses.replace(order.browser, headless=False)
    with pytest.raises(UnreachableError, match="there is no display") as raised:
        sign_in(dataclasses.replace(order, browser=headed))
    assert "machine at which the person sits" in raised.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_sign_in_that_nobody_makes_ends_with_what_the_page_shows(order: SignInOrder, tmp_path: Path) -> None:
    with pytest.raises(AuthenticationError, match=r"nobody had signed in after 1 seconds.*'Welcome'.*'Continue'"):
        sign_in(dataclasses.replace(order, wait=1.0))
    assert list(tmp_path.iterdir()) == []
