# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The main job: a fleet is audited, rotated, and rotated again."""

from __future__ import annotations

import dataclasses
import re
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import BASE, PLUS, Fleet, every_case

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

AUDITED = {
    "alder-renewal": "would_try",
    "birch-upgrade": "would_try",
    "cedar-downgrade": "would_try",
    "dogwood-unknown": "would_try",
    "elm-in-place": "unchanged",
    "fir-macs": "would_try",
    "ginkgo-expired": "would_try",
    "hazel-subscription": "unchanged",
    "ivy-old-kind": "would_try",
}
ROTATED = AUDITED | {
    "alder-renewal": "replaced",
    "birch-upgrade": "replaced",
    "cedar-downgrade": "held_back",
    "dogwood-unknown": "failed",
    "fir-macs": "replaced",
    "ginkgo-expired": "replaced",
    "hazel-subscription": "refreshed",
    "ivy-old-kind": "replaced",
}
REPLACED = [host for host, outcome in ROTATED.items() if outcome == "replaced"]
CHANGED = [host for host, outcome in ROTATED.items() if outcome in ("replaced", "refreshed")]
AGAIN = ROTATED | dict.fromkeys(CHANGED, "unchanged")


@dataclasses.dataclass(frozen=True)
class Day:
    """Four runs over one fleet, with what the lab saw of them: its tenants afterwards, and the calls in between."""

    fleet: Fleet
    lab: RunningLab
    before: dict[str, t.Any]
    audit: Run
    audited: dict[str, t.Any]
    audit_writes: list[str]
    staged: Run
    after_staging: dict[str, t.Any]
    first: Run
    rotated: dict[str, t.Any]
    again: Run
    again_from: int
    activations: int


@pytest.fixture(scope="module")
def day(ansible: Ansible, start_lab: Callable[..., RunningLab]) -> Day:
    fleet = every_case(activations=3)  # staged, rotated, and once more for the tenant that a guard stops
    lab = start_lab(fleet)
    inventory, variables = fleet.inventory(), connection_variables(lab.connection())
    staged_variables = variables | {"license_rotation_check_mode_verification": "staged"}

    before = lab.tenants()
    audit = ansible.playbook("fleetops.kesc.audit", "--check", "--diff", inventory=inventory, variables=variables)
    audited, audit_writes = lab.tenants(), lab.writes()
    staged = ansible.playbook(
        "fleetops.kesc.rotate", "--check", "--diff", inventory=inventory, variables=staged_variables
    )
    after_staging = lab.tenants()
    first = ansible.playbook("fleetops.kesc.rotate", "--diff", inventory=inventory, variables=variables)
    rotated, activations, mark = lab.tenants(), lab.counters()["activations_used"], lab.mark()
    again = ansible.playbook("fleetops.kesc.rotate", inventory=inventory, variables=variables)
    return Day(
        fleet,
        lab,
        before,
        audit,
        audited,
        audit_writes,
        staged,
        after_staging,
        first,
        rotated,
        again,
        mark,
        activations,
    )


def test_an_audit_forecasts_every_tenant_and_succeeds(day: Day) -> None:
    assert day.audit.outcomes() == AUDITED
    assert day.audit.exit_code == 0


def test_an_audit_changes_nothing_and_makes_no_call_that_could(day: Day) -> None:
    assert day.audited == day.before
    assert day.audit_writes == []


def test_an_audit_with_diff_shows_the_comparison_with_what_the_order_sheet_expects(day: Day) -> None:
    shown = day.audit.stdout
    assert "--- before: Alder Renewal: license in use" in shown
    assert "+++ after: Alder Renewal: new license, code ending N0001" in shown
    assert f'-license_id: "{day.fleet.orders["alder-renewal"].old_serial}"' in shown
    assert "the order sheet expects" in shown


