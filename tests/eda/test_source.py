# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source as ansible-rulebook starts it, over an ansible-inventory that plays a script."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import re
import runpy
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.fleetops.kesc.extensions.eda.plugins.event_source import kesc_licenses as source
from ansible_collections.fleetops.kesc.tests.eda.listings import licensed, listing, silent

SOON, WELL = licensed(days_left=5), licensed()
FAILURE = "exit 3"
# One line of a script for each reading, the last one for good.
PROGRAM = """#!/bin/sh
echo "$@" >> "{folder}/calls"
echo "$ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED $ANSIBLE_VERBOSITY" >> "{folder}/settings"
echo "password: s3cret-in-a-message" >&2
n=$(wc -l < "{folder}/calls")
if [ ! -e "{folder}/$n.sh" ]; then n=last; fi
. "{folder}/$n.sh"
"""


class Script:
    """A program ansible-inventory on PATH: what it prints, or does, at each reading."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.inventory = folder / "kesc_tenants.yml"
        self.inventory.touch()
        program = folder / "bin" / "ansible-inventory"
        program.parent.mkdir()
        program.write_text(PROGRAM.format(folder=folder), encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
        monkeypatch.setenv("ANSIBLE_VERBOSITY", "4")

    def plays(self, *readings: dict[str, t.Any] | str) -> None:
        """A listing is printed, a text is shell."""
        for number, reading in enumerate(readings, start=1):
            line = reading
            if not isinstance(reading, str):
                printed = self.folder / f"{number}.json"
                printed.write_text(json.dumps(reading), encoding="utf-8")
                line = f"cat {printed}"
            for name in (number, "last"):
                (self.folder / f"{name}.sh").write_text(f"{line}\n", encoding="utf-8")

    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text(encoding="utf-8").splitlines()

    def options(self, **options: t.Any) -> dict[str, t.Any]:
        return {"inventory": str(self.inventory), "interval": 1, **options}


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    return Script(tmp_path, monkeypatch)


class Events(asyncio.Queue[dict[str, t.Any]]):
    """ansible-rulebook's queue: it takes one event at a time."""

    def __init__(self) -> None:
        super().__init__(1)

    async def conditions(self, count: int) -> list[tuple[str, str]]:
        """The next events of tenants: their hosts and conditions."""
        events: list[dict[str, t.Any]] = []
        while len(events) < count:
            event = await self.get()
            events += [event["kesc"]] if "kesc" in event else []
        return [(event["host"], event["condition"]) for event in events]


