# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""From a server's refusal to a sentence for the person who reads it."""

from __future__ import annotations

import re
import typing as t

from ..._errors import (
    AccessDeniedError,
    AuthenticationError,
    CodeRefusedError,
    KescError,
    LicenseNotUsableError,
    NotFoundError,
    ServerAnswer,
    ServerError,
    UnavailableError,
    quotable,
)

CODE_NEEDS_SERVER_1 = 3
CODE_UNKNOWN = 34
ACTIVATION_SERVER = ("KLOLA", 2351)
UNKNOWN_CALL = ("KLCONN", 1194)

_CHECK_CODE = "Check the code against the order confirmation"


class _Rule(t.NamedTuple):
    error: type[KescError]
    cause: str
    remedy: str = ""


# KSCAPI/15/a00337.html, the table of typical errors; a rule with a subcode goes before the one without.
_RULES: dict[tuple[str, int, int | None], _Rule] = {
    ("KLPRSS", 1125, None): _Rule(ServerError, "the server misses a parameter", "The server may be older than 13"),
    ("KLSTD", 1184, None): _Rule(
        AccessDeniedError, "the account lacks the right for this", "Give the account the right on this tenant"
    ),
    ("KLSTD", 1186, None): _Rule(
        NotFoundError,
        "the server does not find the object",
        "Look whether somebody else works on the tenant; run again",
    ),
    ("KLSTD", 1192, None): _Rule(ServerError, "the server finds the data damaged or in an unknown format"),
    ("KLSTD", 1193, None): _Rule(
        LicenseNotUsableError,
        "the server does not permit this: the license is not valid for the Administration Server itself",
        "Check that the license covers the Administration Server (application id 1017) and has not ended",
    ),
    (*UNKNOWN_CALL, None): _Rule(
        ServerError, "the server does not know this call", "The server may be older than this collection supports"
    ),
    ("KLSTD", 1195, 1): _Rule(UnavailableError, "the server is starting or stopping", "Run again in a few minutes"),
    ("KLSTD", 1195, 2): _Rule(UnavailableError, "the server is in maintenance", "Run again after the maintenance"),
    ("KLSTD", 1195, None): _Rule(UnavailableError, "the server is temporarily unavailable", "Run again later"),
    ("KLSTD", 1229, None): _Rule(ServerError, "the functionality is limited by the server's own license or limits"),
    ("KLOLA", 2351, CODE_NEEDS_SERVER_1): _Rule(
        CodeRefusedError,
        "the code is of the 1.0 kind and the activation servers 1.0 sent no key for it",
        _CHECK_CODE,
    ),
    ("KLOLA", 2351, CODE_UNKNOWN): _Rule(
        CodeRefusedError, "the activation servers know no license for this activation code", _CHECK_CODE
    ),
    ("KLOLA", 2351, None): _Rule(
        CodeRefusedError,
        "the activation servers refused the code for a reason that the vendor does not document "
        "(expired, used up, blocked or of another region, for instance), or could not be asked",
        f"{_CHECK_CODE}, then ask the seller; if the activation servers were unavailable, run again later",
    ),
    ("KLWAT", 1445, None): _Rule(NotFoundError, "the server knows no such client"),
    ("KLWAT", 1453, None): _Rule(
        AuthenticationError, "user name or password is wrong", "Check username, password and internal_user"
    ),
    ("KLWAT", 1454, None): _Rule(AuthenticationError, "the web token was refused", "Get a new token"),
    ("KLSPL", 2013, None): _Rule(
        AuthenticationError,
        "the account is blocked after too many wrong passwords",
        "Correct the password, then wait or have the account unblocked",
    ),
}
_ALIASES = {"SPL": "KLSPL"}


def explain(pxg_error: t.Mapping[str, t.Any], *, request_id: str = "") -> KescError:
    """The error behind a ``PxgError``, every member of which may be missing (KlAkOAPI Error).

    A code outside the table becomes a :class:`ServerError` with the server's own text.
    """
    module = str(pxg_error.get("module") or "")
    code, subcode = (_number(pxg_error.get(member)) for member in ("code", "subcode"))
    answer = ServerAnswer(
        module=module or None, code=code, subcode=subcode, text=quotable(_text(pxg_error)), request_id=request_id
    )
    # No code of the table belongs to two modules, so the code tells where the module is missing.
    key = _ALIASES.get(module, module) or next((known for known, number, _sub in _RULES if number == code), "")
    rule = None
    if code is not None:
        rule = _RULES.get((key, code, subcode)) or _RULES.get((key, code, None))
    if rule is None:
        return ServerError("the server refused the call", remedy="Look the code up in the server's log", server=answer)
    return rule.error(rule.cause, remedy=rule.remedy, server=answer)


def is_unknown_call(error: KescError) -> bool:
    """Whether the server does not know the method that was called (KSCAPI/15/a00337.html)."""
    return error.server is not None and error.server.code == UNKNOWN_CALL[1]


def is_activation_refusal(error: KescError, *subcodes: int) -> bool:
    """Whether the activation servers refused with one of the subcodes (KSCAPI, LicenseKeys::InstallKey)."""
    server = error.server
    module, code = ACTIVATION_SERVER
    if server is None or server.code != code:
        return False
    return server.module in (None, module) and server.subcode in subcodes


def _text(pxg_error: t.Mapping[str, t.Any]) -> str:
    """The format with its arguments, ``%1`` first, missing ones by nothing; else the message (KlAkOAPI Error)."""
    locdata = pxg_error.get("locdata")
    value = locdata.get("value", locdata) if isinstance(locdata, dict) else None
    if isinstance(value, dict) and isinstance(value.get("format"), str) and value["format"]:
        arguments = value.get("args")
        arguments = arguments if isinstance(arguments, list) else []

        def argument(match: re.Match[str]) -> str:
            index = int(match.group(1)) - 1
            return str(arguments[index]) if 0 <= index < len(arguments) else ""

        return re.sub(r"%(\d+)", argument, value["format"])
    message = pxg_error.get("message")
    return message if isinstance(message, str) else ""


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
