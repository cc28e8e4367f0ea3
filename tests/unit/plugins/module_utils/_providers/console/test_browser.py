# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding a browser, starting it safely, and the sites on which a code may be typed."""

from __future__ import annotations

import os
import sys
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    InvalidRequestError,
    MissingLibraryError,
    NotSupportedError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console import _browser, _wizard
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpSettings

if t.TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def _program(file: Path) -> str:
    file.write_text("#!/bin/sh\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_the_first_known_name_on_the_path_is_the_browser(path: Path) -> None:
    chrome = _program(path / "google-chrome-stable")
    assert _browser.find_browser(None) == chrome
    chromium = _program(path / "chromium")
    assert _browser.find_browser(None) == chromium
    assert _browser.find_browser(chrome) == chrome


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param(None, "none of chromium, chromium-browser, google-chrome", id="none on the path"),
        pytest.param("/nowhere/chromium", "browser_path '/nowhere/chromium' is no program", id="another is named"),
    ],
)
@pytest.mark.usefixtures("path")
def test_a_browser_that_is_not_there_is_told_with_what_to_do(given: str | None, sentence: str) -> None:
    with pytest.raises(MissingLibraryError) as raised:
        _browser.find_browser(given)
    assert sentence in raised.value.cause
    assert "apt-get install chromium" in raised.value.remedy


def test_a_library_that_is_not_there_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    settings = _browser.BrowserSettings(
        http=HttpSettings(server_url="https://console.example.com"), executable=None, language="en", state=None
    )
    with pytest.raises(MissingLibraryError, match="playwright is not installed for the interpreter"):
        _browser.Browser(settings)


@pytest.mark.parametrize(
    ("user", "sandbox"), [pytest.param(0, False, id="root"), pytest.param(1000, True, id="a user")]
)
def test_only_root_does_without_the_sandbox(monkeypatch: pytest.MonkeyPatch, user: int, sandbox: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert _browser.has_sandbox() is sandbox


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "cannot be read: No such file", id="no file"),
        pytest.param("session=abc", "is not JSON", id="no JSON"),
        pytest.param("[]", "is not a Playwright storage state", id="something else"),
    ],
)
def test_a_saved_sign_in_that_is_none_is_refused_without_a_word_of_it(
    tmp_path: Path, content: str | None, sentence: str
) -> None:
    file = tmp_path / "state.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidRequestError, match=sentence) as raised:
        _browser.check_state(str(file))
    assert "abc" not in raised.value.message
    assert "kesc_console_login" in raised.value.remedy


@pytest.mark.parametrize("readable", [True, False])
def test_a_saved_sign_in_that_others_can_read_is_warned_of(tmp_path: Path, readable: bool) -> None:
    file = tmp_path / "state.json"
    file.write_text("{}", encoding="utf-8")
    file.chmod(0o640 if readable else 0o600)
    assert (_browser.state_warning(str(file)) is not None) is readable


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://cloud.example.com", "cloud.example.com"),
        ("https://console.cloud.example.com", "cloud.example.com"),
        ("https://console.example.com:8443", "cloud.example.com"),
        ("https://console.example.co.uk", "cloud.example.co.uk"),
        ("https://127.0.0.1:8443", "127.0.0.1"),
        ("https://localhost", "localhost"),
    ],
)
def test_a_code_is_typed_on_the_named_site(address: str, host: str) -> None:
    _wizard._refuse_other_site(address, host)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://cloud.example.com", "cloud.example.com"),
        ("https://example.org", "cloud.example.com"),
        ("https://notexample.com", "cloud.example.com"),
        ("https://other.co.uk", "cloud.example.co.uk"),
        ("https://127.0.0.2", "127.0.0.1"),
        ("https://elsewhere", "localhost"),
        ("null", "cloud.example.com"),
    ],
)
def test_a_code_is_typed_nowhere_else(address: str, host: str) -> None:
    with pytest.raises(NotSupportedError, match="the code was not typed"):
        _wizard._refuse_other_site(address, host)


@pytest.mark.parametrize(
    ("address", "server", "account"),
    [
        ("http://proxy.test:3128", "http://proxy.test:3128", {}),
        ("https://proxy.test", "https://proxy.test", {}),
        ("http://me:p%40ss@proxy.test:3128", "http://proxy.test:3128", {"username": "me", "password": "p@ss"}),
        ("http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128", {}),
        ("socks5h://proxy.test:1080", "socks5://proxy.test:1080", {}),
        ("socks5://proxy.test:1080", "socks5://proxy.test:1080", {}),
    ],
)
def test_a_proxy_is_named_as_chromium_knows_it(address: str, server: str, account: dict[str, str]) -> None:
    assert _browser._proxy(address) == {"server": server, **account}
