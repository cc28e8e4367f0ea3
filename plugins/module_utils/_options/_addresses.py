# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The options that say where a server is and how to speak to it."""

from __future__ import annotations

import typing as t
import urllib.parse

from .._errors import InvalidRequestError
from .._transport._http import HttpSettings
from .._transport._trust import parse_fingerprint

if t.TYPE_CHECKING:
    from ._params import Params

DEFAULT_PORT = 13299
"""KSCAPI/15.1/index.html."""
CONSOLE = "https://cloud.kaspersky.com"
"""KESC help, topic 141213."""

_PROXIES = ("http", "https", "socks5", "socks5h")


def http_settings(params: Params, address: str) -> HttpSettings:
    """How to speak to the server at the address, which was checked before. Raises :class:`InvalidRequestError`."""
    parse_fingerprint(params["server_fingerprint"])
    return HttpSettings(
        server_url=address,
        validate_certs=params["validate_certs"],
        ca_path=params["ca_path"],
        server_fingerprint=params["server_fingerprint"],
        timeout=float(params["timeout"]),
        proxy=proxy_address(params["proxy"]) if params["proxy"] else None,
    )


def proxy_address(text: str) -> str:
    """The address of a proxy, http:// where it does not say.

    Raises :class:`InvalidRequestError`, which quotes nothing of it: there may be a password in it.
    """
    remedy = f"Give an address such as http://proxy.example.com:3128, with one of {', '.join(_PROXIES)}"
    try:
        parts = urllib.parse.urlsplit(text if "://" in text else f"http://{text}")
        _port = parts.port
    except ValueError:
        raise InvalidRequestError("proxy is not an address", remedy=remedy) from None
    if parts.scheme not in _PROXIES:
        raise InvalidRequestError("proxy is of a kind that is not spoken", remedy=remedy)
    if not _is_host(parts.hostname) or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InvalidRequestError("proxy is not an address", remedy=remedy)
    return f"{parts.scheme}://{parts.netloc}"


def server_url(text: str) -> str:
    """``https://host:port`` from an address or a bare host name; the port defaults to 13299."""
    remedy = "Give the server's address, such as https://ksc.example.com:13299"
    parts = _split_https(text, remedy=remedy, instead_of_credentials="Use username and password instead")
    host = parts.hostname
    if not _is_host(host) or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InvalidRequestError("server_url is not just a host and a port", remedy=remedy)
    return f"https://{f'[{host}]' if ':' in host else host}:{parts.port or DEFAULT_PORT}"


def console_address(text: str) -> str:
    """The console's address: https, perhaps with a port and a path. Raises :class:`InvalidRequestError`."""
    remedy = f"Give the console's address, such as {CONSOLE}"
    parts = _split_https(text, remedy=remedy, instead_of_credentials="Sign in with kesc_console_login instead")
    if not _is_host(parts.hostname):
        raise InvalidRequestError("server_url names no host", remedy=remedy)
    return parts.geturl()


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


def _is_host(name: str | None) -> t.TypeGuard[str]:
    return bool(name) and not any(character.isspace() for character in name or "")
