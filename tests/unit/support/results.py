# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of kesc_license as a play registers them."""

from __future__ import annotations

import typing as t


def license(license_id: str = "OLD", **values: t.Any) -> dict[str, t.Any]:
    return {
        "license_id": license_id,
        "name": "Basic",
        "licensing_model": "user",
        "limit": 100,
        "expires": "2026-03-11T12:00:00Z",
        "position": "active",
        "in_use": 5,
        **values,
    }


def replaced(**values: t.Any) -> dict[str, t.Any]:
    """A result of kesc_license."""
    return {
        "changed": True,
        "applied": True,
        "tenant": "Birch",
        "partial_code": "MN4OP",
        "transition": "upgrade",
        "verified": True,
        "before": license(),
        "after": license("NEW", name="Plus", expires="2027-03-01T12:00:00Z"),
        "features_gained": ["mail"],
        "features_lost": [],
        "guards": [],
        "devices": {"total": 1, "by_platform": {}, "waiting": [{"name": "mac", "platform": "macos"}]},
        "warnings": ["a warning"],
        **values,
    }


def failed(error_code: str = "unreachable", **values: t.Any) -> dict[str, t.Any]:
    return {
        "failed": True,
        "changed": False,
        "tenant": "Birch",
        "msg": "Failed to connect",
        "error": {"error_code": error_code, "tenant": "Birch"},
        **values,
    }


def audited(*licenses: dict[str, t.Any]) -> dict[str, t.Any]:
    """A result of kesc_license_info."""
    return {"changed": False, "licenses": [license("S", position="none"), *(licenses or [license()])], "tenants": []}


def guard(name: str) -> dict[str, t.Any]:
    """A guard that tripped."""
    return {"name": name, "tripped": True}


UNVERIFIED = replaced(applied=False, verified=False, after=None, transition="unknown")
"""What check mode says of a code that it may not verify."""


def record(host: str, event: str, **values: t.Any) -> dict[str, t.Any]:
    """A record of a journal, with what each of its kind has."""
    members: dict[str, dict[str, t.Any]] = {
        "verifying": {"stored": []},
        "applying": {"license": {"license_id": "NEW", "position": "active"}, "replaces": None},
    }
    known = {"at": "2026-11-01T02:00:00Z", "host": host, "event": event, "partial_code": "MN4OP"}
    return {**known, **members.get(event, {}), **values}
