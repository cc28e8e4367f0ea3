# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The beginning of a rotation or an audit: orders that are right, and the tenants in the order in which they come."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidActivationCodeError, KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._journal import _file as _journal
from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _plan, _preflight, _rotation
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import as_key

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._journal._file import Record
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import Order as SheetOrder
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._sources import Plan, Sheet

SETTLED = "settled"

_MOST_LINES = 100
_SHORTEST_SECRET = 12
# What the keyword hosts of a play takes for more than a name.
_PATTERN = re.compile(r"[,&!~*?\[\]]")


class OrdersRefusedError(KescError):
    """Orders that cannot be right; the finding has a line for each."""

    error_code = "orders_refused"
    what_to_do = "Correct them and start again"

    def __init__(self, findings: t.Sequence[str]) -> None:
        super().__init__(f"there are {len(findings)} findings")
        self._findings = findings

    @property
    def finding(self) -> str:
        shown, more = self._findings[:_MOST_LINES], len(self._findings) - _MOST_LINES
        count = "this finding" if len(self._findings) == 1 else f"these {len(self._findings)} findings"
        return "\n".join(
            [
                f"No tenant was changed. Correct {count} and start again:",
                *(f"- {finding}" for finding in shown),
                *([f"- and {more} more"] if more > 0 else []),
            ]
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Orders:
    """What a run is to check and to put into order.

    ``orders`` are those of all hosts that belong together, ``hosts`` those of this run among them; ``others`` are the
    other hosts of the inventory and what a line of the sheet may call their tenants, ``groups`` its groups. ``records``
    are those of the ``journal``; ``canary`` and ``sizes`` are as :func:`~._rotation.batches` takes them.
    """

    hosts: t.Sequence[str]
    orders: t.Sequence[_preflight.Order]
    others: t.Mapping[str, frozenset[str]]
    groups: t.Container[str]
    sheet: Sheet | None = None
    plan: Plan | None = None
    journal: str = ""
    records: t.Sequence[Record] = ()
    canary: t.Collection[str] | int = 0
    sizes: t.Sequence[int | str] = ()
    allow_code_reuse: bool = False
    require_code: bool = False
    is_slice: bool = False
    audit: bool = False


class Begun(t.NamedTuple):
    """``batches`` of tenants to replace; ``read_only`` are those of an audit without a code.

    ``left_out`` are the others by the reason; ``elsewhere`` are the hosts that a line of the sheet means, but that are
    not part of this run.
    """

    batches: _rotation.Batches
    read_only: list[str]
    left_out: dict[str, list[str]]
    elsewhere: list[str]


def begin(orders: Orders) -> Begun:
    """Check the orders and say who comes and who does not. Raises :class:`KescError`."""
    lines = orders.sheet.content.orders() if orders.sheet else []
    if orders.journal:
        _rotation.check_that_it_goes_on(orders.journal, orders.records, orders.hosts)
    found = _preflight.findings(
        orders.orders,
        [_sheet_line(line) for line in lines],
        others=orders.others,
        allow_code_reuse=orders.allow_code_reuse,
        require_code=orders.require_code,
        is_slice=orders.is_slice,
    )
    concerned = set(orders.hosts)
    sentences = [each.sentence for each in found if not each.hosts or concerned.intersection(each.hosts)]
    sentences += _names_that_mean_more(orders, lines)
    if sentences:
        # A plan is compared with codes, and these are only worth comparing when they are right.
        raise OrdersRefusedError(sentences)
    return _sorted_out(orders, {as_key(line["tenant"]): line["activation_code"] for line in lines})


def secrets(orders: Orders) -> set[str]:
    """The codes of the orders, in every spelling, and what stands in the place of one and may be most of it."""
    typed = {str(order.activation_code) for order in orders.orders if order.activation_code}
    typed |= {str(line["activation_code"]) for line in (orders.sheet.content.orders() if orders.sheet else ())}
    found = {text for text in typed if len(text) >= _SHORTEST_SECRET}
    for text in typed:
        with contextlib.suppress(InvalidActivationCodeError):
            found |= ActivationCode.parse(text).spellings()
    return found


def _sorted_out(orders: Orders, codes: t.Mapping[str, str]) -> Begun:
    by_host = {order.host: order for order in orders.orders}
    entries = orders.plan.content if orders.plan else None
    with _journal.understood(orders.journal):
        journaled = _rotation.journaled_results(orders.records)
    left_out: dict[str, list[str]] = {reason: [] for reason in (SETTLED, *_outcomes.LEFT_OUT)}
    ordered, read_only = list[str](), list[str]()
    known = {*by_host, *orders.others}
    unknown = () if orders.is_slice else [host for host in entries or () if host not in known]
    sentences = [f"{host}: the plan has it, but the inventory has no such tenant" for host in unknown]
    for host in orders.hosts:
        order = by_host[host]
        partial = _partial_code(order, codes)
        if order.by_hand:
            left_out[_outcomes.ON_WORK_LIST].append(host)
        elif host in journaled and _rotation.is_settled(journaled[host], partial_code=partial):
            left_out[SETTLED].append(host)
            ordered.append(host)
        elif entries is not None and (host not in entries or entries[host]["action"] != _plan.REPLACE):
            left_out[_outcomes.NOT_PLANNED].append(host)
        elif entries is not None and entries[host]["partial_code"] != partial:
            has = f"the one ending {partial}" if partial else "none"
            planned = entries[host]["partial_code"]
            sentences.append(f"{host}: the plan is for the code ending {planned}, the order has {has}")
        elif partial is None:
            (read_only if orders.audit else left_out[_outcomes.NO_CODE]).append(host)
        else:
            ordered.append(host)
    if sentences:
        raise OrdersRefusedError(sentences)
    settled = frozenset(left_out[SETTLED])
    batches = _rotation.batches(ordered, canary=orders.canary, sizes=orders.sizes, settled=settled)
    return Begun(batches, read_only, left_out, _elsewhere(orders, codes))


def _sheet_line(line: SheetOrder) -> _preflight.SheetLine:
    return _preflight.SheetLine(
        str(line["file"]), line["line"], str(line["tenant"]), str(line["activation_code"]), line["expected"]
    )


def _names_that_mean_more(orders: Orders, lines: t.Sequence[SheetOrder]) -> list[str]:
    """A tenant must be reached by its host's name, also one that has no part in the run though a line means it."""
    keys = {as_key(line["tenant"]) for line in lines}
    meant = [*orders.hosts, *(host for host, names in orders.others.items() if names & keys)]
    return [
        f"{host}: the inventory has a group of this name, and Ansible takes the name for the group: rename one of them"
        if host in orders.groups
        else f"{host}: Ansible takes this name for a pattern of hosts: rename the host"
        for host in meant
        if host in orders.groups or _PATTERN.search(host)
    ]


def _elsewhere(orders: Orders, codes: t.Container[str]) -> list[str]:
    """The hosts that lines mean, but that --limit or the pattern of hosts leaves out."""
    in_run = set(orders.hosts)
    keys = {**orders.others, **{order.host: order.keys for order in orders.orders if order.host not in in_run}}
    return [host for host, names in keys.items() if any(name in codes for name in names)]


def _partial_code(order: _preflight.Order, codes: t.Mapping[str, str]) -> str | None:
    """Of the code in the variables of the host, else on its line of the order sheet."""
    code = str(order.activation_code or "") or next((codes[key] for key in order.keys if key in codes), "")
    return ActivationCode.parse(code).partial if code else None
