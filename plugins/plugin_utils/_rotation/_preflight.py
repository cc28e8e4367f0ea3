# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Checking all orders together before the first tenant is changed."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    InvalidActivationCodeError,
    InvalidRequestError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import parse_day
from ansible_collections.fleetops.kesc.plugins.module_utils._options._addresses import server_url
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import as_key

_NO_CODE = (None, "")
_CONSOLE = "console"
_MOST_NAMES = 10
_MODELS = ("user", "device")
_NO_TENANT = (
    "it has an activation code but names no tenant: set license_rotation_tenant or license_rotation_tenant_id, or "
    "license_rotation_main_server: true if the license of the Administration Server itself is meant"
)


@dataclasses.dataclass(frozen=True)
class Order:
    """What one host asks for: a code for a tenant of a server.

    ``activation_code`` is as the inventory has it, ``None`` or empty where there is none; ``problems`` says what in its
    variables cannot be right. ``keys`` is what a line of the order sheet may call its tenant, ``by_hand`` whether a
    person replaces its license, for whom a code must be there.
    """

    host: str
    server: str
    tenant: str
    tenant_id: str
    activation_code: object = dataclasses.field(default=None, repr=False)
    keys: frozenset[str] = frozenset()
    by_hand: bool = False
    main_server: bool = False
    provider: str = ""
    problems: tuple[str, ...] = ()

    @property
    def names_a_tenant(self) -> bool:
        """Whether it says whose license is meant; a workspace's console shows one tenant only."""
        return bool(self.tenant or self.tenant_id or self.main_server or self.by_hand or self.provider == _CONSOLE)

    @property
    def target(self) -> tuple[str, str, str]:
        """The server in one spelling, the tenant's id, and its name where there is no id."""
        try:
            server = server_url(self.server) if self.server else ""
        except InvalidRequestError:
            server = self.server
        return server, self.tenant_id, "" if self.tenant_id else self.tenant


@dataclasses.dataclass(frozen=True)
class SheetLine:
    """A line of the order sheet; ``expected`` has texts, as :class:`~._order_sheet.OrderSheet` gives them."""

    file: str
    number: int
    tenant: str
    activation_code: str = dataclasses.field(default="", repr=False)
    expected: t.Mapping[str, str] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return f"line {self.number} of {self.file}"


class Finding(t.NamedTuple):
    """What is wrong, and with which hosts; none where it concerns every run. ``place`` is what the sentence names."""

    hosts: tuple[str, ...]
    problem: str
    place: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.place or _names(self.hosts)}: {self.problem}"


class _Coded(t.NamedTuple):
    """A code and where it was found; ``hosts`` is empty where its line means no host."""

    code: ActivationCode
    hosts: tuple[str, ...]
    place: str


def findings(
    orders: t.Sequence[Order],
    sheet: t.Sequence[SheetLine] = (),
    *,
    others: t.Mapping[str, frozenset[str]] | None = None,
    allow_code_reuse: bool,
    require_code: bool = False,
    is_slice: bool = False,
) -> list[Finding]:
    """What is wrong with the orders together; of a code, only the last five characters are shown.

    A host without a code of its own has that of its line on the ``sheet``. ``others`` are the hosts that have no part
    in this run and what a line may call their tenants. A code of several tenants is the guard ``code_reused``, which
    ``allow_code_reuse`` lets pass; ``require_code`` refuses a tenant without a code. Where the hosts are a slice of the
    fleet, the sheet may have lines for others, whose codes still count.
    """
    found = _problems(orders)
    keys = {order.host: order.keys | {as_key(order.host)} for order in orders}
    lines, problems = _lines_by_host(sheet, {**(others or {}), **keys}, is_slice=is_slice)
    found += problems
    coded = []
    for order in orders:
        found_here, codes = _codes_of(order, lines.pop(order.host, []), require_code=require_code)
        found += found_here
        coded += codes
    for host, lines_of_others in lines.items():
        coded += [
            _Coded(code, (host,) if host else (), f"{host} ({line})" if host else str(line))
            for line in lines_of_others
            if (code := _code(line))
        ]
    return [*found, *_same_tenants(orders), *([] if allow_code_reuse else _same_codes(coded))]


def _problems(orders: t.Iterable[Order]) -> list[Finding]:
    """What is wrong with variables, once for all hosts that have the same."""
    hosts: dict[str, list[str]] = collections.defaultdict(list)
    for order in orders:
        for problem in order.problems:
            hosts[problem].append(order.host)
    return [Finding(tuple(named), problem) for problem, named in hosts.items()]


