# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A signed-in session with one (virtual) Administration Server, and calls made in it."""

from __future__ import annotations

import base64
import json
import random
import re
import time
import typing as t

from ..._errors import (
    AnswerLostError,
    AuthenticationError,
    KescError,
    SecondFactorError,
    ServerAnswer,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
)
from .._provider import Requests
from ._answers import asks_for_second_factor, quote, read_members

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._transport._http import HttpAnswer, HttpClient, PooledClient
    from ._authentication import Credentials

_API = "/api/v1.0/"
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
_LONGEST_RETRY_AFTER = 30.0

# RFC 9110, section 5.5, without blanks.
_HEADER_VALUE = re.compile(r"[\x21-\x7e]+")

T = t.TypeVar("T")


class Session:
    """Calls of the KSC Open API in one session.

    The connection is used strictly one call at a time (KSCAPI index, "Connection"). Retries cover connection failures,
    429, 503 and KLSTD 1195 on calls that are safe to repeat, at most ``retries`` times and within ``timeout`` times
    that many seconds, the ``patience``; a call that may change something is left to its caller. ``late_effects`` is how
    many seconds the effect of such a call may be late.
    """

    def __init__(
        self,
        http: HttpClient | PooledClient,
        *,
        credentials: Credentials,
        tenant: str,
        clock: Clock,
        timeout: float,
        retries: int,
        late_effects: float,
    ) -> None:
        self._http = http
        self._credentials = credentials
        self._tenant = tenant
        self._clock = clock
        self.retries = retries
        self.patience = timeout * max(retries, 1)
        self.late_effects = late_effects
        self._session_id: str | None = None
        self._signed_in = False
        self._count = 0
        self._seconds = 0.0
        self._repeated = 0

    @property
    def server(self) -> str:
        """What tells this server from any other."""
        return self._http.server

    @property
    def requests(self) -> Requests:
        return Requests(self._count, self._seconds, self._repeated)

    def sign_in(self) -> None:
        """Open a session, or sign the connection in where a second factor is to be given.

        Session.StartSession: KSCAPI/16/a00608.html. The second factor belongs to a connection (third-party clients), so
        it goes with the connection's login, whose authentication a new connection loses.
        """
        self._credentials.check()
        headers = {**self._credentials.headers(), "X-KSC-VServer": _base64(self._tenant)}
        self._session_id = None
        self._signed_in = False
        if self._credentials.auth_method == "access_token":
            self._signed_in = True
            return
        if self._credentials.totp is None:
            answer = self._repeat(lambda: self._checked("Session.StartSession", {}, headers))
            session_id = answer.get("PxgRetVal")
            if not isinstance(session_id, str) or not _HEADER_VALUE.fullmatch(session_id):
                raise UnexpectedAnswerError("the server signed in but named no session that can be sent back")
            self._session_id = session_id
        else:
            self._sign_in_connection(headers)
        self._signed_in = True

    def call(
        self, method: str, arguments: t.Mapping[str, t.Any], *, safe: bool, large: bool = False
    ) -> dict[str, t.Any]:
        """Call ``Class.Method`` and return the answer's members (``PxgRetVal`` and the out parameters, undecoded).

        ``safe`` says that repeating the call changes nothing; ``large`` asks for a compressed answer. Raises
        :class:`AnswerLostError` where an unsafe call may have had its effect, :class:`UnavailableError` where it had
        none, else what the server's refusal means.
        """

        def once() -> dict[str, t.Any]:
            headers = self._call_headers(large=large)
            try:
                return self._checked(method, arguments, headers)
            except AuthenticationError as error:
                # A call that is refused for its session was not carried out: sign in once more, call once more.
                self._sign_in_again(error)
                return self._checked(method, arguments, self._call_headers(large=large))

        return self._repeat(once) if safe else self._repeat_unsent(once)

    def wait(self, seconds: float) -> None:
        """Before a call is made again."""
        self._repeated += 1
        self._clock.sleep(seconds)

    def close(self) -> None:
        """End the session if there is one (Session.EndSession, KSCAPI/16/a00608.html) and the connection."""
        try:
            if self._session_id is not None:
                self._post("Session.EndSession", {}, self._call_headers(large=False))
        except KescError:
            # The work is done; a session that cannot be ended runs out by itself.
            pass
        finally:
            self._session_id = None
            self._signed_in = False
            self._http.close()

    def _sign_in_connection(self, headers: dict[str, str]) -> None:
        answer, request_id = self._post("login", {}, headers)
        if asks_for_second_factor(answer):
            answer, request_id = self._post("login", {}, self._credentials.second_factor())
            if answer.status in (401, 403):
                error = SecondFactorError(
                    "the second factor was refused",
                    remedy="Give the code that the authenticator shows now; each code works once",
                    server=quote(answer, request_id),
                )
                raise self._without_secrets(error)
        self._read(answer, request_id)

    def _sign_in_again(self, error: AuthenticationError) -> None:
        if not self._signed_in or not self._credentials.reusable or self._credentials.auth_method == "access_token":
            raise error
        self.sign_in()

    def _call_headers(self, *, large: bool) -> dict[str, str]:
        headers = {"Accept-Encoding": "gzip"} if large else {}
        if self._session_id is not None:
            headers["X-KSC-Session"] = self._session_id
        elif self._credentials.auth_method == "access_token":
            headers.update(self._credentials.headers())
        return headers

    def _repeat(self, act: t.Callable[[], T]) -> T:
        return self._persist(act, UnreachableError, AnswerLostError, UnavailableError)

    def _repeat_unsent(self, act: t.Callable[[], T]) -> T:
        return self._persist(act, UnreachableError)

    def _persist(self, act: t.Callable[[], T], *passing: type[KescError]) -> T:
        deadline = self._clock.monotonic() + self.patience
        pause = FIRST_PAUSE
        for attempt in range(self.retries + 1):
            try:
                return act()
            except passing as error:
                seconds = pause_after(error, pause)
                last = attempt == self.retries or self._clock.monotonic() + seconds > deadline
                if last or isinstance(error, UnexpectedAnswerError):
                    if attempt:
                        error.aftermath.append(f"It was tried {attempt + 1} times")
                    raise
                self.wait(seconds)
                pause = min(pause * 2, LONGEST_PAUSE)
        raise AssertionError("the last attempt returned or raised")

    def _checked(self, method: str, arguments: t.Mapping[str, t.Any], headers: dict[str, str]) -> dict[str, t.Any]:
        return self._read(*self._post(method, arguments, headers))

    def _read(self, answer: HttpAnswer, request_id: str) -> dict[str, t.Any]:
        try:
            return read_members(answer, request_id, now=self._clock.now)
        except KescError as error:
            raise self._without_secrets(error) from None

    def _without_secrets(self, error: KescError) -> KescError:
        """A server may quote what it was sent."""
        error.hide(self._credentials.secrets() | ({self._session_id} if self._session_id else set()))
        return error

    def _post(self, method: str, arguments: t.Mapping[str, t.Any], headers: dict[str, str]) -> tuple[HttpAnswer, str]:
        request_id = f"{random.getrandbits(128):032X}"
        body = json.dumps(arguments).encode("ascii")
        fixed = {"Content-Type": "application/json", "X-KSC-RequestId": request_id, "Accept-Encoding": "identity"}
        self._count += 1
        started = time.perf_counter()
        try:
            return self._http.post(_API + method, headers={**fixed, **headers}, body=body), request_id
        except AnswerLostError as error:
            error.server = ServerAnswer(request_id=request_id)
            raise
        finally:
            self._seconds += time.perf_counter() - started


def pause_after(error: KescError, pause: float) -> float:
    """As many seconds as the server asks for, else ``pause``, and up to half as much again by chance."""
    asked = error.retry_after if isinstance(error, UnavailableError) else None
    seconds = pause if asked is None else min(max(asked, pause), _LONGEST_RETRY_AFTER)
    return seconds * (1 + random.random() / 2)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
