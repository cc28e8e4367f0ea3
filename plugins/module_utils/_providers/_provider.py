# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The way to a tenant: how it is reached, what every provider reads, and what it can do. Providers know no policy."""

from __future__ import annotations

import abc
import contextlib
import dataclasses
import typing as t

if t.TYPE_CHECKING:
    import datetime as dt

    from .._clock import Clock
    from .._license._license import License
    from .._options._params import Params
    from ._changing_provider import ChangingProvider


@dataclasses.dataclass(frozen=True)
class Capabilities:
    """What the operation may rely on.

    ``has_main_server``: licenses can be changed where no tenant is named. ``verifies_without_change``:
    :meth:`ChangingProvider.verify` leaves the tenant as it was. ``keeps_a_store``: the tenant has licenses beside the
    one in force, in reserve or only stored, and any of them can be taken out. ``sets_up_features``: additional features
    can be set up after an upgrade. ``most_sessions``: how many tenants one machine can sensibly have open at a time.
    """

    has_main_server: bool
    verifies_without_change: bool
    keeps_a_store: bool
    sets_up_features: bool
    most_sessions: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tenant:
    """One tenant that the account sees. ``tenant_id`` is ``None`` where the provider cannot tell it."""

    tenant_id: int | str | None
    name: str
    external_id: str | None = None
    enabled: bool | None = None
    automatic_deployment: bool | None = None
    created: dt.datetime | None = None
    group_id: int | None = None


@dataclasses.dataclass(frozen=True)
class Requests:
    """What a provider has asked of its server so far, how many seconds it waited, and how many calls it repeated."""

    count: int
    seconds: float
    repeated: int = 0

    def __add__(self, other: Requests) -> Requests:
        return Requests(self.count + other.count, self.seconds + other.seconds, self.repeated + other.repeated)


class Provider(abc.ABC):
    """A signed-in way to one tenant, for reading. Every method raises :class:`KescError` and nothing else."""

    capabilities: t.ClassVar[Capabilities]
    tenant: str
    """The tenant's name; empty for the main server."""
    tells_overviews: bool = False
    """Whether :meth:`overview` may be worth a call; a server may turn out not to tell."""

    @property
    @abc.abstractmethod
    def server(self) -> str:
        """What tells this server from any other, for the journal of a rotation."""

    @abc.abstractmethod
    def licenses(self) -> list[License]:
        """The tenant's licenses: those in a position and those that are only stored."""

    @abc.abstractmethod
    def tenants(self, *, external_ids: bool) -> list[Tenant]:
        """The tenants that the account sees; reading their external ids may cost a call for each."""

    def overview(self, tenant: Tenant) -> list[License] | None:
        """What the main server itself tells of the licenses of one of its :meth:`tenants`, without a session there.

        Their ids, names, types and ends, in unknown positions; ``None`` where it does not tell.
        """
        del tenant
        return None

    def hub_licenses(self) -> list[list[str]] | None:
        """The rows of a list of licenses over all tenants, as texts; ``None`` where the provider has none."""
        return None

    @abc.abstractmethod
    def warnings(self) -> list[str]:
        """What the operator should know of how the answers were read."""

    @abc.abstractmethod
    def requests(self) -> Requests:
        """The cost so far."""

    @abc.abstractmethod
    def close(self) -> None:
        """Sign out, once; never raises."""

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Connection(abc.ABC):
    """How to reach one tenant: the door of a provider, with all that the options say of it.

    ``unnamed`` is what to call in messages the place that is reached where neither name nor id is given, empty for the
    main server; ``default_address`` is where the server is if the options do not say.
    """

    capabilities: t.ClassVar[Capabilities]
    unnamed: t.ClassVar[str] = ""
    default_address: t.ClassVar[str] = ""

    tenant: str = ""
    tenant_id: str | None = None

    @classmethod
    @abc.abstractmethod
    def from_options(cls, params: Params) -> t.Self:
        """What the options of a task say. Raises :class:`InvalidRequestError`."""

    @abc.abstractmethod
    def open(self, clock: Clock) -> Provider:
        """Sign in to read. Raises :class:`KescError`, and then no session stays open."""

    @abc.abstractmethod
    def open_to_change(self, clock: Clock) -> ChangingProvider:
        """Sign in to change licenses. Raises :class:`KescError`, and then no session stays open."""

    @property
    def opens_again(self) -> bool:
        """Whether what signs in once can do so a second time."""
        return True

    def to(self, tenant: str, *, tenant_id: str | None = None) -> t.Self:
        """The same way to another tenant."""
        return dataclasses.replace(self, tenant=tenant, tenant_id=tenant_id)

    @contextlib.contextmanager
    def shared(self) -> t.Iterator[t.Self]:
        """The same way for one session after another, which may share what takes long to set up."""
        yield self
