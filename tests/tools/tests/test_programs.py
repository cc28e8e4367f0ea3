# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checks import programs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return tmp_path


def place(program: Path, *, says: str = "", exit_code: int = 0) -> str:
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit {exit_code}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def place_java(program: Path, version: str, *, exit_code: int = 0) -> str:
    return place(program, says=f'openjdk version "{version}" 2025-04-15', exit_code=exit_code)


def test_a_machine_without_a_browser_sets_no_variable(only: Path) -> None:
    assert list(only.iterdir()) == []
    assert programs.find_browser() is None
    assert programs.browser_variables() == {}


def test_a_browser_of_any_known_name_is_found(only: Path) -> None:
    for name in reversed(programs.BROWSERS):
        assert programs.find_browser() != (path := place(only / name))
        assert programs.find_browser() == path
        assert programs.browser_variables() == {"KESC_BROWSER_PATH": path}


def test_a_name_behind_which_no_browser_starts_is_passed_over(only: Path) -> None:
    place(only / "chromium-browser", exit_code=1)
    assert programs.find_browser() is None
    google = place(only / "google-chrome")
    assert programs.find_browser() == google


def test_a_machine_without_java_has_none(only: Path) -> None:
    assert list(only.iterdir()) == []
    assert programs.find_java() is None


@pytest.mark.parametrize(
    ("version", "exit_code", "taken"),
    [("17.0.15", 0, True), ("21", 0, True), ("11.0.2", 0, False), ("1.8.0_402", 0, False), ("17.0.15", 1, False)],
)
def test_a_java_must_start_and_be_new_enough(only: Path, version: str, exit_code: int, taken: bool) -> None:
    path = place_java(only / "java", version, exit_code=exit_code)
    assert programs.find_java() == (path if taken else None)


def test_the_one_that_java_home_names_goes_first(only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place_java(only / "java", "17.0.1")
    named = place_java(only / "bin" / "java", "21.0.2")
    monkeypatch.setenv("JAVA_HOME", str(only))
    assert programs.find_java() == named
    place_java(only / "bin" / "java", "11.0.2")
    assert programs.find_java() is None
