# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of a tenant, and its row of the report."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import in_force, row_of
from ansible_collections.fleetops.kesc.tests.unit.support.results import (
    UNVERIFIED,
    audited,
    failed,
    guard,
    license,
    replaced,
)

GUARD, EARLY = guard("downgrade"), guard("too_early")
AUDITED = audited()


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        pytest.param(None, "not_reached", id="no result"),
        pytest.param({"skipped": True, "changed": False}, "not_reached", id="skipped"),
        pytest.param(replaced(), "replaced", id="replaced"),
        pytest.param(replaced(applied=False), "would_replace", id="check mode"),
        pytest.param(UNVERIFIED, "would_try", id="check mode, with a code that was not verified"),
        pytest.param(replaced(transition="none"), "refreshed", id="a subscription with new terms"),
        pytest.param(replaced(changed=False, transition="none"), "unchanged", id="in place"),
        pytest.param(replaced(changed=False, guards=[EARLY]), "too_early", id="too early"),
        pytest.param(replaced(guards=[{**EARLY, "tripped": False}]), "replaced", id="a guard that did not trip"),
        pytest.param(AUDITED, "audited", id="read only"),
        pytest.param(failed(), "failed", id="a failure"),
        pytest.param({"failed": True, "msg": "no"}, "failed", id="a failure without an error"),
        pytest.param({"failed": True, "error": None}, "failed", id="an error that is nothing"),
        pytest.param({**replaced(guards=[GUARD]), **failed("guard_tripped")}, "held_back", id="a guard"),
    ],
)
def test_outcomes(result: dict[str, t.Any] | None, outcome: str) -> None:
    assert _outcomes.outcome_of(result) == row_of("host", result)["outcome"] == outcome
    assert outcome in _outcomes.OUTCOMES


def test_a_row_holds_what_matters_and_nothing_else() -> None:
    assert row_of("host", replaced(guards=[GUARD, {"name": "expired", "tripped": False}])) == {
        "host": "host",
        "tenant": "Birch",
        "outcome": "replaced",
        "transition": "upgrade",
        "verified": True,
        "partial_code": "MN4OP",
        "before": {
            "license_id": "OLD",
            "name": "Basic",
            "licensing_model": "user",
            "limit": 100,
            "in_use": 5,
            "expires": "2026-03-11T12:00:00Z",
        },
        "after": {
            "license_id": "NEW",
            "name": "Plus",
            "licensing_model": "user",
            "limit": 100,
            "in_use": 5,
            "expires": "2027-03-01T12:00:00Z",
        },
        "features_gained": ["mail"],
        "features_lost": [],
        "guards": ["downgrade"],
        "message": "",
        "remedy": "",
        "left_in_store": [],
        "waiting": ["mac"],
        "warnings": ["a warning"],
        "recorded": None,
    }


@pytest.mark.parametrize(
    ("result", "tenant"),
    [
        pytest.param(replaced(), "Birch", id="of the result"),
        pytest.param({"failed": True, "error": {"tenant": "Cedar"}}, "Cedar", id="of the error"),
        pytest.param(AUDITED, "Birch of the inventory", id="of the inventory, where a tenant was only read"),
        pytest.param(None, "Birch of the inventory", id="of the inventory, where it was not even reached"),
        pytest.param(
            {"failed": True, "error": {"tenant": None}}, "Birch of the inventory", id="of the inventory, else"
        ),
    ],
)
def test_the_name_of_a_tenant(result: dict[str, t.Any] | None, tenant: str) -> None:
    assert row_of("birch", result, tenant="Birch of the inventory")["tenant"] == tenant


def test_a_tenant_without_a_name_is_called_as_its_host() -> None:
    assert row_of("host", replaced(tenant=""))["tenant"] == "host"


def test_an_audit_shows_the_license_in_force() -> None:
    row = row_of("host", AUDITED)
    assert row["before"] == row["after"]
    assert row["before"]["license_id"] == "OLD"
    row = row_of("host", {"licenses": []})
    assert (row["before"], row["after"]) == (None, None)


class TestLeftOut:
    """Tenants for which no result was wanted."""

    @pytest.mark.parametrize("outcome", _outcomes.LEFT_OUT)
    def test_has_the_reason_as_its_outcome(self, outcome: str) -> None:
        row = row_of("birch", None, left_out=outcome, stopped="the canary failed")
        assert (row["outcome"], row["message"]) == (outcome, "")

    def test_what_a_run_found_of_it_stands(self) -> None:
        assert row_of("birch", failed(), left_out="on_work_list")["outcome"] == "failed"


def test_a_tenant_that_was_not_reached_says_why() -> None:
    assert row_of("birch", None, stopped="the canary failed")["message"] == "the canary failed"


class TestMessage:
    """It stands beside the name of the tenant and before the remedy, so it repeats neither."""

    def test_leaves_both_out(self) -> None:
        cause = "Failed to verify the activation code for tenant 'Birch': the code is unknown"
        error = {"error_code": "code_refused", "tenant": "Birch", "remedy": "Check the code against the order"}
        row = row_of("birch", failed(msg=f"{cause}. Check the code against the order.", error=error))
        assert row["message"] == "Failed to verify the activation code: the code is unknown."
        assert row["remedy"] == "Check the code against the order."

    def test_keeps_the_name_of_anything_else(self) -> None:
        row = row_of("birch", failed(msg="Failed to read the licenses of tenant 'Cedar': no"))
        assert row["message"] == "Failed to read the licenses of tenant 'Cedar': no"


