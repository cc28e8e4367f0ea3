# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants and codes as JSON rows and back; instants are ISO 8601 text."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from kesc_lab.domain.activation import ActivationServers, Entry
from kesc_lab.domain.licenses import Key, Subscription, Terms
from kesc_lab.domain.tenant import Device, PendingInstall, Tenant

Row = dict[str, Any]


def tenant_row(tenant: Tenant) -> Row:
    """Return a tenant as a JSON row."""
    return {
        "id": tenant.id,
        "uid": tenant.uid,
        "name": tenant.name,
        "group": tenant.group,
        "created": tenant.created.isoformat(),
        "external_id": tenant.external_id,
        "description": tenant.description,
        "automatic_keys": tenant.automatic_keys,
        "keys": [_key_row(key) for key in tenant.keys.values()],
        "devices": [_device_row(device) for device in tenant.devices],
        "pending": asdict(tenant.pending) if tenant.pending else None,
        "company": tenant.company,
        "console_only": tenant.console_only,
        "features_set_up": tenant.features_set_up,
        "migration_wizard": tenant.migration_wizard,
        "migrated": tenant.migrated,
    }


def tenant_from_row(row: Row) -> Tenant:
    """Return the tenant of a JSON row."""
    keys = [_key(item) for item in row["keys"]]
    return Tenant(
        id=row["id"],
        uid=row["uid"],
        name=row["name"],
        group=row["group"],
        created=datetime.fromisoformat(row["created"]),
        external_id=row["external_id"],
        description=row["description"],
        automatic_keys=row["automatic_keys"],
        keys={key.terms.serial: key for key in keys},
        devices=[_device(item) for item in row["devices"]],
        pending=PendingInstall(**row["pending"]) if row["pending"] else None,
        company=row["company"],
        console_only=row["console_only"],
        features_set_up=row["features_set_up"],
        migration_wizard=row["migration_wizard"],
        migrated=row["migrated"],
    )


def entry_row(entry: Entry) -> Row:
    """Return what the activation servers changed of a code."""
    terms = _terms_row(entry.terms) if entry.terms else None
    return {
        "code": entry.code,
        "activations_left": entry.activations_left,
        "activated": entry.activated,
        "terms": terms,
    }


def entry_from_row(row: Row, activation: ActivationServers) -> None:
    """Put a code's row back into the activation servers."""
    entry = activation.entry(row["code"])
    if entry is not None:
        entry.activations_left, entry.activated = row["activations_left"], row["activated"]
        entry.terms = _terms(row["terms"]) if row["terms"] else None


def _key_row(key: Key) -> Row:
    return {
        "source": key.source,
        "key_file": key.key_file,
        "terms": _terms_row(key.terms),
        "position": key.position,
        "automatic_deployment": key.automatic_deployment,
        "installed": key.installed,
    }


def _key(row: Row) -> Key:
    return Key(**{**row, "terms": _terms(row["terms"])})


def _terms_row(terms: Terms) -> Row:
    row = asdict(terms)
    row["created"], row["expires"] = terms.created.isoformat(), _text(terms.expires)
    if terms.subscription:
        row["subscription"]["end"] = _text(terms.subscription.end)
    return row


def _terms(row: Row) -> Terms:
    subscription = row["subscription"]
    if subscription:
        subscription = Subscription(**{**subscription, "end": _instant(subscription["end"])})
    return Terms(
        **{
            **row,
            "created": datetime.fromisoformat(row["created"]),
            "expires": _instant(row["expires"]),
            "app_ids": tuple(row["app_ids"]),
            "subscription": subscription,
        }
    )


def _device_row(device: Device) -> list[Any]:
    return [device.platform, device.number, device.given_name, device.current, device.next, _text(device.since)]


def _device(row: list[Any]) -> Device:
    platform, number, given_name, current, following, since = row
    return Device(platform, number, given_name, current, following, _instant(since))


def _text(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
