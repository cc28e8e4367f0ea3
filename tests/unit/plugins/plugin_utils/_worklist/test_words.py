# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The work list speaks the operator's language, quotes the console's labels, and marks what nobody has checked."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console import _labels
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _words as _worklist_words
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import ENGLISH, LABELS, TEXTS, Part, words


def names(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_every_label_of_the_console_has_a_message_id_that_the_label_sets_know() -> None:
    assert set(LABELS.values()) <= set(_labels.MESSAGE_IDS)


@pytest.mark.parametrize(
    # Of other languages only what leads to the tab is known: English sentences are no loss beside English labels.
    "language",
    sorted(language for language, labels in _labels.LABEL_SETS.items() if labels.get("License name")),
)
def test_a_language_with_labels_of_the_license_has_sentences_too(language: str) -> None:
    assert words(language).texts_language == language


@pytest.mark.parametrize("language", sorted(TEXTS))
class TestEveryLanguage:
    def test_has_the_same_sentences_in_the_same_order(self, language: str) -> None:
        assert list(TEXTS[language]) == list(TEXTS[ENGLISH])

    def test_names_the_same_labels_and_values_in_each_sentence(self, language: str) -> None:
        assert {key: names(text) for key, text in TEXTS[language].items()} == {
            key: names(text) for key, text in TEXTS[ENGLISH].items()
        }

    def test_translates_no_label_of_the_console_by_itself(self, language: str) -> None:
        apart = {"License", "Apply", "Submit", "Later", "OK", "Summary"}
        sentences = " ".join(TEXTS[language].values())
        assert not [label for label in set(LABELS.values()) - apart if label in sentences]

    def test_has_no_empty_sentence_and_no_blank_at_an_end(self, language: str) -> None:
        assert not [key for key, text in TEXTS[language].items() if not text or text != text.strip()]


def test_a_verified_label_is_the_vendors_own_in_that_language() -> None:
    assert words("pl").label("apply") == Part("label", "Zastosuj", verified=True, language="pl")


def test_a_label_that_no_page_names_is_the_english_one_and_not_verified() -> None:
    assert words("de").label("apply") == Part("label", "Apply", verified=False, language="en")


def test_an_english_label_is_not_verified_since_no_english_page_was_read() -> None:
    assert words("en").label("tab") == Part("label", "License", verified=False, language="en")


def test_a_language_that_nobody_knows_gets_english_sentences_and_labels() -> None:
    french = words("fr")
    assert (french.texts_language, french.text("replaced"), french.label("tab").text) == ("en", "replaced", "License")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        pytest.param("labels.yml", "Apply: Anwenden\n", id="yaml"),
        pytest.param("labels.json", '{"Apply": "Anwenden"}', id="json"),
    ],
)
def test_a_label_of_the_operators_file_is_used_and_counts_as_verified(tmp_path: Path, file: str, content: str) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    german = words("de", str(tmp_path / file))
    assert german.label("apply") == Part("label", "Anwenden", verified=True, language="de")
    assert german.label("tab").text == "Lizenz"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "cannot be read", id="no file"),
        pytest.param("- Apply", "is not a mapping of message ids", id="a list"),
        pytest.param("Apply: 1", "the label of 'Apply' is not a text", id="a number as a label"),
        pytest.param("Aply: Anwenden", "'Aply' is no message id", id="a label that does not exist"),
        pytest.param("a: b: c", "neither YAML nor JSON", id="not YAML"),
    ],
)
def test_a_bad_file_of_labels_is_an_error_that_names_it(tmp_path: Path, content: str | None, message: str) -> None:
    file = tmp_path / "labels.yml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidRequestError, match=message) as error:
        words("de", str(file))
    assert str(file) in str(error.value)


def test_a_sentence_is_in_pieces_so_that_a_value_cannot_pass_for_a_label_or_for_our_words() -> None:
    sentence = words("pl").say("step_open", url=Part("code", "https://x.example"), tenant="{apply} Alder")
    assert Part("value", "{apply} Alder") in sentence
    assert [part.text for part in sentence if part.kind == "label"] == ["Konsola zarządzająca"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("  two\n\tlines ", "two lines", id="blanks become one"),
        pytest.param("Alder\u202egnp.exe", r"Alder\u202egnp.exe", id="a turn of the writing direction is seen"),
        pytest.param("Al\u200bder", r"Al\u200bder", id="an invisible blank is seen"),
        pytest.param("Zażółć 東京", "Zażółć 東京", id="other scripts stay"),
        pytest.param(25, "25", id="a number"),
    ],
)
def test_a_value_is_one_line_in_which_everything_can_be_seen(value: object, shown: str) -> None:
    assert _worklist_words.visible(value) == shown


def test_every_sentence_is_used() -> None:
    folder = Path(_worklist_words.__file__).parent
    names = ("_worklist.py", "_html.py", "_markdown.py", "worklist.html.j2")
    text = "".join((folder / name).read_text(encoding="utf-8") for name in names)
    built = re.compile(r"found_\w+|per_\w+|replaced|unchanged|held_back|failed|not_reached|upgrade|downgrade|renewal")
    assert [key for key in TEXTS[ENGLISH] if not built.fullmatch(key) and not re.search(rf"\b{key}\b", text)] == []
