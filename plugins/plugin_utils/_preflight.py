# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Looking over a whole order sheet before the first tenant is touched."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    InvalidActivationCodeError,
    InvalidRequestError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._options import server_url


@dataclasses.dataclass(frozen=True)
class Order:
    """What one host asks for: a code for a tenant of a server.

    ``activation_code`` is as the inventory has it, ``None`` where there is none; ``unreadable`` says why its variables
    cannot be read.
    """

    host: str
    server: str
    tenant: str
    tenant_id: str
    activation_code: object = None
    unreadable: str = ""

    @property
    def target(self) -> tuple[str, str, str]:
        """The server in one spelling, the tenant's id, and its name where there is no id."""
        try:
            server = server_url(self.server) if self.server else ""
        except InvalidRequestError:
            server = self.server
        return server, self.tenant_id, "" if self.tenant_id else self.tenant


class Finding(t.NamedTuple):
    """What is wrong, and with which hosts."""

    hosts: tuple[str, ...]
    problem: str

    @property
    def sentence(self) -> str:
        return f"{', '.join(self.hosts)}: {self.problem}"


def findings(orders: t.Iterable[Order], *, allow_code_reuse: bool) -> list[Finding]:
    """What is wrong with the orders together; of a code, only the last five characters are shown.

    A code of several tenants is the guard ``code_reused``, which ``allow_code_reuse`` lets pass.
    """
    found = []
    by_target: dict[tuple[str, str, str], list[str]] = collections.defaultdict(list)
    by_code: dict[ActivationCode, list[str]] = collections.defaultdict(list)
    for order in orders:
        if order.unreadable:
            found.append(Finding((order.host,), f"its variables cannot be read: {order.unreadable}"))
            continue
        by_target[order.target].append(order.host)
        if order.activation_code is None:
            found.append(Finding((order.host,), "no activation code (license_rotation_activation_code)"))
            continue
        # ansible-core hands a template that it cannot resolve on, as it is or as an object of its own.
        if not isinstance(order.activation_code, str) or "{{" in order.activation_code:
            found.append(Finding((order.host,), "its activation code is no text, or a variable in it is not defined"))
            continue
        try:
            by_code[ActivationCode.parse(order.activation_code)].append(order.host)
        except InvalidActivationCodeError as error:
            found.append(Finding((order.host,), error.cause))
    for (server, tenant_id, tenant), hosts in by_target.items():
        if len(hosts) > 1:
            where = f"the tenant with the id {tenant_id}" if tenant_id else "the main server"
            where = f"tenant {tenant!r}" if tenant else where
            found.append(Finding(tuple(hosts), f"all mean {where} of {server or 'the default server'}"))
    for code, hosts in by_code.items():
        if len(hosts) > 1 and not allow_code_reuse:
            problem = (
                f"all have the code ending {code.partial} (code_reused: set license_rotation_allow_code_reuse: true "
                "if it is meant for several tenants)"
            )
            found.append(Finding(tuple(hosts), problem))
    return found
