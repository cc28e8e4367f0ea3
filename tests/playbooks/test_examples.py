# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the modules that only the controller runs are playbooks, and run as they are printed."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

MODULES = Path(__file__).parents[2] / "plugins" / "modules"


def examples(module: str) -> list[dict[str, t.Any]]:
    text = (MODULES / f"{module}.py").read_text(encoding="utf-8")
    block = re.search(r'^EXAMPLES = r"""\n(.*?)^"""', text, re.DOTALL | re.MULTILINE)
    assert block is not None
    plays: list[dict[str, t.Any]] = yaml.safe_load(block[1])
    return plays


PLAYBOOKS = [file.stem for file in sorted(MODULES.glob("*.py")) if any("hosts" in each for each in examples(file.stem))]


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    made = Fleet(activations=None)
    made.tenant("Alder")
    made.tenant("Birch")
    return made


@pytest.fixture(scope="module")
def runs(
    fleet: Fleet, start_lab: Callable[..., RunningLab], ansible: Ansible, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Run]:
    """A run of each module's examples, over two tenants and a third one that is left to a person."""
    sheet = tmp_path_factory.mktemp("orders") / "orders.csv"
    by_hand = {"cedar": {"license_rotation_tenant": "Cedar", "license_rotation_by_hand": True}}
    codes = {order.tenant: order.new_code for order in fleet.orders.values()} | {"Cedar": "CEDAR-WORK0-LIST6-NEW07"}
    lines = [f"{tenant},{code}\n" for tenant, code in codes.items()]
    sheet.write_text("".join(["tenant,activation_code\n", *lines]), encoding="utf-8")
    inventory = fleet.inventory() | {"by_hand": {"hosts": by_hand}}
    variables = connection_variables(start_lab(fleet).connection())
    done = {}
    for module in PLAYBOOKS:
        plays = yaml.safe_load(yaml.safe_dump(examples(module)).replace("orders.csv", str(sheet)))
        done[module] = ansible.playbook(plays, inventory=inventory, variables=variables)
    return done


def test_they_are_those_of_the_rotation() -> None:
    assert PLAYBOOKS == [
        "license_rotation_begin",
        "license_rotation_gate",
        "license_rotation_report",
        "license_worklist",
    ]


@pytest.mark.parametrize("module", PLAYBOOKS)
def test_they_run(runs: dict[str, Run], module: str) -> None:
    assert runs[module].exit_code == 0, runs[module].output


def test_a_report_is_written_with_its_summary_beside_it(runs: dict[str, Run]) -> None:
    folder = runs["license_rotation_report"].folder
    (summary,) = folder.glob("audits/*-audit/summary.txt")
    assert "2 tenants, 2 unchanged" in summary.read_text(encoding="utf-8")


def test_a_work_list_is_written_in_polish(runs: dict[str, Run]) -> None:
    page = runs["license_worklist"].folder / "license-rotation-worklist" / "worklist.md"
    assert "Cedar · …NEW07" in page.read_text(encoding="utf-8")
    assert page.read_text(encoding="utf-8").startswith("# Lista zadań")
