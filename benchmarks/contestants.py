# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: for each contestant the files of its run and its command."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from practice_lab import Lab

_HERE = Path(__file__).resolve().parent
_INFO, _LICENSE = "fleetops.kesc.kesc_license_info", "fleetops.kesc.kesc_license"
_OPTIONS = ("server_url", "ca_path", "username", "password")


@dataclasses.dataclass(frozen=True)
class Setting:
    """One run: where, for how many tenants, over how many connections at most."""

    lab: Lab
    folder: Path
    tenants: int
    connections: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Contestant:
    """``calls`` (to ``most_calls``) and ``handshakes`` are those of each tenant, ``calls_once`` those beside them.

    ``calls_a_hundred`` are those of each hundred tenants, begun or whole.
    ``handshakes`` ``None`` stands for at most one for each connection, however many tenants there are.
    """

    name: str
    command: Callable[[Setting], list[str]]
    calls: int
    most_calls: int = 0
    calls_once: int = 0
    calls_a_hundred: int = 0
    handshakes: int | None = None


def environment(folder: Path, forks: int) -> dict[str, str]:
    """Of the caller's environment only what finds programs, so that nobody's settings take part."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    shims = os.pathsep.join(each for each in kept["PATH"].split(os.pathsep) if Path(each).name != "shims")
    content = _HERE / "content"
    connection_plugins = _HERE.parent / "tests" / "integration" / "targets" / "through_modules" / "connection_plugins"
    return {
        **kept,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), shims]),
        "ANSIBLE_ACTION_PLUGINS": str(content / "action_plugins"),
        "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
        "ANSIBLE_CONNECTION_PLUGINS": str(connection_plugins),
        "ANSIBLE_FORKS": str(forks),
        "ANSIBLE_HOME": str(folder.parent / "ansible-home"),
        "ANSIBLE_LIBRARY": str(content / "library"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_ROLES_PATH": str(content / "roles"),
        "HOME": str(folder.parent),
        "LC_ALL": "C.UTF-8",
    }


def _hosts(setting: Setting, *, codes: bool) -> dict[str, dict[str, t.Any]]:
    orders = list(setting.lab.orders.items())[: setting.tenants]
    kept = {"license_rotation_tenant"} | ({"license_rotation_activation_code"} if codes else set())
    return {host: {name: value for name, value in order.items() if name in kept} for host, order in orders}


def _ansible(
    setting: Setting, plays: list[dict[str, t.Any]] | str, hosts: dict[str, t.Any], **variables: t.Any
) -> list[str]:
    """The command of a run over these hosts, which know how to reach the lab."""
    connection = {f"license_rotation_{name}": value for name, value in setting.lab.connection.items()}
    common = {"ansible_python_interpreter": sys.executable, "license_rotation_report_dir": str(setting.folder)}
    inventory = {"tenants": {"hosts": hosts, "vars": {**connection, **common, **variables}}}
    (setting.folder / "inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
    command = ["ansible-playbook", "--inventory=inventory.json"]
    if isinstance(plays, str):
        return [*command, plays]
    (setting.folder / "playbook.json").write_text(json.dumps(plays), encoding="utf-8")
    return [*command, "playbook.json"]


def _per_host(
    task: dict[str, t.Any], *, codes: bool = False, connection: str = "local", serial: str = "100%"
) -> Callable[[Setting], list[str]]:
    def command(setting: Setting) -> list[str]:
        play = {"hosts": "tenants", "gather_facts": False, "connection": connection, "serial": serial, "tasks": [task]}
        return _ansible(setting, [play], _hosts(setting, codes=codes))

    return command


def _uri_role(name: str, *, codes: bool = False) -> Callable[[Setting], list[str]]:
    """In batches: where a play signs in to hundreds of tenants first, the sessions of the first have ended by then."""
    return _per_host({"ansible.builtin.import_role": {"name": name}}, codes=codes, serial="50")


def _of_the_collection(name: str, *, codes: bool) -> Callable[[Setting], list[str]]:
    def command(setting: Setting) -> list[str]:
        serial = min(100, setting.tenants)
        return _ansible(
            setting,
            f"fleetops.kesc.{name}",
            _hosts(setting, codes=codes),
            license_rotation_serial=serial,
            license_rotation_allow_limit_below_use=True,
        )

    return command


def _templates() -> dict[str, str]:
    return {name: f"{{{{ license_rotation_{name} }}}}" for name in (*_OPTIONS, "tenant")}


def _in_bulk(*, named: bool = False, facts: str = "all") -> Callable[[Setting], list[str]]:
    def command(setting: Setting) -> list[str]:
        names = [order["license_rotation_tenant"] for order in list(setting.lab.orders.values())[: setting.tenants]]
        options = {"tenants": names if named else "all", "license_facts": facts, "concurrency": setting.connections}
        task = {_INFO: {**setting.lab.connection, **options}, "register": "audit"}
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task]}
        return _ansible(setting, [play], {})

    return command


def _inventory(setting: Setting) -> list[str]:
    options = {"license_facts": "all", "concurrency": setting.connections}
    document = {"plugin": "fleetops.kesc.kesc_tenants", **setting.lab.connection, **options}
    (setting.folder / "bench.kesc_tenants.yml").write_text(json.dumps(document), encoding="utf-8")
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [{"idle_action": {}}]}
    (setting.folder / "playbook.json").write_text(json.dumps([play]), encoding="utf-8")
    return ["ansible-playbook", "--inventory=bench.kesc_tenants.yml", "playbook.json"]


def _start(setting: Setting) -> list[str]:
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [{"idle_action": {}}]}
    return _ansible(setting, [play], {})


def _report(setting: Setting) -> list[str]:
    """The report of a fleet, put together from that of a slice: the results of a few tenants again and again."""
    few = dataclasses.replace(setting, tenants=5)
    hosts = _hosts(few, codes=True)
    rotation = _of_the_collection("rotate", codes=True)(few)
    subprocess.run(rotation, cwd=setting.folder, env=environment(setting.folder, 1), check=True, capture_output=True)
    slice_report = setting.folder / "report.json"
    document = json.loads(slice_report.read_text(encoding="utf-8"))
    rows = [row for row in document["tenants"] if row["host"] in hosts]
    document["tenants"] = [
        {**rows[number % len(rows)], "host": f"tenant-{number}"} for number in range(setting.tenants)
    ]
    slice_report.rename(setting.folder / "slice.json").write_text(json.dumps(document), encoding="utf-8")
    options = {
        "license_rotation_report_dir": str(setting.folder),
        "license_rotation_report_files": [str(setting.folder / "slice.json")],
        "license_rotation_fail_at_end": False,
    }
    return ["ansible-playbook", "fleetops.kesc.merge_reports", f"--extra-vars={json.dumps(options)}"]


def _floor(client: str) -> Callable[[Setting], list[str]]:
    def command(setting: Setting) -> list[str]:
        return [sys.executable, str(_HERE / "floor.py"), str(setting.lab.ready_file), str(setting.connections), client]

    return command


def _reading(facts: str) -> Callable[[Setting], list[str]]:
    def command(setting: Setting) -> list[str]:
        bare = ["env", f"PYTHONPATH={os.environ['ANSIBLE_COLLECTIONS_PATH']}", sys.executable]
        return [*bare, str(_HERE / "reading.py"), str(setting.lab.ready_file), str(setting.connections), facts]

    return command


_FROM_VARIABLES = {"variables_prefix": "license_rotation_"}
_READ = {_INFO: _FROM_VARIABLES}
# Some generated fleets use more than their new limit allows.
_REPLACE = {_LICENSE: {**_FROM_VARIABLES, "allow_limit_below_use": True}}
_AUDITED: dict[str, t.Any] = {"calls": 5, "handshakes": 1}
_TERMS: dict[str, t.Any] = {"calls": 1, "calls_once": 1, "calls_a_hundred": 2}
# Three more where devices wait for the new license.
_REPLACED: dict[str, t.Any] = {"calls": 18, "most_calls": 21, "handshakes": 1}

ALL = {
    each.name: each
    for each in (
        Contestant(name="start", command=_start, calls=0),
        Contestant(name="idle_action", command=_per_host({"idle_action": {}}), calls=0),
        Contestant(name="idle_module", command=_per_host({"idle_module": {}}, connection="apart"), calls=0),
        Contestant(name="uri_audit", command=_uri_role("uri_audit"), calls=4, handshakes=4),
        Contestant(
            name="plain_module", command=_per_host({"plain_module": _templates()}, connection="apart"), **_AUDITED
        ),
        Contestant(name="module_audit", command=_per_host(_READ, connection="apart"), **_AUDITED),
        Contestant(name="action_audit", command=_per_host(_READ), **_AUDITED),
        Contestant(name="action_templates", command=_per_host({_INFO: _templates()}), **_AUDITED),
        Contestant(name="role_audit", command=_of_the_collection("audit", codes=False), **_AUDITED),
        Contestant(name="bulk", command=_in_bulk(), calls=5, calls_once=3),
        Contestant(name="bulk_named", command=_in_bulk(named=True), calls=5),
        Contestant(name="statistics", command=_in_bulk(facts="terms"), **_TERMS),
        Contestant(name="inventory", command=_inventory, calls=5, calls_once=3),
        Contestant(name="reading", command=_reading("all"), calls=5, calls_once=3),
        Contestant(name="reading_terms", command=_reading("terms"), **_TERMS),
        Contestant(name="report", command=_report, calls=0),
        Contestant(name="floor", command=_floor("requests"), calls=5, calls_once=3),
        Contestant(name="floor_http_client", command=_floor("http.client"), calls=5, calls_once=3),
        Contestant(name="uri_rotation", command=_uri_role("uri_rotation", codes=True), calls=9, handshakes=9),
        Contestant(name="module_rotation", command=_per_host(_REPLACE, codes=True, connection="apart"), **_REPLACED),
        Contestant(name="action_rotation", command=_per_host(_REPLACE, codes=True), **_REPLACED),
        Contestant(name="role_rotation", command=_of_the_collection("rotate", codes=True), **_REPLACED),
    )
}
