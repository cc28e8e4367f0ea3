# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Options of the modules, as data that every kind of plugin can use.

Which of them a task cannot do without is for the provider and the task to say, in words that name every way to give it.

``env_fallback`` is Ansible's own strategy; it is handed in, so that nothing here depends on Ansible.
"""

from __future__ import annotations

import typing as t

Option: t.TypeAlias = "dict[str, t.Any]"
Options: t.TypeAlias = "dict[str, Option]"

_CONNECTION: Options = {
    "provider": {"type": "str", "choices": ["openapi", "console"], "default": "openapi"},
    "server_url": {"type": "str"},
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
_CONSOLE: Options = {
    "console_state": {"type": "path"},
    "console_language": {"type": "str", "default": "en"},
    "console_labels": {"type": "path"},
    "console_artifacts_dir": {"type": "path"},
    "browser_path": {"type": "path"},
}
_CONSOLE_LOGIN: Options = {
    "force": {"type": "bool", "default": False},
    "wait": {"type": "int", "default": 300},
}
_LOGIN_ALSO_TAKES = ("server_url", "validate_certs", "ca_path", "server_fingerprint", "timeout", "proxy")
_EDITIONS: Options = {"editions_file": {"type": "path"}}
_TERMS: Options = {
    "license_id": {"type": "str"},
    "name": {"type": "str"},
    "limit": {"type": "int"},
    "expires": {"type": "str"},
}
_VARIABLES: Options = {"variables_prefix": {"type": "str"}}
"""Not for modules: an action hands its module the options that it took from variables."""

_LICENSE: Options = {
    "activation_code": {"type": "str", "no_log": True},
    "main_server": {"type": "bool", "default": False},
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
            "licensing_model": {"type": "str", "choices": ["user", "device"]},
            "limit": {"type": "int"},
            "expires": {"type": "str"},
        },
    },
    "purge_replaced": {"type": "bool", "default": False},
    "additional_features": {"type": "list", "elements": "str", "default": ["later"]},
    "confirm_timeout": {"type": "int", "default": 60},
    "planned": {
        "type": "dict",
        "options": {
            "before": {"type": "dict", "options": _TERMS},
            "after": {"type": "dict", "options": _TERMS},
        },
    },
    "journal": {
        "type": "dict",
        "options": {
            "file": {"type": "path", "required": True},
            "host": {"type": "str", "required": True},
        },
    },
}
_LICENSE_INFO: Options = {
    "tenants": {"type": "list", "elements": "str"},
    "license_facts": {"type": "str", "choices": ["terms", "all"], "default": "all"},
    "concurrency": {"type": "int", "default": 16},
}
_FLEET: Options = {
    "license_facts": {"type": "str", "choices": ["none", "terms", "all"], "default": "none"},
    "external_ids": {"type": "bool", "default": False},
    "concurrency": {"type": "int", "default": 16},
}
_SERVER_CHECK: Options = {"tenants_to_check": {"type": "int", "default": 20}, "dest": {"type": "path"}}
_TENANT_INFO: Options = {"external_ids": {"type": "bool", "default": False}}


def license_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``AnsibleModule`` of kesc_license."""
    return {
        "argument_spec": {**_connection(env_fallback), **_VARIABLES, **_EDITIONS, **_LICENSE},
        "supports_check_mode": True,
    }


def license_info_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``AnsibleModule`` of kesc_license_info."""
    return {
        "argument_spec": {**_connection(env_fallback), **_VARIABLES, **_EDITIONS, **_LICENSE_INFO},
        "mutually_exclusive": [("tenants", "tenant_id")],
        "supports_check_mode": True,
    }


def tenant_info_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``AnsibleModule`` of kesc_tenant_info."""
    return {
        "argument_spec": {**_connection(env_fallback), **_VARIABLES, **_TENANT_INFO},
        "supports_check_mode": True,
    }


def server_check_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``AnsibleModule`` of kesc_server_check."""
    return {
        "argument_spec": {**_connection(env_fallback), **_VARIABLES, **_EDITIONS, **_SERVER_CHECK},
        "supports_check_mode": True,
    }


def console_login_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments for ``AnsibleModule`` of kesc_console_login."""
    options = {**{name: _CONNECTION[name] for name in _LOGIN_ALSO_TAKES}, **_CONSOLE}
    options["console_state"] = {**options["console_state"], "required": True}
    del options["console_artifacts_dir"]
    return {
        "argument_spec": {**_with_fallbacks(options, env_fallback), **_CONSOLE_LOGIN},
        "supports_check_mode": True,
    }


def tenants_arguments(env_fallback: t.Callable[..., t.Any]) -> dict[str, t.Any]:
    """Arguments of one server of the inventory, for ``ArgumentSpecValidator``."""
    return {
        "argument_spec": {**_connection(env_fallback), **_EDITIONS, **_FLEET},
    }


def _connection(env_fallback: t.Callable[..., t.Any]) -> Options:
    return _with_fallbacks({**_CONNECTION, **_CONSOLE}, env_fallback)


def _with_fallbacks(options: Options, env_fallback: t.Callable[..., t.Any]) -> Options:
    return {name: _with_fallback(name, option, env_fallback) for name, option in options.items()}


def _with_fallback(name: str, option: Option, env_fallback: t.Callable[..., t.Any]) -> Option:
    """The option, falling back to the variable ``KESC_`` and its name in capitals."""
    return {**option, "fallback": (env_fallback, [f"KESC_{name.upper()}"])}
