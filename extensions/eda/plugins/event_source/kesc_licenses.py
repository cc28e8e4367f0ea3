# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

"""Event source of ansible-rulebook: what changes in the licenses of tenants."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import os
import re
import shutil
import signal
import typing as t
from pathlib import Path

DOCUMENTATION = r"""
---
short_description: Tells when the license of a Kaspersky tenant runs out, is over its limit, or is missing.
description:
  - An ansible-rulebook event source plugin that reads an inventory of the plugin fleetops.kesc.kesc_tenants again and
    again, and emits an event for each tenant whose condition has changed since it was last read.
  - The conditions are C(expired), C(expiring) (within O(days)), C(over_limit), C(no_license), C(unknown) (the server
    does not tell which license is in force), C(unreachable), C(ok) and C(gone) (no longer in the inventory).
  - The event has the member C(kesc) with C(host), C(tenant), C(server), C(condition) (the gravest), C(conditions)
    (all), C(previous_condition), C(changed), C(days_left), C(license) and C(error).
  - After the events of a reading comes one with the member C(kesc_poll). It lists the hosts with a new problem in
    C(problems), their number in C(problem_count), and all hosts by condition in C(hosts).
options:
  inventory:
    description:
      - The inventory, a file or folder, or a list of these. Its plugin kesc_tenants needs C(license_facts), V(terms)
        for the ends of licenses, V(all) for limits too, and should have no C(filters) that depend on licenses.
      - It is read by ansible-inventory, so that accounts, passwords and vaults are those of the inventory.
    type: list
    elements: str
    required: true
  days:
    description:
      - A license with this many days left, or fewer, is C(expiring).
    type: int
    default: 30
  interval:
    description:
      - How many seconds to wait from the end of a reading to the next one.
    type: int
    default: 3600
  state_file:
    description:
      - An absolute path of a file that keeps what was told, without secrets, so that a restart does not tell it again.
        Each source needs a file of its own. Without one, a restart tells every problem again.
    type: str
notes:
  - A tenant, a server or an inventory that cannot be read is an event, and the source goes on. Wrong options, and an
    inventory that cannot be read the very first time, end it with a message.
"""

EXAMPLES = r"""
- fleetops.kesc.kesc_licenses:
    inventory: /etc/kesc/kesc_tenants.yml
    days: 45
    interval: 21600
    state_file: /var/lib/kesc/licenses.json
"""

# From the gravest to the least; a tenant's condition is its first one.
_EXPIRED, _EXPIRING, _OVER_LIMIT, _NO_LICENSE = "expired", "expiring", "over_limit", "no_license"
_PROBLEMS = (_NO_LICENSE, _EXPIRED, _EXPIRING, _OVER_LIMIT)
_UNKNOWN, _UNREACHABLE, _OK, _GONE = "unknown", "unreachable", "ok", "gone"
_GROUPS = {_NO_LICENSE: "kesc_no_license", _EXPIRED: "kesc_expired", _OVER_LIMIT: "kesc_over_limit"}
_SERVER_GROUP = "kesc_server_"
_SHOWN_OF_A_LICENSE = ("license_id", "name", "edition", "limit", "in_use", "expires")
_SHOWN_OF_AN_ERROR = ("error_code", "message")
_SERVER_ITSELF = ""
_DEFAULTS = {"days": 30, "interval": 3600, "state_file": None}
_LEAST = {"days": 0, "interval": 1}
# ansible-rulebook's own: whether a source wants to hear that its events have arrived, and where.
_NOT_OURS = {"feedback", "eda_feedback_queue"}
_SECONDS_TO_READ = 3600
"""A fleet takes minutes. What takes longer hangs."""

_logger = logging.getLogger("fleetops.kesc.kesc_licenses")

Json: t.TypeAlias = "dict[str, t.Any]"
Groups: t.TypeAlias = "t.Mapping[str, t.Container[str]]"


class UnreadableError(Exception):
    """The inventory as a whole cannot be read."""


@dataclasses.dataclass(frozen=True)
class Options:
    """The checked options of the source."""

    inventory: tuple[str, ...]
    days: int
    interval: int
    state_file: Path | None


@dataclasses.dataclass(frozen=True)
class Known:
    """What was told of a tenant, or of a server: ``conditions`` are the last ones read, none where all is well."""

    host: str | None
    tenant: str | None
    conditions: tuple[str, ...] = ()
    unreachable: bool = False


@dataclasses.dataclass(frozen=True)
class Change:
    """An event, and what is known once it is told: ``None`` if there is nothing to remember."""

    server: str
    key: str
    known: Known | None
    event: Json


# What was told, by server and then by the tenant's id; all that is not there is well.
Memory: t.TypeAlias = "dict[str, dict[str, Known]]"


async def main(queue: asyncio.Queue[Json], args: Json) -> None:
    """Ansible-rulebook's entry point: runs until it is canceled. Raises :class:`ValueError` for wrong options."""
    await watch(queue, options_of(args))


