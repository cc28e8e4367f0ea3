# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What faults do to answers; the API and the console share it."""

from __future__ import annotations

from kesc_lab.faults import FaultRule
from kesc_lab.server.http import Delivery, Response

HTML_TYPE = "text/html; charset=utf-8"
_FOREIGN_PAGE = b"<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>"
_DELIVERIES = {"reset_after": Delivery.RESET, "truncate": Delivery.TRUNCATED, "slow": Delivery.SLOW}


def instead_of_an_answer(rule: FaultRule) -> Response | None:
    """Return what a client gets of a call that has no effect and never reaches the service, None for the others."""
    if rule.fault == "reset_before":
        return Response(200, delivery=Delivery.RESET)
    if rule.fault == "not_json":
        return Response(200, _FOREIGN_PAGE, HTML_TYPE)
    return None


def damage(response: Response, rule: FaultRule) -> None:
    """Alter the answer of a call that had its effect."""
    response.delivery = _DELIVERIES.get(rule.fault, Delivery.NORMAL)
    response.slow_chunk_ms, response.slow_chunks = rule.ms, rule.chunks
    if rule.fault == "not_json_type":
        response.content_type = HTML_TYPE
