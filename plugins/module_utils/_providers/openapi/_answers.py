# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reading the server's HTTP answers: the members of a call that ran, or the error that the answer means."""

from __future__ import annotations

import email.utils
import json
import typing as t

from ..._errors import (
    AuthenticationError,
    KescError,
    SecondFactorError,
    ServerAnswer,
    UnavailableError,
    UnexpectedAnswerError,
    quotable,
)
from ._refusals import explain

if t.TYPE_CHECKING:
    import datetime as dt

    from ..._transport._http import HttpAnswer

_QUOTED_BYTES = 4096


def read_members(answer: HttpAnswer, request_id: str, *, now: t.Callable[[], dt.datetime]) -> dict[str, t.Any]:
    """The members of an answer that ran; anything else becomes the error that it means.

    HTTP status codes: KlAkOAPI treats every status but 200 as a failed transport and looks for ``PxgError`` only
    in 200; 401 and 403 both mean that the caller is not signed in (KSCAPI/16/a00608.html, third-party clients).
    """
    if answer.status == 200:
        return _parse(answer, request_id)
    server = quote(answer, request_id)
    if answer.status in (401, 403):
        raise _explain_401(answer, server)
    if answer.status in (429, 503):
        error = UnavailableError("the server is busy", remedy="Run again later", server=server)
        error.retry_after = _retry_after(answer, now=now().timestamp())
        raise error
    if answer.status >= 500:
        raise UnexpectedAnswerError("the server failed while it answered", server=server)
    if 300 <= answer.status < 400:
        raise UnexpectedAnswerError("the server redirects elsewhere", remedy="Check server_url", server=server)
    raise UnexpectedAnswerError(
        "this address does not serve the KSC Open API", remedy="Check server_url", server=server
    )


def _parse(answer: HttpAnswer, request_id: str) -> dict[str, t.Any]:
    kind = answer.headers.get("Content-Type", "")
    if "html" in kind.lower():
        raise _unreadable("the server answered with a web page", request_id, remedy="Check server_url")
    try:
        members = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise _unreadable("the server's answer is not JSON", request_id) from None
    if not isinstance(members, dict):
        raise _unreadable("the server's answer is not a JSON object", request_id)
    refusal = members.get("PxgError")
    if refusal is not None:
        raise explain(refusal if isinstance(refusal, dict) else {}, request_id=request_id)
    return members


def _unreadable(cause: str, request_id: str, *, remedy: str = "") -> UnexpectedAnswerError:
    return UnexpectedAnswerError(cause, remedy=remedy, server=ServerAnswer(request_id=request_id))


def _explain_401(answer: HttpAnswer, server: ServerAnswer) -> KescError:
    if asks_for_second_factor(answer):
        return SecondFactorError(
            "the account is protected by a second factor",
            remedy="Set totp to the six digits that the authenticator shows",
            server=server,
        )
    if answer.status == 403:
        return AuthenticationError(
            "the server does not let the account in, or the session has ended",
            remedy="Check username, password, the name of the tenant and the account's rights on it",
            server=server,
        )
    return AuthenticationError(
        "the server did not accept the credentials",
        remedy="Check username, password, internal_user and that the account may use this tenant",
        server=server,
    )


def asks_for_second_factor(answer: HttpAnswer) -> bool:
    """Seen in third-party clients only: the header names KSCMFA, the text says that authentication is not finished."""
    challenge = answer.headers.get("WWW-Authenticate", "")
    return answer.status == 401 and ("KSCMFA" in challenge or b"Authentication not finished" in answer.body)


def quote(answer: HttpAnswer, request_id: str) -> ServerAnswer:
    """Status, request id and a short quotation; never a page, never the whole answer."""
    text = answer.headers.get("X-KSC-ErrorMsg", "")
    if not text and "html" not in answer.headers.get("Content-Type", "").lower():
        text = answer.body[:_QUOTED_BYTES].decode("utf-8", errors="replace")
    return ServerAnswer(status=answer.status, text=quotable(text), request_id=request_id)


def _retry_after(answer: HttpAnswer, *, now: float) -> float | None:
    """Seconds from now, as a number or as a date (RFC 9110, section 10.2.3); ``None`` where there is none."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        return max(email.utils.parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (TypeError, ValueError):
        return None
