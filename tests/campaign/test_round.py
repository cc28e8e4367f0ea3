# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole round, with a seed that never changes: 60 tenants, faults, a killed run, and nothing violated."""

from __future__ import annotations

import typing as t

from campaign import describe, main
from rounds import play
from variations import Act

if t.TYPE_CHECKING:
    from pathlib import Path

    import pytest

TENANTS = 60
# Its first run is killed with its workers, its second has faults alone; effects are late, the server does not tell
# which license is in force, and a code that is stored is refused.
SEED = 937


def test_a_round_violates_nothing(tmp_path: Path) -> None:
    played = play(SEED, tmp_path, tenants=TENANTS)
    assert not played.violations, describe(played, tenants=TENANTS)
    assert Act.KILL in {interruption.act for interruption in played.variation.disturbed}
    assert played.faults_met > TENANTS // 2


def test_the_command_line_says_what_it_played_and_leaves_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--seed=2", "--rounds=1", "--tenants=1", f"--folder={tmp_path}"]) == 0
    assert "1 rotations in 1 rounds, 0 violations" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
