# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each call on the license store sends, and what an answer must hold."""

from __future__ import annotations

import base64
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import NotFoundError, UnexpectedAnswerError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._keys import FIELDS, list_keys
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._store import (
    KeyBody,
    RefreshState,
    Store,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp, answer, refuses, returns
from ansible_collections.fleetops.kesc.tests.unit.support.sessions import signed_in

SERIAL = {"KLLIC_SERIAL": "S-1"}


def wrapped(kind: str, value: object) -> dict[str, object]:
    return {"type": kind, "value": value}


@pytest.mark.parametrize(
    ("act", "method", "arguments"),
    [
        pytest.param(lambda store: store.uninstall("S-1"), "UninstallKey", {"pKeyInfo": SERIAL}, id="taking a key out"),
        pytest.param(
            lambda store: store.check_usable("S-1", active=True),
            "CheckIfSaasLicenseIsValid",
            {"pInData": SERIAL, "bAsCurrent": True},
            id="whether it may be the active one",
        ),
        pytest.param(
            lambda store: store.use("S-1", active=False),
            "SaasTryToInstall",
            {"pInData": SERIAL, "bAsCurrent": False},
            id="making it the reserve one",
        ),
        pytest.param(
            lambda store: store.stop_using(active=True),
            "SaasTryToUninstall",
            {"bCurrent": True},
            id="taking away the active one",
        ),
        pytest.param(
            lambda store: store.deploy_automatically("S-1", enabled=True),
            "AdjustKey",
            {"pData": {**SERIAL, "KLLICSRV_AUTOKEY": True}},
            id="deploying it automatically",
        ),
    ],
)
def test_calls_without_a_result(
    http: ScriptedHttp, act: t.Callable[[Store], None], method: str, arguments: dict[str, t.Any]
) -> None:
    store = Store(signed_in(http))
    http.expect(f"LicenseKeys.{method}", returns(), arguments=arguments)
    act(store)


@pytest.mark.parametrize("is_key_file", [False, True], ids=["a code", "a key file"])
def test_installing_sends_the_body_as_binary(http: ScriptedHttp, is_key_file: bool) -> None:
    store = Store(signed_in(http))
    body = b"\x00file" if is_key_file else CODE.encode()
    binary = wrapped("binary", base64.b64encode(body).decode())
    data = wrapped("params", {"KLLIC_IFKEYFILE": is_key_file, "KLLIC_LICFILE": binary})
    http.expect("LicenseKeys.InstallKey", returns("S-1"), arguments={"pKeyInfo": {"KLLICSRV_KEYDATA": data}})
    assert store.install(body, is_key_file=is_key_file) == "S-1"


@pytest.mark.parametrize("value", [None, "", 7], ids=repr)
def test_an_installation_without_a_serial_is_unexpected(http: ScriptedHttp, value: object) -> None:
    store = Store(signed_in(http))
    http.expect("LicenseKeys.InstallKey", answer(body={"PxgRetVal": value}))
    with pytest.raises(UnexpectedAnswerError, match="named no serial number"):
        store.install(b"x", is_key_file=False)


def test_taking_out_what_is_gone_is_fine_but_other_refusals_are_not(http: ScriptedHttp) -> None:
    store = Store(signed_in(http))
    http.expect("LicenseKeys.UninstallKey", refuses("KLSTD", 1186))
    store.uninstall("S-1")
    http.expect("LicenseKeys.GetKeyData", refuses("KLSTD", 1186))
    with pytest.raises(NotFoundError):
        store.key("S-1")


def test_keys_are_listed_from_the_store_alone(http: ScriptedHttp) -> None:
    session = signed_in(http)
    arguments = {
        "pFields": list(FIELDS),
        "pFieldsToOrder": [],
        "pOptions": {"KLLICSRV_ENOPT_INSTALLED_ONLY": True},
        "lTimeoutSec": 0,
    }
    http.expect("LicenseKeys.EnumKeys", returns(lKeyCount=1, wstrIterator="it"), arguments=arguments)
    items = {"KLCSP_ITERATOR_ARRAY": [wrapped("params", {**SERIAL, "KLLIC_LIC_COUNT": 5})]}
    http.expect("GroupSyncIterator.GetNextItems", returns(1, pData=items))
    http.expect("GroupSyncIterator.ReleaseIterator", returns())
    (key,) = list_keys(session)
    assert (key.serial, key.license.limit) == ("S-1", 5)


def test_a_key_without_a_serial_is_unexpected(http: ScriptedHttp) -> None:
    session = signed_in(http)
    http.expect("LicenseKeys.EnumKeys", returns(lKeyCount=1, wstrIterator="it"))
    http.expect("GroupSyncIterator.GetNextItems", returns(1, pData={"KLCSP_ITERATOR_ARRAY": [wrapped("params", {})]}))
    http.expect("GroupSyncIterator.ReleaseIterator", returns())
    with pytest.raises(UnexpectedAnswerError, match="without a serial number"):
        list_keys(session)


CONTENT = wrapped("binary", base64.b64encode(CODE.encode()).decode())


@pytest.mark.parametrize(
    ("data", "body"),
    [
        pytest.param({"KLLIC_IFKEYFILE": False, "KLLIC_LICFILE": CONTENT}, KeyBody(CODE.encode(), False), id="a code"),
        pytest.param(
            {"KLLIC_IFKEYFILE": True, "KLLIC_LICFILE": CONTENT}, KeyBody(CODE.encode(), True), id="a key file"
        ),
        pytest.param({"KLLIC_LICFILE": CONTENT}, KeyBody(CODE.encode(), True), id="not told, which means a key file"),
        pytest.param({"KLLIC_IFKEYFILE": False}, None, id="no content"),
        pytest.param({"KLLIC_IFKEYFILE": False, "KLLIC_LICFILE": "x"}, None, id="a content that is a text"),
        pytest.param(None, None, id="no body"),
    ],
)
def test_what_a_key_was_stored_as(http: ScriptedHttp, data: dict[str, t.Any] | None, body: KeyBody | None) -> None:
    store = Store(signed_in(http))
    members = {} if data is None else {"KLLICSRV_KEYDATA": wrapped("params", data)}
    http.expect(
        "LicenseKeys.GetKeyData",
        answer(body={"PxgRetVal": {**SERIAL, **members}}),
        arguments={"pKeyInfo": {**SERIAL, "KLLICSRV_KEYDATA": True}},
    )
    assert store.body_of("S-1") == body


def test_key_files_of_a_code(http: ScriptedHttp) -> None:
    store = Store(signed_in(http))
    files = [wrapped("binary", "QQ=="), None, wrapped("binary", "Qg==")]
    http.expect("LicenseKeys.DownloadKeyFiles", returns(files), arguments={"wstrActivationCode": CODE})
    assert store.download(CODE) == [b"A", b"B"]


@pytest.mark.parametrize("file", ["QQ==", wrapped("binary", "Q"), wrapped("text", "QQ=="), 7], ids=repr)
def test_a_key_file_that_cannot_be_read_is_not_left_out(http: ScriptedHttp, file: t.Any) -> None:
    store = Store(signed_in(http))
    http.expect("LicenseKeys.DownloadKeyFiles", returns([wrapped("binary", "QQ=="), file]))
    with pytest.raises(UnexpectedAnswerError, match="where a key file should be"):
        store.download(CODE)


@pytest.mark.parametrize(
    ("members", "state"),
    [
        ({"bFinalized": False, "lNextCheckDelay": 1500}, RefreshState(False, False, 1.5)),
        ({"bFinalized": True, "bSuccededFinalized": True, "lNextCheckDelay": 0}, RefreshState(True, True, 0.0)),
        ({"bFinalized": True}, RefreshState(True, False, 1.0)),
        ({}, RefreshState(False, False, 1.0)),
        ({"bFinalized": 1, "bSuccededFinalized": "yes", "lNextCheckDelay": "5"}, RefreshState(False, False, 1.0)),
        ({"lNextCheckDelay": -5}, RefreshState(False, False, 1.0)),
        ({"lNextCheckDelay": float("nan")}, RefreshState(False, False, 1.0)),
    ],
    ids=["under way", "done", "failed", "nothing told", "other types", "a pause below nothing", "a pause that is none"],
)
def test_the_state_of_a_refresh(http: ScriptedHttp, members: dict[str, t.Any], state: RefreshState) -> None:
    store = Store(signed_in(http))
    http.expect("LicenseInfoSync.SynchronizeLicInfo2", returns("action"), arguments={})
    http.expect("AsyncActionStateChecker.CheckActionState", returns(**members), arguments={"wstrActionGuid": "action"})
    assert store.refresh_state(store.start_refresh()) == state


def test_a_refresh_without_an_action_is_unexpected(http: ScriptedHttp) -> None:
    store = Store(signed_in(http))
    http.expect("LicenseInfoSync.SynchronizeLicInfo2", returns(""))
    with pytest.raises(UnexpectedAnswerError, match="named no action"):
        store.start_refresh()
