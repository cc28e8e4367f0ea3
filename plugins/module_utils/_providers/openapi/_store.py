# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Calls on the license store of the connected server (KSCAPI/16/a00569.html, LicenseKeys; 14/a00760.html)."""

from __future__ import annotations

import typing as t

from ..._errors import NotFoundError, UnexpectedAnswerError
from ._keys import AUTOMATIC_DEPLOYMENT, FIELDS, KEY_DATA, SERIAL, read_key
from ._typed_values import decode_array, decode_params, encode_params

if t.TYPE_CHECKING:
    from ._keys import Key
    from ._session import Session

_IS_KEY_FILE = "KLLIC_IFKEYFILE"
_BODY = "KLLIC_LICFILE"


class KeyBody(t.NamedTuple):
    """An activation code in ASCII, or a key file."""

    content: bytes
    is_key_file: bool


class RefreshState(t.NamedTuple):
    """Where an asynchronous refresh stands; ``pause`` is how many seconds to wait before asking again."""

    done: bool
    succeeded: bool
    pause: float


class Store:
    """The calls, one method each; reading is repeated by the session, changing is not."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def key(self, serial: str) -> Key:
        """One key, in no position (GetKeyData, 13/a00502_a3f0b109929aa988ee2a8fa34c73244d9)."""
        wanted = {**dict.fromkeys(FIELDS, True), SERIAL: serial}
        answer = self._session.call("LicenseKeys.GetKeyData", {"pKeyInfo": wanted}, safe=True)
        return read_key({**decode_params(answer.get("PxgRetVal")), SERIAL: serial})

    def body_of(self, serial: str) -> KeyBody | None:
        """What a key was stored as, ``None`` where the server has no body or does not hand it out.

        Raises :class:`AccessDeniedError` where the account lacks the right ExportLicense.
        """
        wanted = {SERIAL: serial, KEY_DATA: True}
        answer = self._session.call("LicenseKeys.GetKeyData", {"pKeyInfo": wanted}, safe=True)
        body = decode_params(answer.get("PxgRetVal")).get(KEY_DATA)
        content = body.get(_BODY) if isinstance(body, dict) else None
        if not isinstance(body, dict) or not isinstance(content, bytes):
            return None
        return KeyBody(content, is_key_file=body.get(_IS_KEY_FILE) is not False)

    def install(self, body: bytes, *, is_key_file: bool) -> str:
        """Add a code (ASCII, 23 bytes) or a key file; returns the serial number (KSCAPI, LicenseKeys::InstallKey)."""
        info = encode_params({KEY_DATA: {_IS_KEY_FILE: is_key_file, _BODY: body}})
        answer = self._session.call("LicenseKeys.InstallKey", {"pKeyInfo": info}, safe=False)
        serial = answer.get("PxgRetVal")
        if not isinstance(serial, str) or not serial:
            raise UnexpectedAnswerError("the server installed the license but named no serial number")
        return serial

    def download(self, code: str) -> list[bytes]:
        """Key files behind a code of the 1.0 kind (LicenseKeys.DownloadKeyFiles)."""
        answer = self._session.call("LicenseKeys.DownloadKeyFiles", {"wstrActivationCode": code}, safe=False)
        files = [file for file in decode_array(answer.get("PxgRetVal")) if file is not None]
        if not all(isinstance(file, bytes) for file in files):
            raise UnexpectedAnswerError("the server sent something else where a key file should be")
        return t.cast("list[bytes]", files)

    def uninstall(self, serial: str) -> None:
        """Take a key out of the store; ``KLLIC_SERIAL`` is the only attribute allowed (15.1/a00548, UninstallKey)."""
        try:
            self._session.call("LicenseKeys.UninstallKey", {"pKeyInfo": {SERIAL: serial}}, safe=False)
        except NotFoundError:
            return

    def check_usable(self, serial: str, *, active: bool) -> None:
        """Raises :class:`LicenseNotUsableError` where the server may not use it itself (CheckIfSaasLicenseIsValid)."""
        arguments = {"pInData": {SERIAL: serial}, "bAsCurrent": active}
        self._session.call("LicenseKeys.CheckIfSaasLicenseIsValid", arguments, safe=True)

    def use(self, serial: str, *, active: bool) -> None:
        """Make a stored key the server's active or reserve one (SaasTryToInstall)."""
        arguments = {"pInData": {SERIAL: serial}, "bAsCurrent": active}
        self._session.call("LicenseKeys.SaasTryToInstall", arguments, safe=False)

    def stop_using(self, *, active: bool) -> None:
        """Take away the server's active or reserve key (SaasTryToUninstall)."""
        self._session.call("LicenseKeys.SaasTryToUninstall", {"bCurrent": active}, safe=False)

    def deploy_automatically(self, serial: str, *, enabled: bool) -> None:
        """Switch the automatic deployment of a key to devices (AdjustKey)."""
        data = {SERIAL: serial, AUTOMATIC_DEPLOYMENT: enabled}
        self._session.call("LicenseKeys.AdjustKey", {"pData": data}, safe=False)

    def start_refresh(self) -> str:
        """Ask the activation servers for present terms; returns the id of the action (SynchronizeLicInfo2)."""
        action = self._session.call("LicenseInfoSync.SynchronizeLicInfo2", {}, safe=False).get("PxgRetVal")
        if not isinstance(action, str) or not action:
            raise UnexpectedAnswerError("the server started a refresh but named no action")
        return action

    def refresh_state(self, action: str) -> RefreshState:
        """AsyncActionStateChecker.CheckActionState, on the connection that started the action (go-ksc)."""
        answer = self._session.call("AsyncActionStateChecker.CheckActionState", {"wstrActionGuid": action}, safe=True)
        delay = answer.get("lNextCheckDelay")
        seconds = delay / 1000 if isinstance(delay, int) and delay >= 0 else 1.0
        return RefreshState(answer.get("bFinalized") is True, answer.get("bSuccededFinalized") is True, seconds)
