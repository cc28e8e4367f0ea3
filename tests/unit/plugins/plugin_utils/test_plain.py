# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of ansible-core as a module would get them."""

from __future__ import annotations

import collections
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._plain import plain


class Text(str):
    """A text of a kind of its own, as ansible-core has several."""

    __slots__ = ()


class VaultText(collections.UserString):
    """Like the vault's text of older ansible-core: a sequence of characters that is no str."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Text("a"), "a", id="a text"),
        pytest.param(VaultText("a"), "a", id="a text of the vault"),
        pytest.param({Text("a"): [Text("b"), VaultText("c"), 1, None]}, {"a": ["b", "c", 1, None]}, id="nested"),
        pytest.param((Text("a"), True), ["a", True], id="a tuple"),
        pytest.param(b"a", b"a", id="bytes"),
        pytest.param(1.5, 1.5, id="a number"),
    ],
)
def test_a_value_is_made_of_pythons_own_types(value: t.Any, expected: t.Any) -> None:
    made = plain(value)
    assert made == expected
    assert [each.__class__ for each in flat(made)] == [each.__class__ for each in flat(expected)]


def flat(value: t.Any) -> list[t.Any]:
    if isinstance(value, dict):
        return [each for pair in value.items() for each in (*flat(pair[0]), *flat(pair[1]))]
    return [each for part in value for each in flat(part)] if isinstance(value, list) else [value]
