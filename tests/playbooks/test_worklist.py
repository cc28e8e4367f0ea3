# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The work list: written by the playbook, ticked off in a browser, its outcomes taken back into the fleet's report."""

from __future__ import annotations

import dataclasses
import json
import stat
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables, read_csv, text_of
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import BASE, PLUS, Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

HOSTILE = "<img src=x onerror=alert(1)> {{ 7 * 7 }} | [a](https://evil.example)"
CODES = {"birch": "BIRCH-WORK0-LIST6-NEW02", "hostile": "HOSTI-WORK0-LIST6-NEW03"}


def by_hand() -> dict[str, dict[str, t.Any]]:
    """The variables of two hosts whose licenses a person replaces."""
    return {
        "birch": {
            "license_rotation_tenant": "Birch Legal",
            "license_rotation_tenant_id": "4711-BL",
            "license_rotation_activation_code": CODES["birch"],
            "license_rotation_present": {"name": BASE, "limit": 25, "in_use": 19, "expires": "2026-12-12"},
            "license_rotation_expected": {
                "name": PLUS,
                "licensing_model": "user",
                "limit": 25,
                "expires": "2027-12-12",
            },
            "license_rotation_macs": ["reception", "Anna's"],
        },
        "hostile": {
            # Names that servers give come into an inventory as they are, never as templates.
            "license_rotation_tenant": f"{{% raw %}}{HOSTILE}{{% endraw %}}",
            "license_rotation_activation_code": CODES["hostile"],
        },
    }


def inventory(**others: dict[str, t.Any]) -> dict[str, t.Any]:
    group = {
        "vars": {"license_rotation_by_hand": True, "license_rotation_console_language": "pl"},
        "hosts": by_hand(),
    }
    return {"workspaces": group, **others}


def options(folder: Path, **variables: t.Any) -> dict[str, t.Any]:
    return {"license_rotation_worklist_dir": str(folder), **variables}


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@dataclasses.dataclass(frozen=True)
class Written:
    """A run of the playbook and the folder with its work list."""

    run: Run
    folder: Path

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    @property
    def outcomes_file(self) -> Path:
        return next(self.folder.glob("outcomes-*.csv"))


