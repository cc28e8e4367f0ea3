# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What can be noticed of a server without changing anything: plain values, no text of the server's among them."""

from __future__ import annotations

import dataclasses
import re
import typing as t

if t.TYPE_CHECKING:
    from .._errors import KescError
    from .._license._license import License
    from .._transport._presented import ServerCertificate
    from ._provider import Tenant


@dataclasses.dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a call failed: our own code for it, and the server's numbers. Its words may name a customer."""

    error_code: str
    status: int | None = None
    refusal: str | None = None

    @classmethod
    def of(cls, error: KescError) -> Failure:
        server = error.server
        numbers = None
        if server is not None and server.code is not None:
            module = server.module if re.fullmatch(r"[A-Z]{2,10}", server.module or "") else "error"
            numbers = f"{module} {server.code}" + (f"/{server.subcode}" if server.subcode else "")
        return cls(error_code=error.error_code, status=server.status if server else None, refusal=numbers)

    def __str__(self) -> str:
        detail = self.refusal or (f"HTTP {self.status}" if self.status else "")
        return f"{self.error_code} ({detail})" if detail else self.error_code


@dataclasses.dataclass(frozen=True, kw_only=True)
class Contact:
    """An answer before anybody signed in: its status, and how far the server's clock is ahead, in seconds.

    ``clock_difference`` is ``None`` where the server does not tell its time.
    """

    status: int
    clock_difference: float | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class SurveyedKey:
    """A stored license and what the server tells of its use; ``used_by_server`` is the raw number, if there is one."""

    license: License
    used_by_server: int | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class ListSurvey:
    """How a list of licenses was delivered.

    ``told_by_value`` says that only an undocumented value told which of several licenses is in force. ``announced`` is
    the count that the server told, ``pieces`` how many items came at a time, ``end_flags`` what it
    said of the end with each piece (``None``: nothing), ``beyond`` how many more came after the announced count.
    ``after_release`` is what a result that was given back is answered with, ``None`` where it was still answered.
    ``attributes`` maps the names of attributes to the types in which they came, ``unreadable`` names those whose values
    were not of their type.
    """

    keys: tuple[SurveyedKey, ...]
    told_by_value: bool
    announced: int
    pieces: tuple[int, ...]
    asked_at_a_time: int
    end_flags: tuple[bool | None, ...]
    beyond: int
    after_release: Failure | None
    attributes: t.Mapping[str, frozenset[str]]
    unreadable: frozenset[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShapeSurvey:
    """An answer's members and their types as lines, without any value; ``failure`` where there was no answer."""

    shape: tuple[str, ...] = ()
    failure: Failure | None = None
    licenses: frozenset[str] | None = None
    """The ids of the licenses that it lists; ``None`` where it has no such list."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class DevicesSurvey:
    """How many devices have each pair of platform number and platform; ``failure`` where they cannot be read."""

    platforms: t.Mapping[tuple[int | None, str], int] = dataclasses.field(default_factory=dict)
    failure: Failure | None = None


BODY_VISIBLE, BODY_LEFT_OUT = "visible", "left_out"


@dataclasses.dataclass(frozen=True, kw_only=True)
class TenantSurvey:
    """What was noticed of one tenant, or of the server that was signed in to first.

    ``failure`` is why its licenses could not be read. ``body`` is ``visible``, ``left_out``, or the failure of asking
    for what a license was stored as; ``None`` where there was none to ask for. ``calls`` and ``seconds`` are what its
    session cost, without the signing in.
    """

    failure: Failure | None = None
    listed: ListSurvey | None = None
    body: str | Failure | None = None
    statistic: ShapeSurvey | None = None
    usage: ShapeSurvey | None = None
    devices: DevicesSurvey | None = None
    external_id: str | Failure | None = None
    calls: int = 0
    seconds: float = 0.0
    repeated: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class SeenTenant:
    """A tenant on the list, and the unique name that can stand for its own at login."""

    tenant: Tenant
    unique_name: str | None


class Entered(t.Protocol):
    """A session that is open with one tenant or with the main server."""

    def tenants(self) -> list[SeenTenant]:
        """The tenants that the account sees."""

    def seconds_of_a_call(self) -> float:
        """How long the server takes to answer next to nothing."""

    def survey(self) -> TenantSurvey:
        """What can be noticed here; never raises :class:`KescError`."""

    def survey_from_here(self, survey: TenantSurvey, tenant: Tenant) -> TenantSurvey:
        """The same with what the main server tells of the tenant."""

    def close(self) -> None:
        """Sign out; never raises."""


class Server(t.Protocol):
    """What a check asks of a server; every method raises :class:`KescError`."""

    def certificate(self) -> ServerCertificate:
        """What the server presents, trusted or not."""

    def contact(self) -> Contact:
        """An answer before anybody signs in."""

    def login_failure(self) -> Failure | None:
        """Why a connection cannot be signed in; ``None`` where it can."""

    def enter(self, name: str | None) -> Entered:
        """Sign in to the tenant of that name or unique name; ``None``: to what the options name."""
