# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run leaves behind is found, whatever it is, and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import typing as t

from runs import Runs

if t.TYPE_CHECKING:
    from pathlib import Path


def test_a_process_that_a_run_left_is_found_and_stopped(tmp_path: Path) -> None:
    runs = Runs(tmp_path, inventory={}, settings={}, forks=1)
    left = subprocess.Popen(["sleep", "600"], env={**os.environ, "HOME": str(tmp_path / "run-1")})
    other = subprocess.Popen(["sleep", "600"], env={**os.environ, "HOME": str(tmp_path)})
    assert runs.left_over(within=0) == [left.pid]
    runs.stop_all()
    assert left.wait() == -signal.SIGKILL
    assert runs.left_over(within=0) == []
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_journal_is_put_away_so_that_the_next_run_begins_anew(tmp_path: Path) -> None:
    runs = Runs(tmp_path, inventory={}, settings={}, forks=1)
    runs.put_journal_away()
    (tmp_path / "journal.jsonl").write_text("{}\n")
    runs.put_journal_away()
    assert [file.name for file in tmp_path.glob("journal*")] == ["journal-before-run-1.jsonl"]
    runs.stop_all()
