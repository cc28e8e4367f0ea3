# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the forms of the report say alike."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report, _words
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import row_of
from ansible_collections.fleetops.kesc.tests.unit.support.results import UNVERIFIED, failed, guard, license, replaced

REMEDY = "Check the account"


def refused(tenant: str) -> dict[str, t.Any]:
    """A failure that differs from those of others in nothing but the tenant's name."""
    error = {"error_code": "authentication_failed", "tenant": tenant, "remedy": REMEDY}
    return failed(tenant=tenant, msg=f"Failed to connect for tenant {tenant!r}: refused. {REMEDY}.", error=error)


class TestLeftToDo:
    def test_is_told_by_outcome_those_first_that_tell_most(self) -> None:
        results = {"a": None, "b": failed("guard_tripped", msg="the guard"), "c": failed(), "d": replaced(), "e": None}
        report = _report.build_report(results, left_out={"on_work_list": ["e"]}, stopped="the canary failed")
        assert [
            (todo.words.label, [row["host"] for row in todo.rows], todo.message) for todo in _words.left_to_do(report)
        ] == [
            ("failed", ["c"], "Failed to connect"),
            ("held back", ["b"], "the guard"),
            ("not reached", ["a"], "the canary failed"),
            ("on the work list", ["e"], ""),
        ]

    def test_names_a_reason_that_several_share_once(self) -> None:
        report = _report.build_report({f"host-{number}": refused(f"Tenant {number}") for number in range(3)})
        (todo,) = _words.left_to_do(report)
        assert (len(todo.rows), todo.message, todo.remedy) == (3, "Failed to connect: refused.", "Check the account.")

    def test_says_what_to_do_with_the_work_list(self) -> None:
        (todo,) = _words.left_to_do(_report.build_report({"a": None}, left_out={"on_work_list": ["a"]}))
        assert "fleetops.kesc.worklist" in todo.remedy

    def test_names_what_is_left_in_a_store_whatever_became_of_the_tenant(self) -> None:
        results = {"a": replaced(left_in_store=["L1"]), "b": failed(left_in_store=["L1"]), "c": replaced()}
        todos = _words.left_to_do(_report.build_report(results))
        assert [(todo.words.label, todo.message, len(todo.rows)) for todo in todos] == [
            ("failed", "Failed to connect", 1),
            ("left in the store", "license L1", 2),
        ]

    def test_is_nothing_where_all_is_well(self) -> None:
        assert _words.left_to_do(_report.build_report({"a": replaced(), "b": UNVERIFIED})) == []


def test_replacements_that_were_not_verified_are_counted_with_what_would_verify_them() -> None:
    report = _report.build_report({"a": UNVERIFIED, "b": replaced(applied=False), "c": replaced(), "d": UNVERIFIED})
    assert _words.unverified(report).startswith("Not verified: 2 of 3 replacements. ")
    assert _words.unverified(report).endswith("license_rotation_check_mode_verification: staged")
    assert _words.unverified(_report.build_report({"b": replaced(applied=False)})) == ""


def test_seats_are_told_with_the_number_of_tenants_that_they_are_known_of() -> None:
    report = _report.build_report({"a": replaced(after=license("NEW", limit=3000, in_use=1000)), "b": None})
    assert _words.seats(report) == [
        "1,000 of 3,000 user seats are in use (1 of 2 tenants, those whose limit and use are known)"
    ]


@pytest.mark.parametrize(
    ("result", "name"),
    [
        pytest.param(replaced(), ("Basic", "Plus"), id="replaced"),
        pytest.param(replaced(before=None), ("none", "Plus"), id="a first license"),
        pytest.param(replaced(after=license()), ("Basic",), id="the same on both sides"),
        pytest.param(UNVERIFIED, ("Basic", "?"), id="not verified"),
        pytest.param(failed(before=license()), ("Basic",), id="failed after the license was read"),
        pytest.param(failed(), ("?",), id="failed"),
        pytest.param(failed("guard_tripped"), ("?",), id="held back"),
        pytest.param(None, ("?",), id="not reached"),
    ],
)
def test_a_value_is_shown_once_or_with_both_sides_and_never_guessed(
    result: dict[str, t.Any] | None, name: tuple[str, ...]
) -> None:
    assert _words.sides(row_of("a", result), "name") == name


def test_a_time_is_shown_as_its_day() -> None:
    assert _words.change(row_of("a", replaced()), "expires") == "2026-03-11 → 2027-03-01"


def test_a_guard_is_a_reason_of_its_own() -> None:
    held = failed("guard_tripped", msg="stopped", guards=[guard("downgrade")])
    (todo,) = _words.left_to_do(_report.build_report({"a": held}))
    assert todo.rows[0]["guards"] == ["downgrade"]
