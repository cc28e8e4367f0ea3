# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""A file of an operator's with labels of the console."""

from __future__ import annotations

from ..._data_file import read_mapping
from ..._errors import InvalidRequestError
from ._labels import MESSAGE_IDS, LabelSet, label_set


def load_labels(path: str | None, *, language: str) -> LabelSet:
    """The shipped labels of a language, completed by a YAML or JSON file that maps message ids to labels.

    Raises :class:`InvalidRequestError` naming the file and what is wrong with it.
    """
    shipped = label_set(language)
    if path is None:
        return shipped
    remedy = "Write message ids at the top level, each with its label"
    content = read_mapping(path, name="console_labels", keys="message ids", remedy=remedy)
    for message_id, label in content.items():
        if message_id not in MESSAGE_IDS:
            raise InvalidRequestError(
                f"console_labels {path!r}: {message_id!r} is no message id",
                remedy=f"The message ids are {', '.join(MESSAGE_IDS)}",
            )
        if not isinstance(label, str) or not label.strip():
            raise InvalidRequestError(f"console_labels {path!r}: the label of {message_id!r} is not a text")
    return shipped.completed(content)
