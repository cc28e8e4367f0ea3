# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup rotation_lock: what a run holds from its beginning to its end."""

from __future__ import annotations

import os
import types
import typing as t

import pytest
import yaml
from ansible import constants
from ansible.parsing.dataloader import DataLoader

from ansible_collections.fleetops.kesc.plugins.lookup.rotation_lock import DOCUMENTATION, LookupModule
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _lock, _run, _sources
from ansible_collections.fleetops.kesc.tests.unit.support.actions import UNDEFINED, worked_out
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "fleetops.kesc.rotation_lock"
TEXT = f"tenant,activation_code\nBirch,{CODE}\n"


@pytest.fixture(scope="module", autouse=True)
def options_of_the_plugin() -> None:
    """What ansible-core's loader of plugins does, which needs the collection to be installed."""
    constants.config.initialize_plugin_configuration_definitions(
        "lookup", NAME, yaml.safe_load(DOCUMENTATION)["options"]
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that the run is started from; what it holds is let go at the end."""
    locks: dict[str, int] = {}
    monkeypatch.setattr(_lock, "_held", locks)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    _run.begin_run(lock=None, sheet=None, plan=None, decrypt=bytes)
    for descriptor in locks.values():
        os.close(descriptor)


def begin(variables: dict[str, t.Any] | None = None, **options: t.Any) -> None:
    plugin = LookupModule(loader=DataLoader(), templar=types.SimpleNamespace(template=worked_out))
    plugin._load_name = NAME
    assert plugin.run([], variables=variables or {}, **options) == [True]


@pytest.mark.parametrize(
    ("variables", "file"),
    [
        ({}, "license-rotation-report/journal.jsonl.lock"),
        ({"license_rotation_report_dir": "night"}, "night/journal.jsonl.lock"),
        ({"license_rotation_journal_file": "a/j.jsonl", "license_rotation_report_dir": "night"}, "a/j.jsonl.lock"),
        ({"license_rotation_journal_file": "~/j.jsonl"}, "j.jsonl.lock"),
        ({"license_rotation_journal_file": "$HOME/j.jsonl"}, "j.jsonl.lock"),
    ],
    ids=["the default", "the folder of the reports", "a place of its own", "at home", "an environment variable"],
)
def test_it_locks_the_journal_of_the_run(
    folder: Path, variables: dict[str, t.Any], file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder))
    begin(variables)
    assert f"process {os.getpid()} on " in (folder / file).read_text(encoding="utf-8")
    _run.check_run()


def test_a_run_that_changes_nothing_locks_nothing(folder: Path) -> None:
    begin(exclusive=False)
    assert list(folder.iterdir()) == []


def test_it_keeps_the_order_sheet_as_it_is(folder: Path) -> None:
    file = folder / "orders.csv"
    file.write_text(TEXT, encoding="utf-8")
    begin({"license_rotation_order_sheet": "orders.csv"})
    file.write_text(TEXT.replace(CODE, OTHER_CODE), encoding="utf-8")
    order = _sources.sheet("orders.csv", {}, bytes).content.order_of(["Birch"])
    assert order is not None
    assert order["activation_code"] == CODE


def test_a_lock_that_it_does_not_get_is_told_by_the_task_that_begins(folder: Path) -> None:
    (folder / "night").write_text("a file", encoding="utf-8")
    begin({"license_rotation_report_dir": "night"})
    with pytest.raises(InvalidRequestError, match=r"the lock '.*/night/journal.jsonl.lock' cannot be written"):
        _run.check_run()


def test_a_variable_that_cannot_be_worked_out_is_told_by_the_task_that_begins(folder: Path) -> None:
    begin({"license_rotation_order_sheet": UNDEFINED})
    assert list(folder.iterdir()) == []
