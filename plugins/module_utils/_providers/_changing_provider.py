# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The way to a tenant for what changes its licenses."""

from __future__ import annotations

import abc
import dataclasses
import typing as t

from ._provider import Provider

if t.TYPE_CHECKING:
    from .._license._activation_code import ActivationCode
    from .._license._comparison import Announced
    from .._license._license import License, Position

PLATFORMS = ("windows", "macos", "linux", "android", "ios", "other")


@dataclasses.dataclass(frozen=True)
class Verification:
    """What the activation servers say of a code; ``added`` are the ids of licenses that asking put into the store.

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


class ChangingProvider(Provider):
    """A provider for a replacement or a removal.

    A method that changes the tenant does so once: it is never repeated blindly. After a lost answer it watches the
    tenant's state for as long as an effect may be late, and only then acts again. ``may_have_happened`` of an error
    says that a call without an answer may have had its effect none the less.
    """

    @abc.abstractmethod
    def recognize(self, code: ActivationCode, *, among: list[License]) -> License | None:
        """The license that the code stands for, found without asking the activation servers; else ``None``."""

    @abc.abstractmethod
    def verify(self, code: ActivationCode, *, known: list[License]) -> Verification:
        """Ask the activation servers what the code stands for. ``known`` are the licenses before the call.

        A code that is refused leaves the tenant as it was. After another failure ``left_in_store`` of the error has the
        ids of licenses that asking put into the store. An added license is kept from devices. Raises
        :class:`CodeNotAddedError` where the server refuses because, perhaps, the code is in the store already.
        """

    @abc.abstractmethod
    def withdraw(self, license_id: str) -> None:
        """Take a license out of the tenant's store. A license that is not there is fine."""

    @abc.abstractmethod
    def usable(self, license: License, *, position: Position) -> bool:
        """Whether the tenant may use a stored license in a position."""

    @abc.abstractmethod
    def apply(self, license: License, *, position: Position, replaces: License | None) -> None:
        """Put a stored license into a position, in place of ``replaces``; returns once the server has accepted that.

        Raises :class:`LicenseNotUsableError`, before anything is changed, where the tenant may not use it.
        """

    @abc.abstractmethod
    def deploy(self, license_id: str, *, enabled: bool) -> None:
        """Whether devices get a stored license by themselves."""

    @abc.abstractmethod
    def vacate(self, license: License) -> bool:
        """Take a license out of its position; it stays in the store. Returns whether anything had to be changed."""

    @abc.abstractmethod
    def refresh(self, known: list[License]) -> None:
        """Have the activation servers send the present terms of the tenant's subscriptions; returns when done.

        ``known`` are the licenses before the call.
        """

    @abc.abstractmethod
    def devices(self) -> list[Device]:
        """The tenant's managed devices."""

    @abc.abstractmethod
    def waiting_devices(self, license: License) -> list[Device]:
        """The devices that hold the license as their next one."""
