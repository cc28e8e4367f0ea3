# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The servers of an inventory, and reading all of their tenants side by side."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import typing as t
import urllib.parse

from ansible_collections.fleetops.kesc.plugins.module_utils import _options
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError, KescError, blank_out
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks import run_fleet

_MOST_SERVERS_AT_A_TIME = 8

Settings: t.TypeAlias = "t.Mapping[str, t.Any]"


@dataclasses.dataclass(frozen=True)
class Server:
    """One server: what it is called, its validated options, and the names of those that its file sets."""

    name: str
    params: dict[str, t.Any]
    given: frozenset[str]


@dataclasses.dataclass(frozen=True)
class Reading:
    """The tenants of a server as :func:`run_fleet` returns them, or why they could not be read."""

    server: Server
    tenants: list[dict[str, t.Any]]
    error: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def failures(self) -> list[str]:
        """What could not be read, a sentence for each server or tenant."""
        if self.error is not None:
            return [f"Server {self.server.name}: {self.error}"]
        errors = [tenant["error"]["message"] for tenant in self.tenants if tenant["error"] is not None]
        return [f"Server {self.server.name}: {message}" for message in errors]


def servers_of(
    settings: Settings, *, arguments: t.Mapping[str, t.Any], validate: t.Callable[[dict[str, t.Any]], t.Any]
) -> list[Server]:
    """The servers that a file names, or the only one; an entry of ``servers`` goes before the top of the file.

    ``arguments`` are the options that a server takes; ``validate`` is ``ArgumentSpecValidator.validate``. Raises
    :class:`InvalidRequestError`, which names the server.
    """
    known = set(arguments)
    common = {name: value for name, value in settings.items() if name in known}
    entries = settings.get("servers") or [{}]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InvalidRequestError("servers is not a list of dictionaries")
    servers = [_server(common, entry, known, validate) for entry in entries]
    names = [server.name for server in servers]
    for name in names:
        if names.count(name) > 1:
            raise InvalidRequestError(f"two servers are called {name}", remedy="Give each a name of its own")
    return servers


def read_servers(servers: t.Sequence[Server]) -> list[Reading]:
    """The tenants of every server; one that cannot be read does not hide the others."""
    with concurrent.futures.ThreadPoolExecutor(min(len(servers), _MOST_SERVERS_AT_A_TIME)) as pool:
        return list(pool.map(_read, servers))


def _server(
    common: Settings, entry: Settings, known: set[str], validate: t.Callable[[dict[str, t.Any]], t.Any]
) -> Server:
    unknown = sorted(set(entry) - known - {"name"})
    # Where there is no tenant in the file, none is meant, whatever the environment says for single tasks.
    given = {"tenant": "", "tenant_id": "", **common, **{name: entry[name] for name in entry if name != "name"}}
    validation = validate(given)
    params: dict[str, t.Any] = validation.validated_parameters
    name = str(entry.get("name") or _host_of(str(params.get("server_url") or "")))
    problem = f"there is no option {' and no option '.join(unknown)}" if unknown else None
    problem = problem or next(iter(validation.error_messages), None)
    if problem is not None:
        problem = blank_out(problem, _options.secrets(given))
        raise InvalidRequestError(f"server {name or 'without an address'}: {problem}")
    return Server(name, params, frozenset({**common, **entry}))


def _host_of(address: str) -> str:
    return urllib.parse.urlsplit(address if "://" in address else f"https://{address}").hostname or ""


def _read(server: Server) -> Reading:
    try:
        done = run_fleet(server.params)
    except KescError as error:
        error.hide(_options.secrets(server.params))
        return Reading(server, [], error.message)
    return Reading(server, done.values["tenants"], warnings=done.warnings)
