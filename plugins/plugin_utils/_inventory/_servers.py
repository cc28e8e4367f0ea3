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

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    InvalidRequestError,
    KescError,
    Step,
    blank_out,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._options._secrets import secrets
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._registry import connection_type
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._ansible_module import sentence_of
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenants import run_tenants
from ansible_collections.fleetops.kesc.plugins.plugin_utils._inventory._hosts import server_group

_MOST_SERVERS_AT_A_TIME = 8
_MOST_SENTENCES = 5
"""How many tenants of a server are named one by one; a fleet's warnings should fit a screen."""
# What decides which tenants are read, and what of them: neither secrets nor how the server is reached.
_DECISIVE = (
    "provider",
    "server_url",
    "tenant",
    "tenant_id",
    "auth_method",
    "username",
    "user_domain",
    "internal_user",
    "console_state",
    "editions_file",
    "license_facts",
    "external_ids",
)

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._operations._progress import Tell

Settings: t.TypeAlias = "t.Mapping[str, t.Any]"
Validate: t.TypeAlias = "t.Callable[[dict[str, t.Any]], t.Any]"


@dataclasses.dataclass(frozen=True)
class Server:
    """One server: what it is called, its validated options, and the names of those that its file sets."""

    name: str
    params: dict[str, t.Any]
    given: frozenset[str]

    @property
    def asked(self) -> list[t.Any]:
        """What a reading of the server depends on."""
        return [self.name, *(self.params[name] for name in _DECISIVE)]


@dataclasses.dataclass(frozen=True)
class Reading:
    """The tenants of a server as :func:`run_tenants` returns them, or why they could not be read."""

    server: Server
    tenants: list[dict[str, t.Any]]
    error: dict[str, t.Any] | None = None
    notes: tuple[str, ...] = ()

    @property
    def failures(self) -> list[str]:
        """What could not be read: a sentence for the server, or for each of the first tenants and for the rest."""
        errors = [self.error] if self.error else [each["error"] for each in self.tenants if each["error"] is not None]
        return self._sentences([error["message"] for error in errors], "could not be read")

    @property
    def warnings(self) -> list[str]:
        """What else there is to say of the answers."""
        return self._sentences(self.notes, "gave cause for such a warning")

    def _sentences(self, texts: t.Sequence[str], predicate: str) -> list[str]:
        shown = [f"Server {self.server.name}: {text}" for text in texts[:_MOST_SENTENCES]]
        more = len(texts) - len(shown)
        return [*shown, f"Server {self.server.name}: {more} more {predicate}."] if more else shown


def servers_of(settings: Settings, *, options: t.Collection[str], validate: Validate) -> list[Server]:
    """The servers that a file names, or the only one; an entry of ``servers`` goes before the top of the file.

    ``options`` are those that a server takes; ``validate`` is ``ArgumentSpecValidator.validate``. Raises
    :class:`InvalidRequestError`, which names the server.
    """
    common = {name: value for name, value in settings.items() if name in options}
    entries = settings.get("servers") or [{}]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InvalidRequestError("servers is not a list of dictionaries")
    servers: dict[str, Server] = {}
    for entry in entries:
        server = _server(common, entry, options, validate)
        namesake = servers.setdefault(server_group(server.name), server)
        if namesake is not server:
            raise InvalidRequestError(
                f"the servers {namesake.name} and {server.name} would share a group",
                remedy="Give each a name of its own",
            )
    return list(servers.values())


def read_servers(servers: t.Sequence[Server], *, tell: Tell) -> list[Reading]:
    """The tenants of every server; one that cannot be read does not hide the others.

    ``tell`` is told now and then how many have been read, from several threads. Raises :class:`InvalidRequestError`
    where a server's options are wrong.
    """
    if len(servers) == 1:
        return [_read(servers[0], tell)]
    with concurrent.futures.ThreadPoolExecutor(min(len(servers), _MOST_SERVERS_AT_A_TIME)) as pool:
        return list(pool.map(lambda server: _read(server, tell), servers))


def _server(common: Settings, entry: Settings, options: t.Collection[str], validate: Validate) -> Server:
    own = {name: value for name, value in entry.items() if name != "name"}
    # Where there is no tenant in the file, none is meant, whatever the environment says for single tasks.
    validation = validate({"tenant": "", "tenant_id": "", **common, **own})
    params: dict[str, t.Any] = validation.validated_parameters
    name = str(entry.get("name") or _host_of(params))
    unknown = [f"there is no option {option}" for option in sorted(set(own) - set(options))]
    problem = next(iter([*unknown, *validation.error_messages]), None)
    if problem is not None:
        problem = blank_out(problem, secrets(params))
        raise InvalidRequestError(f"server {name or 'without an address'}: {problem}")
    return Server(name, params, frozenset({**common, **own}))


def _host_of(params: Settings) -> str:
    try:
        address = str(params.get("server_url") or connection_type(params["provider"]).default_address)
        return urllib.parse.urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""


def _read(server: Server, tell: Tell) -> Reading:
    try:
        done = run_tenants(server.params, tell=lambda line: tell(f"Server {server.name}: {line}"))
    except KescError as error:
        if error.step is Step.VALIDATE:
            raise InvalidRequestError(f"server {server.name}: {error.cause}", remedy=error.remedy) from None
        error.hide(secrets(server.params))
        return Reading(server, [], {"message": sentence_of(error), **error.to_dict()})
    return Reading(server, done.values["tenants"], notes=done.warnings)
