# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Merging the reports and journals of slices."""

from __future__ import annotations

import itertools
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes, _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _merge
from ansible_collections.fleetops.kesc.tests.unit.support.results import (
    UNVERIFIED,
    audited,
    failed,
    guard,
    license,
    replaced,
)

if t.TYPE_CHECKING:
    from pathlib import Path

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report

AUDITED = audited()
UNCHANGED = replaced(changed=False, applied=False, transition="none")
# From the one that counts most on.
FINDINGS: list[dict[str, t.Any]] = [
    replaced(),
    UNCHANGED,
    replaced(changed=False, guards=[guard("too_early")]),
    failed("guard_tripped", partial_code="MN4OP"),
    failed(partial_code="MN4OP"),
    replaced(applied=False),
    UNVERIFIED,
    failed(),
    AUDITED,
]
RESULTS = [
    *FINDINGS,
    None,
    replaced(transition="none"),
    replaced(partial_code="OTHER"),
    failed(msg="Failed to sign in"),
]
# Likewise, with the outcomes of tenants that nobody has looked at.
OF_ONE_TENANT = [
    *(_report.build_report({"birch": result}) for result in [*FINDINGS, None]),
    *(_report.build_report({"birch": None}, left_out={outcome: ["birch"]}) for outcome in _outcomes.LEFT_OUT),
]
RUN = {"servers": ["ksc.example.com"]}
HOSTS = [f"host-{number}" for number in range(4)]

results = st.dictionaries(st.sampled_from(HOSTS), st.sampled_from(RESULTS))
reports = st.builds(
    lambda by_host, no_code: _report.build_report(by_host, left_out={"no_code": no_code}),
    results,
    st.sets(st.sampled_from(HOSTS)),
)


def merged(*parts: Report | None) -> Report | None:
    """Nothing where the merge, or one before it, is refused."""
    try:
        return _merge.merge({str(number): part for number, part in enumerate(parts) if part is not None or _refused()})
    except InvalidRequestError:
        return None


def _refused() -> t.NoReturn:
    raise InvalidRequestError("an earlier merge was refused")


class TestReports:
    @given(first=reports, second=reports)
    def test_in_either_order(self, first: Report, second: Report) -> None:
        assert merged(first, second) == merged(second, first)

    @given(first=reports, second=reports, third=reports)
    def test_at_once_or_one_after_another(self, first: Report, second: Report, third: Report) -> None:
        at_once = merged(first, second, third)
        assert merged(merged(first, second), third) == at_once
        assert merged(first, merged(second, third)) == at_once

    @given(report=reports)
    def test_with_itself_is_itself(self, report: Report) -> None:
        assert merged(report, report) == merged(report) == report

    @given(parts=st.lists(reports, max_size=4))
    def test_each_tenant_has_one_row_which_a_run_has_written(self, parts: list[Report]) -> None:
        report = merged(*parts)
        if report is None:
            return
        hosts = [row["host"] for row in report["tenants"]]
        written = [row for part in parts for row in part["tenants"]]
        assert hosts == sorted({row["host"] for row in written})
        assert all(row in written for row in report["tenants"])
        assert report["summary"]["tenants"] == len(hosts)

    @given(by_host=results, places=st.lists(st.integers(0, 2), min_size=len(HOSTS), max_size=len(HOSTS)))
    def test_of_slices_is_the_report_of_the_whole(
        self, by_host: dict[str, dict[str, t.Any] | None], places: list[int]
    ) -> None:
        parts = [
            _report.build_report(
                {
                    host: by_host[host]
                    for host, at in zip(HOSTS, places, strict=True)
                    if at == number and host in by_host
                }
            )
            for number in range(3)
        ]
        assert json.dumps(merged(*parts)) == json.dumps(_report.build_report(by_host))

    @pytest.mark.parametrize(
        ("better", "worse"),
        [
            pytest.param(better, worse, id=f"{better['tenants'][0]['outcome']} before {worse['tenants'][0]['outcome']}")
            for better, worse in itertools.combinations(OF_ONE_TENANT, 2)
        ],
    )
    def test_of_two_outcomes_the_one_that_tells_more_counts(self, better: Report, worse: Report) -> None:
        assert merged(better, worse) == better

    @pytest.mark.parametrize(
        ("one", "other", "sentence"),
        [
            pytest.param(
                replaced(),
                failed(partial_code="OTHER"),
                "birch: north has the code ending MN4OP and south has the code ending OTHER",
                id="different codes",
            ),
            pytest.param(
                replaced(),
                replaced(after=license("ANOTHER")),
                "birch: north and south both changed its license, and differ in how",
                id="two replacements",
            ),
        ],
    )
    def test_two_runs_that_contradict_each_other_are_refused_and_named(
        self, one: dict[str, t.Any], other: dict[str, t.Any], sentence: str
    ) -> None:
        parts = {name: _report.build_report({"birch": result}) for name, result in (("north", one), ("south", other))}
        with pytest.raises(InvalidRequestError) as refused:
            _merge.merge(parts)
        assert refused.value.cause == sentence

    def test_a_tenant_without_a_code_in_one_slice_is_one_without_in_the_report(self) -> None:
        without = _report.build_report({"birch": None}, left_out={"no_code": {"birch"}})
        assert merged(without) == without


