# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane under /lab/v1/: look at the made-up world, and change what clients can't."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import unquote

from pydantic import ValidationError, model_validator

from kesc_lab.clock import parse_instant
from kesc_lab.domain.choices import Count, StrictModel
from kesc_lab.domain.fleet import Date, SubscriptionState, first_problem
from kesc_lab.domain.licenses import Key, changed_terms
from kesc_lab.domain.tenant import Tenant
from kesc_lab.errors import LabError
from kesc_lab.lab import Lab
from kesc_lab.server.http import Exchange, json_response

PREFIX = "/lab/v1/"

Act: TypeAlias = Callable[[str, Any], Any]


class _NotFoundError(LabError):
    """What the path names is not there."""


class _TermsChange(StrictModel):
    limit: Count | None = None
    expires: Date | None = None
    subscription_state: SubscriptionState | None = None


class _ClockChange(StrictModel):
    now: str | None = None
    advance_seconds: float | int | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> _ClockChange:
        if (self.now is None) == (self.advance_seconds is None):
            raise ValueError("give either 'now' or 'advance_seconds'")
        return self


class Control:
    """Answers requests that carry the control token; JSON in and out."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._acts: dict[tuple[str, str], Act] = {
            ("GET", "faults"): lambda _rest, _body: {"faults": lab.faults.listing()},
            ("POST", "faults"): lambda _rest, body: {"id": lab.faults.add(body)},
            ("DELETE", "faults"): self._delete_faults,
            ("GET", "tenants"): self._tenants,
            ("GET", "counters"): lambda _rest, _body: self._counters(),
            ("POST", "counters"): self._reset_counters,
            ("GET", "licenses"): lambda _rest, _body: {"licenses": self._licenses()},
            ("POST", "licenses"): self._change_license,
            ("GET", "clock"): lambda _rest, _body: self._clock(),
            ("POST", "clock"): self._set_clock,
            ("POST", "sessions"): self._expire_sessions,
            ("POST", "restart"): self._restart,
        }

    def __call__(self, exchange: Exchange) -> None:
        """Answer one request."""
        request = exchange.request
        expected = f"Bearer {self._lab.control_token}"
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
            exchange.reply(json_response({"error": "The control token is missing or wrong."}, 401))
            return
        name, _, rest = request.path.removeprefix(PREFIX).partition("/")
        act = self._acts.get((request.method, name))
        if act is None:
            exchange.reply(json_response({"error": f"There is no {request.method} {request.path}."}, 404))
            return
        try:
            body = json.loads(request.body) if request.body else {}
            exchange.reply(json_response(act(unquote(rest), body)))
        except _NotFoundError as error:
            exchange.reply(json_response({"error": f"{error}."}, 404))
        except LabError as error:
            exchange.reply(json_response({"error": f"{error}."}, 400))
        except ValueError as error:
            text = first_problem(error) if isinstance(error, ValidationError) else str(error)
            exchange.reply(json_response({"error": f"{text}."}, 400))

    def _delete_faults(self, rest: str, _body: Any) -> Any:
        if not rest:
            self._lab.faults.clear()
        elif not (rest.isdigit() and self._lab.faults.remove(int(rest))):
            raise _NotFoundError(f"There is no fault {rest}")
        return {}

    def _tenants(self, rest: str, _body: Any) -> Any:
        world = self._lab.world
        if not rest:
            return {"tenants": [{"id": item.id, "uid": item.uid, "name": item.name} for item in world.workspaces()]}
        ids = [0] if rest == "main" else world.ids_of_name(rest)
        uid = world.id_of_uid(rest)
        ids = [uid] if uid is not None else ids
        if not ids:
            raise _NotFoundError(f"There is no tenant '{rest}'")
        if len(ids) > 1:
            raise LabError(f"Several tenants are named '{rest}'; use a uid")
        tenant = world.tenant(ids[0])
        if tenant is None:
            raise _NotFoundError(f"There is no tenant '{rest}'")
        return _tenant_view(tenant)

    def _counters(self) -> Any:
        lab = self._lab
        counters = lab.counters
        return {
            "calls": counters.calls,
            "logins": counters.logins,
            "writes": counters.writes,
            "tls_handshakes": counters.connections_accepted,
            "connections_open": counters.connections_open,
            "sessions_open": lab.sessions.open_count(lab.world.clock.now()),
            "browser_sessions_open": lab.browser_sessions.open_count(lab.world.clock.now()),
            "activations_used": lab.world.activation.activations_used,
            "calls_by_method": dict(counters.calls_by_method),
            "calls_by_tenant": dict(counters.calls_by_tenant),
            "writes_by_tenant": dict(counters.writes_by_tenant),
        }

    def _reset_counters(self, rest: str, _body: Any) -> Any:
        if rest != "reset":
            raise _NotFoundError(f"There is no counters/{rest}")
        self._lab.counters.reset()
        self._lab.world.activation.activations_used = 0
        return {}

    def _licenses(self) -> Any:
        return [
            {
                "serial": entry.terms.serial,
                "partial_code": entry.code[-5:],
                "kind": entry.kind,
                "activated": entry.activated,
                "activations_left": entry.activations_left,
            }
            for entry in self._lab.world.activation.entries()
            if entry.terms is not None
        ]

    def _change_license(self, rest: str, body: Any) -> Any:
        activation = self._lab.world.activation
        terms = activation.present_terms(rest)
        if terms is None:
            raise _NotFoundError(f"There is no license '{rest}'")
        change = _TermsChange.model_validate(body)
        now = self._lab.world.clock.now()
        terms = changed_terms(terms, change.limit, change.expires, change.subscription_state, now)
        activation.set_terms(rest, terms)
        return {
            "serial": rest,
            "limit": terms.limit,
            "expires": terms.expires.isoformat() if terms.expires else None,
            "subscription_state": terms.subscription.state if terms.subscription else None,
        }

    def _clock(self) -> Any:
        return {"now": self._lab.world.clock.now().isoformat()}

    def _set_clock(self, _rest: str, body: Any) -> Any:
        change, clock = _ClockChange.model_validate(body), self._lab.world.clock
        if change.now is not None:
            clock.set(parse_instant(change.now))
        elif change.advance_seconds is not None:
            clock.advance(change.advance_seconds)
        if self._lab.state is not None:
            self._lab.state.save_clock(clock)
        return self._clock()

    def _restart(self, _rest: str, _body: Any) -> Any:
        self._lab.restart()
        return self._clock()

    def _expire_sessions(self, rest: str, _body: Any) -> Any:
        if rest != "expire":
            raise _NotFoundError(f"There is no sessions/{rest}")
        return {"ended": self._lab.sessions.end_all() + self._lab.browser_sessions.end_all()}


def _tenant_view(tenant: Tenant) -> dict[str, Any]:
    return {
        "id": tenant.id,
        "uid": tenant.uid,
        "name": tenant.name,
        "external_id": tenant.external_id,
        "company": tenant.company,
        "console_only": tenant.console_only,
        "features_set_up": tenant.features_set_up,
        "migrated": tenant.migrated,
        "pending": tenant.pending.serial if tenant.pending else None,
        "keys": [_key_view(key) for key in tenant.keys.values()],
        "devices": [
            {"name": device.name, "platform": device.platform, "current": device.current, "next": device.next}
            for device in tenant.devices
        ],
    }


def _key_view(key: Key) -> dict[str, Any]:
    terms = key.terms
    return {
        "serial": terms.serial,
        "name": terms.name,
        "partial_code": key.partial_code,
        "position": key.position,
        "installed": key.installed,
        "automatic_deployment": key.automatic_deployment,
        "limit": terms.limit,
        "expires": terms.expires.isoformat() if terms.expires else None,
        "subscription_state": terms.subscription.state if terms.subscription else None,
    }
