# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Business Hub: the companies with their workspaces, and the licenses that these hang on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kesc_lab.console.licenses import STATUS_TEXTS, Status, expiry_text, status_of, type_text
from kesc_lab.console.visit import Visit
from kesc_lab.domain.licenses import Terms
from kesc_lab.domain.tenant import Tenant
from kesc_lab.server.http import Response

PAGE_SIZE = 100
_PAGE_NUMBER = re.compile(r"[0-9]{1,9}")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; numbers start at 1."""

    items: Sequence[Item]
    number: int
    count: int


@dataclass(slots=True)
class _Company:
    name: str
    workspaces: list[Tenant] = field(default_factory=list)


@dataclass(slots=True)
class _License:
    terms: Terms
    workspaces: list[Tenant] = field(default_factory=list)

    @property
    def devices(self) -> int:
        return sum(len(tenant.devices) for tenant in self.workspaces)


def page_of(visit: Visit, items: Sequence[Item], size: int = PAGE_SIZE) -> Page[Item]:
    """Return the page that the address asks for; a number out of range is the nearest one."""
    count = max(1, -(-len(items) // size))
    asked = visit.query.get("page", "")
    number = min(max(int(asked), 1), count) if _PAGE_NUMBER.fullmatch(asked) else 1
    return Page(items[(number - 1) * size : number * size], number, count)


def companies(visit: Visit) -> Response:
    """List the companies that the account sees, or those that a search finds."""
    search = visit.query.get("search", "").strip()
    found: dict[str, _Company] = {}
    for tenant in _visible(visit):
        if _matches(tenant, search.casefold()):
            found.setdefault(tenant.company, _Company(tenant.company)).workspaces.append(tenant)

    def status(tenant: Tenant) -> Status:
        return status_of(visit, _terms(tenant))

    def license_name(tenant: Tenant) -> str:
        terms = _terms(tenant)
        return terms.name if terms else ""

    def expires(tenant: Tenant) -> str:
        terms = _terms(tenant)
        return expiry_text(visit, terms) if terms else ""

    return visit.page(
        "hub.html",
        "hub",
        search=search,
        page=page_of(visit, list(found.values())),
        license_status=status,
        status_texts=STATUS_TEXTS,
        license_name=license_name,
        expires=expires,
    )


def licenses(visit: Visit) -> Response:
    """List the licenses of all workspaces that the account sees, each with the workspaces that hang on it."""
    found: dict[str, _License] = {}
    for tenant in _visible(visit):
        terms = _terms(tenant)
        if terms is not None:
            found.setdefault(terms.serial, _License(terms)).workspaces.append(tenant)
    return visit.page(
        "licenses.html",
        "hub/licenses",
        page=page_of(visit, list(found.values())),
        license_status=lambda terms: status_of(visit, terms),
        status_texts=STATUS_TEXTS,
        type_text=lambda terms: type_text(visit, terms),
        expires=lambda terms: expiry_text(visit, terms),
    )


def _visible(visit: Visit) -> Iterator[Tenant]:
    for item in visit.lab.world.workspaces():
        if visit.may_enter(item):
            tenant = visit.lab.world.tenant(item.id)
            if tenant is not None:
                yield tenant


def _matches(tenant: Tenant, search: str) -> bool:
    return any(search in text.casefold() for text in (tenant.company, tenant.name, tenant.uid))


def _terms(tenant: Tenant) -> Terms | None:
    active = tenant.in_position("active")
    return active.terms if active else None
