# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Options of the modules, as data that every kind of plugin can use.

``env_fallback`` is Ansible's own strategy; it is handed in, so that nothing here depends on Ansible.
"""

from __future__ import annotations

import typing as t

Option: t.TypeAlias = "dict[str, t.Any]"
Options: t.TypeAlias = "dict[str, Option]"

_CONNECTION: Options = {
    "provider": {"type": "str", "choices": ["openapi"], "default": "openapi"},
    "server_url": {"type": "str", "required": True},
    "tenant": {"type": "str", "default": ""},
    "tenant_id": {"type": "str"},
    "auth_method": {"type": "str", "choices": ["basic", "token", "web_token", "access_token"], "default": "basic"},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "user_domain": {"type": "str"},
    "domain_encoding": {"type": "str", "choices": ["plain", "base64"], "default": "plain"},
    "internal_user": {"type": "bool", "default": True},
    "totp": {"type": "str", "no_log": True},
    "token": {"type": "str", "no_log": True},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
    "server_fingerprint": {"type": "str"},
    "timeout": {"type": "int", "default": 30},
    "retries": {"type": "int", "default": 3},
    "proxy": {"type": "str"},
}
_EDITIONS: Options = {"editions_file": {"type": "path"}}
_LICENSE: Options = {
    "activation_code": {"type": "str", "no_log": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "position": {"type": "str", "choices": ["active", "reserve"], "default": "active"},
    "license_id": {"type": "str"},
    "allow_downgrade": {"type": "bool", "default": False},
    "allow_limit_below_use": {"type": "bool", "default": False},
    "allow_smaller_limit": {"type": "bool", "default": False},
    "allow_earlier_expiry": {"type": "bool", "default": False},
    "only_within_days": {"type": "int"},
    "check_mode_verification": {"type": "str", "choices": ["stored", "staged"], "default": "stored"},
    "expected": {
        "type": "dict",
        "options": {
            "name": {"type": "str"},
            "edition": {"type": "str"},
            "limit": {"type": "int"},
            "expires": {"type": "str"},
        },
    },
    "purge_replaced": {"type": "bool", "default": False},
    "additional_features": {"type": "list", "elements": "str", "default": ["later"]},
    "confirm_timeout": {"type": "int", "default": 60},
}
_LICENSE_INFO: Options = {
    "tenants": {"type": "list", "elements": "str"},
    "concurrency": {"type": "int", "default": 16},
}
_TENANT_INFO: Options = {"external_ids": {"type": "bool", "default": False}}


def license_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``AnsibleModule`` of kesc_license."""
    return {
        "argument_spec": {**_connection(env_fallback), **_EDITIONS, **_LICENSE},
        "required_if": [("state", "present", ("activation_code",)), ("state", "absent", ("license_id",))],
        "supports_check_mode": True,
    }


def license_info_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``AnsibleModule`` of kesc_license_info."""
    return {
        "argument_spec": {**_connection(env_fallback), **_EDITIONS, **_LICENSE_INFO},
        "mutually_exclusive": [("tenants", "tenant_id")],
        "supports_check_mode": True,
    }


def tenant_info_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``AnsibleModule`` of kesc_tenant_info."""
    return {"argument_spec": {**_connection(env_fallback), **_TENANT_INFO}, "supports_check_mode": True}


def _connection(env_fallback: t.Callable[..., t.Any]) -> Options:
    """Each connection option, falling back to the variable ``KESC_`` and its name in capitals."""
    return {
        name: {**option, "fallback": (env_fallback, [f"KESC_{name.upper()}"])} for name, option in _CONNECTION.items()
    }