async def watch(queue: asyncio.Queue[Json], options: Options) -> None:
    """Read, tell, wait, without an end. Raises :class:`ValueError` where the first reading cannot tell anything."""
    memory, saved = load(options.state_file)
    at_start = True
    while True:
        try:
            listing = await read(options.inventory)
        except UnreadableError as error:
            if at_start:
                raise ValueError(str(error)) from None
            changes = inventory_failure(memory, str(error))
        else:
            if at_start:
                check(listing)
            changes = changes_of(memory, listing, days=options.days)
        try:
            for change in changes:
                await queue.put(change.event)
                remember(memory, change)
            if changes:
                await queue.put(summary([change.event["kesc"] for change in changes]))
        finally:
            # Also where a shutdown cuts the telling short: what was told is told.
            saved = save(memory, options.state_file, saved)
        at_start = False
        await asyncio.sleep(options.interval)


def options_of(args: Json) -> Options:
    """The checked options; raises :class:`ValueError`, which names the option and says what it must be."""
    given = {**_DEFAULTS, **{name: value for name, value in args.items() if name not in _NOT_OURS}}
    for name in sorted(set(given) - {"inventory", *_DEFAULTS}):
        raise ValueError(f"there is no option {name}; there are inventory, {', '.join(_DEFAULTS)}")
    for name, least in _LEAST.items():
        if not isinstance(given[name], int) or isinstance(given[name], bool) or given[name] < least:
            raise ValueError(f"{name} is {given[name]!r}, it must be a whole number, {least} or more")
    inventory = given.get("inventory")
    sources = [inventory] if isinstance(inventory, str) else inventory
    if not isinstance(sources, list) or not sources or not all(isinstance(each, str) and each for each in sources):
        raise ValueError(f"inventory is {inventory!r}, it must be the path of a file or folder, or a list of these")
    for source in sources:
        if not Path(source).exists():
            raise ValueError(f"inventory: there is no file or folder {source}")
    if shutil.which("ansible-inventory") is None:
        raise ValueError("there is no ansible-inventory on PATH: install ansible-core beside ansible-rulebook")
    return Options(tuple(sources), given["days"], given["interval"], _state_file(given["state_file"]))


def _state_file(given: object) -> Path | None:
    if given is None:
        return None
    if not isinstance(given, str) or not Path(given).is_absolute():
        raise ValueError(f"state_file is {given!r}, it must be an absolute path")
    folder = Path(given).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ValueError(f"state_file: {folder} is no folder in which a file can be written")
    return Path(given)


