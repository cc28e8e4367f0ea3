# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""LicenseKeys (SOURCES.md, section 6; KSCAPI/16/a00569.html)."""

from __future__ import annotations

from kesc_lab.domain.activation import servers_down
from kesc_lab.domain.tenant import Device, Tenant
from kesc_lab.errors import bad_format, not_found, not_permitted
from kesc_lab.protocol import attributes
from kesc_lab.protocol.hosts import HostView, key_use
from kesc_lab.protocol.registry import Argument, Call, Kind, member, method
from kesc_lab.protocol.results import order_fields, sort_items
from kesc_lab.protocol.values import Params, Value

# Timeout 0 means 15 minutes (KSCAPI/16/a00569_a5a3ea32d22c4105359cdfb42012bfe95.html).
DEFAULT_TIMEOUT_SECONDS = 900
_FIELDS = (Argument("pFields", Kind.NAMES), Argument("pFieldsToOrder", Kind.ARRAY))
_OPTIONS = (Argument("pOptions", Kind.PARAMS, optional=True), Argument("lTimeoutSec", Kind.INT, optional=True))


@method("LicenseKeys.InstallKey", Argument("pKeyInfo", Kind.PARAMS), writes=True)
def install_key(call: Call) -> Params:
    """Add an activation code or key file to the store; returns the serial number."""
    data = member(call.params("pKeyInfo"), attributes.KEY_DATA, dict)
    assert isinstance(data, dict)  # noqa: S101 - member() has checked it
    body = data.get("KLLIC_LICFILE")
    is_file = data.get("KLLIC_IFKEYFILE", True)
    if not isinstance(body, bytes) or not isinstance(is_file, bool):
        raise bad_format("KLLIC_LICFILE should be binary and KLLIC_IFKEYFILE bool")
    if not is_file and len(body) == 23:
        call.partial_code = body[-5:].decode("ascii", errors="replace")
    _refuse_if_down(call)
    install = call.world.install_key_file if is_file else call.world.install_code
    key = install(call.tenant, body)
    call.serial, call.partial_code = key.terms.serial, key.partial_code
    return {"PxgRetVal": key.terms.serial}


@method("LicenseKeys.UninstallKey", Argument("pKeyInfo", Kind.PARAMS), writes=True)
def uninstall_key(call: Call) -> Params:
    """Remove a key from the store, named by KLLIC_SERIAL as in all sibling methods."""
    serial = _serial(call, "pKeyInfo")
    call.world.remove_key(call.tenant, serial)
    return {}


@method("LicenseKeys.GetKeyData", Argument("pKeyInfo", Kind.PARAMS))
def get_key_data(call: Call) -> Params:
    """Return the attributes that are named beside KLLIC_SERIAL; the body needs the ExportLicense right."""
    wanted = call.params("pKeyInfo")
    serial = _serial(call, "pKeyInfo")
    if attributes.KEY_DATA in wanted:
        call.require("export_license")
    key = call.tenant.keys.get(serial)
    if key is None:
        raise not_found(f"license key '{serial}'")
    view = attributes.views(call.tenant, call.world, [key])[0]
    item = attributes.select(view, wanted)
    if attributes.KEY_DATA in wanted and key.installed:
        item[attributes.KEY_DATA] = attributes.key_body(key)
    return {"PxgRetVal": item}


@method("LicenseKeys.EnumKeys", *_FIELDS, *_OPTIONS)
def enum_keys(call: Call) -> Params:
    """Open an iterator over the keys of the store, and those that only devices report unless INSTALLED_ONLY."""
    fields = call.names("pFields")
    if attributes.KEY_DATA in fields:
        raise not_permitted("KLLICSRV_KEYDATA can't be asked for in EnumKeys")
    installed_only = call.params("pOptions").get("KLLICSRV_ENOPT_INSTALLED_ONLY", False)
    if not isinstance(installed_only, bool):
        raise bad_format("KLLICSRV_ENOPT_INSTALLED_ONLY should be bool")
    order = order_fields(call.array("pFieldsToOrder"), "pFieldsToOrder")
    call.world.count_reading(call.tenant)
    keys = [key for key in call.tenant.keys.values() if key.installed or not installed_only]
    views = attributes.views(call.tenant, call.world, keys)
    views = sort_items(views, order, lambda view, name: attributes.select(view, [name]).get(name))
    return _iterator(call, [attributes.select(view, fields) for view in views])


