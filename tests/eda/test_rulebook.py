# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rulebook license_watch under the real ansible-rulebook, against the practice server."""

from __future__ import annotations

import json
import textwrap
import typing as t
from pathlib import Path

import jsonschema
import pytest
import yaml
from ansible_rulebook.rules_parser import parse_rule_sets
from ansible_rulebook.util import substitute_variables
from ansible_rulebook.validators import Validate

from ansible_collections.fleetops.kesc.tests.eda.rulebook_runs import Rulebook
from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import OPERATOR, Fleet
from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

if t.TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
RULEBOOK = "fleetops.kesc.license_watch"
PASSWORD = {"KESC_PASSWORD": OPERATOR["password"]}
END = "today+200d"
SUBSCRIPTION = {
    "type": "subscription",
    "expires": END,
    "subscription": {"end": END, "end_type": "limited", "state": "active", "grace_days": 14},
}
REFRESHES = """
- hosts: localhost
  gather_facts: false
  tasks:
    - fleetops.kesc.kesc_license:
        tenant: "{{ item.tenant }}"
        activation_code: "{{ item.code }}"
        allow_limit_below_use: true
        allow_smaller_limit: true
      loop: "{{ orders }}"
      loop_control: {label: "{{ item.tenant }}"}
"""


class Watch:
    """A fleet, its practice server, and the rulebook over both."""

    def __init__(self, folder: Path) -> None:
        self.fleet = Fleet()
        self.fleet.tenant("Alder Expired", old={"expires": "today-3d"})
        self.fleet.tenant("Birch Soon", old={"expires": "today+40d"})
        self.over = self.fleet.tenant("Cedar Over", in_place=True, new={**SUBSCRIPTION, "limit": 3})
        self.well = self.fleet.tenant("Dogwood Well", in_place=True, new=SUBSCRIPTION)
        self.fleet.tenant("Elm Well", old={"expires": END})
        self.folder = folder
        self.lab = RunningLab(self.fleet.document, folder / "lab")
        self.inventory = folder / "inventory"
        (self.inventory / "host_vars").mkdir(parents=True)
        options = {"server_url": self.lab.url, "ca_path": self.lab.ca_file, "username": "operator"}
        self._write("kesc_tenants.yml", plugin="fleetops.kesc.kesc_tenants", license_facts="all", retries=0, **options)
        for host, order in self.fleet.orders.items():
            self._write(f"host_vars/{host}.yml", license_rotation_activation_code=order.new_code)
        self.rulebook = self._start()

    def _write(self, name: str, **document: t.Any) -> None:
        (self.inventory / name).write_text(yaml.safe_dump(document), encoding="utf-8")

    def _start(self) -> Rulebook:
        variables = {
            "license_watch_inventory": str(self.inventory),
            "license_watch_dir": str(self.folder),
            "license_watch_days": 45,
            "license_watch_interval": 3,
        }
        inventory = f"--inventory={self.inventory}"
        return Rulebook(RULEBOOK, self.folder, inventory, "-vv", variables=variables, environment=PASSWORD)

    def plans(self) -> list[dict[str, str]]:
        """The finished plans, the oldest first: what each is to do with which host."""
        files = sorted(self.folder.glob("plan-*.json"))
        plans = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        return [{entry["host"]: entry["action"] for entry in plan["tenants"]} for plan in plans]

    def refresh(self) -> None:
        """Have both subscriptions take over what the activation servers say now."""
        orders = [{"tenant": order.tenant, "code": order.new_code} for order in (self.over, self.well)]
        connection = self.lab.connection()
        told = {f"KESC_{name.upper()}": str(value) for name, value in connection.items()}
        run = Ansible(self.folder / "refreshes").playbook(
            yaml.safe_load(REFRESHES), variables={"orders": orders}, environment=told
        )
        assert run.exit_code == 0, run.output

    def stop(self) -> None:
        self.rulebook.stop()
        self.lab.stop()


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    watch = Watch(tmp_path_factory.mktemp("watch"))
    yield watch
    watch.stop()


def short(events: list[dict[str, t.Any]]) -> list[tuple[str, str, str]]:
    return [(event["host"], event["condition"], event["previous_condition"]) for event in events]


