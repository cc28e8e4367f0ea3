# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""From a task's options to what the operations want; bad values get an error before any server is asked."""

from __future__ import annotations

import datetime as dt
import typing as t
import urllib.parse

from ._activation_code import ActivationCode
from ._errors import InvalidRequestError
from ._guards import ALLOWED_BY, Expected
from ._license import Position
from ._providers.openapi._authentication import Credentials
from ._providers.openapi._connection import Connection
from ._removal import RemovalOrder
from ._replacement import ReplacementOrder
from ._transport._http import HttpSettings, parse_fingerprint

Params: t.TypeAlias = "t.Mapping[str, t.Any]"

DEFAULT_PORT = 13299
"""KSCAPI/15.1/index.html."""


def connection(params: Params) -> Connection:
    """The connection options. Raises :class:`InvalidRequestError`."""
    _at_least(params, timeout=1, retries=0)
    parse_fingerprint(params["server_fingerprint"])
    credentials = Credentials(
        **{
            name: params[name]
            for name in (
                "auth_method",
                "username",
                "password",
                "user_domain",
                "domain_encoding",
                "internal_user",
                "totp",
                "token",
            )
        }
    )
    credentials.check()
    return Connection(
        http=HttpSettings(
            server_url=server_url(params["server_url"]),
            validate_certs=params["validate_certs"],
            ca_path=params["ca_path"],
            server_fingerprint=params["server_fingerprint"],
            timeout=float(params["timeout"]),
            proxy=params["proxy"],
        ),
        credentials=credentials,
        tenant=params["tenant"],
        tenant_id=params["tenant_id"] or None,
        retries=params["retries"],
    )


def server_url(text: str) -> str:
    """``https://host:port`` from an address or a bare host name; the port defaults to 13299."""
    remedy = "Give the server's address, such as https://ksc.example.com:13299"
    try:
        parts = urllib.parse.urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InvalidRequestError("server_url is not an address", remedy=remedy) from None
    if parts.username is not None or parts.password is not None:
        raise InvalidRequestError("server_url holds credentials", remedy="Use username and password instead")
    if parts.scheme != "https":
        raise InvalidRequestError(f"server_url begins with {parts.scheme}://, only https:// is spoken", remedy=remedy)
    if not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InvalidRequestError("server_url is not just a host and a port", remedy=remedy)
    return f"https://{f'[{host}]' if ':' in host else host}:{port or DEFAULT_PORT}"


def tenant_label(params: Params) -> str:
    """What to call the tenant in messages before the server has told its name."""
    return params["tenant"] or (f"id {params['tenant_id']}" if params["tenant_id"] else "")


def order(params: Params, *, check_mode: bool) -> ReplacementOrder | RemovalOrder:
    """What is wanted of the tenant. Raises :class:`InvalidRequestError`."""
    _at_least(params, only_within_days=0, confirm_timeout=0)
    if params["state"] == "absent":
        return RemovalOrder(
            tenant=tenant_label(params),
            license_id=params["license_id"],
            position=Position(params["position"]),
            check_mode=check_mode,
            purge=params["purge_replaced"],
            confirm_timeout=float(params["confirm_timeout"]),
        )
    if params["additional_features"] not in ([], ["later"]):
        raise InvalidRequestError(
            "the provider openapi cannot set up additional features", remedy="Leave additional_features at 'later'"
        )
    return ReplacementOrder(
        tenant=tenant_label(params),
        code=ActivationCode.parse(params["activation_code"]),
        position=Position(params["position"]),
        license_id=params["license_id"] or None,
        check_mode=check_mode,
        staged=params["check_mode_verification"] == "staged",
        allowed=frozenset(guard for guard, option in ALLOWED_BY.items() if params[option]),
        only_within_days=params["only_within_days"],
        expected=_expected(params["expected"] or {}),
        purge_replaced=params["purge_replaced"],
        confirm_timeout=float(params["confirm_timeout"]),
    )


def concurrency(params: Params) -> int:
    """Raises :class:`InvalidRequestError`."""
    _at_least(params, concurrency=1)
    return t.cast(int, params["concurrency"])


def secrets(params: Params) -> set[str]:
    """Every text that must not appear in any output, in every spelling that it may take."""
    plain = {str(params[name]) for name in ("activation_code", "password", "totp", "token") if params.get(name)}
    plain |= _userinfo(params.get("proxy")) | _userinfo(params.get("server_url"))
    code = params.get("activation_code")
    try:
        return plain | (ActivationCode.parse(code).spellings() if code else set())
    except InvalidRequestError:
        return plain


def _userinfo(address: str | None) -> set[str]:
    """The credentials in an address, as they stand there, and the password in plain."""
    userinfo, at, _host = (address or "").rpartition("@")
    userinfo = userinfo.rpartition("//")[2]
    password = userinfo.partition(":")[2]
    return {text for text in (userinfo, password, urllib.parse.unquote(password)) if at and text}


def _expected(values: t.Mapping[str, t.Any]) -> Expected:
    expires = values.get("expires")
    return Expected(
        name=values.get("name"),
        edition=values.get("edition"),
        limit=values.get("limit"),
        expires=_day(expires) if expires else None,
    )


def _day(text: str) -> dt.date:
    """The day in UTC of a date or an RFC 3339 moment."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequestError(
            f"expected.expires is neither a date nor an RFC 3339 moment: {text!r}", remedy="Write it as 2027-03-31"
        ) from None
    return moment.astimezone(dt.UTC).date() if moment.tzinfo else moment.date()


def _at_least(params: Params, **least: int) -> None:
    for name, bound in least.items():
        value = params[name]
        if value is not None and value < bound:
            raise InvalidRequestError(f"{name} is {value}, it must be {bound} or more")
