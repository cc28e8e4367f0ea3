# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page and the Markdown hold what the list says, load nothing, and take no value for anything but text."""

from __future__ import annotations

import re
import typing as t

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._html import worklist_html as html_of
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._markdown import worklist_markdown
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import TEXTS
from ansible_collections.fleetops.kesc.tests.unit.support.html_page import HtmlPage
from ansible_collections.fleetops.kesc.tests.unit.support.worklists import CODE, made, order

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}[a](https://evil.example)|`b`*c*_d_@e"
LANGUAGES = ("en", "pl", "de", "it", "es-MX", "ja")
if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._worklist import Worklist


COMMAND = "ansible-playbook fleetops.kesc.worklist -i inventory.yml -e license_rotation_worklist_outcomes="


def worklist_html(made: Worklist) -> str:
    return html_of(made, command=COMMAND)


def markdown(made: Worklist) -> str:
    return worklist_markdown(made, outcomes_file="outcomes.csv", command=COMMAND)


WITH_ONE_MAC = HtmlPage(worklist_html(made(order(macs=["x"])))).tags()


def hostile() -> Worklist:
    return made(
        order(
            HOSTILE,
            tenant=HOSTILE,
            tenant_id=HOSTILE,
            present={"name": HOSTILE, "license_id": HOSTILE},
            expected={"name": HOSTILE},
            macs=[HOSTILE],
            additional_features=[HOSTILE],
        )
    )


def harmless() -> Worklist:
    return made(
        order(tenant_id="x", present={"name": "x"}, expected={"name": "x"}, macs=["x"], additional_features=["x"])
    )


def test_hostile_names_make_no_element_and_no_attribute_of_their_own() -> None:
    bad, good = HtmlPage(worklist_html(hostile())), HtmlPage(worklist_html(harmless()))
    assert bad.tags() == good.tags()
    assert [set(attributes) for _tag, attributes in bad.elements] == [
        set(attributes) for _tag, attributes in good.elements
    ]
    assert HOSTILE in bad.text


@hypothesis.settings(max_examples=25)
@given(st.text(min_size=1, max_size=60))
def test_no_name_at_all_makes_an_element(name: str) -> None:
    page = HtmlPage(worklist_html(made(order(name, tenant=name, macs=[name]))))
    assert page.tags() == WITH_ONE_MAC


def test_nothing_is_loaded_and_only_the_pages_own_script_and_style_may_run() -> None:
    page = HtmlPage(worklist_html(made()))
    assert page.policy == page.strictest_policy()
    addresses = [
        (tag, value)
        for tag, attributes in page.elements
        for name, value in attributes.items()
        if name in ("src", "href")
    ]
    assert addresses == [("link", "data:,"), ("a", "https://cloud.kaspersky.com")]
    assert not [
        name for _tag, attributes in page.elements for name in attributes if name.startswith("on") or name == "style"
    ]


def test_the_style_and_the_script_cannot_end_their_own_elements() -> None:
    page = worklist_html(made())
    assert page.count("</script") == page.count("<script") == 1
    assert page.count("</style") == page.count("<style") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_its_language_and_the_labels_that_are_in_another(language: str) -> None:
    page = HtmlPage(worklist_html(made(language=language)))
    assert dict(page.elements)["html"]["lang"] == language
    other = {attributes["lang"] for tag, attributes in page.elements if tag == "b" and "lang" in attributes}
    assert other == (set() if language in ("en", "pl") else {"en"})


@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("write", [worklist_html, markdown])
def test_no_placeholder_is_left_in_a_list(language: str, write: t.Callable[[Worklist], str]) -> None:
    page = re.sub(r"(?s)<(style|script)>.*?</\1>", "", write(made(language=language)))
    left = re.findall(r"\{\w+\}|built-in method|object at 0x", re.sub(r'data-(text|exported)="[^"]*"', "", page))
    assert left == []


def test_the_page_that_scripts_fill_in_has_the_names_that_they_fill() -> None:
    page = worklist_html(made())
    assert "{done} of {total}" in page
    assert "{count} tenants exported as {file}" in page


@pytest.mark.parametrize("write", [worklist_html, markdown])
class TestCodes:
    def test_are_hidden_and_nothing_warns_unless_they_are_asked_for(self, write: t.Callable[[Worklist], str]) -> None:
        text = write(made())
        assert "NEW02" in text
        assert "DEMO0" not in text
        assert "complete activation codes" not in text

    def test_are_shown_with_a_warning_when_they_are_asked_for(self, write: t.Callable[[Worklist], str]) -> None:
        text = write(made(shows_codes=True))
        assert CODE in text
        assert "This list holds complete activation codes" in text


def test_the_labels_that_nobody_checked_are_named_once_and_nothing_marks_them() -> None:
    english, german, polish = (HtmlPage(worklist_html(made(language=each))).text for each in ("en", "de", "pl"))
    assert sum("could not be checked in this language" in text for text in english) == 1
    assert "?" not in english
    (sentence,) = [text for text in german if "konnten in dieser Sprache nicht geprüft werden" in text]
    (labels,) = [german[number + 1] for number, text in enumerate(german) if text is sentence]
    assert {"Apply", "Submit"} <= set(labels.split(", "))
    assert not [text for text in polish if "nie udało się sprawdzić" in text]


@pytest.mark.parametrize("language", ["en", "de"])
def test_markdown_names_them_too(language: str) -> None:
    text = markdown(made(language=language))
    assert "(?)" not in text
    assert ("could not be checked" if language == "en" else "**Apply") in text


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://ksc.example.com:13299/console/", True),
        ("https://ksc.example.com/a>b", False),
        ("https://ksc.example.com/a b", False),
        ("https://ksc.example.com/?a=1&b=2", False),
    ],
)
def test_the_consoles_address_is_a_link_where_it_is_a_plain_one(address: str, is_link: bool) -> None:
    which = made(order(server_url=address))
    links = [attributes["href"] for tag, attributes in HtmlPage(worklist_html(which)).elements if tag == "a"]
    assert links == ([address] if is_link else [])
    assert (f"<{address}>" in markdown(which)) is is_link


def test_hostile_names_add_no_line_and_no_cell_to_the_markdown() -> None:
    bad, good = markdown(hostile()).splitlines(), markdown(harmless()).splitlines()
    assert len(bad) == len(good)
    cells = [len(re.findall(r"(?<!\\)\|", line)) for line in bad]
    assert cells == [len(re.findall(r"(?<!\\)\|", line)) for line in good]


def test_markdown_says_how_to_hand_the_outcomes_back() -> None:
    text = markdown(made())
    assert "`outcomes.csv`, as one of: `replaced`, `unchanged`, `held_back`, `failed`, `not_reached`" in text
    assert f"\n{COMMAND}outcomes.csv\n" in text
    assert f"{COMMAND}outcomes.json" in HtmlPage(worklist_html(made())).text
