# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Open API's endpoint: from a request under /api/v1.0/ to its answer (SOURCES.md, sections 1 and 5)."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass

from kesc_lab.audit import Record
from kesc_lab.errors import ApiError, no_such_call
from kesc_lab.faults import FaultRule, Plan
from kesc_lab.lab import Lab
from kesc_lab.protocol.login import LOGIN, START_SESSION
from kesc_lab.protocol.methods import host_group, iterators, license_info_sync, license_keys, session, vservers
from kesc_lab.protocol.registry import METHODS, Call, check_arguments
from kesc_lab.protocol.sessions import Session
from kesc_lab.protocol.values import Json, encode_top
from kesc_lab.server.damage import damaged, instead_of_an_answer
from kesc_lab.server.http import Exchange, Response, compress, json_response, text_response

PREFIX = "/api/v1.0/"
_METHOD_NAME = re.compile(r"(?:\w+\.)?(\w+\.\w+)", re.ASCII)
# Importing a module of methods registers them; naming them here keeps the list in one place.
METHOD_MODULES = (host_group, iterators, license_info_sync, license_keys, session, vservers)


class RequestRefusedError(Exception):
    """A request that never becomes a call: a status and a text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.response = text_response(status, text)


@dataclass(slots=True)
class _Running:
    """One call on its way through the endpoint."""

    exchange: Exchange
    name: str
    session: Session | None
    record: Record
    began: float
    plan: Plan


class OpenApi:
    """Answers calls of the API and login."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._refuse_unknown = lab.world.choices.unknown_arguments == "error"

    def __call__(self, exchange: Exchange) -> None:
        """Take one request; the answer follows at once or after the ordered latency."""
        began = time.perf_counter()
        request = exchange.request
        try:
            name = _called_name(request.method, request.path, request.headers)
        except RequestRefusedError as refusal:
            exchange.reply(refusal.response)
            return
        record = Record(exchange.connection.number, name, request.headers.get("x-ksc-requestid"))
        known = METHODS.get(name)
        record.writes = known is not None and known.writes
        current, tenant = self._identify(exchange, name, record)
        running = _Running(exchange, name, current, record, began, self._lab.faults.plan(name, tenant))
        if running.plan.latency_ms:
            exchange.later(running.plan.latency_ms, lambda: self._run(running))
        else:
            self._run(running)

    def _identify(self, exchange: Exchange, name: str, record: Record) -> tuple[Session | None, str | None]:
        """Return the session of a request, and the display name of the server that it is for."""
        lab, headers = self._lab, exchange.request.headers
        session_id = headers.get("x-ksc-session")
        found = exchange.connection.session
        if session_id:
            found = lab.sessions.find(session_id, lab.world.clock.now())
        tenant_id = found.tenant_id if found else None
        if name in (LOGIN, START_SESSION) and headers.get("authorization"):
            ids = lab.accounts.named_servers(headers.get("x-ksc-vserver", ""))
            tenant_id = ids[0] if len(ids) == 1 else 0
        elif found is not None:
            record.account = found.account.username
        tenant = lab.world.tenant(tenant_id) if tenant_id is not None else None
        if found is not None and tenant is not None:
            record.tenant = tenant.name
        return found, tenant.name if tenant else None

    def _run(self, running: _Running) -> None:
        fault, record = running.plan.fault, running.record
        response = self._fault_before(running, fault) if fault else None
        if response is None:
            response = self._answer(running)
            if fault:
                response = damaged(response, fault)
        compress(response, running.exchange.request.headers.get("accept-encoding", ""))
        record.status, record.fault = response.status, running.plan.told
        lab = self._lab
        lab.counters.count(record)
        lab.audit.write(record, lab.world.clock.now(), (time.perf_counter() - running.began) * 1000)
        running.exchange.reply(response)

    def _answer(self, running: _Running) -> Response:
        try:
            body = _json_object(running.exchange.request.body)
            if running.name in (LOGIN, START_SESSION):
                return self._log_in(running)
            return json_response(self._call(running, body))
        except RequestRefusedError as refusal:
            return refusal.response
        except ApiError as error:
            running.record.error = {"module": error.module, "code": error.code, "subcode": error.subcode}
            return json_response({"PxgError": error_body(error)})
        except RecursionError:
            return text_response(400, "The body is nested too deeply")

    def _log_in(self, running: _Running) -> Response:
        lab, record = self._lab, running.record
        exchange, now = running.exchange, lab.world.clock.now()
        answer = lab.login.answer(
            running.name, exchange.request.headers, exchange.connection, _alive(running.session), now
        )
        record.account = answer.account.username if answer.account else record.account
        tenant = lab.world.tenant(answer.tenant_id) if answer.tenant_id is not None else None
        record.tenant = tenant.name if tenant else record.tenant
        if answer.status != 200:
            response = text_response(answer.status, answer.text)
            response.headers |= answer.headers
            return response
        lab.counters.logins += 1
        record.done = True
        return json_response(answer.body)

    def _call(self, running: _Running, body: dict[str, Json]) -> dict[str, Json]:
        lab, exchange, caller = self._lab, running.exchange, running.session
        if caller is None and exchange.request.headers.get("x-ksc-session"):
            raise RequestRefusedError(403, "The session has ended")
        if caller is None:
            raise RequestRefusedError(401, "Authentication is required")
        if caller.ended:
            raise RequestRefusedError(403, "The session has ended")
        called = METHODS.get(running.name)
        if called is None:
            raise no_such_call(running.name)
        tenant = lab.world.tenant(caller.tenant_id)
        if tenant is None:
            raise RequestRefusedError(403, "The session's server is gone")
        fault = running.plan.fault
        call = Call(
            lab.world, lab.sessions, lab.accounts, exchange.connection, caller, tenant, lab.world.clock.now(), {},
            activation_down=fault is not None and fault.fault == "activation_servers_down",
        )  # fmt: skip
        try:
            if called.right is not None:
                call.require(called.right)
            call.arguments = check_arguments(called, body, refuse_unknown=self._refuse_unknown)
            answer = called.handler(call)
            running.record.done = True
        finally:
            running.record.serial, running.record.partial_code = call.serial, call.partial_code
        return {name: encode_top(value) for name, value in answer.items()}

    def _fault_before(self, running: _Running, rule: FaultRule) -> Response | None:
        """Return the answer of a fault that keeps the call from having its effect, None for the others."""
        if rule.fault == "error":
            error = ApiError(rule.module, rule.code, rule.message, subcode=rule.subcode)
            running.record.error = {"module": error.module, "code": error.code, "subcode": error.subcode}
            return json_response({"PxgError": error_body(error)})
        if rule.fault == "session_expired":
            if running.session is not None:
                self._lab.sessions.end(running.session)
            return text_response(403, "The session has ended")
        return instead_of_an_answer(rule)


