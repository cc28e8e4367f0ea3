# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checks import java

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return tmp_path


def place(program: Path, *, version: str, exit_code: int = 0) -> str:
    program.parent.mkdir(exist_ok=True)
    program.write_text(
        f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\nexit {exit_code}\n", encoding="utf-8"
    )
    program.chmod(0o755)
    return str(program)


def test_a_machine_without_java_has_none(programs: Path) -> None:
    assert list(programs.iterdir()) == []
    assert java.find() is None


@pytest.mark.parametrize(
    ("version", "exit_code", "taken"),
    [("17.0.15", 0, True), ("21", 0, True), ("11.0.2", 0, False), ("1.8.0_402", 0, False), ("17.0.15", 1, False)],
)
def test_a_java_must_start_and_be_new_enough(programs: Path, version: str, exit_code: int, taken: bool) -> None:
    path = place(programs / "java", version=version, exit_code=exit_code)
    assert java.find() == (path if taken else None)


def test_the_one_that_java_home_names_goes_first(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(programs / "java", version="17.0.1")
    named = place(programs / "bin" / "java", version="21.0.2")
    monkeypatch.setenv("JAVA_HOME", str(programs))
    assert java.find() == named
    place(programs / "bin" / "java", version="11.0.2")
    assert java.find() is None
