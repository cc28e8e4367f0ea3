# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""From a task's options to what the operations want; bad values get an error before any server is asked."""

from __future__ import annotations

import typing as t
import urllib.parse

from ._activation_code import ActivationCode
from ._errors import InvalidRequestError
from ._guards import ALLOWED_BY, Expected
from ._journaled_attempt import JournalPlace
from ._license import Position, parse_day
from ._off_plan import Planned, Terms
from ._providers.openapi._authentication import Credentials
from ._providers.openapi._connection import Connection
from ._providers.openapi._provider import OpenApiProvider
from ._removal import RemovalOrder
from ._replacement import ReplacementOrder
from ._transport._http import HttpSettings, parse_fingerprint

if t.TYPE_CHECKING:
    import datetime as dt

    from ._provider import Capabilities
    from ._providers.console._browser import BrowserSettings
    from ._providers.console._connection import ConsoleConnection
    from ._providers.console._sign_in import SignInOrder

Params: t.TypeAlias = "t.Mapping[str, t.Any]"

_LATER = "later"
EVERY_TENANT = "all"

DEFAULT_PORT = 13299
"""KSCAPI/15.1/index.html."""
CONSOLE = "https://cloud.kaspersky.com"
"""KESC help, topic 141213."""


def connection(params: Params) -> Connection | ConsoleConnection:
    """The connection options. Raises :class:`InvalidRequestError`."""
    _at_least(params, timeout=1, retries=0)
    parse_fingerprint(params["server_fingerprint"])
    if params["provider"] == "console":
        return _console_connection(params)
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
        http=_http_settings(params, server_url(params["server_url"])),
        credentials=credentials,
        tenant=params["tenant"],
        tenant_id=params["tenant_id"] or None,
        retries=params["retries"],
    )


def browser(params: Params, *, state: str | None, headless: bool = True) -> BrowserSettings:
    """The options that say which browser goes where. Raises :class:`InvalidRequestError`."""
    from ._providers.console._browser import BrowserSettings  # noqa: PLC0415 - see _console_connection

    return BrowserSettings(
        http=_http_settings(params, console_address(params["server_url"] or CONSOLE)),
        executable=params["browser_path"],
        language=params["console_language"].replace("_", "-"),
        state=state,
        headless=headless,
    )


def _console_connection(params: Params) -> ConsoleConnection:
    # Most tenants are reached without a browser: what drives one is only loaded for those that need it.
    from ._providers.console._connection import ConsoleConnection  # noqa: PLC0415
    from ._providers.console._label_file import load_labels  # noqa: PLC0415

    features = params.get("additional_features") or ()
    return ConsoleConnection(
        browser=browser(params, state=params["console_state"]),
        labels=load_labels(params["console_labels"], language=params["console_language"]),
        tenant=params["tenant"],
        tenant_id=params["tenant_id"] or None,
        artifacts=params["console_artifacts_dir"],
        features=tuple(feature for feature in features if feature != _LATER),
    )


def _http_settings(params: Params, address: str) -> HttpSettings:
    return HttpSettings(
        server_url=address,
        validate_certs=params["validate_certs"],
        ca_path=params["ca_path"],
        server_fingerprint=params["server_fingerprint"],
        timeout=float(params["timeout"]),
        proxy=params["proxy"],
    )


def console_address(text: str) -> str:
    """The console's address: https, perhaps with a port and a path. Raises :class:`InvalidRequestError`."""
    remedy = f"Give the console's address, such as {CONSOLE}"
    parts = _split_https(text, remedy=remedy, instead_of_credentials="Sign in with kesc_console_login instead")
    if not parts.hostname:
        raise InvalidRequestError("server_url names no host", remedy=remedy)
    return parts.geturl()


def server_url(text: str) -> str:
    """``https://host:port`` from an address or a bare host name; the port defaults to 13299."""
    remedy = "Give the server's address, such as https://ksc.example.com:13299"
    parts = _split_https(text, remedy=remedy, instead_of_credentials="Use username and password instead")
    host = parts.hostname
    if not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InvalidRequestError("server_url is not just a host and a port", remedy=remedy)
    return f"https://{f'[{host}]' if ':' in host else host}:{parts.port or DEFAULT_PORT}"


def _split_https(text: str, *, remedy: str, instead_of_credentials: str) -> urllib.parse.SplitResult:
    """The parts of an https address without credentials, whose port can be read."""
    try:
        parts = urllib.parse.urlsplit(text if "://" in text else f"https://{text}")
        _port = parts.port
    except ValueError:
        raise InvalidRequestError("server_url is not an address", remedy=remedy) from None
    if parts.username is not None or parts.password is not None:
        raise InvalidRequestError("server_url holds credentials", remedy=instead_of_credentials)
    if parts.scheme != "https":
        raise InvalidRequestError(f"server_url begins with {parts.scheme}://, only https:// is spoken", remedy=remedy)
    return parts


