# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Misbehaviour on order: rules that match calls and what they do to them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from kesc_lab.domain.choices import Count, Positive, StrictModel
from kesc_lab.domain.fleet import first_problem
from kesc_lab.errors import LabError

FaultKind = Literal[
    "latency",
    "status",
    "error",
    "reset_before",
    "reset_after",
    "truncate",
    "not_json",
    "not_json_type",
    "session_expired",
    "slow",
    "activation_servers_down",
]


class FaultRule(StrictModel):
    """One rule, as it is posted. tenant null means every tenant, "" the main server; times null means for good.

    effect lets the call of a status or not_json have its effect first, as behind a gateway that gave up waiting.
    """

    method: str = "*"
    tenant: str | None = None
    fault: FaultKind
    times: Positive | None = None
    after: Count = 0
    ms: Count = 200
    chunks: Annotated[int, Field(ge=1, le=1000)] = 20
    status: Literal[429, 500, 502, 503, 504] = 503
    retry_after: Count | None = None
    effect: bool = False
    module: str = "KLSTD"
    code: int = 1195
    subcode: int = 0
    message: str = "Temporarily unavailable"

    @model_validator(mode="after")
    def _only_what_stands_in_for_an_answer_has_an_effect_by_choice(self) -> FaultRule:
        if self.effect and self.fault not in ("status", "not_json"):
            raise ValueError("effect belongs to the faults status and not_json")
        return self


@dataclass(slots=True)
class _Active:
    number: int
    rule: FaultRule
    to_pass: int
    left: int | None
    used: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one call: a delay in milliseconds before its effect, and at most one other fault.

    delayed says that a rule has a part in the delay.
    """

    latency_ms: float
    fault: FaultRule | None
    delayed: bool

    @property
    def told(self) -> FaultKind | None:
        """The fault's name for the audit log."""
        if self.fault is not None:
            return self.fault.fault
        return "latency" if self.delayed else None


class Faults:
    """All rules in force. The first matching rule that is no latency decides; latencies add up."""

    def __init__(self, latency_ms: float = 0) -> None:
        self._latency_ms = latency_ms
        self._active: list[_Active] = []
        self._numbers = itertools.count(1)

    def add(self, document: Any) -> int:
        """Check and add a rule; returns its id. Raises LabError naming the wrong member."""
        try:
            rule = FaultRule.model_validate(document)
        except ValidationError as error:
            raise LabError(first_problem(error)) from error
        active = _Active(next(self._numbers), rule, rule.after, rule.times)
        self._active.append(active)
        return active.number

    def listing(self) -> list[dict[str, Any]]:
        """Return all rules with how often each was used and may still be used."""
        return [
            {"id": item.number, "used": item.used, "left": item.left, "to_pass": item.to_pass, **item.rule.model_dump()}
            for item in self._active
        ]

    def remove(self, number: int) -> bool:
        """Remove one rule; returns whether it was there."""
        before = len(self._active)
        self._active = [item for item in self._active if item.number != number]
        return len(self._active) < before

    def clear(self) -> None:
        """Remove all rules."""
        self._active.clear()

    def plan(self, method: str, tenant: str | None) -> Plan:
        """Decide what happens to a call; tenant None is a call that belongs to no server (a refused login)."""
        latency, fault, delayed = self._latency_ms, None, False
        for item in self._active:
            rule = item.rule
            if item.left == 0 or rule.method not in ("*", method) or rule.tenant not in (None, tenant):
                continue
            if rule.fault != "latency" and fault is not None:
                continue
            if item.to_pass:
                item.to_pass -= 1
                continue
            item.used += 1
            item.left = None if item.left is None else item.left - 1
            if rule.fault == "latency":
                latency, delayed = latency + rule.ms, True
            else:
                fault = rule
        return Plan(latency, fault, delayed)
