# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order sheet and the plan: what a run has kept is what all of it goes by."""

from __future__ import annotations

import hashlib
import json
import os
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _plan, _run, _sources
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE
from ansible_collections.fleetops.kesc.tests.unit.support.results import replaced

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST = f"tenant,activation_code\nBirch,{CODE}\n"
SECOND = f"tenant,activation_code\nBirch,{OTHER_CODE}\n"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    _sources.forget()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text(FIRST, encoding="utf-8")
    return file


def plain(content: bytes) -> bytes:
    return content


def code_in(source: _sources.Sheet) -> str:
    order = source.content.order_of(["Birch"])
    assert order is not None
    return str(order["activation_code"])


def test_a_sheet_that_was_kept_is_given_whatever_becomes_of_its_file(file: Path) -> None:
    _sources.keep_sheet(str(file), {}, plain)
    file.write_text(SECOND, encoding="utf-8")
    assert code_in(_sources.sheet(str(file), {}, plain)) == CODE
    file.unlink()
    assert code_in(_sources.sheet(str(file), {}, plain)) == CODE


def test_a_sheet_that_was_not_kept_is_given_as_it_is(file: Path) -> None:
    assert code_in(_sources.sheet(str(file), {}, plain)) == CODE
    file.write_text(SECOND + "\n", encoding="utf-8")
    assert code_in(_sources.sheet(str(file), {}, plain)) == OTHER_CODE


def test_the_next_run_keeps_the_sheet_as_it_is_then(file: Path) -> None:
    for text, code in ((FIRST, CODE), (f"{SECOND}\n", OTHER_CODE)):
        file.write_text(text, encoding="utf-8")
        _run.begin_run(lock=None, sheet=(str(file), {}), plan=None, decrypt=plain)
        assert code_in(_sources.sheet(str(file), {}, plain)) == code


def test_workers_have_what_was_kept_before_they_were_forked(file: Path) -> None:
    _sources.keep_sheet(str(file), {}, plain)
    file.write_text(SECOND, encoding="utf-8")
    reader, writer = os.pipe()
    worker = os.fork()
    if not worker:
        os.write(writer, code_in(_sources.sheet(str(file), {}, plain)).encode())
        os._exit(0)
    os.waitpid(worker, 0)
    assert os.read(reader, 100).decode() == CODE


@pytest.mark.parametrize("name", ["orders.csv", "~/orders.csv", "./orders.csv", "$HOME/orders.csv"])
def test_a_file_is_the_same_however_it_is_named(file: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    monkeypatch.setenv("HOME", str(file.parent))
    _sources.keep_sheet(str(file), {}, plain)
    file.unlink()
    assert code_in(_sources.sheet(name, {}, plain)) == CODE


def test_a_sheet_read_by_other_headings_is_another(file: Path) -> None:
    _sources.keep_sheet(str(file), {}, plain)
    with pytest.raises(InvalidRequestError, match="has no heading 'Customer'"):
        _sources.sheet(str(file), {"tenant": "Customer"}, plain)


def test_many_lookups_of_a_file_read_it_once(file: Path) -> None:
    status = file.stat()
    first = _sources.sheet(str(file), {}, plain)
    file.write_text(SECOND, encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert _sources.sheet(str(file), {}, plain) is first


def test_a_plan_is_kept_too(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    plan = _plan.plan_of(_report.build_report({"birch": replaced(applied=False)}))
    file.write_text(json.dumps(plan), encoding="utf-8")
    _sources.keep_plan(str(file), plain)
    plan["tenants"][0]["action"] = "keep"
    file.write_text(json.dumps(plan, indent=1), encoding="utf-8")
    assert _sources.plan(str(file), plain).content["birch"]["action"] == "replace"
    _sources.forget()
    assert _sources.plan(str(file), plain).content["birch"]["action"] == "keep"


def test_a_source_says_which_bytes_it_was_and_shows_no_code(file: Path) -> None:
    found = _sources.sheet(str(file), {}, lambda content: content + b"\n")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert found.facts() == {"kind": "order_sheet", "file": str(file), "sha256": digest}
    assert CODE not in repr(found)


def locked(_content: bytes) -> bytes:
    raise _sources.DecryptionError("there is no vault password")


READ = {
    "order sheet": (_sources.sheet, _sources.keep_sheet, ({},)),
    "plan": (_sources.plan, _sources.keep_plan, ()),
}


@pytest.mark.parametrize("what", READ)
def test_what_cannot_be_read_is_told_when_somebody_needs_it(what: str, tmp_path: Path) -> None:
    read, keep, more = READ[what]
    missing = str(tmp_path / "missing")
    keep(missing, *more, plain)  # type: ignore[operator]
    (tmp_path / "missing").write_text(FIRST, encoding="utf-8")
    with pytest.raises(InvalidRequestError) as raised:
        read(missing, *more, plain)  # type: ignore[operator]
    assert raised.value.cause == f"the {what} {missing!r} cannot be read: No such file or directory"
    assert "starts at the folder that the run was started from" in raised.value.remedy


@pytest.mark.parametrize("what", READ)
def test_what_cannot_be_decrypted_is_told(what: str, file: Path) -> None:
    read, _keep, more = READ[what]
    with pytest.raises(InvalidRequestError, match=f"the {what} '.*' cannot be read: there is no vault password"):
        read(str(file), *more, locked)  # type: ignore[operator]


def test_a_run_that_did_not_get_its_lock_is_refused_until_the_next_begins() -> None:
    def taken() -> None:
        raise InvalidRequestError("another rotation is running")

    _run.begin_run(lock=taken, sheet=None, plan=None, decrypt=plain)
    with pytest.raises(InvalidRequestError, match="another rotation is running"):
        _run.check_run()
    _run.begin_run(lock=lambda: None, sheet=None, plan=None, decrypt=plain)
    _run.check_run()
