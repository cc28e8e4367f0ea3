# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""LicenseInfoSync and AsyncActionStateChecker (SOURCES.md, section 10)."""

from __future__ import annotations

import uuid

from kesc_lab.errors import not_found
from kesc_lab.protocol import attributes
from kesc_lab.protocol.hosts import HostView
from kesc_lab.protocol.methods.host_group import host_of
from kesc_lab.protocol.methods.license_keys import saas_try_to_uninstall
from kesc_lab.protocol.registry import Argument, Call, Kind, member, method
from kesc_lab.protocol.sessions import AsyncAction
from kesc_lab.protocol.values import Params

_PRODUCT = (
    Argument("szwHostName", Kind.TEXT),
    Argument("szwProduct", Kind.TEXT),
    Argument("szwVersion", Kind.TEXT),
)
_KEY = (Argument("pKeyInfo", Kind.PARAMS), Argument("bAsCurrent", Kind.FLAG))


@method("LicenseInfoSync.SynchronizeLicInfo2", writes=True)
def synchronize_lic_info2(call: Call) -> Params:
    """Start a refresh from the activation servers; returns the request id to poll on the same connection."""
    request_id = str(uuid.uuid4())
    polls = call.world.choices.synchronize_polls
    call.connection.actions[request_id] = AsyncAction(call.tenant.id, polls, call.activation_down)
    return {"PxgRetVal": request_id}


@method("AsyncActionStateChecker.CheckActionState", Argument("wstrActionGuid", Kind.TEXT), right=None)
def check_action_state(call: Call) -> Params:
    """Tell whether an action is finished; its effect shows when the answer first says so."""
    action = call.connection.actions.get(call.text("wstrActionGuid"))
    if action is None:
        raise not_found("action of this connection")
    if action.polls_left > 0:
        action.polls_left -= 1
        delay = call.world.choices.synchronize_check_delay_ms
        return _state(finished=False, succeeded=False, code=0, delay=delay, data={})
    if action.fails:
        action.finished = True
        text = "The activation servers are temporarily unavailable"
        failure: Params = {
            "KLBLAG_ERROR_MODULE": "KLSTD",
            "KLBLAG_ERROR_CODE": 1195,
            "KLBLAG_ERROR_SUBCODE": 0,
            "KLBLAG_ERROR_MSG": text,
        }
        data: Params = {"KLBLAG_ERROR_INFO": failure, "GNRL_EA_DESCRIPTION": text}
        return _state(finished=True, succeeded=False, code=0, delay=0, data=data)
    tenant = call.world.tenant(action.tenant_id)
    if tenant is not None and not action.finished:
        call.world.synchronize(tenant)
    action.finished = True
    return _state(finished=True, succeeded=True, code=1, delay=0, data={})


@method("LicenseInfoSync.AcquireKeysForProductOnHost", *_PRODUCT)
def acquire_keys_for_product_on_host(call: Call) -> Params:
    """Return the serials of a product's active and reserve key on a device, empty where there is none."""
    host = _host_with_product(call)
    return {"wstrActiveKey": host.device.current or "", "wstrReservedKey": host.device.next or ""}


@method("LicenseInfoSync.GetKeyDataForHost", Argument("szwSerial", Kind.TEXT), *_PRODUCT)
def get_key_data_for_host(call: Call) -> Params:
    """Return all attributes of a key that a product on a device uses."""
    host, serial = _host_with_product(call), call.text("szwSerial")
    call.serial = serial
    key = call.tenant.keys.get(serial)
    if key is None or serial not in (host.device.current, host.device.next):
        raise not_found(f"license key '{serial}' on this host")
    view = attributes.views(call.tenant, call.world, [key])[0]
    return {"PxgRetVal": attributes.select(view, attributes.READERS)}


@method("LicenseInfoSync.IsLicForSaasValid2", *_KEY)
def is_lic_for_saas_valid2(call: Call) -> Params:
    """Raise unless the server can use the key; the same rule as LicenseKeys.CheckIfSaasLicenseIsValid."""
    call.world.check_usable(call.tenant, _serial(call))
    return {}


@method("LicenseInfoSync.TryToInstallLicForSaas2", *_KEY, writes=True)
def try_to_install_lic_for_saas2(call: Call) -> Params:
    """Make a stored key active or reserve; the same act as LicenseKeys.SaasTryToInstall."""
    call.world.put_in_position(call.tenant, _serial(call), as_current=call.flag("bAsCurrent"))
    return {}


method("LicenseInfoSync.TryToUnistallLicense", Argument("bCurrent", Kind.FLAG), writes=True)(saas_try_to_uninstall)


def _serial(call: Call) -> str:
    call.serial = str(member(call.params("pKeyInfo"), "KLLIC_SERIAL", str))
    return call.serial


def _host_with_product(call: Call) -> HostView:
    host = host_of(call, call.text("szwHostName"))
    if (call.text("szwProduct"), call.text("szwVersion")) != (host.facts.product, host.facts.version):
        raise not_found("product on this host")
    return host


def _state(*, finished: bool, succeeded: bool, code: int, delay: int, data: Params) -> Params:
    return {
        "bFinalized": finished,
        "bSuccededFinalized": succeeded,
        "lStateCode": code,
        "pStateData": data,
        "lNextCheckDelay": delay,
    }
