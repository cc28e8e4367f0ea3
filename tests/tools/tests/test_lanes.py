# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from checks import lanes
from checks.lanes import CORES_OF_NEWEST, CORES_OF_OLDEST

RUNNING = f"{sys.version_info[0]}.{sys.version_info[1]}"
# A version that is not the running one.
OTHER = "3.12" if RUNNING == "3.13" else "3.13"


def place(program: Path, *, exit_code: int) -> Path:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\nexit {exit_code}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH of a machine without pyenv."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    return tmp_path / "bin"


@pytest.mark.parametrize(
    ("minors", "newest", "oldest"),
    [
        pytest.param(["3.11"], ("3.11", "2.19"), ("3.11", "2.17"), id="only 3.11"),
        pytest.param(["3.12"], ("3.12", "2.21"), ("3.12", "2.17"), id="only 3.12"),
        pytest.param(["3.13"], ("3.13", "2.21"), ("3.13", "2.18"), id="only 3.13"),
        pytest.param(["3.11", "3.12", "3.13"], ("3.13", "2.21"), ("3.11", "2.17"), id="all of them"),
        pytest.param(["3.14", "3.12"], ("3.12", "2.21"), ("3.12", "2.17"), id="a proven Python before the newest"),
    ],
)
def test_lanes_of_a_machine(minors: list[str], newest: tuple[str, str], oldest: tuple[str, str]) -> None:
    found = {minor: Path(f"/usr/bin/python{minor}") for minor in minors}
    for cores, expected in ((CORES_OF_NEWEST, newest), (CORES_OF_OLDEST, oldest)):
        minor, python = lanes.choose(cores, found.get)
        assert (minor, cores[minor]) == expected
        assert python == found[minor]


def test_a_machine_without_a_suitable_python_has_no_lane() -> None:
    with pytest.raises(LookupError, match=r"3\.13, 3\.12, 3\.14, 3\.11"):
        lanes.choose(CORES_OF_NEWEST, {"3.10": Path("/usr/bin/python3.10")}.get)


def test_the_running_python_is_found_outside_of_its_virtual_environment(only: Path) -> None:
    assert not only.exists()
    found = lanes.find(RUNNING)
    assert found is not None
    assert not found.is_relative_to(sys.prefix)


def test_shims_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/home/me/.pyenv/shims:/usr/bin")
    assert lanes.search_path() == [Path("/usr/bin")]


def test_something_that_is_no_python_is_passed_over(only: Path) -> None:
    place(only / f"python{OTHER}", exit_code=127)
    assert lanes.find(OTHER) is None


def test_the_newest_of_pyenv_is_found_after_what_is_on_path(only: Path) -> None:
    versions = only.parent / ".pyenv" / "versions"
    for patch in (9, 10):
        place(versions / f"{OTHER}.{patch}" / "bin" / f"python{OTHER}", exit_code=0)
    assert lanes.find(OTHER) == versions / f"{OTHER}.10" / "bin" / f"python{OTHER}"
    on_path = place(only / f"python{OTHER}", exit_code=0)
    assert lanes.find(OTHER) == on_path
