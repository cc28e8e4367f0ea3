# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Changing a tenant's licenses over the KSC Open API."""

from __future__ import annotations

import dataclasses
import typing as t

from ..._errors import (
    AccessDeniedError,
    AnswerLostError,
    CodeNotAddedError,
    CodeRefusedError,
    KescError,
    LicenseNotUsableError,
    NotFoundError,
    UnavailableError,
)
from ..._interruptions import is_abandoned
from ..._license._license import Position
from ..._license._positions import took_position
from .._changing_provider import ChangingProvider, Verification
from ._changes import Changes
from ._devices import read_devices, read_waiting
from ._keys import list_keys
from ._reader import OpenApiReader
from ._refusals import CODE_NEEDS_SERVER_1, CODE_UNKNOWN, is_activation_refusal
from ._store import KeyBody, Store

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._license._activation_code import ActivationCode
    from ..._license._license import License
    from .._changing_provider import Device
    from .._provider import Requests
    from ._keys import Key
    from ._session import Session

_REFRESH_LIMIT = 60.0
"""Seconds after which a refresh that is still under way is an error."""

_MAY_BE_STORED = ": it may be in the tenant's store already, which cannot be seen"
_LET_IT_BE_SEEN = (
    "Give the account the right ExportLicense on this tenant, so that a stored code is recognized; or look for the "
    "code's license in the tenant's console"
)

_SHORTEST_POLL, _LONGEST_POLL = 0.1, 10.0


