# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""A file of an operator's with labels of the console."""

from __future__ import annotations

import json
import pathlib
import typing as t

from ..._errors import InvalidRequestError, MissingLibraryError
from ._labels import MESSAGE_IDS, LabelSet, label_set

try:
    import yaml
except ImportError:  # pragma: no cover - the controller's interpreter always has PyYAML
    yaml = None  # type: ignore[assignment]


def load_labels(path: str | None, *, language: str) -> LabelSet:
    """The shipped labels of a language, completed by a YAML or JSON file that maps message ids to labels.

    Raises :class:`InvalidRequestError` naming the file and what is wrong with it.
    """
    shipped = label_set(language)
    if path is None:
        return shipped
    try:
        content = _parse(pathlib.Path(path).read_text(encoding="utf-8"), path)
    except OSError as error:
        raise InvalidRequestError(f"console_labels {path!r} cannot be read: {error.strerror}") from None
    except ValueError:
        raise InvalidRequestError(f"console_labels {path!r} is neither YAML nor JSON") from None
    if not isinstance(content, dict):
        raise InvalidRequestError(f"console_labels {path!r} does not map message ids to labels")
    for message_id, label in content.items():
        if message_id not in MESSAGE_IDS:
            raise InvalidRequestError(
                f"console_labels {path!r}: {message_id!r} is no message id",
                remedy=f"The message ids are {', '.join(MESSAGE_IDS)}",
            )
        if not isinstance(label, str) or not label.strip():
            raise InvalidRequestError(f"console_labels {path!r}: the label of {message_id!r} is not a text")
    return shipped.completed(content)


def _parse(text: str, path: str) -> t.Any:
    if path.endswith(".json"):
        return json.loads(text)
    if yaml is None:
        raise MissingLibraryError(
            "the Python library PyYAML is not installed", remedy="python -m pip install PyYAML", library="PyYAML"
        )
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise ValueError from None
