# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""One host's order, read from its variables, and what in them cannot be right."""

from __future__ import annotations

import re
import typing as t

import jinja2
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.fleetops.kesc.plugins.plugin_utils._core import HANDS_ON_UNRESOLVED_TEMPLATES
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _variables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import keys_of_host
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._preflight import Order

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables

_TENANT = "kesc_tenant"
# What older cores tell before and after the cause of an error; it quotes the template, which may hold a secret.
_BEFORE_THE_CAUSE, _AFTER_THE_CAUSE = "original message: ", re.compile(r"\.? String: ")
# Any value can be turned into one of these types.
_ANY_VALUE = frozenset({"str", "path", "raw"})
_found_wrong: dict[tuple[str, str], str] = {}


def read_order(host: str, variables: HostVariables) -> Order:
    """The order of a host."""
    names = [name for name in variables if name.startswith(_variables.PREFIX) or name == _TENANT]
    problems = [_variables.problem_with(name) for name in _variables.unknown(names)]
    options = _variables.options_of_a_host()
    values: dict[str, t.Any] = {}
    for name in names:
        if name in options or name == _TENANT:
            try:
                values[name] = _value(variables, name)
            except _UnreadableError as error:
                problems.append(f"the variable {name} cannot be read: {error}")
            else:
                problems += _problems_with(name, options.get(name), values[name])

    def text(name: str) -> str:
        return str(values.get(_variables.PREFIX + name) or "")

    return Order(
        host,
        text("server_url"),
        text("tenant"),
        text("tenant_id"),
        values.get(f"{_variables.PREFIX}activation_code"),
        keys=keys_of_host(host, values),
        by_hand=_variables.is_true(text("by_hand")),
        main_server=_variables.is_true(text("main_server")),
        provider=text("provider"),
        problems=tuple(problems),
    )


class _UnreadableError(Exception):
    """A variable cannot be worked out; the text says why, without the variable's own text."""


def _value(variables: HostVariables, name: str) -> t.Any:
    try:
        value = variables.worked_out(name)
    except AnsibleError as error:
        raise _UnreadableError(_cause(error.message)) from None
    if isinstance(value, jinja2.Undefined) or (
        HANDS_ON_UNRESOLVED_TEMPLATES and isinstance(value, str) and "{{" in value
    ):
        raise _UnreadableError("something that it refers to is not defined")
    return value


def _cause(message: str) -> str:
    text = message.rpartition(_BEFORE_THE_CAUSE)[2]
    return " ".join(_AFTER_THE_CAUSE.split(text)[0].split()).rstrip(".")


def _problems_with(name: str, option: Mapping[str, t.Any] | None, value: t.Any) -> list[str]:
    """What is wrong with a value that its module would refuse; most hosts have the same ones."""
    if option is None or value is None or (option["type"] in _ANY_VALUE and "choices" not in option):
        return []
    key = (name, repr(value))
    if key not in _found_wrong:
        messages = ArgumentSpecValidator({name: option}).validate({name: value}).error_messages
        _found_wrong[key] = str(messages[0]) if messages else ""
    return [f"the variable {name} has a wrong value: {_found_wrong[key]}"] if _found_wrong[key] else []