class OpenApiProvider(OpenApiReader, ChangingProvider):
    """One signed-in session that may also change the tenant's licenses."""

    def __init__(self, session: Session, *, tenant: str, clock: Clock, spent: Requests) -> None:
        super().__init__(session, tenant=tenant, clock=clock, spent=spent)
        self._store = Store(session)
        self._changes = Changes(session, clock=clock)
        self._devices: list[Device] | None = None
        self._bodies_hidden = False

    def recognize(self, code: ActivationCode, *, among: list[License]) -> License | None:
        """By the stored key bodies, those in a position first; ``None`` without the right ExportLicense."""
        wanted = KeyBody(code.reveal().encode("ascii"), is_key_file=False)
        bodies = 0
        for license in sorted(among, key=lambda license: license.position is Position.NONE):
            try:
                body = self._store.body_of(license.license_id)
            except AccessDeniedError:
                break
            if body == wanted:
                return license
            bodies += body is not None
        # A server may also refuse a body by leaving it out.
        self._bodies_hidden = self._bodies_hidden or (bool(among) and not bodies)
        return None

    def verify(self, code: ActivationCode, *, known: list[License]) -> Verification:
        """Add the code to the store and read what it became; automatic deployment is kept off.

        There is no other way to ask: the API has no call that tells what a code stands for without storing it.
        """
        before = {license.license_id for license in known}
        added: list[str] = []
        try:
            keys = []
            for serial in self._add(code, known):
                if serial not in before:
                    added.append(serial)
                keys.append(self._placed_key(serial))
            keys = [self._kept_from_devices(key) if key.serial in added else key for key in keys]
        except KescError as error:
            error.left_in_store += added
            if isinstance(error, CodeRefusedError) and self._bodies_hidden and not added:
                error.aftermath.append("The code may be in the tenant's store already, which cannot be seen")
            raise
        return Verification(max(keys, key=_preference).license, tuple(added))

    def withdraw(self, license_id: str) -> None:
        self._changes.settle(
            lambda: self._store.uninstall(license_id),
            happened=lambda: all(key.serial != license_id for key in list_keys(self._session)),
        )

    def usable(self, license: License, *, position: Position) -> bool:
        try:
            self._store.check_usable(license.license_id, active=position is Position.ACTIVE)
        except LicenseNotUsableError:
            return False
        return True

    def apply(self, license: License, *, position: Position, replaces: License | None) -> None:
        """Make a stored key the server's own."""
        del replaces
        serial, active = license.license_id, position is Position.ACTIVE
        self._store.check_usable(serial, active=active)
        self._changes.settle(
            lambda: self._store.use(serial, active=active), happened=lambda: self._has_taken(license, position)
        )

    def deploy(self, license_id: str, *, enabled: bool) -> None:
        self._changes.settle(
            lambda: self._store.deploy_automatically(license_id, enabled=enabled),
            happened=lambda: self._store.key(license_id).license.automatic_deployment is enabled,
        )

    def vacate(self, license: License) -> bool:
        serial, active = license.license_id, license.position is Position.ACTIVE
        changed = True
        try:
            self._changes.settle(
                lambda: self._store.stop_using(active=active),
                happened=lambda: not self._has_taken(license, license.position),
            )
        except NotFoundError:
            changed = False
        if self._store.key(serial).license.automatic_deployment:
            self.deploy(serial, enabled=False)
            changed = True
        return changed

    def refresh(self, known: list[License]) -> None:
        terms = {license.license_id: license.terms() for license in known}

        def has_new_terms() -> bool:
            return any(terms.get(each.license_id, each.terms()) != each.terms() for each in self.licenses())

        failure = self._changes.settle_result(self._refresh_once, effect=lambda: "" if has_new_terms() else None)
        if failure:
            raise UnavailableError(failure, remedy="Run again later; if that does not help, ask the seller")

    def _refresh_once(self) -> str:
        """Why the refresh did not succeed; nothing where it did."""
        action = self._store.start_refresh()
        deadline = self._clock.monotonic() + _REFRESH_LIMIT
        while True:
            try:
                state = self._store.refresh_state(action)
            except NotFoundError:
                # An action belongs to the connection that started it, and that one is gone.
                raise AnswerLostError("the connection broke before the refresh was finished") from None
            if state.done:
                return "" if state.succeeded else "the activation servers did not refresh the subscriptions"
            if self._clock.monotonic() > deadline or is_abandoned():
                return f"the refresh was not finished after {_REFRESH_LIMIT:g} seconds"
            self._clock.sleep(min(max(state.pause, _SHORTEST_POLL), _LONGEST_POLL))

    def devices(self) -> list[Device]:
        if self._devices is None:
            self._devices = read_devices(self._session)
        return self._devices

    def waiting_devices(self, license: License) -> list[Device]:
        return read_waiting(self._session, license.license_id, devices=self.devices())

    def warnings(self) -> list[str]:
        if not self._bodies_hidden:
            return super().warnings()
        hidden = (
            "The account may not export licenses (right ExportLicense), so a code that is already in place can "
            "only be recognized by asking the activation servers."
        )
        return [*super().warnings(), hidden]

    def _add(self, code: ActivationCode, known: list[License]) -> t.Iterator[str]:
        """The serials behind a code, as they come: one, or one for each key file of a code of the 1.0 kind.

        KSCAPI/13/a00502_a42d0b5d83d540627d8cfe770f514c2d5.html, LicenseKeys::InstallKey.
        """
        ids = {license.license_id for license in known}
        body = code.reveal().encode("ascii")
        try:
            yield self._install(body, is_key_file=False, effect=lambda: _id_of(self._find_added(ids, code)))
            return
        except CodeRefusedError as refusal:
            if not is_activation_refusal(refusal, CODE_NEEDS_SERVER_1, CODE_UNKNOWN):
                raise
            files = self._download(code, refusal)
        for file in files:
            serial = self._install(file, is_key_file=True, effect=lambda: _id_of(self._find_added(ids, None)))
            ids.add(serial)
            yield serial

    def _download(self, code: ActivationCode, refusal: CodeRefusedError) -> list[bytes]:
        """Key files from the activation servers 1.0; where they have none either, the first refusal stands."""
        try:
            files = self._store.download(code.reveal())
        except KescError as error:
            if isinstance(error, CodeRefusedError) or is_activation_refusal(refusal, CODE_UNKNOWN):
                raise refusal from None
            raise
        if not files:
            raise refusal
        return files

    def _install(self, body: bytes, *, is_key_file: bool, effect: t.Callable[[], str | None]) -> str:
        try:
            return self._changes.settle_result(
                lambda: self._store.install(body, is_key_file=is_key_file), effect=effect
            )
        except LicenseNotUsableError as error:
            # Of this call KLSTD 1193 only says "not permitted"; that a license is not valid it says of another one.
            unseen = self._bodies_hidden or is_key_file
            refusal = CodeNotAddedError(
                "the server does not permit to add the code" + (_MAY_BE_STORED if unseen else ""),
                remedy=_LET_IT_BE_SEEN if unseen else "",
                server=error.server,
            )
            refusal.may_have_happened = error.may_have_happened
            raise refusal from None

    def _find_added(self, before: set[str], code: ActivationCode | None) -> License | None:
        """What an addition without an answer added: the new key with the code, or the only new one.

        Only a key that can be read is told by its code: not a key file, and not where bodies are hidden.
        """
        new = [license for license in self.licenses() if license.license_id not in before]
        found = self.recognize(code, among=new) if code else None
        if found is None and (code is None or self._bodies_hidden) and len(new) == 1:
            found = new[0]
        return found

    def _placed_key(self, serial: str) -> Key:
        """A key as it is now; one that was there before keeps the position in which it was found."""
        key = self._store.key(serial)
        found = next((known for known in self._keys if known.serial == serial), None)
        if found is None:
            return key
        return dataclasses.replace(key, license=dataclasses.replace(key.license, position=found.license.position))

    def _kept_from_devices(self, key: Key) -> Key:
        if not key.license.automatic_deployment:
            return key
        try:
            self.deploy(key.serial, enabled=False)
        except KescError as error:
            error.aftermath.append(f"Devices may get license {key.serial} by themselves until the next run")
            raise
        return dataclasses.replace(key, license=dataclasses.replace(key.license, automatic_deployment=False))

    def _has_taken(self, license: License, position: Position) -> bool:
        found = next((each for each in self.licenses() if each.license_id == license.license_id), None)
        return found is not None and took_position(found, position, before=license)


def _id_of(license: License | None) -> str | None:
    return license.license_id if license else None


def _preference(key: Key) -> tuple[bool, float]:
    """Of several keys behind one code, the one that lasts longest."""
    expires = key.license.expires
    return key.license.never_expires, expires.timestamp() if expires else 0.0