FIRST = [("alder-expired", "expired", "ok"), ("birch-soon", "expiring", "ok"), ("cedar-over", "over_limit", "ok")]
CHANGED = [("cedar-over", "ok", "over_limit"), ("dogwood-well", "over_limit", "ok")]
OUTAGE = [("127.0.0.1-server", "unreachable", "ok"), ("127.0.0.1-server", "ok", "ok")]


def test_a_problem_is_told_once_and_planned_for(watch: Watch) -> None:
    rulebook = watch.rulebook
    rulebook.wait_for("a plan", lambda: len(watch.plans()) == 1)
    assert short(rulebook.events) == FIRST
    assert watch.plans() == [{"alder-expired": "replace", "birch-soon": "replace", "cedar-over": "keep"}]


def test_the_next_change_gives_the_next_event_and_plan(watch: Watch) -> None:
    watch.lab.change_terms(watch.over.new_serial, limit=30)
    watch.lab.change_terms(watch.well.new_serial, limit=2)
    watch.refresh()
    watch.rulebook.wait_for("both changes", lambda: len(watch.rulebook.events) == len(FIRST + CHANGED))
    watch.rulebook.wait_for("the second plan", lambda: len(watch.plans()) == 2)
    # The two are taken over one after the other: a reading may lie in between.
    assert sorted(short(watch.rulebook.events)) == sorted(FIRST + CHANGED)
    assert watch.plans()[1] == {"dogwood-well": "keep"}


def test_a_server_that_cannot_be_reached_is_told_once_and_ends_nothing(watch: Watch) -> None:
    count = len(watch.rulebook.events)
    watch.lab.misbehave(tenant="", method="Session.StartSession", fault="status", status=503)
    watch.rulebook.wait_for("the outage", lambda: len(watch.rulebook.events) > count)
    watch.lab.behave()
    watch.rulebook.wait_for("its end", lambda: len(watch.rulebook.events) > count + 1)
    events = watch.rulebook.events[count:]
    assert short(events) == OUTAGE
    assert [(event["tenant"], event["changed"], event["license"]) for event in events] == [(None, False, None)] * 2
    assert events[0]["error"]["error_code"]
    assert len(watch.plans()) == 2


def test_most_readings_told_nothing(watch: Watch) -> None:
    """At the most, something was told of the first one, of two for the changes, and of one for the outage's end."""
    readings = [call for call in watch.lab.calls() if call["method"] == "VServers.GetVServers"]
    assert len(readings) > 4
    assert len(watch.rulebook.events) == len(FIRST + CHANGED + OUTAGE)


def test_no_secret_is_shown_or_kept(watch: Watch) -> None:
    secrets = {OPERATOR["password"], *watch.fleet.secrets()}
    assert [secret for secret in secrets if secret in watch.rulebook.output] == []
    left = [file for pattern in ("*", "report-*/**/*") for file in watch.folder.glob(pattern) if file.is_file()]
    assert {"license-watch.json", "report.json"} <= {file.name for file in left}
    assert [file for file in left for secret in secrets if secret.encode() in file.read_bytes()] == []


def documented_rulebook() -> str:
    """The rulebook of the guide, taken out of its code block."""
    lines = (ROOT / "docs" / "docsite" / "rst" / "events.rst").read_text(encoding="utf-8").splitlines()
    begin = lines.index("   - name: Tell the help desk")
    end = next(number for number in range(begin, len(lines)) if lines[number].startswith(".. "))
    return textwrap.dedent("\n".join(lines[begin:end]))


@pytest.mark.parametrize(
    "text",
    [
        (ROOT / "extensions" / "eda" / "rulebooks" / "license_watch.yml").read_text(encoding="utf-8"),
        documented_rulebook(),
    ],
    ids=["license_watch", "the guide's"],
)
def test_rulebooks_are_valid(text: str) -> None:
    rulebook = yaml.safe_load(text)
    Validate.rulebook(rulebook)
    (ruleset,) = parse_rule_sets(rulebook)
    assert ruleset.sources[0].source_name == "fleetops.kesc.kesc_licenses"
    known = {"license_watch_inventory": str(ROOT), "license_watch_dir": "/tmp"}
    given = substitute_variables(ruleset.sources[0].source_args, known)
    schema = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "schemas" / "kesc_licenses.json"
    jsonschema.validate(given, json.loads(schema.read_text(encoding="utf-8")))
