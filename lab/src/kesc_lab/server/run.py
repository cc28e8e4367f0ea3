# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start and stop of the server process."""

from __future__ import annotations

import asyncio
import functools
import gc
import json
import os
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kesc_lab.audit import AuditLog
from kesc_lab.clock import Clock
from kesc_lab.console import PREFIX as CONSOLE_PREFIX
from kesc_lab.control import PREFIX as CONTROL_PREFIX
from kesc_lab.control import Control
from kesc_lab.domain import fleet as fleet_file
from kesc_lab.domain.state import StateFile
from kesc_lab.domain.world import World
from kesc_lab.errors import LabError
from kesc_lab.faults import Faults
from kesc_lab.lab import Lab
from kesc_lab.protocol.api import PREFIX as API_PREFIX
from kesc_lab.protocol.api import OpenApi
from kesc_lab.server.connection import HttpConnection, Registry
from kesc_lab.server.http import Exchange, Handler, text_response
from kesc_lab.server.tls import Identity, open_identity

READY_FILE = "ready.json"
_BACKLOG = 1024


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    fleet: Path
    host: str
    port: int
    state_dir: Path | None
    audit_log: Path | None
    latency_ms: float
    now: datetime | None
    faults: Path | None


class Router:
    """Hands a request to the handler of the longest matching path prefix, 404 for none."""

    def __init__(self, routes: dict[str, Handler]) -> None:
        self._routes = sorted(routes.items(), key=lambda item: -len(item[0]))

    def __call__(self, exchange: Exchange) -> None:
        """Route one exchange."""
        for prefix, handler in self._routes:
            if exchange.request.path.startswith(prefix):
                handler(exchange)
                return
        exchange.reply(text_response(404, "Not found"))


def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT. Raises LabError when it can't start."""
    directory = _directory(options.state_dir)
    gc.disable()  # half a million devices are made and none is garbage: collecting in between only costs time
    try:
        lab = _open_lab(options, directory)
        gc.freeze()  # the collector need not look at the fleet again
        gc.enable()
        try:
            asyncio.run(_serve(lab, options, directory, open_identity(directory)))
        finally:
            lab.close()
    finally:
        gc.enable()
        if options.state_dir is None:
            shutil.rmtree(directory, ignore_errors=True)


def _directory(state_dir: Path | None) -> Path:
    if state_dir is None:
        return Path(tempfile.mkdtemp(prefix="kesc-lab-"))
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LabError(f"Failed to make the state directory {state_dir}: {error.strerror or error}.") from error
    return state_dir.resolve()


def _open_lab(options: Options, directory: Path) -> Lab:
    text = fleet_file.read_text(options.fleet, "the fleet file")
    fleet = fleet_file.load(options.fleet, text)
    faults = Faults(options.latency_ms)
    if options.faults is not None:
        _load_faults(options.faults, faults)
    state = None
    if options.state_dir is None:
        clock = Clock.starting_at(options.now)
        world = World(fleet, clock, clock.now())
    else:
        state = StateFile(directory / "state.sqlite", text)
        world = state.open_world(fleet, options.now)
    return Lab(
        options.fleet.absolute(),
        text,
        fleet.accounts,
        world,
        AuditLog(options.audit_log or directory / "audit.jsonl"),
        faults,
        state,
    )


def _load_faults(path: Path, faults: Faults) -> None:
    try:
        rules = fleet_file.parse_document(fleet_file.read_text(path, "the fault file"))
    except LabError as error:
        raise LabError(f"Failed to read the fault file {path}: {error}.") from error
    if not isinstance(rules, list):
        raise LabError(f"The fault file {path} is wrong: it should be a list of rules.")
    for number, rule in enumerate(rules):
        try:
            faults.add(rule)
        except LabError as error:
            raise LabError(f"The fault file {path} is wrong: [{number}].{error}.") from error


async def _serve(lab: Lab, options: Options, directory: Path, identity: Identity) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    registry = Registry(lab.counters, lab.sessions.unbind)
    router = Router({API_PREFIX: OpenApi(lab), CONTROL_PREFIX: Control(lab), CONSOLE_PREFIX: _console(lab)})
    try:
        server = await loop.create_server(
            lambda: HttpConnection(router, registry),
            options.host,
            options.port,
            ssl=identity.context,
            backlog=_BACKLOG,
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise LabError(f"Failed to listen on {options.host} port {options.port}: {reason}.") from error
    port = server.sockets[0].getsockname()[1]
    line = json.dumps(_ready_line(lab, options, directory, identity, port)) + "\n"
    _keep_ready_line(directory / READY_FILE, line)
    sys.stdout.write(line)
    sys.stdout.flush()
    await stop.wait()
    server.close()
    for connection in list(registry.open):
        connection.abort()


def _console(lab: Lab) -> Handler:
    """Return the console; it is loaded at its first request, for templates and languages would slow each start."""

    @functools.cache
    def loaded() -> Handler:
        from kesc_lab.console.site import Console  # noqa: PLC0415 - see above

        return Console(lab)

    def answer(exchange: Exchange) -> None:
        loaded()(exchange)

    return answer


def _keep_ready_line(path: Path, line: str) -> None:
    """Keep the line for `kesc-lab show`; it holds passwords and the control token, so only the owner may read it."""
    path.unlink(missing_ok=True)
    path.touch(0o600)
    path.write_text(line, encoding="utf-8")


def _ready_line(lab: Lab, options: Options, directory: Path, identity: Identity, port: int) -> dict[str, Any]:
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"https://{host}:{port}"
    return {
        "url": url,
        "console_url": url + CONSOLE_PREFIX,
        "ca_file": str(identity.ca_file),
        "fingerprint": identity.fingerprint,
        "audit_log": str(lab.audit.path.resolve()),
        "state_dir": str(directory),
        "control_token": lab.control_token,
        "pid": os.getpid(),
        "accounts": [
            {
                "username": account.username,
                "password": account.password,
                "totp": account.totp,
                "tenants": account.tenants,
                "rights": account.rights,
                "internal": account.internal,
                "domain": account.domain,
                "web_token": account.web_token,
            }
            for account in lab.account_files
        ],
    }
