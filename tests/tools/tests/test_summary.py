# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from checks import costs, summary

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of logs."""
    for module in (costs, summary):
        monkeypatch.setattr(module, "LOGS", tmp_path)
    monkeypatch.setattr(summary, "REPORT", tmp_path / "report.json")
    return tmp_path


def report(logs: Path, **results: str) -> None:
    """Write nox's report on these sessions."""
    sessions = [{"name": name, "result": result, "duration": 2.5} for name, result in results.items()]
    (logs / "report.json").write_text(json.dumps({"sessions": sessions}), encoding="utf-8")


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_an_environment_counts_for_nothing_and_a_check_for_its_tests(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(logs, newest="success", lab="success", ruff="success")
    (logs / "lab.log").write_text("5 passed in 0.12s\n", encoding="utf-8")
    (logs / "ruff.log").write_text("$ ruff check\n", encoding="utf-8")
    assert summary.tell([])
    assert last_line(capsys) == "6 passed, 0 failed"
    assert (logs / "summary").read_text(encoding="utf-8") == "6 passed, 0 failed\n"


@pytest.mark.parametrize("result", ["failed", "aborted", "skipped"])
def test_what_did_not_succeed_counts_as_failed_also_where_it_never_ran(
    logs: Path, capsys: pytest.CaptureFixture[str], result: str
) -> None:
    report(logs, newest="failed", ruff=result)
    assert not summary.tell([])
    assert last_line(capsys) == "0 passed, 2 failed"


def test_what_was_left_running_counts_as_failed_and_is_named(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(logs, newest="success")
    assert not summary.tell(["sleep 3600"])
    said = capsys.readouterr().out
    assert "left running, stopped now: sleep 3600" in said
    assert said.endswith("0 passed, 1 failed\n")


def test_a_run_without_a_report_has_failed(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(logs.iterdir()) == []
    assert not summary.tell([])
    assert last_line(capsys) == "0 passed, 1 failed"


def test_what_is_slow_is_told(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(logs, lab="success")
    (logs / "lab.log").write_text("12.34s call     tests/test_a.py::test_b[c d]\n1 passed in 13s\n", encoding="utf-8")
    (logs / "lab.cpu").write_text("7.25\n", encoding="ascii")
    assert summary.tell([])
    said = capsys.readouterr().out
    assert "     2.5      7.2  lab\n" in said
    assert "    12.3  lab: tests/test_a.py::test_b[c d]\n" in said


def test_the_time_that_commands_compute_is_recorded(logs: Path) -> None:
    with costs.recorded("lab"):
        pass
    assert (logs / "lab.cpu").exists()
    assert costs.cpu_seconds("lab") >= 0
    assert costs.cpu_seconds("never run") == 0
