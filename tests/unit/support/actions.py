# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Actions as ansible-core makes them, over the connection local."""

from __future__ import annotations

import types
import typing as t

from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader

if t.TYPE_CHECKING:
    from collections.abc import Mapping

UNDEFINED = "{{ vault_nowhere }}"

Action = t.TypeVar("Action")


def make_action(action: type[Action], options: Mapping[str, t.Any], **keywords: t.Any) -> Action:
    """The action of a task with these options and keywords."""
    shell = types.SimpleNamespace(tmpdir="unused", env_prefix=lambda **_variables: "")
    task = {"args": dict(options), "async_val": 0, "become": False, "check_mode": True, "environment": [{}]}
    make: t.Any = action
    made: Action = make(
        task=types.SimpleNamespace(**{**task, **keywords}),
        connection=types.SimpleNamespace(transport="local", _shell=shell, become=None),
        play_context=types.SimpleNamespace(),
        loader=DataLoader(),
        templar=types.SimpleNamespace(template=worked_out),
        shared_loader_obj=None,
    )
    return made


def worked_out(value: t.Any) -> t.Any:
    """What a template stands for: itself, or an error."""
    if value == UNDEFINED:
        raise AnsibleError("'vault_nowhere' is undefined")
    return value
