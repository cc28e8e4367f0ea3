# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a terminal shows at the end of a run."""

from __future__ import annotations

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._terminal import WIDTH
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._terminal import MOST_ROWS, summary_lines
from ansible_collections.fleetops.kesc.tests.unit.support.results import (
    UNVERIFIED,
    audited,
    failed,
    guard,
    license,
    replaced,
)

LONG = "Kaspersky Endpoint Security for Business - Select European Edition. 10-14 Node 1 year Base License"


def test_a_small_fleet_is_a_table_and_what_is_left_to_do() -> None:
    error = {"error_code": "code_refused", "tenant": "Fir", "remedy": "Check the code"}
    held = {**replaced(tenant="Elm", applied=False, guards=[guard("downgrade")]), **failed("guard_tripped")}
    results = {
        "alder": replaced(tenant="Alder", devices={"waiting": []}),
        "birch": UNVERIFIED | {"tenant": "Birch", "devices": {"waiting": []}},
        "elm": {**held, "tenant": "Elm", "msg": "downgrade: mail is lost", "devices": {"waiting": []}},
        "fir": failed(tenant="Fir", msg="Failed to verify the code: unknown. Check the code.", error=error),
        "ivy": audited(),
    }
    assert summary_lines(_report.build_report(results)) == [
        "Tenant  Outcome              License  Limit    Ends",
        "Alder   replaced (upgrade)   Plus     100      2026-03-11 → 2027-03-01",
        "Birch   would try            Basic    100 → ?  2026-03-11 → ?",
        "Elm     held back (upgrade)  Basic    100      2026-03-11 → 2027-03-01",
        "Fir     failed               ?        ?        ?",
        "ivy     audited              Basic    100      2026-03-11",
        "",
        "5 tenants, 1 replaced, 1 would try, 1 audited, 1 held back, 1 failed",
        "Left to do:",
        "  failed: Fir: Failed to verify the code: unknown.",
        "    > Check the code.",
        "  held back: Elm: downgrade: mail is lost",
        "  Not verified: 1 of 1 replacements. The activation servers were not asked what the codes stand for, so a "
        "guard may",
        "    still hold a tenant back. To have each code verified now, set license_rotation_check_mode_verification: "
        "staged",
    ]


def test_whatever_the_names_the_table_fits() -> None:
    results = {
        f"host-{number}": replaced(tenant="x" * 200, after=license("N", name=LONG), devices={"waiting": []})
        for number in range(MOST_ROWS)
    }
    lines = summary_lines(_report.build_report(results))
    assert len(lines) == MOST_ROWS + 3
    assert max(map(len, lines)) <= WIDTH


def test_a_large_fleet_is_counts_and_reasons() -> None:
    results = {f"host-{number:02d}": replaced(devices={"waiting": []}) for number in range(40)}
    results |= {f"late-{number}": None for number in range(9)} | {"x": failed(tenant="Fir")}
    assert summary_lines(_report.build_report(results, stopped="the canary failed")) == [
        "50 tenants, 40 replaced, 1 failed, 9 not reached",
        "Left to do:",
        "  failed: Fir: Failed to connect",
        "  not reached: late-0, late-1, late-2, late-3, late-4 and 4 more: the canary failed",
    ]


def test_of_very_many_reasons_the_first_are_told() -> None:
    results = {f"host-{number:02d}": failed(msg=f"reason {number}") for number in range(40)}
    lines = summary_lines(_report.build_report(results))
    assert len(lines) == MOST_ROWS + 3
    assert lines[-1] == "  and 10 tenants more: see the report"


def test_a_fleet_without_trouble_has_nothing_left_to_do() -> None:
    report = _report.build_report({f"host-{number}": replaced(devices={"waiting": []}) for number in range(5000)})
    assert summary_lines(report) == ["5000 tenants, 5000 replaced"]


def test_devices_that_wait_are_left_to_do() -> None:
    lines = summary_lines(_report.build_report({"a": replaced()}))
    assert lines[-1] == "  1 Mac takes the new license when the old one ends, earlier if activated by hand: Birch"
