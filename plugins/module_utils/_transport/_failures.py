# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What an exception of requests means: whether the request went out, and what to do.

Nothing of the library's own words is shown: they may hold addresses with credentials.
"""

from __future__ import annotations

import contextlib
import re
import ssl
import typing as t

from .._errors import (
    AnswerLateError,
    AnswerLostError,
    CertificateError,
    InvalidRequestError,
    KescError,
    ProxyRefusedError,
    UnreachableError,
)

with contextlib.suppress(ImportError):
    from urllib3 import exceptions as urllib3

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from ._http import HttpSettings

E = t.TypeVar("E", bound=BaseException)

# The words of Python's http.client, which has no other way to tell.
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_WANTS_CREDENTIALS = 407
_SERVER_ERRORS = 500


def explain(error: BaseException, *, settings: HttpSettings, sent: bool) -> KescError:
    """The error that an exception means; ``sent`` says whether any of the request's body went out."""
    causes = _causes(error)
    return _after_sending(causes, settings) if sent else _before_sending(causes, settings)


def _after_sending(causes: Sequence[BaseException], settings: HttpSettings) -> KescError:
    where = settings.server_url
    if _is_late(causes):
        return AnswerLateError(
            f"{where} did not answer within {settings.timeout:g} seconds", remedy="Run again, or raise timeout"
        )
    tls = _first(causes, ssl.SSLError)
    reason = f": {_readable(tls)}" if tls else ""
    return AnswerLostError(f"the connection to {where} broke before the answer was complete{reason}")


def _before_sending(causes: Sequence[BaseException], settings: HttpSettings) -> KescError:
    where = settings.server_url
    tls = _first(causes, ssl.SSLError)
    refused = _first(causes, ssl.SSLCertVerificationError)
    reason = refused.verify_message if refused else _other_name(causes)
    whose = "the proxy" if _first(causes, urllib3.ProxyError) else where
    if reason:
        return CertificateError(
            f"the certificate of {whose} was not accepted: {reason}",
            remedy="Set ca_path to the certificate that signed it"
            + (", or pin it with server_fingerprint" if whose is where else ""),
        )
    if settings.server_fingerprint and not tls and _first(causes, urllib3.SSLError):
        return CertificateError(
            f"the certificate of {where} does not have the pinned fingerprint",
            remedy="Find out why the certificate changed; if that is right, update server_fingerprint",
        )
    if tls and not isinstance(tls, ssl.SSLEOFError):
        return CertificateError(
            f"no TLS connection to {whose}: {_readable(tls)}",
            remedy="Check server_url" if whose is where else "Check proxy",
        )
    late = f" within {settings.timeout:g} seconds" if _is_late(causes) else ""
    system = next((each for each in causes if isinstance(each, OSError) and each.strerror), None)
    if settings.proxy:
        return _no_way_through_the_proxy(causes, where, late or (f": {_readable(system)}" if system else ""))
    if late:
        return UnreachableError(
            f"{where} did not accept a connection{late}",
            remedy="Check server_url, the network and the firewall, or raise timeout",
        )
    if system is None and _first(causes, ValueError):
        return InvalidRequestError(f"{where} is not an address", remedy="Check server_url")
    return UnreachableError(
        f"{where} cannot be reached: {_readable(system or causes[-1])}",
        remedy="Check server_url (its default port is 13299), the network and the firewall",
    )


def _no_way_through_the_proxy(causes: Sequence[BaseException], where: str, reason: str) -> KescError:
    cause = f"the proxy did not connect to {where}"
    said = next(filter(None, (_TUNNEL.match(str(each)) for each in causes)), None)
    if said is None:
        return UnreachableError(cause + reason, remedy="Check proxy")
    status = int(said[1])
    cause += f": it answered with HTTP {status}"
    if status == _WANTS_CREDENTIALS:
        return ProxyRefusedError(cause, remedy="Check the user name and the password in proxy")
    if status < _SERVER_ERRORS:
        return ProxyRefusedError(cause, remedy="Check that the proxy may connect to this host and port")
    return UnreachableError(cause, remedy="Check server_url, and that the proxy reaches it")


def _causes(error: BaseException) -> list[BaseException]:
    """The exception and all that it wraps, outermost first.

    Not by ``__context__``, which may be that of an earlier call; but urllib3 1.26 keeps only there why there is no
    connection. ``socket_err`` is where PySocks keeps it.
    """
    found: list[BaseException] = []
    waiting: list[t.Any] = [error]
    while waiting:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or any(each is other for other in found):
            continue
        found.append(each)
        waiting += [*each.args, each.__cause__, *(getattr(each, name, None) for name in ("reason", "socket_err"))]
        if isinstance(each, urllib3.NewConnectionError):
            waiting.append(each.__context__)
    return found


def _first(causes: Sequence[BaseException], kind: type[E]) -> E | None:
    return next((each for each in causes if isinstance(each, kind)), None)


def _is_late(causes: Sequence[BaseException]) -> bool:
    late = (TimeoutError, urllib3.TimeoutError)
    return any(isinstance(each, late) and not isinstance(each, urllib3.NewConnectionError) for each in causes)


def _other_name(causes: Sequence[BaseException]) -> str:
    """What urllib3 1.26 says of a certificate for another host: it compares names itself."""
    wrapped = (each.args[0] for each in causes if isinstance(each, urllib3.SSLError) and each.args)
    return next((str(each) for each in wrapped if isinstance(each, ValueError) and not isinstance(each, OSError)), "")


def _readable(reason: BaseException) -> str:
    return getattr(reason, "strerror", None) or type(reason).__name__