class TestHeldBack:
    """What a guard found says more than that one tripped."""

    @staticmethod
    def held(*guards: dict[str, t.Any], aftermath: str = "") -> dict[str, t.Any]:
        cause = "stopped by a guard before anything was applied: many words"
        remedy = "Correct the order, or allow what is meant"
        error = {"error_code": "guard_tripped", "tenant": "Birch", "cause": cause, "remedy": remedy}
        message = f"Failed to replace the license of tenant 'Birch': {cause}.{aftermath} {remedy}."
        return {**replaced(guards=list(guards), applied=False), **failed(msg=message, error=error)}

    @pytest.mark.parametrize(
        ("guards", "message", "remedy"),
        [
            pytest.param(
                [{**GUARD, "finding": "mail would be lost", "allowed_by": "allow_downgrade"}],
                "downgrade: mail would be lost.",
                "To allow it, set license_rotation_allow_downgrade: true.",
                id="one that an option allows",
            ),
            pytest.param(
                [
                    {**GUARD, "finding": "mail would be lost", "allowed_by": "allow_downgrade"},
                    {"name": "smaller_limit", "tripped": True, "finding": "3 < 5", "allowed_by": "allow_smaller_limit"},
                    {"name": "expired", "tripped": False, "finding": "", "allowed_by": None},
                ],
                "downgrade: mail would be lost; smaller_limit: 3 < 5.",
                "To allow it, set license_rotation_allow_downgrade: true and "
                "license_rotation_allow_smaller_limit: true.",
                id="two",
            ),
            pytest.param(
                [{"name": "expired", "tripped": True, "finding": "it ended on 2026-01-01", "allowed_by": None}],
                "expired: it ended on 2026-01-01.",
                "Correct the order.",
                id="one that nothing allows",
            ),
        ],
    )
    def test_names_the_guard_what_it_found_and_what_would_allow_it(
        self, guards: list[dict[str, t.Any]], message: str, remedy: str
    ) -> None:
        row = row_of("birch", self.held(*guards))
        assert (row["message"], row["remedy"]) == (message, remedy)

    def test_says_what_remains_after_it(self) -> None:
        guard = {**GUARD, "finding": "mail would be lost", "allowed_by": "allow_downgrade"}
        row = row_of("birch", self.held(guard, aftermath=" The key is still in the store."))
        assert row["message"] == "downgrade: mail would be lost. The key is still in the store."


class TestResultThrownAway:
    """ansible-core ends a task at its timeout, and what the task had done is nowhere but in the journal."""

    THROWN_AWAY: t.ClassVar = {"failed": True, "changed": False, "msg": "Timed out after 30 second(s)."}

    def test_is_told_as_the_journal_has_it(self) -> None:
        row = row_of("birch", self.THROWN_AWAY, applying=replaced(applied=False))
        assert (row["outcome"], row["tenant"], row["partial_code"]) == ("failed", "Birch", "MN4OP")
        assert row["before"]["license_id"] == "OLD"
        assert row["message"] == (
            "The task was ended (Timed out after 30 second(s)) after the new license had been applied and before that "
            "was confirmed."
        )
        assert row["remedy"].startswith("Start the same rotation again: it reads the licenses of the tenant first")

    def test_is_told_where_there_is_no_result_at_all(self) -> None:
        row = row_of("birch", None, applying=replaced(applied=False))
        assert (row["outcome"], row["message"][:42]) == ("failed", "The task was ended (it left no result) aft")

    @pytest.mark.parametrize("result", [replaced(), failed(), failed("guard_tripped")])
    def test_a_result_of_our_own_stands(self, result: dict[str, t.Any]) -> None:
        assert row_of("birch", result, applying=replaced(applied=False)) == row_of("birch", result)


@pytest.mark.parametrize(
    ("result", "ends"),
    [
        pytest.param(replaced(), "2027-03-01T12:00:00Z", id="replaced"),
        pytest.param(replaced(applied=False), "2026-03-11T12:00:00Z", id="check mode"),
        pytest.param(UNVERIFIED, "2026-03-11T12:00:00Z", id="check mode, not verified"),
        pytest.param(replaced(changed=False, guards=[EARLY]), "2026-03-11T12:00:00Z", id="too early"),
        pytest.param(failed("guard_tripped", before=license()), "2026-03-11T12:00:00Z", id="held back"),
        pytest.param(AUDITED, "2026-03-11T12:00:00Z", id="audited"),
        pytest.param(None, None, id="not reached"),
    ],
)
def test_the_license_in_force_after_the_run(result: dict[str, t.Any] | None, ends: str | None) -> None:
    found = in_force(row_of("host", result))
    assert (found and found["expires"]) == ends


ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=8)


@given(text=ANY_TEXT)
def test_whatever_a_server_says_can_be_encoded(text: str) -> None:
    result = replaced(
        tenant=text,
        before=license(text, name=text),
        features_lost=[text],
        devices={"waiting": [{"name": text}]},
        warnings=[text],
    )
    row = row_of(text, {**result, **failed(msg=text, tenant=text, error={"remedy": text})}, tenant=text)
    assert json.loads(json.dumps(row, ensure_ascii=False).encode("utf-8", "strict")) == row
