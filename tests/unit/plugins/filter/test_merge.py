# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters that merge what slices have left."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.fleetops.kesc.plugins.filter.merge import FilterModule
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.tests.unit.support.results import replaced

if t.TYPE_CHECKING:
    from pathlib import Path

FILTERS = FilterModule().filters()
RECORD = {"at": "2026-11-01T02:00:00Z", "host": "elm", "event": "finished", "result": replaced()}


@pytest.fixture
def parts(tmp_path: Path) -> list[str]:
    """One slice with a report, and one whose rotation was cut off."""
    done, cut_off = tmp_path / "slice-1", tmp_path / "slice-2"
    done.mkdir()
    cut_off.mkdir()
    report = _report.build_report({"birch": replaced()})
    (done / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (cut_off / "journal.jsonl").write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    return [str(done), str(cut_off)]


def test_make_one_report(parts: list[str]) -> None:
    assert FILTERS["merge_reports"](parts)["summary"] == {"tenants": 2, "replaced": 2}


def test_make_the_text_of_one_journal(parts: list[str]) -> None:
    text = FILTERS["merge_journals"](parts)
    assert text.endswith("}\n")
    assert [json.loads(line) for line in text.splitlines()] == [RECORD]


def test_name_the_rotation_that_was_cut_off(parts: list[str]) -> None:
    (sentence,) = FILTERS["open_rotations"](parts)
    assert sentence.startswith(f"{parts[1]}/journal.jsonl: the rotation has not come to its end.")


@pytest.mark.parametrize("name", FILTERS)
def test_take_one_path_as_well(parts: list[str], name: str) -> None:
    assert FILTERS[name](parts[0]) == FILTERS[name](parts[:1])


@pytest.mark.parametrize("name", FILTERS)
def test_refuse_what_is_no_list_of_paths(name: str) -> None:
    with pytest.raises(AnsibleFilterError, match="this is no list of paths"):
        FILTERS[name]({"report": 1})


@pytest.mark.parametrize("name", FILTERS)
def test_say_what_to_do_where_a_slice_has_left_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        AnsibleFilterError, match=r"has neither a report\.json nor a journal\.jsonl.*Name the report folder"
    ):
        FILTERS[name]([str(tmp_path)])
