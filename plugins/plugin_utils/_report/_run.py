# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The run that a report is about: what it was, when, by whom, and on which servers."""

from __future__ import annotations

import dataclasses
import typing as t
import urllib.parse

from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import format_date
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import encodable

if t.TYPE_CHECKING:
    import datetime as dt

AUDIT, PLAN, ROTATE, MERGE, WORKLIST = "audit", "plan", "rotate", "merge", "worklist"
TITLES = {
    AUDIT: "License audit",
    PLAN: "License rotation plan",
    ROTATE: "License rotation",
    MERGE: "License rotation, merged from slices",
    WORKLIST: "License rotation, with outcomes of the work list",
}
"""The kinds of runs that write a report, each with the title of the report."""

_INPUTS = {"order_sheet": "Order sheet", "plan": "Plan"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Run:
    """One run. ``by`` is a person's account and the controller, ``command`` is without extra variables.

    ``collection`` and ``core`` are versions. ``inputs`` are the order sheet and the plan, each with its ``kind``, its
    ``file``, and the ``sha256`` of what was in it; ``slices`` are what a merge was made of.
    """

    kind: str
    at: dt.datetime
    by: str
    servers: tuple[str, ...] = ()
    collection: str
    core: str
    command: str
    check_mode: bool = False
    stopped: str = ""
    inputs: tuple[t.Mapping[str, str], ...] = ()
    slices: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, t.Any]:
        """As the report has it."""
        values = dataclasses.asdict(self) | {"at": format_date(self.at)}
        return {name: _encodable(value) for name, value in values.items()}


def server_name(address: str) -> str:
    """Host and port of a server's address, without any credentials in it; empty where it is no address."""
    try:
        parts = urllib.parse.urlsplit(address if "://" in address else f"https://{address}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{port}" if port else name


def title_of(run: t.Mapping[str, t.Any] | None) -> str:
    """The title of a report, by its ``run``."""
    if not run:
        return TITLES[ROTATE]
    return TITLES.get(run["kind"], TITLES[ROTATE]) + (" (check mode)" if run["check_mode"] else "")


def facts_of(run: t.Mapping[str, t.Any] | None) -> dict[str, str]:
    """What a report says of its run under its title, by the name of the fact; what is not known is left out."""
    if not run:
        return {}
    facts = {
        "Written": f"{run['at'].replace('T', ' ').removesuffix('Z')} UTC",
        "By": run["by"],
        "Servers" if len(run["servers"]) > 1 else "Server": ", ".join(run["servers"]),
        "Command": run["command"],
        **{_INPUTS[each["kind"]]: f"{each['file']}, SHA-256 {each['sha256']}" for each in run["inputs"]},
        "Merged from": ", ".join(run["slices"]),
        "With": f"fleetops.kesc {run['collection']}, ansible-core {run['core']}",
        "Stopped": run["stopped"],
    }
    return {name: fact for name, fact in facts.items() if fact}


def _encodable(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {name: _encodable(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(each) for each in value]
    return encodable(value) if isinstance(value, str) else value
