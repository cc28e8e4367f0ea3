# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What faults do to answers; the API and the console share it."""

from __future__ import annotations

from kesc_lab.faults import FaultRule
from kesc_lab.server.http import Delivery, Response, text_response

HTML_TYPE = "text/html; charset=utf-8"
_FOREIGN_PAGE = b"<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>"
_DELIVERIES = {"reset_after": Delivery.RESET, "truncate": Delivery.TRUNCATED, "slow": Delivery.SLOW}


def instead_of_an_answer(rule: FaultRule) -> Response | None:
    """Return what a client gets of a call that has no effect and never reaches the service, None for the others."""
    if rule.fault == "reset_before":
        return Response(200, delivery=Delivery.RESET)
    return None if rule.effect else _foreign(rule)


def damaged(response: Response, rule: FaultRule) -> Response:
    """Return what a client gets of a call that had its effect."""
    foreign = _foreign(rule)
    if foreign is not None:
        return foreign
    response.delivery = _DELIVERIES.get(rule.fault, Delivery.NORMAL)
    response.slow_chunk_ms, response.slow_chunks = rule.ms, rule.chunks
    if rule.fault == "not_json_type":
        response.content_type = HTML_TYPE
    return response


def tell_when_to_retry(response: Response, rule: FaultRule) -> None:
    """Add the header that says when to come again."""
    if rule.retry_after is not None:
        response.headers["Retry-After"] = str(rule.retry_after)


def _foreign(rule: FaultRule) -> Response | None:
    """Return the answer of somebody between client and service, None where the service answers itself."""
    if rule.fault == "not_json":
        return Response(200, _FOREIGN_PAGE, HTML_TYPE)
    if rule.fault == "status":
        response = text_response(rule.status, "The server can't answer now")
        tell_when_to_retry(response, rule)
        return response
    return None
