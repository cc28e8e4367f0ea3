# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checks import chromium

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def place(program: Path, *, exit_code: int) -> str:
    program.write_text(f"#!/bin/sh\nexit {exit_code}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_a_machine_without_a_browser_sets_no_variable(programs: Path) -> None:
    assert list(programs.iterdir()) == []
    assert chromium.find() is None
    assert chromium.variables() == {}


def test_a_browser_of_any_known_name_is_found(programs: Path) -> None:
    for name in reversed(chromium.NAMES):
        assert chromium.find() != (path := place(programs / name, exit_code=0))
        assert chromium.find() == path
        assert chromium.variables() == {"KESC_BROWSER_PATH": path}


def test_a_name_behind_which_no_browser_starts_is_passed_over(programs: Path) -> None:
    place(programs / "chromium-browser", exit_code=1)
    assert chromium.find() is None
    google = place(programs / "google-chrome", exit_code=0)
    assert chromium.find() == google
