# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a fleet too large for a terminal, and its page in a browser."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _html, _report

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run

HOSTILE = "<img src=x onerror=alert(1)> {{ 7 * 7 }}"
MANY = 2000
FORMS = ["report.csv", "report.html", "report.json", "report.md"]
REPORTING = [
    {
        "name": "Report",
        "hosts": "all",
        "gather_facts": False,
        "tasks": [
            {
                "name": "Report",
                "fleetops.kesc.license_rotation_report": {"variables_prefix": "license_rotation_"},
                "register": "reported",
                "run_once": True,
            },
            {
                "name": "Show what others are told",
                "ansible.builtin.debug": {"msg": "{{ reported }}"},
                "run_once": True,
            },
        ],
    }
]


def license(name: str, limit: int, expires: str) -> dict[str, t.Any]:
    return {"license_id": "2A10-000001", "name": name, "limit": limit, "expires": expires}


def result(number: int, tenant: str = "") -> dict[str, t.Any]:
    """What a task leaves of a tenant: each tenth failed, the others have a license that ends one year later."""
    before = license("Basic", number, "2026-03-11T12:00:00Z")
    tenant = tenant or f"Tenant {number}"
    if number % 10 == 0:
        return {
            "failed": True,
            "msg": f"Failed to reach {tenant}",
            "error": {"error_code": "unreachable", "tenant": tenant},
            "before": before,
        }
    after = license("Plus", MANY - number, f"{2000 if number == 1 else 2099}-{number % 12 + 1:02d}-01T12:00:00Z")
    return {
        "changed": True,
        "applied": True,
        "tenant": tenant,
        "transition": "upgrade",
        "guards": [],
        "before": before,
        "after": after,
    }


def fleet(count: int = 40) -> dict[str, t.Any]:
    """Hosts with results, one of a tenant with a hostile name."""
    hosts = {f"host-{number:02d}": {"license_rotation_result": result(number)} for number in range(count)}
    hosts["host-10"] = {"license_rotation_result": result(10, tenant=HOSTILE)}
    return {"all": {"hosts": hosts}}


@pytest.fixture(scope="module")
def written(ansible: Ansible) -> Run:
    return ansible.playbook(REPORTING, inventory=fleet())


class TestWritten:
    def test_once_in_a_folder_of_the_run_and_once_as_the_newest(self, written: Run) -> None:
        assert written.exit_code == 0, written.output
        folder = written.folder / "report"
        (kept,) = [each for each in folder.iterdir() if each.is_dir()]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d{4}Z-rotate", kept.name)
        for each in (folder, kept):
            modes = {file.name: file.stat().st_mode & 0o777 for file in each.iterdir() if file.is_file()}
            assert modes == dict.fromkeys(FORMS, 0o640)

    def test_says_who_ran_what(self, written: Run) -> None:
        run = written.report["run"]
        assert re.fullmatch(r"ansible-playbook \S+playbook-\d+\.yml -i \S+inventory-\d+\.yml", run["command"])
        assert re.fullmatch(r"\S+@\S+", run["by"])
        assert re.fullmatch(r"\d+\.\d+\.\d+", run["collection"])

    def test_as_the_page_of_the_json_report(self, written: Run) -> None:
        page = (written.folder / "report" / "report.html").read_text(encoding="utf-8")
        assert page == _html.report_html(written.report)
        assert "{{ 7 * 7 }}" in page
        assert "<img" not in page

    def test_for_a_terminal_as_counts_and_what_is_left_to_do(self, written: Run) -> None:
        assert "40 tenants, 36 replaced, 4 failed" in written.stdout
        assert "  failed: Tenant 20: Failed to reach Tenant 20" in written.stdout
        assert "Tenant 21" not in written.stdout.partition("TASK [Show what others are told]")[0]
        assert f"Report: {written.folder}/report/report.html (also .md, .csv and .json)" in written.stdout

    def test_and_told_to_the_next_task(self, written: Run) -> None:
        (event,) = [event for event in written.events if event["task"] == "Show what others are told"]
        told = event["result"]["msg"]
        assert told["unfinished"] == [f"host-{number:02d}" for number in (0, 10, 20, 30)]
        assert set(told["files"]) == {"html", "md", "csv", "json", "folder"}
        assert told["changed"] is False


