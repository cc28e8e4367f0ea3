# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small Administration Server in memory, in place of the HTTP client: one store, and faults on order."""

from __future__ import annotations

import base64
import copy
import json
import re
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AnswerLostError, UnreachableError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Requests
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._provider import OpenApiProvider
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import answer, refuses, returns
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import session

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpAnswer

_API = "/api/v1.0/"
CHANGING = frozenset(
    {"InstallKey", "UninstallKey", "DownloadKeyFiles", "SaasTryToInstall", "SaasTryToUninstall", "AdjustKey"}
)
SHORT = {
    "LicenseKeys.EnumKeys": "EnumKeys",
    "GroupSyncIterator.GetNextItems": "",
    "GroupSyncIterator.ReleaseIterator": "",
    "ChunkAccessor.Release": "",
    "HostGroup.FindHosts": "FindHosts",
}

_PARAMETERS = {
    "bAsCurrent": "as_current",
    "bCurrent": "current",
    "pData": "data",
    "pInData": "data",
    "pKeyInfo": "key_info",
    "wstrActionGuid": "action",
    "wstrActivationCode": "code",
}

Attributes: t.TypeAlias = "dict[str, t.Any]"


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """Ends a call with an answer."""

    def __init__(self, got: HttpAnswer) -> None:
        super().__init__()
        self.answer = got


def key(serial: str, *, name: str = "Basic", days: str = "2027-03-01", **values: t.Any) -> Attributes:
    """Attributes of a key as they go over the wire."""
    return {
        "KLLIC_SERIAL": serial,
        "KLLIC_PROD_NAME": name,
        "KLLIC_KEY_TYPE": 1,
        "KLLIC_LIC_COUNT": 100,
        "KLLIC_LIMIT_DATE": {"type": "datetime", "value": f"{days}T12:00:00Z"},
        "KLLIC_NHOSTS_ASCURRENT": 0,
        "KLLIC_NHOSTS_ASNEXT": 0,
        "KLLIC_USED_BY_ADM_SRV": 0,
        "KLLICSRV_AUTOKEY": False,
        **values,
    }


def active_key(serial: str = "OLD", **values: t.Any) -> Attributes:
    """The key in force, handed out to devices."""
    return key(serial, days="2026-03-11", **{"KLLIC_USED_BY_ADM_SRV": 1, "KLLICSRV_AUTOKEY": True, **values})


