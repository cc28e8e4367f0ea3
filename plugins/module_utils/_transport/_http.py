# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""HTTPS with one kept-alive connection, and errors that say whether a request went out."""

from __future__ import annotations

import dataclasses
import pathlib
import ssl
import time
import typing as t

from .._errors import (
    AnswerLateError,
    AnswerLostError,
    CertificateError,
    InvalidRequestError,
    MissingLibraryError,
    UnexpectedAnswerError,
    UnreachableError,
)

try:
    import requests
    import requests.adapters
    import requests.exceptions
    import urllib3
    import urllib3.exceptions
except ImportError:
    requests = None  # type: ignore[assignment]

if t.TYPE_CHECKING:
    from collections.abc import Mapping

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_SHA256_DIGITS = 64


@dataclasses.dataclass(frozen=True, kw_only=True)
class HttpSettings:
    """How to reach a server. ``timeout`` is in seconds, for connecting and for each whole answer.

    ``server_fingerprint`` (SHA-256, hex, colons optional) pins the server's certificate; it then takes the place of
    the check against certificate authorities and of the host name.
    """

    server_url: str
    validate_certs: bool = True
    ca_path: str | None = None
    server_fingerprint: str | None = None
    timeout: float = 30.0
    proxy: str | None = None


@dataclasses.dataclass(frozen=True)
class HttpAnswer:
    """Status, headers (case-insensitive) and the whole, decompressed body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpClient:
    """Sends one request at a time over one connection to one server.

    Environment variables and .netrc files are ignored: proxy and trust come from the settings alone.
    """

    def __init__(self, settings: HttpSettings) -> None:
        """Raises :class:`MissingLibraryError` and :class:`InvalidRequestError`; connects only at the first request."""
        if requests is None:
            raise MissingLibraryError(
                "the Python library requests is not installed for the interpreter that runs this task",
                remedy="Install it there: python -m pip install requests",
            )
        self._settings = settings
        self._fingerprint = parse_fingerprint(settings.server_fingerprint)
        context = tls_context(settings, pinned=self._fingerprint is not None)
        self._answered = False
        self._verify = context.verify_mode is ssl.CERT_REQUIRED
        if not self._verify:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("https://", _tls_adapter(context, self._fingerprint))

    def post(self, path: str, *, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """POST to a path of the server; redirects are answers like any other.

        Raises :class:`UnreachableError` or :class:`CertificateError` where nothing was sent,
        :class:`AnswerLostError` where the request may have had its effect.
        """
        settings = self._settings
        url = settings.server_url.rstrip("/") + path
        deadline = time.monotonic() + settings.timeout
        proxies = {"https": settings.proxy} if settings.proxy else {}
        try:
            with self._session.post(
                url,
                data=body,
                headers=dict(headers),
                timeout=settings.timeout,
                verify=self._verify,
                proxies=proxies,
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = HttpAnswer(response.status_code, response.headers, _read(response, deadline))
            self._answered = True
            return answer
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            raise self._explain(error) from None

    def close(self) -> None:
        self._session.close()

    def _explain(self, error: Exception) -> Exception:
        where = self._settings.server_url
        reason = _root_cause(error)
        if isinstance(error, requests.exceptions.SSLError):
            return self._explain_tls(reason)
        if isinstance(error, requests.exceptions.ProxyError):
            return UnreachableError(f"the proxy did not connect to {where}", remedy="Check proxy")
        if isinstance(error, requests.exceptions.ConnectTimeout):
            return UnreachableError(
                f"{where} did not accept a connection within {self._settings.timeout:g} seconds",
                remedy="Check server_url, the network and the firewall, or raise timeout",
            )
        if _was_never_sent(error):
            return UnreachableError(
                f"{where} cannot be reached: {_readable(reason)}",
                remedy="Check server_url (its default port is 13299), the network and the firewall",
            )
        if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidProxyURL)):
            return InvalidRequestError(f"{where} or the proxy is not an address: {_readable(reason)}")
        if isinstance(error, requests.exceptions.ReadTimeout):
            return AnswerLateError(
                f"{where} did not answer within {self._settings.timeout:g} seconds",
                remedy="Run again, or raise timeout",
            )
        return self._broken()

    def _explain_tls(self, reason: BaseException) -> Exception:
        """Only urllib3's own error without one of ssl's below is a fingerprint that does not match."""
        where = self._settings.server_url
        if isinstance(reason, urllib3.exceptions.SSLError):
            return CertificateError(
                f"the certificate of {where} does not have the pinned fingerprint",
                remedy="Find out why the certificate changed; if that is right, update server_fingerprint",
            )
        if isinstance(reason, ssl.SSLCertVerificationError):
            return CertificateError(
                f"the certificate of {where} was not accepted: {reason.verify_message}",
                remedy="Set ca_path to the certificate that signed it, or pin it with server_fingerprint",
            )
        if self._answered:
            return self._broken()
        return CertificateError(f"no TLS connection to {where}: {_readable(reason)}", remedy="Check server_url")

    def _broken(self) -> AnswerLostError:
        return AnswerLostError(f"the connection to {self._settings.server_url} broke before the answer was complete")


def parse_fingerprint(text: str | None) -> str | None:
    """A SHA-256 fingerprint as 64 lower-case hex digits. Raises :class:`InvalidRequestError`."""
    if not text:
        return None
    digits = text.replace(":", "").replace(" ", "").lower()
    if len(digits) != _SHA256_DIGITS or not all(digit in "0123456789abcdef" for digit in digits):
        raise InvalidRequestError(
            "server_fingerprint is not a SHA-256 fingerprint",
            remedy="Give 64 hexadecimal digits, with or without colons",
        )
    return digits


def tls_context(settings: HttpSettings, *, pinned: bool) -> ssl.SSLContext:
    if pinned or not settings.validate_certs:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if settings.ca_path is None:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Kaspersky's own samples trust the server's self-signed certificate itself, which is not always a valid authority.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    path = pathlib.Path(settings.ca_path)
    loaded, reason = 0, "it holds no certificate"
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        try:
            context.load_verify_locations(file)
            loaded += 1
        except ssl.SSLError:
            continue
        except OSError as error:
            reason = error.strerror or reason
    if not loaded:
        raise InvalidRequestError(
            f"ca_path {settings.ca_path!r} cannot be used: {reason}",
            remedy="Give a file with certificates in PEM form, or a folder of such files",
        )
    return context


def _tls_adapter(context: ssl.SSLContext, fingerprint: str | None) -> requests.adapters.HTTPAdapter:
    class TlsAdapter(requests.adapters.HTTPAdapter):
        """One connection, whose trust is decided by our context alone and not by requests' own bundle."""

        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, assert_fingerprint=fingerprint, **kwargs)

        def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
            return super().proxy_manager_for(proxy, ssl_context=context, assert_fingerprint=fingerprint, **kwargs)

        def cert_verify(self, conn: t.Any, url: str, verify: t.Any, cert: t.Any) -> None:
            """Nothing to add to the context."""

    return TlsAdapter(pool_connections=1, pool_maxsize=1, max_retries=0, pool_block=True)


def _read(response: requests.Response, deadline: float) -> bytes:
    """The whole body, taken as it arrives, so that the deadline also ends an answer that trickles in."""
    # urllib3 has read1 from 2.2 on.
    read = getattr(response.raw, "read1", response.raw.read)
    body = bytearray()
    while chunk := read(_CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise UnexpectedAnswerError(f"the answer is larger than {MAX_ANSWER_BYTES // 1024 // 1024} MiB")
        if time.monotonic() > deadline:
            raise requests.exceptions.ReadTimeout
    return bytes(body)


def _was_never_sent(error: BaseException) -> bool:
    return any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in _causes(error))


def _root_cause(error: BaseException) -> BaseException:
    return list(_causes(error))[-1]


def _causes(error: BaseException) -> t.Iterator[BaseException]:
    """The chain of wrapped errors, outermost first: requests and urllib3 each keep the one below in ``args``."""
    current: BaseException | None = error
    while current is not None:
        yield current
        wrapped = [getattr(current, "reason", None), *current.args, current.__cause__, current.__context__]
        current = next((each for each in wrapped if isinstance(each, BaseException)), None)


def _readable(reason: BaseException) -> str:
    return getattr(reason, "strerror", None) or type(reason).__name__