class TestWhere:
    """A path is relative to the folder that ansible-playbook was started from."""

    @pytest.mark.parametrize("path", ["my reports", "~/my reports"])
    def test_is_not_a_matter_of_the_playbooks_folder_or_of_a_variable(
        self, ansible: Ansible, tmp_path: Path, path: str
    ) -> None:
        run = ansible.playbook(
            REPORTING,
            inventory=fleet(11),
            variables={"license_rotation_report_dir": path},
            environment={"PWD": str(tmp_path)},
        )
        assert run.exit_code == 0, run.output
        assert (run.folder / "my reports" / "report.html").is_file()
        assert f"Report: {run.folder}/my reports/report.html" in run.stdout
        assert list(tmp_path.iterdir()) == []

    def test_that_cannot_be_written_fails_the_run_whatever_lies_there(self, ansible: Ansible, tmp_path: Path) -> None:
        (tmp_path / "report.json").write_text("{}", encoding="utf-8")
        (tmp_path / "report.html").mkdir()
        run = ansible.playbook(REPORTING, inventory=fleet(11), variables={"license_rotation_report_dir": str(tmp_path)})
        assert run.exit_code == 2
        assert f"'{tmp_path}/report.html' cannot be written: Is a directory. Make room for it" in run.output
        assert "Traceback" not in run.output


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 2,000 tenants."""
    file = tmp_path_factory.mktemp("page") / "report.html"
    report = _report.build_report({f"host-{number:04d}": result(number) for number in range(MANY)})
    file.write_text(_html.report_html(report), encoding="utf-8")
    return file


def column(page: t.Any, number: int) -> list[str]:
    """The texts of a column, from the first row that is shown to the last."""
    return page.evaluate(
        "number => [...document.querySelectorAll('#tenants tbody tr:not([hidden])')]"
        ".map(row => row.cells[number].textContent.trim())",
        number,
    )


def heading(page: t.Any, name: str) -> t.Any:
    return page.locator("thead th").filter(has_text=name)


# The place of a column, and how its first and its last cell begin when it is sorted.
SORTED = {
    "Tenant": (0, "Tenant 0", "Tenant 1999"),
    "Outcome": (1, "failed", "replaced"),
    "License": (3, "Basic", "Basic \u2192 Plus"),
    "Limit": (4, "0", "1 \u2192 1999"),
    "Ends": (5, "2026-03-11 \u2192 2000-02-01", "2026-03-11 \u2192 2099-12-01"),
}


class TestInTheBrowser:
    def test_of_2000_tenants_loads_nothing_and_complains_of_nothing(
        self, large: Path, open_file: Callable[..., tuple[t.Any, list[str]]]
    ) -> None:
        page, complaints = open_file(large)
        heading(page, "License").get_by_role("button").click()
        page.get_by_role("searchbox", name="Find").fill("tenant 19")
        page.get_by_role("combobox", name="Outcome").select_option("failed")
        assert complaints == []

    def test_sorts_by_any_column_one_way_and_the_other(
        self, large: Path, open_file: Callable[..., tuple[t.Any, list[str]]]
    ) -> None:
        page, _complaints = open_file(large)
        for name, (number, first, last) in SORTED.items():
            button = heading(page, name).get_by_role("button")
            button.click()
            cells = column(page, number)
            assert len(cells) == MANY
            assert (cells[0][: len(first)], cells[-1][: len(last)]) == (first, last)
            assert heading(page, name).get_attribute("aria-sort") == "ascending"
            button.click()
            assert column(page, number)[0].startswith(last)
            assert heading(page, name).get_attribute("aria-sort") == "descending"
            assert page.locator("[aria-sort]").count() == 1

    def test_sorts_and_filters_with_the_keyboard_alone(
        self, large: Path, open_file: Callable[..., tuple[t.Any, list[str]]]
    ) -> None:
        page, _complaints = open_file(large)
        assert page.get_by_role("columnheader", name="Tenant").count() == 1
        page.get_by_role("searchbox", name="Find").focus()
        page.keyboard.type("TENANT HOST-1999")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert heading(page, "Tenant").get_by_role("button").evaluate("button => button === document.activeElement")
        page.keyboard.press("Enter")
        assert heading(page, "Tenant").get_attribute("aria-sort") == "ascending"
        assert column(page, 4) == ["1999 \u2192 1"]

    def test_filters_by_text_and_by_outcome_and_says_how_many_are_left(
        self, large: Path, open_file: Callable[..., tuple[t.Any, list[str]]]
    ) -> None:
        page, _complaints = open_file(large)
        shown = page.locator("#shown")
        assert shown.inner_text() == "2,000 shown"
        page.get_by_role("combobox", name="Outcome").select_option("attention")
        assert shown.inner_text() == "200 of 2,000 shown"
        page.get_by_role("searchbox", name="Find").fill("reach 1990")
        assert column(page, 1) == ["failed"]
        page.get_by_role("searchbox", name="Find").fill("no such tenant")
        page.get_by_role("button", name="Show all tenants").click()
        assert shown.inner_text() == "2,000 shown"

    def test_shows_which_licenses_have_ended(
        self, large: Path, open_file: Callable[..., tuple[t.Any, list[str]]]
    ) -> None:
        page, _complaints = open_file(large, clock="2026-06-15T10:00:00Z")
        assert page.locator("#ended").inner_text() == "As of 2026-06-15, 201 licenses have ended."
        assert page.locator(".past").evaluate_all("bars => bars.map(bar => bar.dataset.month)") == [
            "2000-02",
            "2026-03",
        ]
        assert page.get_by_role("img", name="2026: Mar 200").is_visible()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_fits_a_phone_and_sorts_there_too(
        self, large: Path, open_file: Callable[..., tuple[t.Any, list[str]]], scheme: str
    ) -> None:
        page, _complaints = open_file(large, viewport={"width": 360, "height": 740}, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.get_by_role("combobox", name="Sort by").select_option("Tenant (last first)")
        assert column(page, 0)[0].startswith("Tenant 1999")

    def test_without_scripts_the_whole_table_is_there(
        self, large: Path, open_file: Callable[..., tuple[t.Any, list[str]]]
    ) -> None:
        page, complaints = open_file(large, java_script_enabled=False)
        assert page.get_by_role("row").count() == MANY + 1
        assert page.get_by_role("rowheader", name="Tenant 1999").is_visible()
        assert not page.get_by_role("searchbox").is_visible()
        assert complaints == []

    def test_on_paper_every_list_is_unfolded_and_nothing_is_there_to_click(
        self, large: Path, open_file: Callable[..., tuple[t.Any, list[str]]]
    ) -> None:
        page, _complaints = open_file(large)
        reason = page.get_by_text("Failed to reach Tenant 1990").first
        assert not reason.is_visible()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert reason.is_visible()
        assert not page.get_by_role("searchbox").is_visible()
