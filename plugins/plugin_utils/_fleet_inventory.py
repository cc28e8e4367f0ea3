# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""From tenants to inventory hosts: their names, their variables and the ready groups they are in."""

from __future__ import annotations

import collections
import re
import typing as t

UNREACHABLE = "kesc_unreachable"

_EXPIRED, _EXPIRING, _NO_LICENSE = "kesc_expired", "kesc_expires_in_30_days", "kesc_no_license"
_OVER_LIMIT, _OVER_90_PERCENT = "kesc_over_limit", "kesc_over_90_percent"
_GROUPS_BY_STATUS = {"expired": _EXPIRED, "expiring": _EXPIRING}
_UNKNOWN_EDITION = "unknown edition"
_VENDOR = "kaspersky "
# What a play may need to reach the tenant; secrets stay where the operator keeps them.
_SHOWN_OPTIONS = (
    "provider",
    "server_url",
    "auth_method",
    "username",
    "user_domain",
    "domain_encoding",
    "internal_user",
    "validate_certs",
    "ca_path",
    "server_fingerprint",
    "timeout",
    "retries",
    "console_state",
    "console_language",
    "console_labels",
    "console_artifacts_dir",
)

Entry: t.TypeAlias = "t.Mapping[str, t.Any]"


def default_host_name(tenant: str) -> str:
    """The tenant's name in lower case with dashes between the words: a name that no host pattern takes apart."""
    return re.sub(r"[^\w.]+", "-", tenant.casefold()).strip("-.") or "tenant"


def distinct_names(names: t.Sequence[str], ids: t.Sequence[str]) -> list[str]:
    """The names, with its id behind every one that occurs more than once, so that no two tenants share a host."""
    counts = collections.Counter(names)
    return [name if counts[name] == 1 else f"{name}-{id_}" for name, id_ in zip(names, ids, strict=True)]


def rotation_variables(options: Entry, given: t.Container[str], tenant: Entry) -> dict[str, t.Any]:
    """What the role license_rotation needs to reach the tenant: the ``given`` options of its server but no secrets.

    ``tenant_id`` only where the name is not unique: it costs a second sign-in.
    """
    variables = {name: options[name] for name in _SHOWN_OPTIONS if name in given and options[name] is not None}
    variables["tenant"] = tenant["name"]
    if not tenant["unique_name"]:
        variables["tenant_id"] = str(tenant["tenant_id"])
    return {f"license_rotation_{name}": value for name, value in variables.items()}


def ready_groups(tenant: Entry) -> list[str]:
    """The groups of a tenant whose licences were read; none where they were not."""
    if tenant["error"] is not None:
        return [UNREACHABLE]
    if tenant["licenses"] is None:
        return []
    licence = tenant["license"]
    if licence is None:
        untold = any(each["position"] == "unknown" for each in tenant["licenses"])
        return [] if untold else [_NO_LICENSE]
    groups = [f"kesc_edition_{_edition_group(licence['edition'])}"]
    if licence["status"] in _GROUPS_BY_STATUS:
        groups.append(_GROUPS_BY_STATUS[licence["status"]])
    limit, in_use = licence["limit"], licence["in_use"]
    if limit is not None and in_use is not None:
        groups += [_OVER_LIMIT] if in_use > limit else []
        groups += [_OVER_90_PERCENT] if in_use * 10 >= limit * 9 else []
    return groups


def _edition_group(edition: str) -> str:
    if edition == _UNKNOWN_EDITION:
        return "unknown"
    return re.sub(r"\W+", "_", edition.casefold().removeprefix(_VENDOR)).strip("_")
