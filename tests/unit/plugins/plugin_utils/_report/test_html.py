# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the report holds what the report says, loads nothing, and takes no value for anything but text."""

from __future__ import annotations

import typing as t

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _html, _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._outcomes import OUTCOMES
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import row_of
from ansible_collections.fleetops.kesc.tests.unit.support.html_page import HtmlPage

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}</style></table>"
LICENSE = {
    "license_id": "OLD",
    "name": "Basic",
    "licensing_model": "user",
    "limit": 100,
    "in_use": 5,
    "expires": "2026-03-11T12:00:00Z",
}


def row(host: str = "birch", **values: t.Any) -> dict[str, t.Any]:
    """A row of the report that says everything that a row can say."""
    return {
        **row_of(host, None),
        "outcome": "replaced",
        "before": LICENSE,
        "after": {**LICENSE, "name": "Plus", "expires": "2027-03-01T12:00:00Z"},
        **values,
    }


def saying(text: str) -> dict[str, t.Any]:
    """A row with the text wherever the words of others can come to stand."""
    return row(
        text,
        outcome="held_back",
        transition=text,
        partial_code=text,
        before={**LICENSE, "name": text, "expires": text},
        after={**LICENSE, "name": f"{text}2", "limit": text},
        features_gained=[text],
        features_lost=[text],
        guards=[text],
        message=text,
        remedy=text,
        waiting=[text],
        left_in_store=[text],
        warnings=[text],
        recorded={"outcome": "replaced", "at": text, "by": text, "note": text},
    )


def page(*rows: dict[str, t.Any]) -> HtmlPage:
    return HtmlPage(_html.report_html(_report.report_of(list(rows))))


TAGS = page({**saying("x"), "tenant": "y"}).tags()


def test_hostile_words_make_no_element_and_no_attribute_of_their_own() -> None:
    bad, good = page({**saying(HOSTILE), "tenant": f"y{HOSTILE}"}), page({**saying("x"), "tenant": "y"})
    assert bad.tags() == good.tags()
    assert [set(attributes) for _tag, attributes in bad.elements] == [
        set(attributes) for _tag, attributes in good.elements
    ]
    assert HOSTILE in bad.text


@hypothesis.settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_no_words_at_all_make_an_element(text: str) -> None:
    assert page({**saying(text), "tenant": f"y{text}"}).tags() == TAGS


def test_what_cannot_be_seen_in_a_name_is_shown() -> None:
    assert "Birch\\u202egnp.exe" in page(row(tenant="Birch\u202egnp.exe")).text


def test_nothing_is_loaded_and_only_the_pages_own_script_and_style_may_run() -> None:
    made = page(saying(HOSTILE))
    assert made.policy == made.strictest_policy()
    addresses = [value for _tag, attributes in made.elements for name, value in attributes.items() if name == "href"]
    assert addresses == ["data:,"]
    assert not [
        name
        for _tag, attributes in made.elements
        for name in attributes
        if name.startswith("on") or name in ("style", "src")
    ]


def test_the_same_report_gives_the_same_page() -> None:
    report = _report.report_of([row(), saying("x")])
    assert _html.report_html(report) == _html.report_html(report)


def test_counts_are_those_of_the_report_and_say_which_need_attention() -> None:
    report = _report.report_of([row(), row("cedar"), row("fir", outcome="failed"), row("elm", outcome="no_code")])
    counts = _html.outcome_counts(report)
    assert [(each.name, each.tenants, each.words.needs_attention) for each in counts] == [
        ("replaced", 2, False),
        ("no_code", 1, False),
        ("failed", 1, True),
    ]


def test_every_outcome_has_words() -> None:
    made = page(*(row(outcome, outcome=outcome) for outcome in OUTCOMES))
    for words in OUTCOMES.values():
        assert words.label in made.text
        assert any(words.meaning in text for text in made.text)