@method("LicenseKeys.AcquireKeyHosts", Argument("pInData", Kind.PARAMS), *_FIELDS, *_OPTIONS)
def acquire_key_hosts(call: Call) -> Params:
    """Open an iterator over the devices that use a key as their current or next one."""
    serial = _serial(call, "pInData")
    if serial not in call.tenant.keys:
        raise not_found(f"license key '{serial}'")
    order = order_fields(call.array("pFieldsToOrder"), "pFieldsToOrder")
    uses = [
        key_use(HostView(device, call.tenant, call.now), current=device.current == serial)
        for device in call.tenant.devices
        if serial in (device.current, device.next)
    ]
    fields = call.names("pFields")
    uses = sort_items(uses, order, lambda use, name: use.get(name))
    return _iterator(call, [{name: use[name] for name in fields if name in use} for use in uses])


@method("LicenseKeys.AcquireKeyUsageStatistics", Argument("wstrSerial", Kind.TEXT))
def acquire_key_usage_statistics(call: Call) -> Params:
    """Return the use of a key per server; the containers' attribute names are the lab's own."""
    call.serial = call.text("wstrSerial")
    servers = call.world.all_servers() if call.on_main_server else iter([call.tenant])
    found: list[Value] = [_usage(tenant, call.serial) for tenant in servers if call.serial in tenant.keys]
    if not found:
        raise not_found(f"license key '{call.serial}'")
    return {"PxgRetVal": found}


@method("LicenseKeys.CheckIfSaasLicenseIsValid", Argument("pInData", Kind.PARAMS), Argument("bAsCurrent", Kind.FLAG))
def check_if_saas_license_is_valid(call: Call) -> Params:
    """Raise KLSTD 1193 unless the Administration Server itself can use the stored key."""
    call.world.check_usable(call.tenant, _serial(call, "pInData"))
    return {}


@method(
    "LicenseKeys.SaasTryToInstall",
    Argument("pInData", Kind.PARAMS),
    Argument("bAsCurrent", Kind.FLAG),
    writes=True,
)
def saas_try_to_install(call: Call) -> Params:
    """Make a stored key the server's active or reserve one."""
    call.world.put_in_position(call.tenant, _serial(call, "pInData"), as_current=call.flag("bAsCurrent"))
    return {}


@method("LicenseKeys.SaasTryToUninstall", Argument("bCurrent", Kind.FLAG), writes=True)
def saas_try_to_uninstall(call: Call) -> Params:
    """Take the server's active or reserve key out of its position; it stays in the store."""
    position = "active" if call.flag("bCurrent") else "reserve"
    key = call.tenant.in_position(position)
    call.serial = key.terms.serial if key else None
    call.tenant.clear_position(position)
    call.world.changed(call.tenant)
    return {}


@method("LicenseKeys.AdjustKey", Argument("pData", Kind.PARAMS), writes=True)
def adjust_key(call: Call) -> Params:
    """Switch the automatic deployment of a stored key."""
    serial = _serial(call, "pData")
    automatic = member(call.params("pData"), "KLLICSRV_AUTOKEY", bool)
    call.tenant.stored(serial).automatic_deployment = automatic is True
    call.world.changed(call.tenant)
    return {}


@method("LicenseKeys.DownloadKeyFiles", Argument("wstrActivationCode", Kind.TEXT), right="modify")
def download_key_files(call: Call) -> Params:
    """Return the key files of an activation code of the 1.0 kind."""
    code = call.text("wstrActivationCode")
    call.partial_code = code[-5:] if len(code) == 23 else None
    _refuse_if_down(call)
    files: list[Value] = list(call.world.activation.key_files(code))
    return {"PxgRetVal": files}


def _serial(call: Call, argument: str) -> str:
    serial = str(member(call.params(argument), "KLLIC_SERIAL", str))
    call.serial = serial
    key = call.tenant.keys.get(serial)
    call.partial_code = key.partial_code if key else None
    return serial


def _iterator(call: Call, items: list[Params]) -> Params:
    seconds = call.number("lTimeoutSec") or DEFAULT_TIMEOUT_SECONDS
    if seconds < 0:
        raise bad_format("lTimeoutSec should not be negative")
    name = call.session.results.add("iterator", items, dict, call.now, seconds)
    return {"lKeyCount": len(items), "wstrIterator": name}


def _refuse_if_down(call: Call) -> None:
    if call.activation_down:
        raise servers_down(call.world.choices)


def _usage(tenant: Tenant, serial: str) -> Params:
    def count(which: str) -> int:
        return sum(_uses(device, which) == serial for device in tenant.devices)

    return {
        "KLVSRV_ID": tenant.id,
        "KLVSRV_DN": tenant.name,
        "KLLIC_SERIAL": serial,
        "KLLIC_NHOSTS_ASCURRENT": count("current"),
        "KLLIC_NHOSTS_ASNEXT": count("next"),
    }


def _uses(device: Device, which: str) -> str | None:
    return device.current if which == "current" else device.next