def test_staged_verification_leaves_every_tenant_as_it_was(day: Day) -> None:
    assert day.after_staging == day.before
    assert day.lab.writes("Alder Renewal")[:2] == ["LicenseKeys.InstallKey", "LicenseKeys.UninstallKey"]


def test_staged_verification_forecasts_what_the_rotation_then_does(day: Day) -> None:
    forecast = {"replaced": "would_replace", "refreshed": "unchanged"}
    assert day.staged.outcomes() == {host: forecast.get(outcome, outcome) for host, outcome in ROTATED.items()}


@pytest.mark.parametrize("host", REPLACED)
def test_staged_verification_shows_the_diff_of_the_real_replacement(day: Day, host: str) -> None:
    forecast, real = day.staged.results()[host], day.first.results()[host]
    assert forecast["diff"] == real["diff"]
    assert (forecast["changed"], forecast["transition"]) == (real["changed"], real["transition"])
    assert (forecast["applied"], real["applied"]) == (False, True)


def test_staged_verification_says_that_it_touched_the_store(day: Day) -> None:
    warnings = day.staged.rows()["alder-renewal"]["warnings"]
    assert "Staged verification added the code to the tenant's store, read it and removed it again." in warnings


def test_a_rotation_replaces_what_it_may_and_fails_because_of_the_rest(day: Day) -> None:
    assert day.first.outcomes() == ROTATED
    assert day.first.exit_code == 2
    told = "9 tenants, 5 replaced, 1 refreshed, 1 unchanged, 1 held back (Cedar Downgrade), 1 failed (Dogwood Unknown)"
    assert told in day.first.stdout


@pytest.mark.parametrize("host", REPLACED)
def test_a_replaced_tenant_has_the_new_license_in_force_and_the_old_one_in_its_store(day: Day, host: str) -> None:
    order = day.fleet.orders[host]
    keys = {key["serial"]: key for key in day.rotated[order.tenant]["keys"]}
    assert keys[order.new_serial]["position"] == "active"
    assert keys[order.new_serial]["automatic_deployment"] is True
    assert keys[order.old_serial]["position"] == "none"
    assert keys[order.old_serial]["automatic_deployment"] is False


@pytest.mark.parametrize("host", ["cedar-downgrade", "dogwood-unknown", "elm-in-place"])
def test_a_tenant_that_was_stopped_or_is_in_place_is_as_it_was(day: Day, host: str) -> None:
    tenant = day.fleet.orders[host].tenant
    assert day.rotated[tenant] == day.before[tenant]


def test_a_subscription_gets_its_present_limit_without_a_new_activation(day: Day) -> None:
    (key,) = day.rotated["Hazel Subscription"]["keys"]
    assert key["limit"] == 70
    assert "LicenseKeys.InstallKey" not in day.lab.writes("Hazel Subscription")


def test_a_second_rotation_changes_nothing(day: Day) -> None:
    assert day.again.outcomes() == AGAIN
    assert re.findall(r"changed=([0-9]+)", day.again.stdout) == ["0"] * len(AGAIN)
    assert day.lab.tenants() == day.rotated


def test_a_second_rotation_activates_no_code_that_is_in_place(day: Day) -> None:
    """Only the code that a guard stopped has to be verified again."""
    assert day.lab.counters()["activations_used"] == day.activations + 1


@pytest.mark.parametrize("host", [host for host in REPLACED if host != "ivy-old-kind"])
def test_a_second_rotation_recognises_a_code_in_place_without_a_call_that_writes(day: Day, host: str) -> None:
    assert day.lab.writes(day.fleet.orders[host].tenant, after=day.again_from) == []


def test_no_session_is_left_open(day: Day) -> None:
    assert day.lab.counters()["sessions_open"] == 0