def test_what_needs_attention_is_told_by_outcome_and_reason() -> None:
    rows = [
        row("a", outcome="not_reached"),
        row("b", outcome="held_back", message="the guard"),
        row("c", outcome="on_work_list"),
        row("d", outcome="failed", message="no answer", remedy="Wait."),
        row("e"),
        row("f", outcome="failed", message="no answer", remedy="Wait."),
    ]
    told = [
        (group.words.label, group.tenants, [[each["host"] for each in reason.rows] for reason in group.reasons])
        for group in _html.attention(_report.report_of(rows))
    ]
    assert told == [
        ("failed", 2, [["d", "f"]]),
        ("held back", 1, [["b"]]),
        ("not reached", 1, [["a"]]),
        ("on the work list", 1, [["c"]]),
    ]
    assert page(*rows).text.count("Wait.") == 1


@pytest.mark.parametrize(("count", "is_open"), [(30, True), (31, False)])
def test_a_long_list_of_such_tenants_is_folded(count: int, is_open: bool) -> None:
    rows = [row(str(number), outcome="failed") for number in range(count)]
    (group,) = _html.attention(_report.report_of(rows))
    assert group.is_open is is_open


@pytest.mark.parametrize(
    ("values", "day"),
    [
        pytest.param({}, "2027-03-01", id="the new license"),
        pytest.param({"outcome": "would_replace"}, "2026-03-11", id="nothing was replaced"),
        pytest.param({"after": None}, "", id="not known"),
        pytest.param({"after": {**LICENSE, "expires": None}}, "", id="no end"),
        pytest.param({"after": {**LICENSE, "expires": "2027-12-12"}}, "2027-12-12", id="a day that a person recorded"),
        pytest.param({"after": {**LICENSE, "expires": "next year"}}, "", id="what is no day"),
        pytest.param({"after": {**LICENSE, "expires": "2027-01-01T01:00:00+02:00"}}, "2026-12-31", id="in UTC"),
    ],
)
def test_the_end_of_the_license_that_a_tenant_has(values: dict[str, t.Any], day: str) -> None:
    assert _html.ends(row(**values)) == day


def test_the_timeline_counts_by_month_and_leaves_out_years_without_an_end() -> None:
    ends = ["2031-12-31"] * 100 + ["2027-03-01", "2027-03-31T23:00:00Z", None]
    rows = [row(str(number), after={**LICENSE, "expires": end}) for number, end in enumerate(ends)]
    made = _html.timeline(rows)
    assert [year.name for year in made.years] == ["2027", "2031"]
    assert [len(year.months) for year in made.years] == [12, 12]
    counted = {
        month.name: (month.licenses, month.height) for year in made.years for month in year.months if month.licenses
    }
    assert counted == {"2027-03": (2, 3), "2031-12": (100, 100)}
    assert made.unknown == 1


def test_a_report_of_no_tenant_is_a_page_too() -> None:
    assert "0 tenants" in " ".join(page().text)
    assert _html.timeline([]) == _html.Timeline((), 0)


def test_warnings_that_many_tenants_share_are_told_once() -> None:
    made = page(*(row(str(number), warnings=["the same warning"]) for number in range(3)))
    assert made.text.count("the same warning") == 1


def test_links_to_earlier_reports_come_into_the_page_of_the_newest_only() -> None:
    without = _html.report_html(_report.report_of([row()]))
    linked = _html.with_links(without, [_html.Link("a/report.html", HOSTILE)])
    assert [attributes for tag, attributes in HtmlPage(linked).elements if tag == "a"] == [{"href": "a/report.html"}]
    assert HOSTILE in HtmlPage(linked).text
    assert _html.with_links(without, []) == without


@pytest.mark.parametrize(("count", "is_many"), [(1000, False), (1001, True)])
def test_only_a_very_long_table_is_drawn_as_far_as_it_is_seen(count: int, is_many: bool) -> None:
    (attributes,) = [each for tag, each in page(*map(row, map(str, range(count)))).elements if tag == "table"]
    assert (attributes.get("class") == "many") is is_many
