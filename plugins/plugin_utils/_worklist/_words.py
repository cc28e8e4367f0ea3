# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The words of the work list: its own texts by language, and the console's labels inside them."""

from __future__ import annotations

import string
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._label_file import load_labels
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import visible
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _texts_de as _worklist_texts_de
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _texts_en as _worklist_texts_en
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _texts_es_mx as _worklist_texts_es_mx
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _texts_it as _worklist_texts_it
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _texts_ja as _worklist_texts_ja
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _texts_pl as _worklist_texts_pl

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._labels import LabelSet

ENGLISH = "en"

TEXTS: t.Mapping[str, t.Mapping[str, str]] = {
    ENGLISH: _worklist_texts_en.TEXTS,
    "pl": _worklist_texts_pl.TEXTS,
    "de": _worklist_texts_de.TEXTS,
    "it": _worklist_texts_it.TEXTS,
    "es": _worklist_texts_es_mx.TEXTS,
    "ja": _worklist_texts_ja.TEXTS,
}
"""Our own sentences by language, whatever its region; every language has the same keys."""

LABELS: t.Mapping[str, str] = {
    "console": "Management Console",
    "section": "Information panel",
    "tab": "License",
    "enter": "Enter activation code",
    "replacement": "License replacement",
    "submit": "Submit",
    "check": "Check the new license details",
    "name": "License name",
    "model": "Licensing model",
    "limit": "License limit",
    "expires": "License expiration date",
    "apply": "Apply",
    "try": "Try additional features",
    "ok": "OK",
    "later": "Later",
    "license_id": "License ID",
}
"""What stands in braces in a sentence for a label of the console, with the label's message id."""

Kind: t.TypeAlias = t.Literal["text", "label", "value", "code", "link"]


class Part(t.NamedTuple):
    """A piece of a sentence: our own words, a label of the console, a value from outside, something to type, or an
    address to go to.

    ``language`` is that of a label, ``verified`` whether somebody has seen it in the console or in the vendor's help.
    """

    kind: Kind
    text: str
    verified: bool = True
    language: str = ""


Sentence: t.TypeAlias = tuple[Part, ...]


class Words:
    """Sentences and labels in one language.

    A language without texts of ours gets English sentences; a label that is not known gets the English one, which is
    not verified.
    """

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self.language = labels.language
        known = self.language.partition("-")[0].casefold()
        self.texts = TEXTS.get(known, TEXTS[ENGLISH])
        self.texts_language = self.language if known in TEXTS else ENGLISH

    def label(self, name: str) -> Part:
        """One label, by its name in :data:`LABELS`."""
        message_id = LABELS[name]
        text = self._labels.get(message_id)
        if text is None:
            return Part("label", message_id, verified=False, language=ENGLISH)
        return Part("label", text, verified=self._labels.is_verified(message_id), language=self.language)

    def text(self, key: str, /, **values: object) -> str:
        """A sentence without labels, as plain text."""
        return self.texts[key].format(**values)

    def say(self, key: str, /, **parts: object) -> Sentence:
        """A sentence in pieces. ``parts`` are values, unless they are a :class:`Part` already."""
        sentence: list[Part] = []
        for literal, name, _spec, _conversion in string.Formatter().parse(self.texts[key]):
            if literal:
                sentence.append(Part("text", literal))
            if name is not None:
                sentence.append(self._part(name, parts))
        return tuple(sentence)

    def _part(self, name: str, parts: t.Mapping[str, object]) -> Part:
        if name not in parts:
            return self.label(name)
        part = parts[name]
        return part if isinstance(part, Part) else Part("value", visible(part))


def words(language: str, labels_file: str | None = None) -> Words:
    """The words of a language, with the labels of an operator's file (``console_labels``) before the shipped ones.

    Raises :class:`InvalidRequestError` naming the file and what is wrong with it.
    """
    return Words(load_labels(labels_file, language=language))