def write(folder: Path, by_host: dict[str, t.Any]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "report.json").write_bytes(_report.report_json({**_report.build_report(by_host), "run": RUN}))
    return folder


def record(at: str, host: str, event: str, **values: t.Any) -> str:
    return json.dumps({"at": f"2026-11-01T02:00:{at}Z", "host": host, "event": event, **values}) + "\n"


class TestFolders:
    def test_are_named_or_matched(self, tmp_path: Path) -> None:
        first, second = write(tmp_path / "slice-1", {"birch": replaced()}), write(tmp_path / "slice-2", {"elm": None})
        matched = _merge.slices([f"{tmp_path}/slice-*"])
        assert matched == _merge.slices([str(first), str(second)])
        assert [row["host"] for row in _merge.merged_report(matched)[0]["tenants"]] == ["birch", "elm"]

    def test_a_file_is_a_report(self, tmp_path: Path) -> None:
        file = write(tmp_path, {"birch": replaced()}) / "report.json"
        report, servers = _merge.merged_report(_merge.slices([str(file)]))
        assert report == _report.build_report({"birch": replaced()})
        assert servers == ("ksc.example.com",)

    def test_named_twice_count_once(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "slice", {"birch": replaced()})
        assert len(_merge.slices([str(folder), f"{folder}/", f"{tmp_path}/*"])) == 1

    def test_the_last_closed_journal_is_that_of_the_report(self, tmp_path: Path) -> None:
        folder = write(tmp_path, {"birch": replaced()})
        for name in ("journal-20251101T020000Z.jsonl", "journal-20261101T020000Z.jsonl"):
            (folder / name).write_text("", encoding="utf-8")
        (part,) = _merge.slices([str(folder)])
        assert part.journal == folder / "journal-20261101T020000Z.jsonl"
        assert _merge.open_slices([part]) == []

    @pytest.mark.parametrize(
        ("sources", "cause"),
        [
            pytest.param([], "there is nothing to merge", id="none"),
            pytest.param(
                ["{here}/nothing-*"], "no file or folder matches '{here}/nothing-*'", id="a pattern without a match"
            ),
            pytest.param(
                ["{here}"], "'{here}' has neither a report.json nor a journal.jsonl", id="a folder without a report"
            ),
            pytest.param(
                ["{here}/away"], "'{here}/away' has neither a report.json nor a journal.jsonl", id="no such folder"
            ),
        ],
    )
    def test_without_a_report_are_refused(self, tmp_path: Path, sources: list[str], cause: str) -> None:
        with pytest.raises(InvalidRequestError) as refused:
            _merge.slices([source.format(here=tmp_path) for source in sources])
        assert refused.value.cause == cause.format(here=tmp_path)

    def test_a_file_that_is_no_report_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "report.json").write_text("[]", encoding="utf-8")
        with pytest.raises(InvalidRequestError, match="is not a report"):
            _merge.merged_report(_merge.slices([str(tmp_path)]))

    def test_a_report_that_goes_away_meanwhile_is_an_error(self, tmp_path: Path) -> None:
        parts = _merge.slices([str(write(tmp_path, {}))])
        (tmp_path / "report.json").unlink()
        with pytest.raises(InvalidRequestError, match="does not exist any more"):
            _merge.merged_report(parts)


