# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""HTTPS over requests, with kept-alive connections, and errors that say whether a request went out."""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import io
import threading
import typing as t
import zlib

from .._errors import AnswerLostError, MissingLibraryError, UnexpectedAnswerError
from ._adapter import LIBRARY_ERRORS, Adapter, check_library
from ._trust import prepare_tls, server_context

if t.TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

    import requests

MAX_ANSWER_BYTES = 64 * 1024 * 1024


@dataclasses.dataclass(frozen=True, kw_only=True)
class HttpSettings:
    """How to reach a server. ``timeout`` is in seconds, for connecting and for each whole answer.

    ``server_fingerprint`` (SHA-256, hex, colons optional) pins the server's certificate; it then takes the place of
    the check against certificate authorities and of the host name. ``proxy`` is an address with its scheme.
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

    def __init__(self, settings: HttpSettings, *, context: ssl.SSLContext | None = None) -> None:
        """``context`` is :func:`server_context` of the settings, where clients share it; connects at the first request.

        Raises :class:`InvalidRequestError` and :class:`MissingLibraryError`.
        """
        self._settings = settings
        self._adapter = Adapter(settings, context=context)

    @property
    def server(self) -> str:
        """What tells the server from any other: the SHA-256 of its certificate, or its address before a connection."""
        return self._adapter.server

    def post(self, path: str, *, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """POST to a path of the server. As :meth:`request`."""
        return self.request("POST", path, headers=headers, body=body)

    def request(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """The answer of the server, a redirect like any other.

        Raises :class:`UnreachableError`, :class:`ProxyRefusedError` or :class:`CertificateError` where the request did
        not go out, :class:`AnswerLostError` where it may have had its effect.
        """
        content = _Content(body)
        request = self.prepared(method, path, headers=headers, body=content)
        try:
            response = self._adapter.send(
                request, stream=True, timeout=self._settings.timeout, verify=self._adapter.verify
            )
            with contextlib.closing(response):
                return HttpAnswer(response.status_code, response.headers, _read(response.raw))
        except LIBRARY_ERRORS as error:
            from ._failures import explain  # noqa: PLC0415 - of no use while all is well

            raise explain(error, settings=self._settings, sent=content.went_out) from None

    def prepared(
        self, method: str, path: str, *, headers: Mapping[str, str], body: _Content
    ) -> requests.PreparedRequest:
        """A request that is not sent yet."""
        request = self._adapter.request.copy()
        request.method = method
        request.url = self._settings.server_url + path
        request.headers.update({**headers, "Content-Length": str(len(body))})
        request.body = t.cast(bytes, body)
        return request

    def close(self) -> None:
        self._adapter.close()


def prepare() -> None:
    """Set up what every client needs, where processes are forked off later: each of them then has it already."""
    prepare_tls()
    with contextlib.suppress(MissingLibraryError):
        client = HttpClient(HttpSettings(server_url="https://localhost"))
        client.prepared("POST", "/", headers={"Accept-Encoding": "identity"}, body=_Content(b""))
        client.close()


class HttpPool:
    """Clients of one server for sessions side by side; a client that was closed serves the next session.

    So there are no more handshakes than sessions at a time. May be used from several threads.
    """

    def __init__(self, settings: HttpSettings) -> None:
        """Raises :class:`MissingLibraryError`, once instead of for every session."""
        check_library()
        self._settings = settings
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._idle: list[HttpClient] = []

    def __enter__(self) -> HttpPool:
        return self

    def __exit__(self, *_exc: object) -> None:
        while self._idle:
            self._idle.pop().close()

    def client(self) -> PooledClient:
        """A client that comes back at its ``close``. Raises :class:`InvalidRequestError`."""
        with self._lock:
            if self._idle:
                return PooledClient(self._idle.pop(), self._idle.append)
            if self._context is None:
                self._context = server_context(self._settings)
        return PooledClient(HttpClient(self._settings, context=self._context), self._idle.append)


class PooledClient:
    """A client on loan: like :class:`HttpClient`, but closing it leaves its connection open for the next one."""

    def __init__(self, client: HttpClient, give_back: t.Callable[[HttpClient], None]) -> None:
        self._client: HttpClient | None = client
        self._give_back = give_back

    @property
    def server(self) -> str:
        """As :attr:`HttpClient.server`."""
        if self._client is None:
            raise RuntimeError("the client was given back")
        return self._client.server

    def post(self, path: str, *, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """As :meth:`HttpClient.post`; not after ``close``, when the connection may be another session's."""
        if self._client is None:
            raise RuntimeError("the client was given back")
        return self._client.post(path, headers=headers, body=body)

    def close(self) -> None:
        if self._client is not None:
            self._give_back(self._client)
            self._client = None


class _Content:
    """A body that notes when it is asked for: when the head of the request is on its way, and so the request itself."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.went_out = False

    def __len__(self) -> int:
        return len(self._content)

    def __iter__(self) -> Iterator[bytes]:
        self.went_out = True
        yield self._content


def _read(answer: t.Any) -> bytes:
    """The whole body. Raises :class:`AnswerLostError`, and what urllib3 raises."""
    body: bytes = answer.read(MAX_ANSWER_BYTES + 1, decode_content=False)
    _check_size(body)
    if answer.length_remaining:
        raise AnswerLostError("the connection ended before the answer was complete")
    if answer.headers.get("Content-Encoding", "").lower() != "gzip":
        return body
    # urllib3 would take a compressed answer that is cut short for a whole one.
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
            content = file.read(MAX_ANSWER_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise AnswerLostError("the server's compressed answer is damaged") from None
    _check_size(content)
    return content


def _check_size(content: bytes) -> None:
    if len(content) > MAX_ANSWER_BYTES:
        raise UnexpectedAnswerError(f"the answer is larger than {MAX_ANSWER_BYTES // 1024 // 1024} MiB")