class FakeKsc:
    """``codes`` are the keys behind activation codes, ``files`` those behind key files (by their content).

    ``downloads`` are the key files of codes of the 1.0 kind. ``devices`` take the key that comes into force, which
    happens ``late`` by so many readings; ``silent`` says nothing of the server's own use; ``refuses_stored`` does not
    take a code that is in the store already. ``fault`` sets what goes wrong at which call.
    """

    server = "a certificate"

    def __init__(self, *keys: Attributes) -> None:
        self.keys = {each["KLLIC_SERIAL"]: each for each in keys}
        self.bodies: dict[str, tuple[bytes, bool]] = {}
        self.codes: dict[str, Attributes] = {}
        self.files: dict[bytes, Attributes] = {}
        self.downloads: dict[str, list[bytes]] = {}
        self.refusals: dict[str, HttpAnswer] = {}
        self.may_export = True
        self.refuses_stored = False
        self.silent = False
        self.devices = 0
        self.late = 0
        self._pending: tuple[int, str, bool] | None = None
        self.refreshed: Attributes = {}
        self.log: list[tuple[str, t.Any]] = []
        self.closed = 0
        self._faults: dict[tuple[str, int], str | HttpAnswer | BaseException] = {}
        self._network_gone_after: tuple[str, int] | None = None
        self._gone = False

    @property
    def methods(self) -> list[str]:
        """The calls, briefly, without the pieces and ends of readings."""
        short = [SHORT.get(method, method.rpartition(".")[2]) for method, _arguments in self.log]
        return [method for method in short if method]

    @property
    def changes(self) -> list[str]:
        return [method for method in self.methods if method in CHANGING]

    def fault(self, method: str, how: str | HttpAnswer | BaseException, *, call: int = 0) -> None:
        """At the call with that number (from nought) of a method: ``lost before``, ``lost after``, or an answer."""
        self._faults[method, call] = how

    def network_ends(self, method: str, *, call: int = 0) -> None:
        """That call has its effect, its answer is lost, and nothing gets through any more."""
        self._network_gone_after = (method, call)

    def snapshot(self) -> dict[str, Attributes]:
        return copy.deepcopy(self.keys)

    def close(self) -> None:
        self.closed += 1

    def post(self, path: str, *, headers: t.Mapping[str, str], body: bytes) -> HttpAnswer:
        method, arguments = path.removeprefix(_API), json.loads(body)
        if self._gone:
            raise UnreachableError("https://ksc.test cannot be reached")
        name = method.rpartition(".")[2]
        number = sum(called.rpartition(".")[2] == name for called, _arguments in self.log)
        self.log.append((method, arguments))
        fault = self._faults.get((name, number))
        if fault == "lost before":
            raise AnswerLostError("the connection broke")
        if fault is not None and fault != "lost after":
            if isinstance(fault, BaseException):
                raise fault
            return t.cast("HttpAnswer", fault)
        if not method.startswith("Session.") and "X-KSC-Session" not in headers:
            return answer(401, "no session")
        result = self._run(name, arguments)
        self._gone = self._network_gone_after == (name, number)
        if fault == "lost after" or self._gone:
            raise AnswerLostError("the connection broke")
        return result

    def _run(self, name: str, arguments: t.Any) -> HttpAnswer:
        try:
            act = getattr(self, re.sub(r"(?=[A-Z])", "_", name).lower())
            return t.cast("HttpAnswer", act(**{_PARAMETERS.get(each, each): arguments[each] for each in arguments}))
        except Refusal as refusal:
            return refusal.answer

    def _start_session(self) -> HttpAnswer:
        return returns("session-id")

    def _end_session(self) -> HttpAnswer:
        return returns()

    def _enum_keys(self, **_arguments: t.Any) -> HttpAnswer:
        return returns(lKeyCount=len(self.keys), wstrIterator="it")

    def _get_next_items(self, **_arguments: t.Any) -> HttpAnswer:
        self._let_time_pass()
        items = [{"type": "params", "value": self._told(each)} for each in self.keys.values()]
        return returns(len(items), bEOF=True, pData={"KLCSP_ITERATOR_ARRAY": items})

    def _release_iterator(self, **_arguments: t.Any) -> HttpAnswer:
        return returns()

    def _find_hosts(self, **_arguments: t.Any) -> HttpAnswer:
        return returns(0, strAccessor="acc")

    def _release(self, **_arguments: t.Any) -> HttpAnswer:
        return returns()

    def _get_key_data(self, key_info: t.Any) -> HttpAnswer:
        serial = key_info["KLLIC_SERIAL"]
        wanted = self._told(self._stored(serial))
        if "KLLICSRV_KEYDATA" in key_info:
            if not self.may_export:
                raise Refusal(refuses("KLSTD", 1184))
            if serial in self.bodies:
                content, is_file = self.bodies[serial]
                binary = {"type": "binary", "value": base64.b64encode(content).decode()}
                data = {"KLLIC_IFKEYFILE": is_file, "KLLIC_LICFILE": binary}
                wanted["KLLICSRV_KEYDATA"] = {"type": "params", "value": data}
        return answer(body={"PxgRetVal": wanted})

    def _install_key(self, key_info: t.Any) -> HttpAnswer:
        data = key_info["KLLICSRV_KEYDATA"]["value"]
        content = base64.b64decode(data["KLLIC_LICFILE"]["value"])
        text = content.decode()
        if text in self.refusals:
            raise Refusal(self.refusals[text])
        found = self.files.get(content) if data["KLLIC_IFKEYFILE"] else self.codes.get(text)
        if found is None:
            raise Refusal(refuses("KLOLA", 2351, 34))
        serial = found["KLLIC_SERIAL"]
        if serial in self.keys and self.refuses_stored:
            raise Refusal(refuses("KLSTD", 1193))
        if serial not in self.keys:
            self.keys[serial] = dict(found)
            self.bodies[serial] = (content, data["KLLIC_IFKEYFILE"])
        return returns(serial)

    def _download_key_files(self, code: str) -> HttpAnswer:
        if code not in self.downloads:
            raise Refusal(refuses("KLOLA", 2351, 34))
        files = [base64.b64encode(each).decode() for each in self.downloads[code]]
        return returns([{"type": "binary", "value": each} for each in files])

    def _uninstall_key(self, key_info: t.Any) -> HttpAnswer:
        assert set(key_info) == {"KLLIC_SERIAL"}
        self._stored(key_info["KLLIC_SERIAL"])
        del self.keys[key_info["KLLIC_SERIAL"]]
        return returns()

    def _check_if_saas_license_is_valid(self, data: t.Any, as_current: bool) -> HttpAnswer:
        del as_current
        self._stored(data["KLLIC_SERIAL"])
        return returns()

    def _saas_try_to_install(self, data: t.Any, as_current: bool) -> HttpAnswer:
        self._stored(data["KLLIC_SERIAL"])
        self._pending = (self.late, data["KLLIC_SERIAL"], as_current)
        if not self.late:
            self._let_time_pass()
        return returns()

    def _let_time_pass(self) -> None:
        if self._pending is None:
            return
        left, serial, as_current = self._pending
        if left:
            self._pending = (left - 1, serial, as_current)
            return
        self._pending = None
        self._saas_try_to_uninstall(as_current)
        self.keys[serial]["KLLIC_USED_BY_ADM_SRV"] = 1 if as_current else 2
        held = "KLLIC_NHOSTS_ASCURRENT" if as_current else "KLLIC_NHOSTS_ASNEXT"
        for each in self.keys.values():
            each[held] = self.devices if each["KLLIC_SERIAL"] == serial else 0

    def _told(self, key: Attributes) -> Attributes:
        return {name: value for name, value in key.items() if not (self.silent and name == "KLLIC_USED_BY_ADM_SRV")}

    def _saas_try_to_uninstall(self, current: bool) -> HttpAnswer:
        for each in self.keys.values():
            if each["KLLIC_USED_BY_ADM_SRV"] == (1 if current else 2):
                each["KLLIC_USED_BY_ADM_SRV"] = 0
        return returns()

    def _adjust_key(self, data: t.Any) -> HttpAnswer:
        self._stored(data["KLLIC_SERIAL"])["KLLICSRV_AUTOKEY"] = data["KLLICSRV_AUTOKEY"]
        return returns()

    def _synchronize_lic_info2(self) -> HttpAnswer:
        return returns("action-1")

    def _check_action_state(self, action: str) -> HttpAnswer:
        assert action == "action-1"
        for each in self.keys.values():
            each.update(self.refreshed)
        return returns(bFinalized=True, bSuccededFinalized=True, lStateCode=1, lNextCheckDelay=0)

    def _stored(self, serial: str) -> Attributes:
        if serial not in self.keys:
            raise Refusal(refuses("KLSTD", 1186))
        return self.keys[serial]


def open_tenant(ksc: FakeKsc, *, clock: FakeClock | None = None, retries: int = 3) -> OpenApiProvider:
    """A provider that has signed in to the server."""
    clock = clock or FakeClock()
    opened = session(ksc, clock=clock, retries=retries)  # type: ignore[arg-type]
    opened.sign_in()
    return OpenApiProvider(opened, tenant="Birch", clock=clock, spent=Requests(0, 0.0))  # type: ignore[arg-type]
