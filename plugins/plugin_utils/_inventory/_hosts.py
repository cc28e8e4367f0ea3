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

_EXPIRED, _NO_LICENSE = "kesc_expired", "kesc_no_license"
_OVER_LIMIT, _OVER_90_PERCENT = "kesc_over_limit", "kesc_over_90_percent"
_EXPIRES_WITHIN = {days: f"kesc_expires_in_{days}_days" for days in (30, 60, 90)}
_UNKNOWN_EDITION = "unknown edition"
_VENDOR = "kaspersky "
# Names that mean something else to Ansible.
_RESERVED = frozenset({"all", "localhost", "ungrouped", "127.0.0.1"})
_OF_READY_GROUPS = "kesc_"
_MOST_NOTES = 5
"""How many renamed hosts are named one by one."""
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
    "proxy",
    "console_state",
    "console_language",
    "console_labels",
    "console_artifacts_dir",
    "browser_path",
    "editions_file",
)

Entry: t.TypeAlias = "t.Mapping[str, t.Any]"


def host_name(text: str) -> str:
    """The text with dashes for what host patterns, templates and command lines would take for more than a name."""
    return re.sub(r"[^\w.]+", "-", text).strip("-.")


def default_host_name(name: str) -> str:
    """The name of a tenant or a server as a host's name."""
    return host_name(name.casefold()) or "unnamed"


def distinct_names(
    names: t.Sequence[str], ids: t.Sequence[str], *, taken: t.Callable[[str, int], str | None]
) -> tuple[list[str], list[str]]:
    """The names, no two of them the same and none that means something else; and a sentence for each surprise.

    Each name that occurs more than once, or is not free, has its id behind it. ``taken`` says why a name is not free
    for the host of that number. No renamed host and no group of this plugin can share a name: the host's has a dash.
    """
    counts = collections.Counter(names)
    given = {name for name in names if counts[name] == 1}
    distinct, notes = [], []
    for number, (name, id_) in enumerate(zip(names, ids, strict=True)):
        reason = _reserved(name) or taken(name, number)
        free = name
        if counts[name] > 1 or reason:
            free = f"{name}-{id_}"
            while free in given or taken(free, number):
                free = f"{free}-{id_}"
            given.add(free)
        if reason:
            notes.append(f"The host {name!r} is called {free!r}: {reason}.")
        distinct.append(free)
    return distinct, [*notes[:_MOST_NOTES], *_more(len(notes) - _MOST_NOTES)]


def distinct_group(name: str, *, is_host: t.Callable[[str], bool]) -> str:
    """The name of a group of the operator's, with a word behind it where a host has that name."""
    while is_host(name):
        name = f"{name}_group"
    return name


def _reserved(name: str) -> str | None:
    """Why no host may be called so, whatever else there is."""
    if name in _RESERVED:
        return "to Ansible, that name means something else"
    of_groups = re.fullmatch(rf"{_OF_READY_GROUPS}\w*", name)
    return f"names that begin with {_OF_READY_GROUPS} are those of ready groups" if of_groups else None


def _more(count: int) -> list[str]:
    return [f"{count} more hosts have their id in their name for such a reason."] if count > 0 else []


def server_group(server: str) -> str:
    """The group of a server's hosts."""
    return f"kesc_server_{_word(server)}"


def connection_variables(options: Entry, given: t.Container[str]) -> dict[str, t.Any]:
    """What the role license_rotation needs to reach a server: the ``given`` options of the server but no secrets."""
    shown = {name: options[name] for name in _SHOWN_OPTIONS if name in given and options[name] is not None}
    if "@" in str(shown.get("proxy")):
        del shown["proxy"]
    return _of_the_role(shown)


def tenant_variables(tenant: Entry) -> dict[str, t.Any]:
    """What the role needs to find the tenant there; its id only where the name is not unique: it costs a sign-in."""
    which = {"tenant": tenant["name"]}
    if not tenant["unique_name"] and tenant["tenant_id"] is not None:
        which["tenant_id"] = str(tenant["tenant_id"])
    return _of_the_role(which)


def ready_groups(tenant: Entry) -> list[str]:
    """The groups that a tenant is in because of its licenses; none where they were not read."""
    if tenant["error"] is not None:
        return [UNREACHABLE]
    if tenant["licenses"] is None:
        return []
    license = tenant["license"]
    if license is None:
        untold = any(each["position"] == "unknown" for each in tenant["licenses"])
        return [] if untold else [_NO_LICENSE]
    groups = [f"kesc_edition_{_edition_word(license['edition'])}"]
    if license["status"] == "expired":
        groups.append(_EXPIRED)
    elif license["days_left"] is not None:
        groups += [group for days, group in _EXPIRES_WITHIN.items() if license["days_left"] <= days]
    limit, in_use = license["limit"], license["in_use"]
    if limit is not None and in_use is not None:
        groups += [_OVER_LIMIT] if in_use > limit else []
        groups += [_OVER_90_PERCENT] if in_use * 10 >= limit * 9 else []
    return groups


def _of_the_role(options: Entry) -> dict[str, t.Any]:
    return {f"license_rotation_{name}": value for name, value in options.items()}


def _edition_word(edition: str) -> str:
    if edition == _UNKNOWN_EDITION:
        return "unknown"
    return _word(edition.casefold().removeprefix(_VENDOR)).strip("_") or "unknown"


def _word(text: str) -> str:
    """The text as a part of a group's name."""
    return re.sub(r"\W+", "_", text)
