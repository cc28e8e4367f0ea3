# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text in Markdown is nothing but text."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._markdown import code, escaped


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param("<img src=x>", r"\<img src=x\>", id="HTML"),
        pytest.param("[a](b)", r"\[a\](b)", id="a link"),
        pytest.param("a|b", r"a\|b", id="a cell of a table"),
        pytest.param("*a* _b_ `c` ~d~", r"\*a\* \_b\_ \`c\` \~d\~", id="emphasis"),
        pytest.param("https://evil.example", r"https\://evil.example", id="an address"),
        pytest.param("WWW.evil.example", r"WWW\.evil.example", id="an address without its scheme"),
        pytest.param("a@b.example", r"a\@b.example", id="a mail address"),
        pytest.param("a\n# b", r"a \# b", id="a heading on a line of its own"),
        pytest.param("\x1b[2J", r"\\u001b\[2J", id="a control sign of terminals"),
        pytest.param("Alder sp. z o.o.", "Alder sp. z o.o.", id="an ordinary name"),
    ],
)
def test_no_reader_takes_a_name_for_anything_but_text(name: str, written: str) -> None:
    assert escaped(name) == written


@pytest.mark.parametrize(("text", "span"), [("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``")])
def test_a_code_span_holds_any_backticks(text: str, span: str) -> None:
    assert code(text) == span
