# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rotation shows under the callback that everybody has: little, each fact once, and every line short."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._core import SHOWS_MESSAGES_AS_TEXT
from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import PLUS, Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

LONGEST_LINE = 200
# Newer cores show the first of several failures that read alike with where its task is written.
MOST_LINES = 51 if SHOWS_MESSAGES_AS_TEXT else 45


@pytest.fixture(scope="module")
def rotated(start_lab: Callable[..., RunningLab], ansible: Ansible) -> Run:
    """Ten tenants, one of which a guard holds back, and one whose code nobody knows."""
    fleet = Fleet()
    for number in range(8):
        fleet.tenant(f"Tenant {number}")
    fleet.tenant("Held Back", old={"name": PLUS})
    fleet.tenant("Unknown", unknown=True)
    lab = start_lab(fleet)
    variables = connection_variables(lab.connection())
    return ansible.playbook("fleetops.kesc.rotate", inventory=fleet.inventory(), variables=variables)


def lines_of(run: Run) -> list[str]:
    return [line for line in run.stdout.splitlines() if line.strip()]


def test_a_rotation_of_ten_fits_a_screen(rotated: Run) -> None:
    assert len(lines_of(rotated)) <= MOST_LINES, rotated.stdout
    assert max(map(len, lines_of(rotated))) <= LONGEST_LINE


@pytest.mark.parametrize("host", ["held-back", "unknown"])
def test_a_tenant_that_was_not_replaced_has_one_line_with_the_reason_and_what_to_do(rotated: Run, host: str) -> None:
    (line,) = [line for line in lines_of(rotated) if f": {host}: " in line]
    assert line.startswith("held back: " if host == "held-back" else "failed: ")
    assert line.endswith(("set license_rotation_allow_downgrade: true.", "against the order confirmation."))


def test_its_values_are_not_shown_but_registered(rotated: Run) -> None:
    result = rotated.results()["unknown"]
    assert result["error"]["error_code"] == "code_refused"
    assert result["before"]["license_id"]
    assert result["before"]["license_id"] not in rotated.output


def test_nothing_is_shown_that_is_no_news(rotated: Run) -> None:
    assert "noop" not in rotated.output
    assert rotated.stdout.count("[ERROR]") == (1 if SHOWS_MESSAGES_AS_TEXT else 0)


def test_the_recap_and_the_exit_code_tell_who_was_not_replaced(rotated: Run) -> None:
    recap = [line for line in rotated.stdout.partition("PLAY RECAP")[2].splitlines() if "ok=" in line]
    failed = {line.split()[0] for line in recap if "failed=1" in line}
    assert failed == {"held-back", "unknown"}
    assert rotated.exit_code == 2