def test_the_report_tells_old_and_new_license_transition_and_partial_code(day: Day) -> None:
    order = day.fleet.orders["birch-upgrade"]
    row = day.first.rows()["birch-upgrade"]
    assert row["tenant"] == "Birch Upgrade"
    assert row["transition"] == "upgrade"
    assert row["partial_code"] == order.new_code[-5:]
    assert (row["before"]["license_id"], row["after"]["license_id"]) == (order.old_serial, order.new_serial)
    assert (row["before"]["name"], row["after"]["name"]) == (BASE, PLUS)
    assert (row["before"]["limit"], row["after"]["limit"]) == (20, 25)
    assert "Kaspersky Security for Microsoft Office 365" in row["features_gained"]
    assert any("Data Discovery (implied by https://" in warning for warning in row["warnings"])


def test_the_report_says_which_guard_stopped_a_tenant_and_what_would_allow_it(day: Day) -> None:
    row = day.first.rows()["cedar-downgrade"]
    assert row["guards"] == ["downgrade"]
    assert re.fullmatch("downgrade: .*Kaspersky Security for Microsoft Office 365 would be lost.", row["message"])
    assert row["remedy"] == "To allow it, set license_rotation_allow_downgrade: true."


def test_the_report_says_what_the_server_said_of_an_unknown_code(day: Day) -> None:
    message = day.first.rows()["dogwood-unknown"]["message"]
    assert message.startswith("Failed to verify the activation code: ")
    assert "KLOLA 2351, subcode 34" in message
    assert re.search(r"request id [0-9A-F]{32}", message)


def test_the_report_names_the_macs_that_wait(day: Day) -> None:
    assert day.first.rows()["fir-macs"]["waiting"] == ["mac-one", "mac-two"]
    assert "**Fir Macs**: mac-one, mac-two" in day.first.report_markdown


def test_the_summary_counts_every_outcome(day: Day) -> None:
    assert day.first.report["summary"] == {
        "tenants": 9, "replaced": 5, "refreshed": 1, "unchanged": 1, "held_back": 1, "failed": 1,
    }  # fmt: skip


def test_the_csv_report_has_the_same_rows_as_the_json_report(day: Day) -> None:
    rows = {row["host"]: row for row in day.first.report_csv}
    assert {host: row["outcome"] for host, row in rows.items()} == ROTATED
    assert rows["birch-upgrade"]["before_name"] == BASE
    assert rows["birch-upgrade"]["after_name"] == PLUS
    assert rows["cedar-downgrade"]["guards"] == "downgrade"


def test_the_markdown_report_has_a_row_for_every_tenant_and_tells_what_needs_a_person(day: Day) -> None:
    report = day.first.report_markdown
    assert re.search(r"^\| Birch Upgrade +\| replaced +\| upgrade +\|", report, re.MULTILINE)
    assert len(re.findall(r"^\| [A-Z][a-z]+ [A-Z]", report, re.MULTILINE)) == len(ROTATED)
    assert "- **Dogwood Unknown** (failed): " in report


def test_an_audit_shows_a_table_and_where_the_report_is(day: Day) -> None:
    assert re.search(r"^Birch Upgrade +would try +", day.audit.stdout, re.MULTILINE)
    assert f"Report: {day.audit.folder}/report/report.html" in day.audit.stdout


def test_a_rotation_shows_a_line_for_each_tenant_that_was_not_replaced(day: Day) -> None:
    held_back, failed = (line for line in day.first.stdout.splitlines() if line.startswith(("failed: ", "held back: ")))
    assert held_back.startswith("held back: cedar-downgrade: downgrade: ")
    assert held_back.endswith(" To allow it, set license_rotation_allow_downgrade: true.")
    assert failed == (
        "failed: dogwood-unknown: the activation servers know no license for this activation code. Check the code "
        "against the order confirmation."
    )


@pytest.mark.parametrize("run", ["audit", "staged", "first", "again"])
def test_a_run_shows_neither_traceback_nor_deprecation(day: Day, run: str) -> None:
    shown = getattr(day, run).output
    assert "Traceback" not in shown
    assert "DEPRECATION" not in shown
