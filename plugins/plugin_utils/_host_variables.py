# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What a run knows of one host: its variables, and what its tasks have registered."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ansible.errors import AnsibleError

from ansible_collections.fleetops.kesc.plugins.plugin_utils._plain import plain

if t.TYPE_CHECKING:
    from collections.abc import Iterator


class HostVariables(Mapping[str, t.Any]):
    """The variables of a host, asked for once: ansible-core puts them together each time.

    A value is in Python's own types, and worked out when it is read. One that cannot be worked out counts as not set: a
    report is written whatever is wrong with a variable.
    """

    def __init__(self, host: str, hostvars: t.Any) -> None:
        """``hostvars`` is the variable of that name."""
        self._host = host
        self._hostvars = hostvars
        self._raw: Mapping[str, t.Any] = hostvars.raw_get(host)
        self._worked_out: Mapping[str, t.Any] | None = None

    def __getitem__(self, name: str) -> t.Any:
        try:
            return self.worked_out(name)
        except AnsibleError:
            raise KeyError(name) from None

    def worked_out(self, name: str) -> t.Any:
        """The value, or ``AnsibleError`` where it cannot be worked out.

        Where something in it is undefined, ansible-core may give an object of its own or the text of the template.
        """
        value = self._raw[name]
        if isinstance(value, (bool, int)) or (isinstance(value, str) and "{" not in value):
            return plain(value)
        if self._worked_out is None:
            self._worked_out = t.cast("Mapping[str, t.Any]", self._hostvars[self._host])
        return plain(self._worked_out[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def registered(self, name: str) -> Mapping[str, t.Any] | None:
        """A result of the host's tasks; ``None`` where there is none, or where the task was skipped.

        It is given as it is: ansible-core would go through it as through a template, which takes longer than all the
        rest.
        """
        result: Mapping[str, t.Any] | None = self._raw.get(name)
        return None if result is None or result.get("skipped") else result