async def read(inventory: t.Sequence[str], *, seconds: float = _SECONDS_TO_READ) -> Json:
    """What ansible-inventory lists. Its messages are not passed on: they may show lines of files with passwords."""
    command = ["ansible-inventory", "--list", "--flush-cache", *(f"--inventory={source}" for source in inventory)]
    own = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true", "ANSIBLE_VERBOSITY": "0"}
    nothing = asyncio.subprocess.DEVNULL
    try:
        # A group of its own, which ends as a whole: a console's reading has a browser.
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=nothing,
            stdout=asyncio.subprocess.PIPE,
            stderr=nothing,
            env={**os.environ, **own},
            start_new_session=True,
        )
    except OSError as error:
        raise UnreadableError(f"ansible-inventory cannot be started: {error.strerror}") from None
    try:
        output, _errors = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        raise UnreadableError(f"ansible-inventory was stopped after {seconds} seconds") from None
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    try:
        listing = json.loads(output, object_hook=_unmarked) if process.returncode == 0 else None
    except ValueError:
        listing = None
    if not isinstance(listing, dict):
        raise UnreadableError(
            f"ansible-inventory cannot read {', '.join(inventory)} (exit code {process.returncode}). To see why, run: "
            f"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true {' '.join(command)}"
        )
    return listing


def _unmarked(value: Json) -> t.Any:
    """ansible-core's mark for texts that are no templates, taken off."""
    return value.get("__ansible_unsafe", value)


def check(listing: Json) -> None:
    """Raise :class:`ValueError` where the inventory cannot tell what is asked of it."""
    if not any(name.startswith(_SERVER_GROUP) for name in listing.get("all", {}).get("children", ())):
        raise ValueError("the inventory has no source of the plugin fleetops.kesc.kesc_tenants")
    for variables in _hosts(listing).values():
        if variables["kesc_licenses"] is None and variables["kesc_error"] is None:
            raise ValueError(
                f"the inventory reads no licenses of server {variables['kesc_server']}: "
                "set license_facts in its file to terms, or to all for limits too"
            )


def conditions_of(
    host: str, variables: Json, groups: t.Mapping[str, t.Container[str]], *, days: int
) -> tuple[str, ...]:
    """What is wrong with the license of a tenant, the gravest first; ``groups`` are the hosts by condition."""
    license = variables["kesc_license"]
    if license is None:
        return (_NO_LICENSE if host in groups[_NO_LICENSE] else _UNKNOWN,)
    found = {condition for condition in (_EXPIRED, _OVER_LIMIT) if host in groups[condition]}
    if _EXPIRED not in found and license["days_left"] is not None and license["days_left"] <= days:
        found.add(_EXPIRING)
    return tuple(condition for condition in _PROBLEMS if condition in found)


def changes_of(memory: Memory, listing: Json, *, days: int) -> list[Change]:
    """What is to be told of a reading, in the order of the inventory."""
    groups = {name: _members(listing, group) for name, group in _GROUPS.items()}
    changes: list[Change] = []
    listed: set[tuple[str, str]] = set()
    silent = set()
    for host, variables in _hosts(listing).items():
        server, tenant, error = variables["kesc_server"], variables["kesc_tenant"], variables["kesc_error"]
        key = _SERVER_ITSELF if tenant is None else str(tenant["tenant_id"] or tenant["name"])
        listed.add((server, key))
        before = memory.get(server, {}).get(key, Known(host, None))
        now = dataclasses.replace(before, host=host, tenant=tenant and tenant["name"], unreachable=error is not None)
        if error is None:
            now = dataclasses.replace(now, conditions=conditions_of(host, variables, groups, days=days))
        elif tenant is None:
            silent.add(server)
        if (before.conditions, before.unreachable) != (now.conditions, now.unreachable):
            changes.append(_change(server, key, before, now, variables))
    # Of a server that cannot be read nothing is known, of another everything: who is not there is gone.
    for server, tenants in memory.items():
        for key, before in tenants.items():
            if server not in silent and (server, key) not in listed:
                now = dataclasses.replace(before, conditions=(), unreachable=False)
                ended = _OK if key == _SERVER_ITSELF else _GONE
                changes.append(_change(server, key, before, now, {}, well=ended))
    return changes


