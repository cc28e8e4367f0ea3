# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Noticing how a server answers what the documentation leaves open. Every call reads; no value leaves this file.

What is left open: docs/docsite/rst/protocol.rst.
"""

from __future__ import annotations

import base64
import collections
import email.utils
import typing as t

from ..._errors import AnswerLostError, KescError, UnavailableError, UnexpectedAnswerError
from ..._license._license import Position
from .._survey import (
    BODY_LEFT_OUT,
    BODY_VISIBLE,
    Contact,
    DevicesSurvey,
    Failure,
    ListSurvey,
    ShapeSurvey,
    SurveyedKey,
    TenantSurvey,
)
from . import _tenants
from ._answers import asks_for_second_factor, read_members
from ._devices import platform_of
from ._keys import KEY_DATA, LIST_ARGUMENTS, SERIAL, place, read_key
from ._reader import OpenApiReader
from ._results import KEYS_AT_A_TIME
from ._shapes import attribute_types, shape_of
from ._typed_values import decode

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._transport._http import HttpClient
    from ._authentication import Credentials
    from ._keys import Key
    from ._tenants import VirtualServer

_API = "/api/v1.0/"
_MOST_PIECES = 100
_HOSTS_AT_A_TIME = 500
_HOST_LIFE_TIME = 120
_MANAGED = '(&(KLHST_WKS_FROM_UNASSIGNED=0)(KLHST_WKS_DN="*"))'
_PINGS = 5


def contact(http: HttpClient, *, clock: Clock) -> Contact:
    """Ask for nothing without signing in (Session.Ping, KSCAPI/16/a00608.html). Raises :class:`KescError`.

    The Date header of the answer (RFC 9110, section 6.6.1) has whole seconds.
    """
    before = clock.now()
    answer = http.post(f"{_API}Session.Ping", headers={"Content-Type": "application/json"}, body=b"{}")
    middle = before + (clock.now() - before) / 2
    try:
        told = email.utils.parsedate_to_datetime(answer.headers.get("Date") or "")
        difference = round((told - middle).total_seconds(), 1)
    except (TypeError, ValueError, OverflowError):
        difference = None
    return Contact(status=answer.status, clock_difference=difference)


def signs_the_connection_in(http: HttpClient, credentials: Credentials, *, tenant: str, clock: Clock) -> Failure | None:
    """Whether ``/login`` works as well as a session does; ``None`` where it does (KlAkOAPI AdmServer)."""
    name = base64.b64encode(tenant.encode("utf-8")).decode("ascii")
    headers = {"Content-Type": "application/json", **credentials.headers(), "X-KSC-VServer": name}
    try:
        answer = http.post(f"{_API}login", headers=headers, body=b"{}")
        if asks_for_second_factor(answer):
            return Failure(error_code="second_factor_required", status=answer.status)
        read_members(answer, "", now=clock.now)
        read_members(http.post(f"{_API}Session.Ping", headers={}, body=b"{}"), "", now=clock.now)
    except KescError as error:
        return Failure.of(error)
    return None


class OpenApiSurveyor(OpenApiReader):
    """Reads like any reader, and notices how the server answers."""

    def virtual_servers(self) -> list[VirtualServer]:
        """The tenants that the account sees, with the unique names that they can be signed in to by."""
        return _tenants.virtual_servers(self._session, external_ids=False)

    def seconds_of_a_call(self) -> float:
        """How long the server takes to answer next to nothing, the median of a few calls."""
        taken = []
        for _ping in range(_PINGS):
            started = self._clock.monotonic()
            self._session.call("Session.Ping", {}, safe=True)
            taken.append(self._clock.monotonic() - started)
        return sorted(taken)[len(taken) // 2]

    def survey_tenant(self) -> TenantSurvey:
        """The tenant that is signed in to. Never raises :class:`KescError`."""
        before = self._session.requests
        try:
            listed = self._survey_list_again()
        except KescError as error:
            return TenantSurvey(failure=Failure.of(error))
        ids = [each.license.license_id for each in listed.keys]
        found = TenantSurvey(
            listed=listed,
            body=self._survey_body(ids[0]) if ids else None,
            usage=self._survey_usage(ids[0]) if ids else None,
            devices=self._survey_devices(),
        )
        spent = self._session.requests
        return TenantSurvey(
            **{
                **vars(found),
                "calls": spent.count - before.count,
                "seconds": spent.seconds - before.seconds,
                "repeated": spent.repeated - before.repeated,
            }
        )

    def survey_statistic(self, tenant_id: int) -> ShapeSurvey:
        """VServers2.GetVServerStatistic, KSCAPI/16/a00633.html; its members were seen by a third party only."""
        try:
            answer = self._session.call("VServers2.GetVServerStatistic", {"lVsId": tenant_id}, safe=True)
            statistic = answer.get("PxgRetVal")
            items = decode(statistic.get("KLVSRV_LICENSES")) if isinstance(statistic, dict) else None
        except KescError as error:
            return ShapeSurvey(failure=Failure.of(error))
        listed = None
        if isinstance(items, list):
            listed = frozenset(str(item.get(SERIAL)) for item in items if isinstance(item, dict))
        return ShapeSurvey(shape=shape_of(statistic), licenses=listed)

    def survey_external_id(self, tenant_id: int) -> str | Failure:
        """``told``, ``empty``, or why not (ExtTenant.GetExternalTenantId, KSCAPI/16/a00539.html)."""
        try:
            answer = self._session.call("ExtTenant.GetExternalTenantId", {"nVServerId": tenant_id}, safe=True)
        except KescError as error:
            return Failure.of(error)
        return "told" if answer.get("PxgRetVal") else "empty"

    def _survey_list_again(self) -> ListSurvey:
        """A second time where an answer was lost: that says nothing of the server."""
        try:
            return self._survey_list()
        except (AnswerLostError, UnavailableError):
            return self._survey_list()

    def _survey_list(self) -> ListSurvey:
        """LicenseKeys.EnumKeys and what GroupSyncIterator makes of it; raises :class:`KescError`."""
        session = self._session
        opened = session.call("LicenseKeys.EnumKeys", LIST_ARGUMENTS, safe=True)
        iterator, announced = opened.get("wstrIterator"), opened.get("lKeyCount")
        if not isinstance(announced, int) or isinstance(announced, bool):
            raise UnexpectedAnswerError("the server's answer to LicenseKeys.EnumKeys names no count")
        pieces: list[list[t.Any]] = []
        flags: list[bool | None] = []
        released = None
        if iterator:
            try:
                while len(pieces) < _MOST_PIECES:
                    # One call more than is announced: it tells whether that was all.
                    is_over = 0 < announced <= sum(map(len, pieces))
                    answer = self._next_items(iterator, refusal_is_fine=is_over)
                    items, flag = answer.get("KLCSP_ITERATOR_ARRAY"), answer.get("bEOF")
                    if not isinstance(items, list) or not items:
                        break
                    pieces.append(items)
                    flags.append(flag if isinstance(flag, bool) else None)
            finally:
                session.call("GroupSyncIterator.ReleaseIterator", {"szwIterator": iterator}, safe=True)
            released = self._ask_released(iterator)
        raw = [item for piece in pieces for item in piece]
        keys = [read_key(item) for item in map(decode, raw) if isinstance(item, dict) and item.get(SERIAL)]
        if len(keys) < len(raw):
            raise UnexpectedAnswerError("the server lists a license without a serial number")
        placed, _warnings = place(keys)
        return ListSurvey(
            keys=tuple(SurveyedKey(license=key.license, used_by_server=key.used_by_server) for key in placed),
            told_by_value=_told_by_value(placed),
            announced=announced,
            pieces=tuple(map(len, pieces)),
            asked_at_a_time=KEYS_AT_A_TIME,
            end_flags=tuple(flags),
            beyond=max(len(raw) - announced, 0),
            after_release=released,
            attributes=attribute_types(raw),
            unreadable=_unreadable(placed),
        )

    def _next_items(self, iterator: object, *, refusal_is_fine: bool) -> dict[str, t.Any]:
        """The members of an answer and of its data, together; none where the server refuses and may do so."""
        arguments = {"szwIterator": iterator, "nCount": KEYS_AT_A_TIME}
        try:
            answer = self._session.call("GroupSyncIterator.GetNextItems", arguments, safe=False)
        except KescError:
            if refusal_is_fine:
                return {}
            raise
        data = answer.get("pData")
        return {**answer, **(data if isinstance(data, dict) else {})}

    def _ask_released(self, iterator: object) -> Failure | None:
        try:
            self._next_items(iterator, refusal_is_fine=False)
        except KescError as error:
            return Failure.of(error)
        return None

    def _survey_body(self, serial: str) -> str | Failure:
        """Whether the account may see what a license was stored as: the code itself, which is dropped at once.

        LicenseKeys.GetKeyData: KSCAPI/13/a00502_a3f0b109929aa988ee2a8fa34c73244d9.
        """
        arguments = {"pKeyInfo": {SERIAL: serial, KEY_DATA: True}}
        try:
            answer = self._session.call("LicenseKeys.GetKeyData", arguments, safe=True).get("PxgRetVal")
        except KescError as error:
            return Failure.of(error)
        return BODY_VISIBLE if isinstance(answer, dict) and answer.get(KEY_DATA) else BODY_LEFT_OUT

    def _survey_usage(self, serial: str) -> ShapeSurvey:
        """LicenseKeys.AcquireKeyUsageStatistics: KSCAPI/16/a00569_aa567a781e9499bfdda0b3f0801c91853.html."""
        try:
            answer = self._session.call("LicenseKeys.AcquireKeyUsageStatistics", {"wstrSerial": serial}, safe=True)
        except KescError as error:
            return ShapeSurvey(failure=Failure.of(error))
        return ShapeSurvey(shape=shape_of(answer.get("PxgRetVal")))

    def _survey_devices(self) -> DevicesSurvey:
        """The first managed devices by platform: the values of KLHST_WKS_PTYPE are not documented."""
        arguments = {
            "wstrFilter": _MANAGED,
            "vecFieldsToReturn": ["KLHST_WKS_OS_NAME", "KLHST_WKS_PTYPE"],
            "vecFieldsToOrder": [],
            "pParams": {"KLGRP_FIND_FROM_CUR_VS_ONLY": True},
            "lMaxLifeTime": _HOST_LIFE_TIME,
        }
        counts: collections.Counter[tuple[int | None, str]] = collections.Counter()
        session = self._session
        try:
            found = session.call("HostGroup.FindHosts", arguments, safe=True)
            accessor, count = found.get("strAccessor"), found.get("PxgRetVal")
            if not isinstance(count, int) or not isinstance(accessor, str):
                raise UnexpectedAnswerError("the server's answer to HostGroup.FindHosts names no result")
            items: object = []
            try:
                if count > 0:
                    piece = {"strAccessor": accessor, "nStart": 0, "nCount": min(count, _HOSTS_AT_A_TIME)}
                    chunk = session.call("ChunkAccessor.GetItemsChunk", piece, safe=True, large=True).get("pChunk")
                    items = decode(chunk.get("KLCSP_ITERATOR_ARRAY")) if isinstance(chunk, dict) else []
            finally:
                session.call("ChunkAccessor.Release", {"strAccessor": accessor}, safe=True)
        except KescError as error:
            return DevicesSurvey(failure=Failure.of(error))
        for item in items if isinstance(items, list) else ():
            name, number = (item.get("KLHST_WKS_OS_NAME"), item.get("KLHST_WKS_PTYPE")) if item else (None, None)
            platform = platform_of(name) if isinstance(name, str) else "other"
            counts[number if isinstance(number, int) else None, platform] += 1
        return DevicesSurvey(platforms=dict(counts))


def _told_by_value(keys: t.Sequence[Key]) -> bool:
    """Whether the server uses several, no device tells which is in force, and yet one is taken for it: see place."""
    used = [key for key in keys if key.used_by_server]
    counts = [key.license.in_use or 0 for key in used]
    told_by_devices = bool(counts) and max(counts) > 0 and counts.count(max(counts)) == 1
    return len(used) > 1 and not told_by_devices and any(key.license.position is Position.ACTIVE for key in used)


def _unreadable(keys: t.Sequence[Key]) -> frozenset[str]:
    return frozenset(name for key in keys for name in key.unreadable)
