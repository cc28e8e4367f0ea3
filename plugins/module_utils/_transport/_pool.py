# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Connections that serve one session after another."""

from __future__ import annotations

import threading
import typing as t

from ._adapter import check_library
from ._http import HttpClient
from ._trust import server_context

if t.TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from ._http import HttpAnswer, HttpSettings


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

    def post(self, path: str, *, headers: Mapping[str, str], body: bytes) -> HttpAnswer:
        """As :meth:`HttpClient.post`; not after ``close``, when the connection may be another session's."""
        if self._client is None:
            raise RuntimeError("the client was given back")
        return self._client.post(path, headers=headers, body=body)

    def close(self) -> None:
        if self._client is not None:
            self._give_back(self._client)
            self._client = None