def _alive(found: Session | None) -> Session | None:
    return found if found is not None and not found.ended else None


def _called_name(http_method: str, path: str, headers: dict[str, str]) -> str:
    """Return login or Class.Method; raises RequestRefusedError. A named instance is no call that the lab knows."""
    name = path.removeprefix(PREFIX)
    match = _METHOD_NAME.fullmatch(name)
    if name != LOGIN and match is None:
        raise RequestRefusedError(404, "Not found")
    if http_method != "POST":
        refusal = RequestRefusedError(405, "Only POST is allowed")
        refusal.response.headers["Allow"] = "POST"
        raise refusal
    content_type = headers.get("content-type")
    if content_type is not None and content_type.partition(";")[0].strip().lower() != "application/json":
        raise RequestRefusedError(415, "Content-Type must be application/json")
    return name


def _json_object(body: bytes) -> dict[str, Json]:
    if not body:
        return {}
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RequestRefusedError(400, "The body is not JSON") from error
    if not isinstance(document, dict):
        raise RequestRefusedError(400, "The body is not a JSON object")
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def error_body(error: ApiError) -> dict[str, Json]:
    """Return the members of PxgError (SOURCES.md, section 5)."""
    return {
        "code": error.code,
        "subcode": error.subcode,
        "module": error.module,
        "file": "kesc_lab",
        "line": 0,
        "message": error.message,
        "locdata": {
            "type": "params",
            "value": {
                "format": error.format,
                "format-id": 0,
                "locmodule": error.module,
                "args": list(error.args_text),
            },
        },
    }