def _lines_by_host(
    sheet: t.Sequence[SheetLine], keys: t.Mapping[str, frozenset[str]], *, is_slice: bool
) -> tuple[dict[str, list[SheetLine]], list[Finding]]:
    """The lines that each host has, under an empty name those that mean no single host, and what is wrong with them."""
    hosts_by_key: dict[str, list[str]] = collections.defaultdict(list)
    for host, host_keys in keys.items():
        for key in host_keys:
            hosts_by_key[key].append(host)
    by_host: dict[str, list[SheetLine]] = collections.defaultdict(list)
    found = []
    for line in sheet:
        hosts = hosts_by_key.get(as_key(line.tenant), [])
        by_host[hosts[0] if len(hosts) == 1 else ""].append(line)
        if not line.tenant:
            found.append(Finding((), "it names no tenant", str(line)))
        elif not hosts:
            if not is_slice:
                problem = f"{line.tenant!r} is neither a host of the inventory nor its tenant"
                found.append(Finding((), problem, str(line)))
        elif len(hosts) > 1:
            problem = (
                f"{line.tenant!r} means {', '.join(hosts)}; write the name of the host, or another key that only one "
                "of them has"
            )
            found.append(Finding(tuple(hosts), problem, str(line)))
        else:
            found += [Finding((hosts[0],), problem, f"{hosts[0]} ({line})") for problem in _unreadable_terms(line)]
    for host, lines in by_host.items():
        if host and len(lines) > 1:
            found.append(Finding((host,), f"{' and '.join(map(str, lines))} mean its tenant: leave one of them"))
    return by_host, found


def _codes_of(order: Order, lines: list[SheetLine], *, require_code: bool) -> tuple[list[Finding], list[_Coded]]:
    """The codes for one host, and what is wrong with each or between them."""
    hosts = (order.host,)
    of_sheet = [(line.activation_code, f"{order.host} ({line})") for line in lines if line.activation_code]
    of_host = [] if order.activation_code in _NO_CODE else [(order.activation_code, order.host)]
    found, coded = [], []
    for text, place in (*of_host, *of_sheet):
        if not isinstance(text, str):
            found.append(Finding(hosts, "its activation code is not a text", place))
            continue
        try:
            coded.append(_Coded(ActivationCode.parse(text), hosts, place))
        except InvalidActivationCodeError as error:
            found.append(Finding(hosts, error.cause, place))
    if not of_host and not of_sheet and (require_code or order.by_hand):
        place = f"{order.host} ({lines[0]})" if lines else order.host
        found.append(Finding(hosts, "no activation code (license_rotation_activation_code)", place))
    if coded and not order.names_a_tenant:
        found.append(Finding(hosts, _NO_TENANT))
    if of_host and len(coded) > 1 and coded[0].place == order.host:
        for other in coded[1:]:
            if other.code != coded[0].code:
                problem = (
                    f"its variables have the code ending {coded[0].code.partial}, the order sheet the code ending "
                    f"{other.code.partial}: remove one of them"
                )
                found.append(Finding(hosts, problem, other.place))
    return found, coded


def _code(line: SheetLine) -> ActivationCode | None:
    try:
        return ActivationCode.parse(line.activation_code)
    except InvalidActivationCodeError:
        return None


def _unreadable_terms(line: SheetLine) -> list[str]:
    problems = []
    limit, model, expires = (line.expected.get(name, "") for name in ("limit", "licensing_model", "expires"))
    if limit and not (limit.isascii() and limit.isdecimal()):
        problems.append(f"its limit {limit!r} is not a number: write digits alone")
    if model and model not in _MODELS:
        problems.append(f"its licensing model {model!r} is neither user nor device")
    try:
        parse_day(expires or "2000-01-01")
    except ValueError:
        problems.append(f"its expiry {expires!r} is neither a date nor an RFC 3339 moment: write it as 2027-03-31")
    return problems


def _same_tenants(orders: t.Iterable[Order]) -> list[Finding]:
    by_target: dict[tuple[str, str, str], list[str]] = collections.defaultdict(list)
    for order in orders:
        if order.tenant or order.tenant_id or order.main_server:
            by_target[order.target].append(order.host)
    found = []
    for (server, tenant_id, tenant), hosts in by_target.items():
        if len(hosts) > 1:
            where = f"the tenant with the id {tenant_id}" if tenant_id else "the main server"
            where = f"tenant {tenant!r}" if tenant else where
            found.append(Finding(tuple(hosts), f"all mean {where} of {server or 'the default server'}"))
    return found


def _same_codes(coded: t.Iterable[_Coded]) -> list[Finding]:
    by_code: dict[ActivationCode, list[_Coded]] = collections.defaultdict(list)
    for each in coded:
        by_code[each.code].append(each)
    found = []
    for code, places in by_code.items():
        hosts = tuple(dict.fromkeys(host for each in places for host in each.hosts))
        nowhere = [each for each in places if not each.hosts]
        if len(hosts) + len(nowhere) > 1:
            problem = (
                f"all have the code ending {code.partial} (code_reused: set license_rotation_allow_code_reuse: true "
                "if it is meant for several tenants)"
            )
            # Where a host has the code in its variables and on the sheet too, one place is enough.
            by_host = {each.hosts or each.place: each.place for each in reversed(places)}
            found.append(Finding(hosts, problem, ", ".join(reversed(by_host.values()))))
    return found


def _names(hosts: t.Sequence[str]) -> str:
    more = len(hosts) - _MOST_NAMES
    return ", ".join(hosts[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
