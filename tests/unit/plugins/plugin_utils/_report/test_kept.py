# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each run's report is kept in a folder of its own; the newest lies beside them and links to the earlier ones."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output import _files
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import NotWrittenError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._kept import keep_report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._run import Run
from ansible_collections.fleetops.kesc.tests.unit.support.html_page import HtmlPage
from ansible_collections.fleetops.kesc.tests.unit.support.results import failed, replaced

if t.TYPE_CHECKING:
    from pathlib import Path

MOMENT = dt.datetime(2026, 11, 29, 5, 38, 12, tzinfo=dt.UTC)
FORMS = ("csv", "html", "json", "md")


def run(kind: str = "rotate", *, minutes: int = 0, **values: t.Any) -> Run:
    settings = {"by": "anna@controller", "collection": "1.0.0", "core": "2.21.5", "command": "ansible-playbook"}
    return Run(kind=kind, at=MOMENT + dt.timedelta(minutes=minutes), **{**settings, **values})


def keep(folder: Path, result: dict[str, t.Any], which: Run) -> dict[str, t.Any]:
    report, _files = keep_report(folder, _report.build_report({"birch": result}), which, csv_dialect="excel")
    return report


def links(folder: Path) -> list[str | None]:
    page = HtmlPage((folder / "report.html").read_text(encoding="utf-8"))
    return [attributes["href"] for tag, attributes in page.elements if tag == "a"]


def test_a_report_is_written_twice_in_every_form_with_the_same_content(tmp_path: Path) -> None:
    report, files = keep_report(
        tmp_path / "new" / "report", _report.build_report({"birch": replaced()}), run(), csv_dialect="comma"
    )
    folder = tmp_path / "new" / "report"
    kept = folder / "2026-11-29T0538Z-rotate"
    assert files == {**{form: folder / f"report.{form}" for form in FORMS}, "folder": kept}
    assert sorted(file.name for file in kept.iterdir()) == [f"report.{form}" for form in FORMS]
    for form in FORMS:
        assert (kept / f"report.{form}").read_bytes() == files[form].read_bytes()
        assert files[form].stat().st_mode & 0o777 == 0o640
    assert kept.stat().st_mode & 0o027 == 0
    assert _report.read_report(files["json"]) == report


def test_it_says_when_by_whom_where_and_with_what(tmp_path: Path) -> None:
    report = keep(tmp_path, replaced(), run(servers=("ksc.example.com:13299",), stopped="the canary failed"))
    assert report["run"] == {
        "name": "2026-11-29T0538Z-rotate",
        "kind": "rotate",
        "at": "2026-11-29T05:38:12Z",
        "by": "anna@controller",
        "servers": ["ksc.example.com:13299"],
        "collection": "1.0.0",
        "core": "2.21.5",
        "command": "ansible-playbook",
        "check_mode": False,
        "stopped": "the canary failed",
        "inputs": [],
        "slices": [],
    }
    words = " ".join(HtmlPage((tmp_path / "report.html").read_text(encoding="utf-8")).text)
    for form in (words, (tmp_path / "report.md").read_text(encoding="utf-8").replace("\\", "")):
        for fact in ("2026-11-29 05:38:12 UTC", "anna@controller", "ksc.example.com:13299", "fleetops.kesc 1.0.0"):
            assert fact in form


@pytest.mark.parametrize(
    ("runs", "names"),
    [
        pytest.param(
            [run(), run(), run()],
            ["2026-11-29T0538Z-rotate", "2026-11-29T0538Z-rotate-2", "2026-11-29T0538Z-rotate-3"],
            id="within a minute",
        ),
        pytest.param(
            [run("audit"), run(check_mode=True), run(minutes=1)],
            ["2026-11-29T0538Z-audit", "2026-11-29T0538Z-rotate-check", "2026-11-29T0539Z-rotate"],
            id="of several kinds",
        ),
    ],
)
def test_no_run_overwrites_the_report_of_another(tmp_path: Path, runs: list[Run], names: list[str]) -> None:
    for number, each in enumerate(runs):
        keep(tmp_path, replaced(tenant=f"Tenant {number}"), each)
    kept = sorted(folder.name for folder in tmp_path.iterdir() if folder.is_dir())
    assert kept == names
    newest = _report.read_report(tmp_path / "report.json")
    assert newest is not None
    assert newest["tenants"][0]["tenant"] == f"Tenant {len(runs) - 1}"
    assert links(tmp_path) == [f"{name}/report.html" for name in reversed(names[:-1])]
    assert links(tmp_path / names[0]) == []


def test_it_says_what_changed_since_the_one_before(tmp_path: Path) -> None:
    keep(tmp_path, failed(), run())
    report = keep(tmp_path, replaced(), run(minutes=5))
    assert report["since"]["report"] == "2026-11-29T0538Z-rotate"
    assert [(each["before"], each["after"]) for each in report["since"]["outcomes"]] == [("failed", "replaced")]
    assert "Birch: failed → replaced" in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "Birch: failed → replaced" in HtmlPage((tmp_path / "report.html").read_text(encoding="utf-8")).text


def test_a_report_that_cannot_be_read_is_nothing_to_compare_with(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{", encoding="utf-8")
    assert keep(tmp_path, replaced(), run())["since"] is None


def test_other_folders_are_no_earlier_reports(tmp_path: Path) -> None:
    for name in ("slices", "2026-11-28T0538Z-rotate", "2026-11-28T0538Z-other"):
        (tmp_path / name).mkdir()
    (tmp_path / "slices" / "report.html").write_text("", encoding="utf-8")
    (tmp_path / "2026-11-28T0538Z-other" / "report.html").write_text("", encoding="utf-8")
    keep(tmp_path, replaced(), run())
    assert links(tmp_path) == []


def test_of_very_many_the_newest_are_linked(tmp_path: Path) -> None:
    for number in range(60):
        folder = tmp_path / f"2026-10-{number // 24 + 1:02d}T{number % 24:02d}00Z-audit"
        folder.mkdir()
        (folder / "report.html").write_text("", encoding="utf-8")
    keep(tmp_path, replaced(), run())
    assert links(tmp_path) == [
        f"{name}/report.html"
        for name in sorted((folder.name for folder in tmp_path.glob("2026-10-*")), reverse=True)[:50]
    ]
    assert "Earlier reports: 60" in HtmlPage((tmp_path / "report.html").read_text(encoding="utf-8")).text


def test_a_full_disk_leaves_the_reports_so_far_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, failed(), run())
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    def full(_descriptor: int) -> t.NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(_files.os, "fsync", full)
    with pytest.raises(NotWrittenError) as refused:
        keep(tmp_path, replaced(), run())
    assert re.search(r"rotate-2/report\.json' cannot be written: No space left on device\.", refused.value.finding)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert len([folder for folder in tmp_path.iterdir() if folder.is_dir()]) == 1