def test_a_journal_that_holds_only_what_an_earlier_one_handed_on_is_no_open_rotation(tmp_path: Path) -> None:
    folder = write(tmp_path, {"birch": replaced()})
    memory = {"codes": {}, "left": {}, "refused": []}
    (folder / "journal.jsonl").write_text(record("01", "birch", "carried", memory=memory), encoding="utf-8")
    (part,) = _merge.slices([str(folder)])
    assert not part.is_open


class TestOpenRotation:
    @pytest.fixture
    def part(self, tmp_path: Path) -> _merge.Slice:
        """A rotation that was cut off, beside the report of an earlier one."""
        folder = write(tmp_path, {"birch": failed()})
        (folder / "journal.jsonl").write_text(
            record("01", "birch", "verifying", stored=[])
            + record("02", "birch", "applying", result=replaced())
            + record("03", "birch", "finished", result=replaced())
            + record("03", "elm", "verifying", stored=[]),
            encoding="utf-8",
        )
        (part,) = _merge.slices([str(folder)])
        return part

    def test_its_settled_tenants_are_in_the_report(self, part: _merge.Slice) -> None:
        assert _merge.merged_report([part])[0] == _report.build_report({"birch": replaced()})

    def test_is_named_with_what_it_was_at_work_on(self, part: _merge.Slice) -> None:
        assert _merge.open_slices([part]) == [
            f"{part.journal}: the rotation has not come to its end. Tenants that it settled: 1, that it was at work "
            "on: elm. Start it again, then merge again."
        ]


RECORDS = st.lists(
    st.builds(
        lambda at, host, event: {"at": f"2026-11-01T02:00:{at:02d}Z", "host": host, "event": event},
        st.integers(0, 5),
        st.sampled_from(HOSTS),
        st.sampled_from(_journal.EVENTS),
    )
)


class TestJournals:
    @given(journals=st.lists(RECORDS, min_size=1, max_size=3))
    def test_in_any_order_every_record_once_ordered_by_time(
        self, tmp_path_factory: pytest.TempPathFactory, journals: list[list[dict[str, str]]]
    ) -> None:
        folder = tmp_path_factory.mktemp("journals")
        parts = []
        for number, records in enumerate(journals):
            file = folder / f"journal-{number}.jsonl"
            file.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
            parts.append(_merge.Slice(str(number), journal=file))
        text = _merge.merged_journal(parts)
        assert _merge.merged_journal([*parts[::-1], *parts]) == text
        records = [json.loads(line) for line in text.splitlines()]
        assert [each["at"] for each in records] == sorted(each["at"] for each in records)
        assert {tuple(each.items()) for each in records} == {
            tuple(each.items()) for journal in journals for each in journal
        }
        assert len(records) == len({tuple(each.items()) for each in records})

    def test_what_happened_to_a_tenant_within_a_second_stays_in_order(self, tmp_path: Path) -> None:
        file = tmp_path / "journal.jsonl"
        lines = [record("01", "birch", event) for event in ("verifying", "applying", "finished")]
        file.write_text("".join(lines), encoding="utf-8")
        assert _merge.merged_journal([_merge.Slice("one", journal=file)]).decode().splitlines() == [
            json.dumps(json.loads(line), separators=(",", ":")) for line in lines
        ]

    def test_a_slice_without_a_journal_adds_nothing(self) -> None:
        assert _merge.merged_journal([_merge.Slice("an audit")]) == b""