def watched(options: dict[str, t.Any], count: int) -> list[tuple[str, str]]:
    """The first events of the source, reading without a pause, which is then canceled as by a shutdown."""

    async def watch() -> list[tuple[str, str]]:
        queue = Events()
        task = asyncio.create_task(source.watch(queue, dataclasses.replace(source.options_of(options), interval=0)))
        getting = asyncio.create_task(queue.conditions(count))
        await asyncio.wait([task, getting], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return getting.result()

    return asyncio.run(watch())


def test_it_tells_each_change_once_over_many_readings(script: Script) -> None:
    soon, well = listing(Alder=SOON), listing(Alder=WELL)
    script.plays(well, soon, soon, soon, well, well, soon)
    assert watched(script.options(), 3) == [("alder", "expiring"), ("alder", "ok"), ("alder", "expiring")]
    assert script.calls()[0] == f"--list --flush-cache --inventory={script.inventory}"
    assert set((script.folder / "settings").read_text(encoding="utf-8").splitlines()) == {"true 0"}


def test_nothing_that_goes_wrong_ends_it(script: Script, caplog: pytest.LogCaptureFixture) -> None:
    soon = listing(Alder=SOON)
    garbage = "echo '[WARNING] no JSON'"
    script.plays(soon, FAILURE, garbage, "echo '[]'", silent(), soon, "kill -9 $$", listing(Alder=WELL))
    assert watched(script.options(), 7) == [
        ("alder", "expiring"),
        (None, "unreachable"),
        ("north-host", "unreachable"),
        (None, "ok"),
        ("north-host", "ok"),
        (None, "unreachable"),
        ("alder", "ok"),
    ]
    assert "s3cret" not in caplog.text


def test_an_inventory_that_fails_at_the_start_ends_it_and_says_how_to_look(script: Script) -> None:
    script.plays(FAILURE)
    with pytest.raises(ValueError, match=r"exit code 3\). To see why, run: .*ansible-inventory --list") as raised:
        watched(script.options(), 1)
    assert "s3cret" not in str(raised.value)


def test_one_that_reads_no_licenses_ends_it_too(script: Script) -> None:
    script.plays(listing(Alder=({"kesc_license": None, "kesc_licenses": None, "kesc_error": None}, ())))
    with pytest.raises(ValueError, match="set license_facts"):
        watched(script.options(), 1)


def test_a_reading_that_hangs_is_stopped_with_all_that_it_started(script: Script) -> None:
    pipe = script.folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    script.plays(f"sleep 60 > {pipe} & wait")
    with pytest.raises(source.UnreadableError, match="stopped after 1 second"):
        asyncio.run(source.read([str(script.inventory)], seconds=1))
    os.set_blocking(reader, True)
    assert os.read(reader, 1) == b""  # which comes when nobody is left who could write
    os.close(reader)


def test_a_restart_tells_nothing_again_where_there_is_a_state_file(script: Script, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    script.plays(listing(Alder=SOON, Birch=WELL, Cedar=SOON))
    assert watched(script.options(state_file=str(state)), 2) == [("alder", "expiring"), ("cedar", "expiring")]
    (tmp_path / "calls").unlink()
    script.plays(listing(Alder=SOON, Birch=SOON, Cedar=SOON))
    assert watched(script.options(state_file=str(state)), 1) == [("birch", "expiring")]
    assert "s3cret" not in state.read_text(encoding="utf-8")
    (tmp_path / "calls").unlink()
    assert watched(script.options(), 3) == [(host, "expiring") for host in ("alder", "birch", "cedar")]


def test_what_a_shutdown_cut_off_is_told_after_the_restart(script: Script, tmp_path: Path) -> None:
    """Nobody takes the third event: the second lies in the queue, the third is on its way into it."""
    state = tmp_path / "state.json"
    script.plays(listing(**dict.fromkeys(("Alder", "Birch", "Cedar", "Dogwood"), SOON)))
    assert watched(script.options(state_file=str(state)), 1) == [("alder", "expiring")]
    known = json.loads(state.read_text(encoding="utf-8"))["servers"]["north"]
    told = {each["host"] for each in known.values()}
    assert {"alder"} <= told < {"alder", "birch", "cedar", "dogwood"}
    (tmp_path / "calls").unlink()
    left = [host for host in ("alder", "birch", "cedar", "dogwood") if host not in told]
    assert watched(script.options(state_file=str(state)), len(left)) == [(host, "expiring") for host in left]


def test_a_state_that_cannot_be_written_ends_nothing(
    script: Script, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "states"
    folder.mkdir()
    (folder / "state.json.new").mkdir()
    script.plays(listing(Alder=SOON), listing(Alder=WELL))
    options = script.options(state_file=str(folder / "state.json"))
    assert watched(options, 2) == [("alder", "expiring"), ("alder", "ok")]
    assert f"state_file {folder / 'state.json'} cannot be written: Is a directory" in caplog.text


@pytest.mark.parametrize("text", ["", "{}", '{"servers": {"north": {"1": {"hos": "x"}}}}', '{"servers": [1]}', "[]"])
def test_a_state_file_of_something_else_is_refused_and_left_alone(script: Script, tmp_path: Path, text: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"state_file: {state} is not a state of this source: move it away"):
        watched(script.options(state_file=str(state)), 1)
    assert state.read_text(encoding="utf-8") == text


WRONG: dict[str, tuple[dict[str, t.Any], str]] = {
    "an option that is none": ({"intervall": 5}, "there is no option intervall; there are inventory, days, interval,"),
    "no inventory": ({"inventory": None}, "inventory is None, it must be the path"),
    "an empty list": ({"inventory": []}, r"inventory is \[\], it must be the path"),
    "an inventory that is no path": ({"inventory": {"plugin": "x"}}, "it must be the path"),
    "an inventory that is not there": ({"inventory": ["/no/such"]}, "there is no file or folder /no/such"),
    "days as a word": ({"days": "many"}, "days is 'many', it must be a whole number, 0 or more"),
    "a truth as a number": ({"days": True}, "days is True"),
    "negative days": ({"days": -1}, "days is -1"),
    "no pause": ({"interval": 0}, "interval is 0, it must be a whole number, 1 or more"),
    "a relative state file": ({"state_file": "state.json"}, "state_file is 'state.json', it must be an absolute path"),
    "a folder that is not there": ({"state_file": "/no/such/state"}, "state_file: /no/such is no folder in which"),
}


@pytest.mark.parametrize(("options", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_option_ends_it_at_once(script: Script, options: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        watched(script.options(**options), 1)
    assert not (script.folder / "calls").exists()


def test_without_ansible_core_it_says_so(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(script.folder))
    with pytest.raises(ValueError, match="no ansible-inventory on PATH"):
        watched(script.options(), 1)


def test_options_of_ansible_rulebook_are_not_taken_for_its_own(script: Script) -> None:
    options = source.options_of(script.options(feedback=True, eda_feedback_queue=object()))
    assert options == source.Options((str(script.inventory),), 30, 1, None)


PLUGIN = Path(source.__file__)


def test_documentation_schema_and_options_agree() -> None:
    documented = yaml.safe_load(source.DOCUMENTATION)["options"]
    schema = json.loads((PLUGIN.parent / "schemas" / "kesc_licenses.json").read_text(encoding="utf-8"))
    defaults = {name: option.get("default") for name, option in documented.items() if not option.get("required")}
    assert defaults == {"days": 30, "interval": 3600, "state_file": None}
    assert {name: each.get("default") for name, each in schema["properties"].items() if name in defaults} == defaults
    assert set(schema["properties"]) == set(documented) == {"inventory", *defaults}
    assert schema["required"] == [name for name, option in documented.items() if option.get("required")]


def test_the_example_is_accepted_as_it_stands_but_for_its_paths(script: Script) -> None:
    ((_name, options),) = yaml.safe_load(source.EXAMPLES)[0].items()
    replaced = {"inventory": str(script.inventory), "state_file": str(script.folder / "state.json")}
    assert source.options_of({**options, **replaced}).days == options["days"]


def test_it_stands_alone() -> None:
    """ansible-rulebook runs the file by its path, where no collection can be imported."""
    assert re.findall(r"^\s*(?:from|import) +(?:\.|ansible)", PLUGIN.read_text(encoding="utf-8"), re.MULTILINE) == []
    assert asyncio.iscoroutinefunction(runpy.run_path(str(PLUGIN))["main"])
