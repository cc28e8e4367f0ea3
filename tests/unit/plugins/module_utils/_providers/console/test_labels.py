# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Label sets, and an operator's file that completes them."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._label_file import load_labels
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._labels import (
    ELEMENTS,
    LABEL_SETS,
    MESSAGE_IDS,
    OUTCOMES,
    label_set,
)

if t.TYPE_CHECKING:
    from pathlib import Path


def test_every_label_of_every_set_has_a_message_id() -> None:
    assert {message_id for labels in LABEL_SETS.values() for message_id in labels.labels} <= set(MESSAGE_IDS)


def test_polish_has_every_element_but_the_summary_that_its_page_does_not_have() -> None:
    polish = label_set("pl")
    assert set(ELEMENTS) | set(OUTCOMES) | {"Licenses"} == set(polish.labels) | {"Summary"}
    assert all(polish.is_verified(message_id) for message_id in polish.labels)


def test_english_is_complete_but_verified_only_where_an_english_page_was_read() -> None:
    english = label_set("en")
    assert set(english.labels) == set(MESSAGE_IDS)
    assert {message_id for message_id in MESSAGE_IDS if english.is_verified(message_id)} == {"Information panel"}


@pytest.mark.parametrize("language", sorted(set(LABEL_SETS) - {"en"}))
def test_every_other_set_holds_only_what_was_read(language: str) -> None:
    labels = label_set(language)
    assert labels.labels
    assert all(labels.is_verified(message_id) for message_id in labels.labels)


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("pl", "Licencja"),
        ("pl_PL", "Licencja"),
        ("de-AT", "Lizenz"),
        ("ES-mx", "Licencia"),
        ("en-GB", "License"),
        ("ja", "ライセンス"),
        ("es", None),
        ("es-ES", None),
        ("fr", None),
        ("ru", None),
    ],
)
def test_a_tag_finds_its_set_and_spanish_only_that_of_mexico(language: str, label: str | None) -> None:
    assert label_set(language).get("License") == label


@pytest.mark.parametrize("kind", ["yml", "json"])
def test_a_file_completes_and_replaces_labels(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"labels.{kind}"
    given = {"Submit": "Senden", "License": "Die Lizenz"}
    file.write_text(json.dumps(given), encoding="utf-8")
    labels = load_labels(str(file), language="de")
    assert (labels.get("Submit"), labels.get("License"), labels.get("License name")) == (
        "Senden",
        "Die Lizenz",
        "Lizenzname",
    )
    assert labels.is_verified("Submit")
    english = load_labels(str(file), language="en")
    assert (english.is_verified("License"), english.is_verified("Apply")) == (True, False)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("Submitt: Senden", "'Submitt' is no message id", id="a message id that is none"),
        pytest.param("Submit: 5", "the label of 'Submit' is not a text", id="a number"),
        pytest.param("Submit: ' '", "the label of 'Submit' is not a text", id="a blank"),
        pytest.param("- Submit", "is not a mapping of message ids", id="a list"),
        pytest.param("a: b: c", "neither YAML nor JSON", id="neither"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_reason(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "labels.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRequestError, match=sentence):
        load_labels(str(file), language="de")


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="cannot be read: No such file"):
        load_labels("/nowhere/labels.yml", language="de")
