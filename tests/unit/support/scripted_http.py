# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An HTTP client that plays a script of expected calls: too many, too few or other calls fail the test."""

from __future__ import annotations

import dataclasses
import json
import typing as t

from requests.structures import CaseInsensitiveDict

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AnswerLostError, KescError, UnreachableError
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpAnswer

_API = "/api/v1.0/"


def answer(status: int = 200, body: object = None, **headers: str) -> HttpAnswer:
    """An answer; bytes and texts go as they are, everything else as JSON. ``Retry_After`` stands for Retry-After."""
    content = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpAnswer(status, CaseInsensitiveDict({"Content-Type": "application/json", **named}), content)


def returns(value: object = None, **out: object) -> HttpAnswer:
    """The answer to a call that ran."""
    return answer(body={**({} if value is None else {"PxgRetVal": value}), **out})


def refuses(module: str, code: int, subcode: int = 0, message: str = "no") -> HttpAnswer:
    return answer(body={"PxgError": {"module": module, "code": code, "subcode": subcode, "message": message}})


def lost() -> KescError:
    return AnswerLostError("the connection to https://ksc.test:13299 broke before the answer was complete")


def unreachable() -> KescError:
    return UnreachableError("https://ksc.test:13299 cannot be reached: Connection refused")


@dataclasses.dataclass(frozen=True)
class Sent:
    """A call as it came in."""

    method: str
    arguments: t.Any
    headers: dict[str, str]


@dataclasses.dataclass(frozen=True)
class _Expected:
    method: str
    outcome: HttpAnswer | BaseException
    arguments: t.Any


_ANYTHING = object()


class ScriptedHttp:
    """Stands in for :class:`HttpClient`."""

    server = "a certificate"

    def __init__(self) -> None:
        self._script: list[_Expected] = []
        self.sent: list[Sent] = []
        self.closed = 0
        self.on_call: t.Callable[[], None] = lambda: None

    def expect(
        self, method: str, outcome: HttpAnswer | BaseException, *, arguments: object = _ANYTHING
    ) -> ScriptedHttp:
        self._script.append(_Expected(method, outcome, arguments))
        return self

    def post(self, path: str, *, headers: t.Mapping[str, str], body: bytes) -> HttpAnswer:
        sent = Sent(path.removeprefix(_API), json.loads(body), dict(headers))
        assert path.startswith(_API), path
        assert len(self.sent) < len(self._script), f"{sent.method} was called, the script expects no more calls"
        expected = self._script[len(self.sent)]
        self.sent.append(sent)
        self.on_call()
        assert sent.method == expected.method
        if expected.arguments is not _ANYTHING:
            assert sent.arguments == expected.arguments
        if isinstance(expected.outcome, BaseException):
            raise expected.outcome
        return expected.outcome

    def close(self) -> None:
        self.closed += 1

    def forget(self) -> None:
        """Expect nothing more: the test says itself how many calls there are."""
        del self._script[len(self.sent) :]

    def assert_finished(self) -> None:
        missing = [expected.method for expected in self._script[len(self.sent) :]]
        assert not missing, f"the script also expects {missing}"
