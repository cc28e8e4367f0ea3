# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from checks import pythons
from checks.pythons import NEWEST_LANE, OLDEST_LANE, Python


def machine(*minors: int) -> list[Python]:
    return [Python((3, minor, 1), Path(f"/usr/bin/python3.{minor}")) for minor in minors]


@pytest.mark.parametrize(
    ("minors", "newest", "oldest"),
    [
        pytest.param([11], ("3.11", "2.19"), ("3.11", "2.17"), id="only 3.11"),
        pytest.param([12], ("3.12", "2.21"), ("3.12", "2.17"), id="only 3.12"),
        pytest.param([13], ("3.13", "2.21"), ("3.13", "2.18"), id="only 3.13"),
        pytest.param([11, 12, 13], ("3.13", "2.21"), ("3.11", "2.17"), id="all of them"),
        pytest.param([14, 12], ("3.12", "2.21"), ("3.12", "2.17"), id="a proven Python before the newest"),
    ],
)
def test_lanes_of_a_machine(minors: list[int], newest: tuple[str, str], oldest: tuple[str, str]) -> None:
    for lane, expected in ((NEWEST_LANE, newest), (OLDEST_LANE, oldest)):
        choice = pythons.choose(lane, machine(*minors))
        assert choice is not None
        assert (choice[0].minor, choice[1]) == expected


def test_a_machine_without_a_suitable_python_has_no_lane() -> None:
    assert pythons.choose(NEWEST_LANE, machine(10)) is None


def test_the_first_of_two_pythons_of_one_version_is_taken() -> None:
    first, second = Python((3, 11, 2), Path("/usr/bin/python3")), Python((3, 11, 7), Path("/opt/bin/python3"))
    assert pythons.choose(NEWEST_LANE, [first, second]) == (first, "2.19")


def test_the_running_python_is_found_outside_of_its_virtual_environment() -> None:
    found = pythons.find()
    assert sys.version_info[:3] in [python.version for python in found]
    assert all(not python.executable.is_relative_to(sys.prefix) for python in found)


def test_shims_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/home/me/.pyenv/shims:/usr/bin")
    assert pythons.search_path() == [Path("/usr/bin")]


def test_something_that_is_no_python_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "python3.13"
    fake.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert fake not in [python.executable for python in pythons.find()]
