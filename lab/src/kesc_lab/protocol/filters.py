# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search filters of HostGroup.FindHosts, after RFC 2254 (SOURCES.md, section 12).

Supported: ``(&...)``, ``(|...)``, ``(!...)``, comparison with = <> < <= > >=, wildcards * and ? in quoted
text, dates T"2026-03-31 00:00:00", the bit test (KLHST_WKS_STATUS&1<>0), blanks anywhere between tokens, and a single
comparison without parentheses, as one public client sends it. Text is compared without regard to case (lab's choice).
A comparison with an attribute that the host lacks is false.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar

from kesc_lab.errors import bad_format
from kesc_lab.protocol.values import Value

Getter: TypeAlias = Callable[[str], Value]
Predicate: TypeAlias = Callable[[Getter], bool]
Comparable = TypeVar("Comparable", str, int, datetime)

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<date>T"(?P<instant>[^"]*)")
    | (?P<text>"(?P<chars>(?:[^"\\]|\\.)*)")
    | (?P<number>-?\d+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_.-]*)
    | (?P<operator><>|<=|>=|=|<|>)
    | (?P<mark>[()&|!])
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_MAX_DEPTH = 50
_ORDERED: dict[str, Callable[[int], bool]] = {
    "=": lambda sign: sign == 0,
    "<>": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


def parse(text: str) -> Predicate:
    """Parse a filter; an empty one matches every host. Raises KLSTD 1192 with the place of a syntax error."""
    if not text.strip():
        return lambda _get: True
    parser = _Parser(text)
    predicate = parser.expression(0) if parser.peek() == "(" else parser.comparison()
    if parser.token is not None:
        raise parser.error("the end was expected")
    return predicate


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._place = 0
        self.token: re.Match[str] | None = None
        self.step()

    def step(self) -> None:
        if self._place >= len(self._text):
            self.token = None
            return
        self.token = _TOKEN.match(self._text, self._place)
        if self.token is None:
            raise self.error("unreadable text")
        self._place = self.token.end()

    def peek(self) -> str:
        return self.token[0].strip() if self.token else ""

    def take(self, *expected: str) -> str:
        token = self.peek()
        if token not in expected:
            raise self.error(f"expected {' or '.join(expected)}")
        self.step()
        return token

    def error(self, what: str) -> Exception:
        return bad_format(f"search filter: {what} at character {self._place}")

    def expression(self, depth: int) -> Predicate:
        if depth > _MAX_DEPTH:
            raise self.error("nested too deeply")
        self.take("(")
        if self.peek() == "!":
            self.step()
            inner = self.expression(depth + 1)
            predicate: Predicate = lambda get: not inner(get)  # noqa: E731 - one of four closures of this method
        elif self.peek() in ("&", "|"):
            predicate = self._combination(self.take("&", "|"), depth)
        elif self.peek() == "(":
            predicate = self.expression(depth + 1)
        else:
            predicate = self.comparison()
        self.take(")")
        return predicate

    def _combination(self, operator: str, depth: int) -> Predicate:
        parts = [self.expression(depth + 1)]
        while self.peek() == "(":
            parts.append(self.expression(depth + 1))
        combine = all if operator == "&" else any
        return lambda get: combine(part(get) for part in parts)

    def comparison(self) -> Predicate:
        if self.token is None or not self.token["name"]:
            raise self.error("an attribute name was expected")
        name = self.token["name"]
        self.step()
        mask = None
        if self.peek() == "&":
            self.step()
            mask = self._number()
        accepts = _ORDERED[self.take(*_ORDERED)]
        if mask is not None:
            return _bit_test(name, mask, self._number(), accepts)
        return self._value_test(name, accepts)

    def _number(self) -> int:
        if self.token is None or not self.token["number"]:
            raise self.error("a number was expected")
        number = int(self.token["number"])
        self.step()
        return number

    def _value_test(self, name: str, accepts: Callable[[int], bool]) -> Predicate:
        token = self.token
        if token is None:
            raise self.error("a value was expected")
        if token["date"]:
            test = _date_test(name, token["instant"], accepts)
        elif token["text"]:
            test = _text_test(name, token["chars"], accepts)
        elif token["number"]:
            test = _number_test(name, int(token["number"]), accepts)
        else:
            raise self.error("a quoted text, a number or a date was expected")
        self.step()
        return test


def _sign(left: Comparable, right: Comparable) -> int:
    return (left > right) - (left < right)


def _bit_test(name: str, mask: int, wanted: int, accepts: Callable[[int], bool]) -> Predicate:
    def test(get: Getter) -> bool:
        value = get(name)
        return isinstance(value, int) and accepts(_sign(value & mask, wanted))

    return test


def _number_test(name: str, wanted: int, accepts: Callable[[int], bool]) -> Predicate:
    def test(get: Getter) -> bool:
        value = get(name)
        return isinstance(value, int) and accepts(_sign(int(value), wanted))

    return test


def _date_test(name: str, text: str, accepts: Callable[[int], bool]) -> Predicate:
    try:
        wanted = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise bad_format(f'search filter: T"{text}" is no date') from error

    def test(get: Getter) -> bool:
        value = get(name)
        return isinstance(value, datetime) and accepts(_sign(value, wanted))

    return test


def _text_test(name: str, chars: str, accepts: Callable[[int], bool]) -> Predicate:
    """Compare text; unescaped * and ? make a pattern, which = and <> match and other comparisons take literally."""
    pattern = _pattern(chars)
    plain = re.sub(r"\\(.)", r"\1", chars, flags=re.DOTALL).casefold()

    def test(get: Getter) -> bool:
        value = get(name)
        if not isinstance(value, str):
            return False
        if pattern is not None:
            return accepts(0 if pattern.fullmatch(value) else 1)
        return accepts(_sign(value.casefold(), plain))

    return test


def _pattern(chars: str) -> re.Pattern[str] | None:
    parts, wild = [], False
    for piece in re.findall(r"\\.|.", chars, re.DOTALL):
        if piece in ("*", "?"):
            wild = True
            parts.append(".*" if piece == "*" else ".")
        else:
            parts.append(re.escape(piece[-1]))
    return re.compile("".join(parts), re.DOTALL | re.IGNORECASE) if wild else None
