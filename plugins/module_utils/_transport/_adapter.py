# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The library requests, with trust of our own."""

from __future__ import annotations

import base64
import hashlib
import logging
import ssl
import traceback
import typing as t
import urllib.parse

from .._errors import InvalidRequestError, MissingLibraryError
from ._trust import parse_fingerprint, proxy_context, server_context

try:
    import requests
    import urllib3
    from requests.adapters import HTTPAdapter
except ImportError:
    _MISSING = traceback.format_exc()
    HTTPAdapter = object  # type: ignore[misc,assignment]
    LIBRARY_ERRORS: tuple[type[Exception], ...] = ()
else:
    _MISSING = ""
    # requests' own are kinds of OSError, but not every exception of urllib3 becomes one of them.
    LIBRARY_ERRORS = (OSError, ValueError, urllib3.exceptions.HTTPError)
    # It would log the lines of a broken head as they came, with whatever the server repeats in them.
    for _name in ("urllib3.connection", "urllib3.connectionpool"):
        logging.getLogger(_name).addFilter(lambda record: "Failed to parse headers" not in str(record.msg))

if t.TYPE_CHECKING:
    from ._http import HttpSettings


def check_library() -> None:
    """Raises :class:`MissingLibraryError` where there is no requests."""
    if _MISSING:
        raise MissingLibraryError(
            "the Python library requests is not installed for the interpreter that runs this task",
            remedy="Install it there: python -m pip install requests",
            library="requests",
            import_error=_MISSING,
        )


class Adapter(HTTPAdapter):
    """One connection to one server, perhaps through a proxy, trusted as our TLS contexts and the pin say.

    It is used without a :class:`requests.Session`: what that adds is not wanted here, which is proxies, authorities and
    credentials of the environment (``trust_env``), cookies, redirects and hooks. Nothing is retried.
    """

    def __init__(self, settings: HttpSettings, *, context: ssl.SSLContext | None) -> None:
        """``context`` is :func:`server_context` of the settings, where clients share it.

        Raises :class:`InvalidRequestError` and :class:`MissingLibraryError`.
        """
        check_library()
        super().__init__(pool_connections=1, pool_maxsize=1)
        fingerprint = parse_fingerprint(settings.server_fingerprint)
        context = context or server_context(settings)
        self.verify = context.verify_mode is ssl.CERT_REQUIRED
        if urllib3.__version__.startswith("1."):  # type: ignore[attr-defined] # not declared, but documented
            # It tells OpenSSL no name that is an address, and compares names itself where OpenSSL does not.
            context.check_hostname = False
        if not (self.verify or fingerprint):
            # The task says so itself.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        manager = self._through(settings.proxy, settings) if settings.proxy else self.poolmanager
        trust = {"ssl_context": context, "assert_fingerprint": fingerprint}
        try:
            self._pool = manager.connection_from_url(settings.server_url, pool_kwargs=trust)
            self.request = requests.Request("POST", settings.server_url).prepare()
        except ValueError:
            raise InvalidRequestError(f"{settings.server_url} is not an address") from None
        self.server = settings.server_url
        self._pool.ConnectionCls = _connected(self._pool.ConnectionCls, self._remember)

    # What follows is made for subclasses to replace. Most of it saves what takes up to a tenth of a call each.

    def get_connection_with_tls_context(self, *_arguments: t.Any, **_options: t.Any) -> t.Any:
        """The only connection, not looked up anew."""
        return self._pool

    def get_connection(self, *_arguments: t.Any, **_options: t.Any) -> t.Any:
        """The same, for requests before 2.32."""
        return self._pool

    def cert_verify(self, conn: t.Any, _url: str, verify: t.Any, _cert: t.Any) -> None:
        """Trust what our context trusts; requests would add the authorities of certifi to it."""
        conn.cert_reqs = "CERT_REQUIRED" if verify else "CERT_NONE"

    def request_url(self, request: requests.PreparedRequest, _proxies: t.Any) -> str:
        """The path: a proxy connects, and sees no request."""
        return request.path_url

    def build_response(self, _req: requests.PreparedRequest, resp: t.Any) -> requests.Response:
        """What an answer needs; no cookies are kept, no encoding is guessed."""
        response = requests.Response()
        response.status_code, response.headers, response.raw = resp.status, resp.headers, resp
        return response

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Credentials in UTF-8, as RFC 7617 allows; requests would refuse all letters but Western European ones."""
        parts = urllib.parse.urlsplit(proxy)
        if parts.username is None:
            return {}
        account = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        return {"Proxy-Authorization": f"Basic {base64.b64encode(account.encode()).decode('ascii')}"}

    def close(self) -> None:
        self._pool.close()
        super().close()

    def _remember(self, sock: t.Any) -> None:
        certificate = sock.getpeercert(binary_form=True)
        if certificate:
            self.server = hashlib.sha256(certificate).hexdigest()

    def _through(self, proxy: str, settings: HttpSettings) -> t.Any:
        """The maker of connections through the proxy."""
        trust = {"proxy_ssl_context": proxy_context(settings)} if proxy.startswith("https:") else {}
        try:
            return self.proxy_manager_for(proxy, **trust)
        except requests.exceptions.InvalidSchema:
            raise MissingLibraryError(
                "a SOCKS proxy needs the Python library PySocks, which is not installed",
                remedy="Install it for the interpreter that runs this task: python -m pip install 'requests[socks]'",
                library="requests[socks]",
            ) from None
        except ValueError:
            raise InvalidRequestError("proxy is not an address") from None


def _connected(connection_class: t.Any, tell: t.Callable[[t.Any], None]) -> t.Any:
    """The class of connections, each of which hands its socket to ``tell`` once it has one."""

    class Connected(connection_class):
        def connect(self) -> None:
            super().connect()
            tell(self.sock)

    return Connected