def inventory_failure(memory: Memory, message: str) -> list[Change]:
    """What is to be told where the inventory as a whole cannot be read: once, until it can be."""
    nameless = ""
    before = memory.get(nameless, {}).get(_SERVER_ITSELF, Known(None, None))
    now = dataclasses.replace(before, unreachable=True)
    variables = {"kesc_error": {"error_code": "inventory", "message": message}}
    return [] if before.unreachable else [_change(nameless, _SERVER_ITSELF, before, now, variables)]


def summary(events: t.Sequence[Json]) -> Json:
    """The event after all others of a reading, for rules that want one run for all."""
    hosts: dict[str, list[str]] = {}
    for event in events:
        hosts.setdefault(event["condition"], []).append(event["host"])
    problems = [event["host"] for event in events if event["changed"] and event["condition"] in _PROBLEMS]
    return {"kesc_poll": {"problems": problems, "problem_count": len(problems), "hosts": hosts}}


def remember(memory: Memory, change: Change) -> None:
    """Take what was told into the memory, in place."""
    tenants = memory.setdefault(change.server, {})
    if change.known is None:
        del tenants[change.key]
    else:
        tenants[change.key] = change.known


def load(file: Path | None) -> tuple[Memory, str]:
    """The memory that a file holds, and its text; raises :class:`ValueError` where it is none of ours."""
    if file is None or not file.exists():
        return {}, ""
    try:
        text = file.read_text(encoding="utf-8")
        memory = {
            server: {
                key: Known(**{**known, "conditions": tuple(known["conditions"])}) for key, known in tenants.items()
            }
            for server, tenants in json.loads(text)["servers"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise ValueError(f"state_file: {file} is not a state of this source: move it away or name another") from None
    return memory, text


def save(memory: Memory, file: Path | None, saved: str) -> str:
    """Write the memory if it is not what was ``saved``; returns what the file holds now."""
    servers = {
        server: {key: dataclasses.asdict(known) for key, known in tenants.items()} for server, tenants in memory.items()
    }
    text = json.dumps({"servers": servers}, indent=1, sort_keys=True) + "\n"
    if file is None or text == saved:
        return saved
    draft = file.with_name(f"{file.name}.new")
    try:
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except OSError as error:
        # A full disk ends no rulebook; the next reading tries again.
        _logger.error("state_file %s cannot be written: %s", file, error.strerror)
        return saved
    return text


def _change(server: str, key: str, before: Known, now: Known, variables: Json, *, well: str = _OK) -> Change:
    """The change of a tenant or a server; ``well`` is what it is called if it has no condition left."""
    license, error = variables.get("kesc_license"), variables.get("kesc_error")
    conditions = (_UNREACHABLE,) if now.unreachable else now.conditions
    event = {
        "host": now.host,
        "tenant": now.tenant,
        "server": server,
        "condition": next(iter(conditions), well),
        "conditions": list(conditions),
        "previous_condition": next(iter(before.conditions), _OK),
        "changed": before.conditions != now.conditions,
        "days_left": license and license["days_left"],
        "license": license and {name: license[name] for name in _SHOWN_OF_A_LICENSE},
        "error": error and {name: error[name] for name in _SHOWN_OF_AN_ERROR},
    }
    return Change(server, key, now if conditions else None, {"kesc": _inert(event)})


def _inert(value: t.Any) -> t.Any:
    """The value without templates: an event becomes an extra variable of a playbook, which would evaluate them."""
    if isinstance(value, dict):
        return {key: _inert(each) for key, each in value.items()}
    return re.sub(r"\{(?=[{%#])", "{ ", value) if isinstance(value, str) else value


def _hosts(listing: Json) -> dict[str, Json]:
    """The variables of the hosts that are tenants, or servers that cannot be read."""
    hosts = listing.get("_meta", {}).get("hostvars", {})
    return {host: variables for host, variables in hosts.items() if "kesc_server" in variables}


def _members(listing: Json, group: str) -> frozenset[str]:
    return frozenset(listing.get(group, {}).get("hosts", ()))