def tenant_label(params: Params) -> str:
    """What to call the tenant in messages before the server has told its name."""
    anything = "Business Hub" if params["provider"] == "console" else ""
    return params["tenant"] or (f"id {params['tenant_id']}" if params["tenant_id"] else anything)


def sign_in(params: Params, *, check_mode: bool) -> SignInOrder:
    """What is wanted of kesc_console_login. Raises :class:`InvalidRequestError`."""
    from ._providers.console._label_file import load_labels  # noqa: PLC0415 - see _console_connection
    from ._providers.console._sign_in import SignInOrder  # noqa: PLC0415

    _at_least(params, timeout=1, wait=1)
    parse_fingerprint(params["server_fingerprint"])
    return SignInOrder(
        browser=browser(params, state=None, headless=False),
        labels=load_labels(params["console_labels"], language=params["console_language"]),
        state=params["console_state"],
        force=params["force"],
        wait=float(params["wait"]),
        check_mode=check_mode,
    )


def order(params: Params, *, check_mode: bool) -> ReplacementOrder | RemovalOrder:
    """What is wanted of the tenant. Raises :class:`InvalidRequestError`."""
    _at_least(params, only_within_days=0, confirm_timeout=0)
    _refuse_what_it_cannot(params)
    if params["state"] == "absent":
        return RemovalOrder(
            tenant=tenant_label(params),
            license_id=params["license_id"],
            position=Position(params["position"]),
            check_mode=check_mode,
            purge=params["purge_replaced"],
            confirm_timeout=float(params["confirm_timeout"]),
        )
    return ReplacementOrder(
        tenant=tenant_label(params),
        code=ActivationCode.parse(params["activation_code"] or ""),
        position=Position(params["position"]),
        license_id=params["license_id"] or None,
        check_mode=check_mode,
        staged=params["check_mode_verification"] == "staged",
        allowed=frozenset(guard for guard, option in ALLOWED_BY.items() if params[option]),
        only_within_days=params["only_within_days"],
        expected=_expected(params["expected"] or {}),
        purge_replaced=params["purge_replaced"],
        confirm_timeout=float(params["confirm_timeout"]),
        planned=_planned(params["planned"]),
    )


def journal_place(params: Params) -> JournalPlace | None:
    """Where the replacement is written down, ``None`` for nowhere."""
    return None if params["journal"] is None else JournalPlace(**params["journal"])


def concurrency(params: Params) -> int:
    """Raises :class:`InvalidRequestError`."""
    _at_least(params, concurrency=1)
    return min(t.cast(int, params["concurrency"]), capabilities(params).most_sessions)


def capabilities(params: Params) -> Capabilities:
    """What the chosen provider can do."""
    if params["provider"] == "console":
        from ._providers.console._provider import ConsoleProvider  # noqa: PLC0415 - see _console_connection

        return ConsoleProvider.capabilities
    return OpenApiProvider.capabilities


def _refuse_what_it_cannot(params: Params) -> None:
    provider, able = params["provider"], capabilities(params)
    if params["additional_features"] not in ([], [_LATER]) and not able.sets_up_features:
        raise InvalidRequestError(
            f"the provider {provider} cannot set up additional features",
            remedy=f"Leave additional_features at '{_LATER}'",
        )
    if able.keeps_a_store:
        return
    wanted = {
        "remove a licence (state: absent)": params["state"] == "absent",
        "put a licence in reserve (position: reserve)": params["position"] == "reserve",
        "purge the replaced licence (purge_replaced: true)": params["purge_replaced"],
    }
    for act in (act for act, asked_for in wanted.items() if asked_for):
        raise InvalidRequestError(f"the {provider} cannot {act}: it shows one licence, the one in force")


def secrets(params: Params) -> set[str]:
    """Every text that must not appear in any output, in every spelling that it may take."""
    plain = {str(params[name]) for name in ("activation_code", "password", "totp", "token") if params.get(name)}
    plain |= _userinfo(params.get("proxy")) | _userinfo(params.get("server_url"))
    code = params.get("activation_code")
    try:
        return plain | (ActivationCode.parse(code).spellings() if isinstance(code, str) and code else set())
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
        licensing_model=values.get("licensing_model"),
        limit=values.get("limit"),
        expires=_day(expires) if expires else None,
    )


def _planned(values: Params | None) -> Planned | None:
    return None if values is None else Planned(_terms(values["before"]), _terms(values["after"]))


def _terms(values: Params | None) -> Terms | None:
    if values is None:
        return None
    return Terms(**{**values, "expires": _day(values["expires"]) if values["expires"] else None})


def _day(text: str) -> dt.date:
    try:
        return parse_day(text)
    except ValueError:
        raise InvalidRequestError(
            f"expected.expires is neither a date nor an RFC 3339 moment: {text!r}", remedy="Write it as 2027-03-31"
        ) from None


def _at_least(params: Params, **least: int) -> None:
    for name, bound in least.items():
        value = params[name]
        if value is not None and value < bound:
            raise InvalidRequestError(f"{name} is {value}, it must be {bound} or more")
