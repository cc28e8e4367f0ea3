# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What changed between two reports."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report, _words
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._since import changes_since
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, license, replaced


def since(earlier: dict[str, t.Any], now: dict[str, t.Any]) -> dict[str, t.Any]:
    run = {"at": "2026-11-28T05:38:00Z", "kind": "rotate"}
    return changes_since(_report.build_report(now), {**_report.build_report(earlier), "run": run}, name="earlier")


def test_another_outcome_is_a_change_and_the_same_one_is_none() -> None:
    changes = since({"a": failed(), "b": failed(), "gone": failed()}, {"a": replaced(), "b": failed(), "new": None})
    assert changes == {
        "report": "earlier",
        "at": "2026-11-28T05:38:00Z",
        "kind": "rotate",
        "outcomes": [{"host": "a", "tenant": "Birch", "before": "failed", "after": "replaced"}],
        "licenses": [],
    }


def test_a_license_that_stayed_in_place_is_no_change_and_a_new_one_is() -> None:
    in_place = replaced(changed=False, transition="none", before=license("NEW"))
    assert since({"a": replaced()}, {"a": in_place})["outcomes"] == []
    assert since({"a": replaced(transition="none")}, {"a": in_place})["outcomes"] == []
    assert [each["after"] for each in since({"a": in_place}, {"a": replaced()})["outcomes"]] == ["replaced"]


def test_a_license_that_neither_run_put_in_place_is_a_change() -> None:
    changes = since({"a": replaced()}, {"a": replaced(changed=False, transition="none", before=license("OTHER"))})
    assert changes["licenses"] == [{"host": "a", "tenant": "Birch", "before": "NEW", "after": "OTHER"}]


def test_what_the_earlier_run_put_in_place_is_none() -> None:
    assert since({"a": replaced()}, {"a": replaced(changed=False, before=license("NEW"))})["licenses"] == []


def test_a_row_that_was_carried_over_is_none() -> None:
    changes = since({"a": replaced()}, {"a": replaced()})
    assert (changes["outcomes"], changes["licenses"]) == ([], [])


def test_changes_are_told_in_words() -> None:
    report = _report.build_report({"a": replaced()})
    changes = since({"a": failed(), "b": failed(before=license())}, {"a": replaced(), "b": failed(before=license("X"))})
    assert _words.since({**report, "since": changes}) == (
        "the report of 2026-11-28 05:38:00 UTC (rotate)",
        ["Birch: failed \u2192 replaced", "Birch: the license OLD was replaced by X between the two runs"],
    )
    assert _words.since(report) == ("", [])
