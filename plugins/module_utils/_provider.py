# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The way to a tenant: what a provider does, and what it can do. Providers know no policy."""

from __future__ import annotations

import abc
import dataclasses
import typing as t

if t.TYPE_CHECKING:
    import datetime as dt

    from ._activation_code import ActivationCode
    from ._comparison import Announced
    from ._license import License, Position

PLATFORMS = ("windows", "macos", "linux", "android", "ios", "other")


@dataclasses.dataclass(frozen=True)
class Capabilities:
    """What the operation may rely on.

    ``verifies_without_change``: :meth:`Provider.verify` leaves the tenant as it was. ``keeps_a_store``: the tenant has
    licences beside the one in force, in reserve or only stored, and any of them can be taken out.
    ``sets_up_features``: additional features can be set up after an upgrade. ``most_sessions``: how many tenants one
    machine can sensibly have open at a time.
    """

    verifies_without_change: bool
    keeps_a_store: bool
    sets_up_features: bool
    most_sessions: int


@dataclasses.dataclass(frozen=True)
class Verification:
    """What the activation servers say of a code; ``added`` are the ids of licences that asking put into the store.

    ``announced`` is what the tenant's own comparison says of the replacement, where it makes one.
    """

    license: License
    added: tuple[str, ...] = ()
    announced: Announced | None = None


@dataclasses.dataclass(frozen=True)
class Device:
    """One device; ``platform`` is one of :data:`PLATFORMS`."""

    device_id: str
    name: str
    platform: str


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
    """What a provider has asked of its server so far, and how many seconds it waited for the answers."""

    count: int
    seconds: float


class Provider(abc.ABC):
    """A signed-in way to one tenant. Every method raises :class:`KescError` and nothing else.

    A method that changes the tenant does so once: it is never repeated blindly, and after a lost answer it reads the
    tenant's state before it decides.
    """

    capabilities: t.ClassVar[Capabilities]
    tenant: str
    """The tenant's name; empty for the main server."""

    @abc.abstractmethod
    def licenses(self) -> list[License]:
        """The tenant's licences: those in a position and those that are only stored."""

    @abc.abstractmethod
    def recognise(self, code: ActivationCode, *, among: list[License]) -> License | None:
        """The licence that the code stands for, found without asking the activation servers; else ``None``."""

    @abc.abstractmethod
    def verify(self, code: ActivationCode, *, known: list[License]) -> Verification:
        """Ask the activation servers what the code stands for. ``known`` are the licences before the call.

        A code that is refused leaves the tenant as it was.
        """

    @abc.abstractmethod
    def find_added(self, code: ActivationCode, *, known: list[License]) -> License | None:
        """What a :meth:`verify` without an answer added to the ``known`` licences, if it can be told."""

    @abc.abstractmethod
    def withdraw(self, license_id: str) -> None:
        """Take a licence out of the tenant's store. A licence that is not there is fine."""

    @abc.abstractmethod
    def usable(self, licence: License, *, position: Position) -> bool:
        """Whether the tenant may use a stored licence in a position."""

    @abc.abstractmethod
    def apply(self, licence: License, *, position: Position, replaces: License | None) -> None:
        """Put a stored licence into a position, in place of ``replaces``.

        Raises :class:`LicenseNotUsableError`, before anything is changed, where the tenant may not use it.
        """

    @abc.abstractmethod
    def vacate(self, licence: License) -> bool:
        """Take a licence out of its position; it stays in the store. Returns whether anything had to be changed."""

    @abc.abstractmethod
    def refresh(self) -> None:
        """Have the activation servers send the present terms of the tenant's subscriptions; returns when done."""

    @abc.abstractmethod
    def devices(self) -> list[Device]:
        """The tenant's managed devices."""

    @abc.abstractmethod
    def waiting_devices(self, licence: License) -> list[Device]:
        """The devices that hold the licence as their next one."""

    @abc.abstractmethod
    def tenants(self, *, external_ids: bool) -> list[Tenant]:
        """The tenants that the account sees; reading their external ids may cost a call for each."""

    def overview(self, tenant: Tenant) -> list[License] | None:
        """What the main server itself tells of the licences of one of its :meth:`tenants`, without a session there.

        Their ids, names, types and ends, in unknown positions; ``None`` where it does not tell.
        """
        del tenant
        return None

    def hub_licenses(self) -> list[list[str]] | None:
        """The rows of a list of licences over all tenants, as texts; ``None`` where the provider has none."""
        return None

    @abc.abstractmethod
    def warnings(self) -> list[str]:
        """What the operator should know of how the answers were read."""

    @abc.abstractmethod
    def requests(self) -> Requests:
        """The cost so far."""

    @abc.abstractmethod
    def close(self) -> None:
        """Sign out; never raises."""

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
