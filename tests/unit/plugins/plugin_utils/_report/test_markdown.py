# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._markdown import report_markdown
from ansible_collections.fleetops.kesc.tests.unit.support.results import UNVERIFIED, failed, license, replaced


def table(text: str) -> list[list[str]]:
    lines = text.rpartition("## All tenants\n\n")[2].splitlines()
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_it_says_what_needs_attention_and_which_devices_wait() -> None:
    text = report_markdown(_report.build_report({"a": failed(), "b": replaced(), "c": UNVERIFIED}))
    assert text.startswith("# License rotation\n\n- tenants: 3\n- replaced: 1\n")
    assert "\n## Needs attention\n\n- **Birch** (failed): Failed to connect\n" in text
    assert "\n## Devices that take the new license when the old one ends\n\n- **Birch**: mac\n" in text
    assert "\n## Not verified\n\nNot verified: 1 of 1 replacements. " in text
    assert text.endswith("\n")


def test_without_trouble_there_are_no_empty_sections() -> None:
    text = report_markdown(_report.build_report({"host": replaced(devices={"waiting": []})}))
    assert [line for line in text.splitlines() if line.startswith("##")] == ["## All tenants"]


def test_tenants_with_the_same_reason_are_named_together_and_the_remedy_once() -> None:
    error = {"error_code": "authentication_failed", "remedy": "Check the account"}
    results = {name: failed(tenant=name, error={**error, "tenant": name}) for name in ("birch", "cedar")}
    text = report_markdown(_report.build_report(results))
    assert "- **birch**, **cedar** (failed): Failed to connect\n  - Check the account.\n" in text


def test_the_table_shows_both_sides_and_is_padded() -> None:
    results = {name: replaced(tenant=name) for name in ("a", "b")}
    text = report_markdown(_report.build_report(results))
    assert table(text)[0] == ["Tenant", "Outcome", "Transition", "License", "Limit", "Ends", "Waiting"]
    assert table(text)[2] == ["a", "replaced", "upgrade", "Basic → Plus", "100", "2026-03-11 → 2027-03-01", "1"]
    assert len({len(line) for line in text.splitlines() if line.startswith("| ")}) == 1


def test_one_long_name_does_not_widen_every_line_of_the_table() -> None:
    text = report_markdown(_report.build_report({"a": replaced(tenant="x" * 500), "b": replaced()}))
    assert [len(line) > 500 for line in text.splitlines() if line.startswith("| ")] == [False, False, True, False]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("A|B", r"A\|B", id="a cell of a table"),
        pytest.param(r"A\|B", r"A\\\|B", id="a backslash before a pipe"),
        pytest.param("A\r\nB\tC", "A B C", id="line breaks"),
        pytest.param("\x1b[31mA", r"\\u001b\[31mA", id="a control sign of terminals"),
        pytest.param("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>", id="HTML"),
        pytest.param("[a](https://evil.test)", r"\[a\](https\://evil.test)", id="a link"),
        pytest.param("https://evil.test", r"https\://evil.test", id="an address"),
        pytest.param("WWW.evil.test", r"WWW\.evil.test", id="an address without its scheme"),
        pytest.param("a@evil.test", r"a\@evil.test", id="a mail address"),
    ],
)
def test_a_name_is_text_wherever_it_stands(name: str, shown: str) -> None:
    text = report_markdown(_report.build_report({"host": failed(tenant=name, msg=name, before=license(name=name))}))
    assert f"- **{shown}** (failed): {shown}\n" in text
    assert (table(text)[2][0], table(text)[2][3]) == (shown, shown)


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=20))
def test_no_words_at_all_add_a_line_or_a_cell(text: str) -> None:
    report = _report.build_report({"host": failed(tenant=f"x{text}", msg=f"x{text}"), "other": None})
    lines = report_markdown(report).splitlines()
    assert len(lines) == len(report_markdown(_report.build_report({"host": failed(), "other": None})).splitlines())
    assert {len(cells) for cells in table("\n".join(lines))} == {7}
    assert all(line.isprintable() for line in lines)
