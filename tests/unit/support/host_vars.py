# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variable ``hostvars`` of a play, which counts how often the variables of a host were put together."""

from __future__ import annotations

import collections
import typing as t

from ansible.errors import AnsibleError

if t.TYPE_CHECKING:
    from collections.abc import Mapping

UNDEFINED = "{{ nobody_knows }}"


class HostVars:
    """``by_host`` are the variables; a text like :data:`UNDEFINED` cannot be worked out."""

    def __init__(self, by_host: Mapping[str, Mapping[str, t.Any]]) -> None:
        self._by_host = by_host
        self.asked: collections.Counter[str] = collections.Counter()

    def raw_get(self, host: str) -> Mapping[str, t.Any]:
        self.asked[host] += 1
        return self._by_host[host]

    def __iter__(self) -> t.Iterator[str]:
        return iter(self._by_host)

    def __getitem__(self, host: str) -> Mapping[str, t.Any]:
        return _WorkedOut(self._by_host[host])


class _WorkedOut(dict[str, t.Any]):
    def __getitem__(self, name: str) -> t.Any:
        value = super().__getitem__(name)
        if value == UNDEFINED:
            raise AnsibleError("'nobody_knows' is undefined")
        return value.replace("{{ domain }}", "example.com") if isinstance(value, str) else value
