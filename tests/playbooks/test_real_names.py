# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""License names as the vendor writes them: what a replacement means, and the draft for names that tell nothing."""

from __future__ import annotations

import collections
import json
import os
import subprocess
import sys
import typing as t

import pytest
import yaml

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

TRAP = "Base Plus 2Year"


class Generated(t.NamedTuple):
    """A fleet of the lab's generator; ``document`` is its fleet file."""

    document: dict[str, t.Any]
    inventory: dict[str, t.Any]


class Runs(t.NamedTuple):
    """Two audits, ``completed`` with the draft that ``draft`` wrote as the editions file; ``text`` is that draft."""

    compared: Run
    draft: Run
    text: str
    completed: Run


@pytest.fixture(scope="module")
def runs(start_lab: Callable[..., RunningLab], ansible: Ansible, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder: Path = tmp_path_factory.mktemp("generated")
    command = [
        os.environ.get("KESC_LAB_PYTHON", sys.executable),
        "-m",
        "kesc_lab",
        "generate",
        "--tenants=12",
        "--seed=7",
    ]
    command += ["--names=real", "--mix=renewal=3,upgrade=3,downgrade=3,unknown_name=3"]
    command += [f"--fleet={folder / 'fleet.json'}", f"--inventory={folder / 'inventory.json'}"]
    subprocess.run(command, check=True)
    fleet = Generated(
        *(json.loads((folder / name).read_text(encoding="utf-8")) for name in ("fleet.json", "inventory.json"))
    )
    for code in fleet.document["activation_codes"]:
        # Each audit activates it.
        code.pop("activations", None)
    variables = connection_variables({**start_lab(fleet).connection(), "check_mode_verification": "staged"})

    def run(playbook: str, **more: str) -> Run:
        return ansible.playbook(
            f"fleetops.kesc.{playbook}", inventory=fleet.inventory, variables=variables | connection_variables(more)
        )

    file = str(folder / "draft.yml")
    compared, draft = run("audit"), run("editions", editions_draft=file)
    text = (folder / "draft.yml").read_text(encoding="utf-8")
    return Runs(compared, draft, text, run("audit", editions_file=file))


def transitions(run: Run) -> dict[str, int]:
    return collections.Counter(result["transition"] for result in run.results().values())


def test_what_a_replacement_means_is_told_where_the_names_tell_it_and_unknown_elsewhere(runs: Runs) -> None:
    """A downgrade that the order sheet tells of is stopped before the code is verified: its transition is unknown."""
    assert transitions(runs.compared) == {"renewal": 3, "upgrade": 3, "unknown": 6}
    assert sum(not result["verified"] for result in runs.compared.results().values()) == 3
    for result in runs.compared.results().values():
        if not result["verified"]:
            continue
        assert (TRAP in result["before"]["name"]) is (result["transition"] == "unknown")
        assert result["after"]["licensing_model"] == "device"
        assert result["after"]["name_parts"]["term_months"] == 12
        low, high = map(int, result["after"]["name_parts"]["band"].split("-"))
        assert low <= result["after"]["limit"] <= high


def test_a_name_whose_edition_nobody_can_tell_is_said_to_be_one(runs: Runs) -> None:
    unknown = [result for result in runs.compared.results().values() if TRAP in result["before"]["name"]]
    assert len(unknown) == 3
    for result in unknown:
        assert result["before"]["edition"] == "unknown edition"
        assert result["before"]["name_parts"]["unexplained"].endswith("Base Plus")
        assert any("has no entry called" in warning for warning in result["warnings"])


def test_a_downgrade_stops_and_names_the_source_of_what_is_only_implied(runs: Runs) -> None:
    stopped = [result for result in runs.compared.results().values() if not result["verified"]]
    assert len(stopped) == 3
    for result in stopped:
        assert "downgrade" in {guard["name"] for guard in result["guards"] if guard["tripped"]}
        assert any("implied by https://support.kaspersky" in warning for warning in result["warnings"])


def test_the_draft_has_what_is_not_explained_and_no_tenant(runs: Runs) -> None:
    assert runs.draft.exit_code == 0
    names = {result["before"]["name"] for result in runs.compared.results().values()}
    assert {seen["name"] for seen in _drafted(runs)} == names
    assert all(entry.endswith("Base Plus") for entry in yaml.safe_load(runs.text))
    assert sum(seen["licenses"] for seen in _drafted(runs) if seen["entry"]) == 3
    tenants = {result["tenant"] for result in runs.compared.results().values()}
    assert not [tenant for tenant in tenants if tenant in runs.text]


def test_the_draft_is_an_editions_file_that_claims_nothing(runs: Runs) -> None:
    assert transitions(runs.completed) == transitions(runs.compared)
    assert not [row for row in runs.completed.results().values() if row["before"]["edition"] == "unknown edition"]


def _drafted(runs: Runs) -> list[dict[str, t.Any]]:
    (result,) = runs.draft.results("fleetops.kesc.license_editions_draft").values()
    return t.cast("list[dict[str, t.Any]]", result["names"])
