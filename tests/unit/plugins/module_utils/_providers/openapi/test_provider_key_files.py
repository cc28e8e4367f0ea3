# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Codes of the 1.0 kind: key files from the old activation servers, and what becomes of them."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import GuardTrippedError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, key
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import refuses, returns


@pytest.mark.parametrize("subcode", [3, 34])
def test_a_code_of_the_old_kind_is_installed_file_by_file(ksc: FakeKsc, subcode: int) -> None:
    ksc.refusals[CODE] = refuses("KLOLA", 2351, subcode)
    ksc.downloads[CODE] = [b"file-1", b"file-2"]
    ksc.files = {b"file-1": key("F1", days="2027-06-01"), b"file-2": key("F2")}
    result = replace(ksc)
    assert ksc.changes[:4] == ["InstallKey", "DownloadKeyFiles", "InstallKey", "InstallKey"]
    assert result.after.license_id == "F1", "the one that lasts longest"
    assert set(ksc.keys) == {"OLD", "F1", "F2"}


@pytest.mark.parametrize(
    "stored", [[], ["F1"], ["F2"]], ids=["both new", "the longer one known", "the shorter one known"]
)
@pytest.mark.parametrize("staged", [False, True], ids=["a guard", "staged check mode"])
def test_all_key_files_are_taken_out_again_but_not_those_that_were_there(
    ksc: FakeKsc, stored: list[str], staged: bool
) -> None:
    ksc.refusals[CODE] = refuses("KLOLA", 2351, 3)
    ksc.downloads[CODE] = [b"file-1", b"file-2"]
    values = {} if staged else {"KLLIC_LIC_COUNT": 1}
    ksc.files = {b"file-1": key("F1", days="2027-06-01", **values), b"file-2": key("F2", **values)}
    for name in stored:
        ksc.keys[name] = key(name, **values)
    before = ksc.snapshot()
    if staged:
        assert replace(ksc, check_mode=True, staged=True).verified
    else:
        with pytest.raises(GuardTrippedError):
            replace(ksc)
    assert set(ksc.keys) == set(before)


def test_of_several_key_files_each_that_stays_is_named(ksc: FakeKsc) -> None:
    ksc.refusals[CODE] = refuses("KLOLA", 2351, 3)
    ksc.downloads[CODE] = [b"file-1", b"file-2"]
    ksc.files = {b"file-1": key("F1", KLLIC_LIC_COUNT=1), b"file-2": key("F2", KLLIC_LIC_COUNT=1)}
    for call in range(2):
        ksc.fault("UninstallKey", refuses("KLSTD", 1184), call=call)
    with pytest.raises(GuardTrippedError) as stopped:
        replace(ksc)
    for name in ("F1", "F2"):
        assert f"License {name}, added for verification, could not be removed again" in stopped.value.message


@pytest.mark.parametrize(
    ("downloaded", "sentence"),
    [
        pytest.param(returns([]), "1.0 kind", id="no files"),
        pytest.param(refuses("KLOLA", 2351, 34), "1.0 kind", id="an unknown code"),
        pytest.param(refuses("KLSTD", 1184), "lacks the right", id="no right"),
    ],
)
def test_a_code_of_the_old_kind_without_files(ksc: FakeKsc, downloaded: t.Any, sentence: str) -> None:
    before = ksc.snapshot()
    ksc.refusals[CODE] = refuses("KLOLA", 2351, 3)
    ksc.fault("DownloadKeyFiles", downloaded)
    with pytest.raises(KescError, match=sentence):
        replace(ksc)
    assert ksc.keys == before


def test_a_second_key_file_that_is_refused_leaves_the_first_for_the_next_run(ksc: FakeKsc) -> None:
    ksc.refusals[CODE] = refuses("KLOLA", 2351, 3)
    ksc.downloads[CODE] = [b"file-1", b"file-2"]
    ksc.files = {b"file-1": key("F1")}
    ksc.refusals["file-2"] = refuses("KLSTD", 1192)
    with pytest.raises(KescError, match="damaged") as failed:
        replace(ksc)
    assert "License F1, added for verification, stays in the store" in failed.value.message
    assert set(ksc.keys) == {"OLD", "F1"}


@pytest.mark.parametrize("how", ["lost before", "lost after"])
@pytest.mark.parametrize("call", [1, 2], ids=["the first file", "the second file"])
def test_a_key_file_whose_answer_is_lost_is_not_added_twice(ksc: FakeKsc, call: int, how: str) -> None:
    ksc.refusals[CODE] = refuses("KLOLA", 2351, 3)
    ksc.downloads[CODE] = [b"file-1", b"file-2"]
    ksc.files = {b"file-1": key("F1", days="2027-06-01"), b"file-2": key("F2")}
    ksc.fault("InstallKey", how, call=call)
    assert replace(ksc).after.license_id == "F1"
    assert ksc.methods.count("InstallKey") == (4 if how == "lost before" else 3)


def test_a_key_file_that_never_arrives_leaves_the_others_for_the_next_run(ksc: FakeKsc) -> None:
    ksc.refusals[CODE] = refuses("KLOLA", 2351, 3)
    ksc.downloads[CODE] = [b"file-1", b"file-2"]
    ksc.files = {b"file-1": key("F1"), b"file-2": key("F2")}
    for call in range(2, 6):
        ksc.fault("InstallKey", "lost before", call=call)
    with pytest.raises(KescError) as failed:
        replace(ksc)
    assert "License F1, added for verification, stays in the store" in failed.value.message
    assert set(ksc.keys) == {"OLD", "F1"}