@pytest.fixture(scope="module")
def written(ansible: Ansible, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("list") / "worklist"
    run = ansible.playbook(
        "fleetops.kesc.worklist", "--check", "-vvvv", inventory=inventory(), variables=options(folder)
    )
    return Written(run, folder)


@pytest.fixture(scope="module")
def written_with_codes(ansible: Ansible, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("list") / "worklist"
    variables = options(folder, license_rotation_worklist_show_codes=True)
    return Written(
        ansible.playbook("fleetops.kesc.worklist", "-vvvv", inventory=inventory(), variables=variables), folder
    )


class TestWritten:
    def test_succeeds_in_check_mode_too_for_it_changes_no_tenant(self, written: Written) -> None:
        assert (written.run.exit_code, written.run.output.count("changed=0")) == (0, 1)

    def test_is_a_page_a_markdown_file_and_a_file_for_outcomes(self, written: Written) -> None:
        names = sorted(file.name for file in written.folder.iterdir())
        assert names == [written.outcomes_file.name, "worklist.html", "worklist.md"]
        assert {mode(file) for file in written.folder.iterdir()} == {0o640}

    @pytest.mark.parametrize("name", ["worklist.html", "worklist.md"])
    def test_is_in_the_language_of_the_hosts_with_the_consoles_own_labels(self, written: Written, name: str) -> None:
        text = written.read(name)
        assert "Lista zadań" in text
        assert "Wprowadź kod aktywacyjny" in text
        assert "Birch Legal" in text

    def test_runs_nothing_that_a_tenant_is_called(self, written: Written) -> None:
        assert "{{ 7 * 7 }}" in written.read("worklist.html")
        assert "<img" not in written.read("worklist.html")

    def test_holds_no_code_and_neither_does_anything_else_of_the_run(self, written: Written) -> None:
        texts = [written.run.output, *(text_of(file) for file in written.folder.iterdir())]
        texts += [text_of(file) for file in written.run.written_files()]
        assert not [code for code in CODES.values() for text in texts if code in text]
        assert "NEW02" in written.read("worklist.html")

    def test_leaves_a_file_for_outcomes_alone_that_somebody_may_have_filled_in(
        self, ansible: Ansible, written: Written
    ) -> None:
        filled_in = written.outcomes_file.read_bytes() + "# mine\r\n".encode("utf-16-le")
        written.outcomes_file.write_bytes(filled_in)
        ansible.playbook("fleetops.kesc.worklist", inventory=inventory(), variables=options(written.folder))
        assert written.outcomes_file.read_bytes() == filled_in


class TestWithCodes:
    def test_shows_each_code_and_warns_of_it(self, written_with_codes: Written) -> None:
        assert written_with_codes.run.exit_code == 0
        for name in ("worklist.html", "worklist.md"):
            text = written_with_codes.read(name)
            assert all(code in text for code in CODES.values())
            assert "Ta lista zawiera pełne kody aktywacyjne" in text

    def test_can_be_read_by_its_owner_only(self, written_with_codes: Written) -> None:
        modes = {file.name: mode(file) for file in written_with_codes.folder.iterdir()}
        assert modes == {
            "worklist.html": 0o600,
            "worklist.md": 0o600,
            written_with_codes.outcomes_file.name: 0o640,
        }

    def test_shows_no_code_anywhere_else(self, written_with_codes: Written) -> None:
        run = written_with_codes.run
        texts = [run.output, text_of(written_with_codes.outcomes_file)]
        texts += [text_of(file) for file in run.written_files()]
        assert not [code for code in CODES.values() for text in texts if code in text]


@pytest.mark.parametrize(
    ("variables", "hosts", "message"),
    [
        pytest.param(
            {"license_rotation_by_hand": False}, {}, "there is no tenant whose license a person replaces", id="no host"
        ),
        pytest.param(
            {}, {"again": {"license_rotation_activation_code": CODES["birch"]}}, "code_reused", id="a code used twice"
        ),
        pytest.param(
            {},
            {
                "german": {
                    "license_rotation_activation_code": "GERMA-WORK0-LIST6-NEW05",
                    "license_rotation_console_language": "de",
                }
            },
            "more than one console_language: de, pl",
            id="hosts in two languages",
        ),
        pytest.param(
            {},
            {
                "wrong": {
                    "license_rotation_activation_code": "WRONG-WORK0-LIST6-NEW06",
                    "license_rotation_present": {"limit": "many"},
                }
            },
            "wrong: license_rotation_present.limit is not a number",
            id="a limit in words",
        ),
    ],
)
def test_no_list_is_written_of_orders_that_cannot_be_right(
    ansible: Ansible, tmp_path: Path, variables: dict[str, t.Any], hosts: dict[str, t.Any], message: str
) -> None:
    sheet = inventory()
    sheet["workspaces"]["hosts"].update(hosts)
    run = ansible.playbook(
        "fleetops.kesc.worklist", inventory=sheet, variables=options(tmp_path / "worklist", **variables)
    )
    assert run.exit_code == 2
    assert message in " ".join(run.output.split())
    assert not list(tmp_path.rglob("worklist.*"))
    assert not [code for code in CODES.values() if code in run.output]


def recorded(folder: Path, **changes: t.Any) -> str:
    """A file as the page exports it, with one tenant replaced."""
    tenant = {
        "host": "birch",
        "tenant": "Birch Legal",
        "partial_code": "NEW02",
        "outcome": "replaced",
        "license_id": "0A00-000002-NEW",
        "agreed": {"name": PLUS, "limit": "25", "expires": "2027-12-12"},
        "macs_waiting": ["Anna's"],
        "recorded_at": "2026-11-24T10:00:00Z",
        "note": "all well",
        **changes,
    }
    content = {"format": "fleetops.kesc.worklist_outcomes", "version": 1, "recorded_by": "Anna", "tenants": [tenant]}
    file = folder / "outcomes.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)


@dataclasses.dataclass(frozen=True)
class MixedFleet:
    """A fleet half by program and half by hand: the rotation, then the hand-back into its report."""

    lab: RunningLab
    rotation: Run
    after_rotation: dict[str, str]
    hand_back: Run
    report: dict[str, t.Any]
    report_markdown: str


@pytest.fixture(scope="module")
def mixed_fleet(
    ansible: Ansible, start_lab: Callable[..., RunningLab], tmp_path_factory: pytest.TempPathFactory
) -> MixedFleet:
    fleet = Fleet()
    fleet.tenant("Alder Renewal")
    fleet.tenant("Birch Legal")
    lab = start_lab(fleet)
    folder = tmp_path_factory.mktemp("mixed")
    alder = fleet.inventory()["tenants"]["hosts"]["alder-renewal"]
    connection = connection_variables(
        {
            "server_url": lab.url,
            "ca_path": lab.ca_file,
            "username": "operator",
            "password": "s3cret-Operator-Passw0rd",
        }
    )
    sheet = inventory(servers={"hosts": {"alder-renewal": {**alder, **connection}}})
    variables = {"license_rotation_report_dir": str(folder / "report")}
    rotation = ansible.playbook("fleetops.kesc.rotate", inventory=sheet, variables=variables)
    report = folder / "report" / "report.json"
    rows = json.loads(report.read_text(encoding="utf-8"))["tenants"]
    hand_back = ansible.playbook(
        "fleetops.kesc.worklist",
        f"--extra-vars=license_rotation_worklist_outcomes={recorded(folder)}",
        inventory=sheet,
        variables=variables,
    )
    return MixedFleet(
        lab,
        rotation,
        {row["host"]: row["outcome"] for row in rows},
        hand_back,
        json.loads(report.read_text(encoding="utf-8")),
        report.with_suffix(".md").read_text(encoding="utf-8"),
    )


class TestMixedFleet:
    def test_a_rotation_leaves_the_tenants_of_people_alone(self, mixed_fleet: MixedFleet) -> None:
        assert mixed_fleet.after_rotation == {
            "alder-renewal": "replaced",
            "birch": "on_work_list",
            "hostile": "on_work_list",
        }
        assert "Birch Legal" not in mixed_fleet.lab.touched()

    def test_a_recorded_outcome_completes_the_report_of_the_whole_fleet(self, mixed_fleet: MixedFleet) -> None:
        assert {row["host"]: row["outcome"] for row in mixed_fleet.report["tenants"]} == {
            "alder-renewal": "replaced",
            "birch": "replaced",
            "hostile": "on_work_list",
        }
        assert mixed_fleet.report["summary"] == {"tenants": 3, "replaced": 2, "on_work_list": 1}

    def test_the_report_says_who_recorded_it_and_which_macs_wait(self, mixed_fleet: MixedFleet) -> None:
        assert (
            "- **Birch Legal**: replaced, 2026-11-24T10:00:00Z, by Anna, note: all well" in mixed_fleet.report_markdown
        )
        assert "- **Birch Legal**: Anna's" in mixed_fleet.report_markdown

    def test_a_tenant_that_waits_for_a_person_is_named_and_fails_no_run(self, mixed_fleet: MixedFleet) -> None:
        assert f"on the work list: Birch Legal, {HOSTILE}" in " ".join(mixed_fleet.rotation.output.split())
        assert f"on the work list: {HOSTILE}" in " ".join(mixed_fleet.hand_back.output.split())
        assert (mixed_fleet.rotation.exit_code, mixed_fleet.hand_back.exit_code) == (0, 0)

    def test_an_audit_leaves_the_tenants_of_people_to_them(self, ansible: Ansible) -> None:
        audit = ansible.playbook("fleetops.kesc.audit", inventory=inventory())
        assert audit.outcomes() == {"birch": "on_work_list", "hostile": "on_work_list"}
        assert audit.exit_code == 0


class TestHandingBack:
    @pytest.mark.parametrize("outcome", ["held_back", "failed", "not_reached"])
    def test_fails_for_a_tenant_that_somebody_could_not_replace(
        self, ansible: Ansible, tmp_path: Path, outcome: str
    ) -> None:
        run = ansible.playbook(
            "fleetops.kesc.worklist",
            inventory=inventory(),
            variables={"license_rotation_worklist_outcomes": [recorded(tmp_path, outcome=outcome)]},
        )
        assert run.outcomes() == {"birch": outcome, "hostile": "on_work_list"}
        failed = [event["host"] for event in run.events if event["status"] == "failed"]
        assert (run.exit_code, failed) == (2, ["birch"])

    def test_into_a_rotation_gives_one_report_of_both(self, ansible: Ansible, tmp_path: Path) -> None:
        run = ansible.playbook(
            "fleetops.kesc.rotate",
            inventory=inventory(),
            variables={"license_rotation_worklist_outcomes": [recorded(tmp_path)]},
        )
        assert run.outcomes() == {"birch": "replaced", "hostile": "on_work_list"}
        assert run.exit_code == 0

    def test_reports_on_the_tenants_of_the_limit_only(self, ansible: Ansible, tmp_path: Path) -> None:
        run = ansible.playbook(
            "fleetops.kesc.worklist",
            "--limit=birch",
            "--check",
            inventory=inventory(),
            variables={"license_rotation_worklist_outcomes": [recorded(tmp_path)]},
        )
        assert run.outcomes() == {"birch": "replaced"}


class TestWhoseList:
    """Which tenants are on the list."""

    @pytest.mark.parametrize(
        ("arguments", "hosts", "listed"),
        [
            pytest.param([], "all", {"birch", "hostile"}, id="all hosts"),
            pytest.param(["--limit=birch"], "all", {"birch"}, id="a limit"),
            pytest.param([], "workspaces:!hostile", {"birch"}, id="a pattern"),
            pytest.param(["--limit=localhost,birch"], "all", {"birch"}, id="a limit with the controller in it"),
        ],
    )
    def test_has_the_tenants_that_a_person_replaces(
        self, ansible: Ansible, tmp_path: Path, arguments: list[str], hosts: str, listed: set[str]
    ) -> None:
        alder = {"license_rotation_tenant": "Alder", "license_rotation_activation_code": "ALDER-WORK0-LIST6-NEW01"}
        local = {"license_rotation_tenant": "Local", "license_rotation_activation_code": "LOCAL-WORK0-LIST6-NEW00"}
        sheet = inventory(servers={"hosts": {"alder": alder}}, controllers={"hosts": {"localhost": local}})
        folder = tmp_path / "worklist"
        variables = options(folder, license_rotation_hosts=hosts)
        run = ansible.playbook("fleetops.kesc.worklist", *arguments, inventory=sheet, variables=variables)
        assert run.exit_code == 0, run.output
        (outcomes,) = folder.glob("outcomes-*.csv")
        assert {line["host"] for line in read_csv(outcomes)} == listed

    def test_a_code_of_a_tenant_that_is_left_out_must_not_be_used_twice_either(
        self, ansible: Ansible, tmp_path: Path
    ) -> None:
        servers = {"hosts": {"alder": {"license_rotation_activation_code": CODES["birch"]}}}
        run = ansible.playbook(
            "fleetops.kesc.worklist",
            "--limit=birch",
            inventory=inventory(servers=servers),
            variables=options(tmp_path / "worklist"),
        )
        assert run.exit_code == 2
        assert "code_reused" in run.output
        assert not (tmp_path / "worklist").exists()


def test_an_outcome_about_another_code_is_refused(ansible: Ansible, tmp_path: Path) -> None:
    file = recorded(tmp_path, partial_code="OLD01")
    run = ansible.playbook(
        "fleetops.kesc.worklist", inventory=inventory(), variables={"license_rotation_worklist_outcomes": [file]}
    )
    assert run.exit_code == 2
    assert "the order has the one ending NEW02" in " ".join(run.output.split())


@dataclasses.dataclass(frozen=True)
class OpenPage:
    """The work list in a browser; ``complaints`` are the console's messages, errors and requests for anything else."""

    page: t.Any
    complaints: list[str]

    def tenant(self, host: str) -> t.Any:
        return self.page.locator(f'.tenant[data-host="{host}"]')

    def unfold(self, host: str) -> t.Any:
        tenant = self.tenant(host)
        tenant.locator("summary").click()
        return tenant

    def export(self, button: str, folder: Path) -> Path:
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=button).click()
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        return file


@pytest.fixture
def open_list(open_file: Callable[..., tuple[t.Any, list[str]]]) -> Callable[..., OpenPage]:
    def open_page(written: Written, **options: t.Any) -> OpenPage:
        return OpenPage(*open_file(written.folder / "worklist.html", **options))

    return open_page


def fill_in(opened: OpenPage) -> None:
    """Do what a person does who replaces the license of Birch Legal and activates one Mac."""
    tenant = opened.unfold("birch")
    for box in tenant.get_by_role("checkbox").all():
        box.check()
    tenant.get_by_role("checkbox", name="Anna's").uncheck()
    tenant.get_by_role("radio", name="wymieniono").check()
    tenant.get_by_role("textbox", name="Nowy ID licencji").fill("0A00-000002-NEW")
    tenant.get_by_role("textbox", name="Uwagi").fill("=1+1, gotowe")
    opened.page.get_by_label("Twoje imię i nazwisko").fill("Anna")
    opened.page.keyboard.press("Tab")


class TestInTheBrowser:
    def test_loads_nothing_and_complains_of_nothing(
        self, written: Written, open_list: Callable[..., OpenPage], tmp_path: Path
    ) -> None:
        opened = open_list(written)
        fill_in(opened)
        opened.export("Eksportuj wyniki (JSON)", tmp_path)
        assert opened.complaints == []

    def test_keeps_ticks_and_entries_when_it_is_opened_again(
        self, written: Written, open_list: Callable[..., OpenPage]
    ) -> None:
        opened = open_list(written)
        fill_in(opened)
        opened.page.reload()
        tenant = opened.unfold("birch")
        assert [box.is_checked() for box in tenant.get_by_role("checkbox").all()].count(False) == 1
        assert tenant.get_by_role("textbox", name="Uwagi").input_value() == "=1+1, gotowe"
        assert opened.page.locator("#count").inner_text() == "Zapisano wyniki: 1 z 2"

    def test_is_worked_through_with_the_keyboard_alone(
        self, written: Written, open_list: Callable[..., OpenPage], tmp_path: Path
    ) -> None:
        opened = open_list(written)
        press = opened.page.keyboard.press
        tenant = opened.tenant("birch")

        def tab_to(target: t.Any) -> None:
            for _attempt in range(60):
                if target.evaluate("element => element === document.activeElement"):
                    return
                press("Tab")
            pytest.fail("the keyboard does not get there")

        tab_to(tenant.locator("summary"))
        press("Enter")
        for box in tenant.get_by_role("checkbox").all():
            tab_to(box)
            press("Space")
        tab_to(tenant.get_by_role("radio", name="wymieniono"))
        press("Space")
        press("ArrowRight")
        tab_to(tenant.get_by_role("textbox", name="Uwagi"))
        opened.page.keyboard.type("gotowe")
        export = opened.page.get_by_role("button", name="Eksportuj wyniki (JSON)")
        tab_to(export)
        with opened.page.expect_download() as download:
            press("Enter")
        file = tmp_path / "outcomes.json"
        download.value.save_as(file)
        (record,) = json.loads(file.read_text(encoding="utf-8"))["tenants"]
        assert (record["host"], record["outcome"], record["note"]) == ("birch", "unchanged", "gotowe")
        assert record["macs_waiting"] == []
        assert opened.complaints == []

    def test_exports_json_that_the_playbook_takes_back(
        self, ansible: Ansible, written: Written, open_list: Callable[..., OpenPage], tmp_path: Path
    ) -> None:
        opened = open_list(written)
        fill_in(opened)
        file = opened.export("Eksportuj wyniki (JSON)", tmp_path)
        run = ansible.playbook(
            "fleetops.kesc.worklist",
            inventory=inventory(),
            variables={"license_rotation_worklist_outcomes": [str(file)]},
        )
        assert run.exit_code == 0
        row = run.rows()["birch"]
        assert (row["outcome"], row["waiting"], row["recorded"]["by"]) == ("replaced", ["Anna's"], "Anna")
        assert row["after"] == {
            "license_id": "0A00-000002-NEW",
            "name": PLUS,
            "licensing_model": "user",
            "limit": 25,
            "in_use": None,
            "expires": "2027-12-12",
        }

    def test_exports_csv_in_which_no_cell_is_a_formula(
        self, written: Written, open_list: Callable[..., OpenPage], tmp_path: Path
    ) -> None:
        opened = open_list(written)
        fill_in(opened)
        lines = read_csv(opened.export("Eksportuj wyniki (CSV)", tmp_path))
        assert list(lines[0]) == list(read_csv(written.outcomes_file)[0])
        assert [(line["host"], line["outcome"], line["note"]) for line in lines] == [
            ("birch", "replaced", "'=1+1, gotowe")
        ]

    def test_neither_keeps_nor_exports_a_code_that_somebody_types(
        self, written: Written, open_list: Callable[..., OpenPage], tmp_path: Path
    ) -> None:
        opened = open_list(written)
        tenant = opened.unfold("birch")
        tenant.get_by_role("radio", name="nie udało się").check()
        tenant.get_by_role("textbox", name="Uwagi").fill(f"kod {CODES['birch'].lower()} odrzucony")
        opened.page.keyboard.press("Tab")
        assert tenant.get_by_role("textbox", name="Uwagi").input_value() == "kod *****-*****-*****-new02 odrzucony"
        stored = opened.page.evaluate("JSON.stringify(localStorage)")
        exported = opened.export("Eksportuj wyniki (JSON)", tmp_path).read_text("utf-8")
        assert not [text for text in (stored, exported) if CODES["birch"].lower() in text.lower()]

    def test_warns_when_a_replacement_is_recorded_that_was_not_compared(
        self, written: Written, open_list: Callable[..., OpenPage]
    ) -> None:
        tenant = open_list(written).unfold("birch")
        tenant.get_by_role("radio", name="wymieniono").check()
        warning = tenant.locator(".warning")
        assert warning.inner_text().startswith("Zapisano jako wymienione")
        for box in tenant.get_by_role("checkbox", name="Zgadza się").all():
            box.check()
        assert not warning.is_visible()

    def test_clears_everything_when_asked_and_confirmed(
        self, written: Written, open_list: Callable[..., OpenPage]
    ) -> None:
        opened = open_list(written)
        fill_in(opened)
        opened.page.get_by_role("button", name="Usuń wszystkie wpisy").click()
        assert opened.page.locator("input:checked").count() == 0
        assert opened.page.locator("#count").inner_text() == "Zapisano wyniki: 0 z 2"

    def test_prints_every_tenant_unfolded(self, written: Written, open_list: Callable[..., OpenPage]) -> None:
        opened = open_list(written)
        opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        opened.page.emulate_media(media="print")
        assert [tenant.locator(".record").is_visible() for tenant in opened.page.locator(".tenant").all()] == [True] * 2
        assert not opened.page.get_by_role("button", name="Drukuj").is_visible()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_fits_a_phone(self, written: Written, open_list: Callable[..., OpenPage], scheme: str) -> None:
        opened = open_list(written, viewport={"width": 360, "height": 740}, color_scheme=scheme)
        opened.page.get_by_role("button", name="Rozwiń wszystko").click()
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 360

    def test_is_a_plain_list_without_scripts(self, written: Written, open_list: Callable[..., OpenPage]) -> None:
        page = open_list(written, java_script_enabled=False).page
        assert page.locator("noscript p").inner_text().startswith("Bez JavaScriptu")
        assert not page.get_by_role("button", name="Eksportuj wyniki (JSON)").is_visible()

    def test_says_so_where_the_browser_keeps_nothing(self, browser: t.Any, written: Written) -> None:
        context = browser.new_context()
        context.add_init_script("delete Storage.prototype.setItem; Storage.prototype.setItem = () => { throw 1; };")
        page = context.new_page()
        page.goto((written.folder / "worklist.html").as_uri())
        assert page.locator("#kept").inner_text().startswith("Ta przeglądarka nie przechowuje")
        context.close()
