# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Files with data that an operator writes, in YAML or JSON."""

from __future__ import annotations

import json
import pathlib
import typing as t

from ._errors import InvalidRequestError, MissingLibraryError


def read_mapping(path: str, *, name: str, keys: str, remedy: str) -> dict[str, t.Any]:
    """The texts at the top level of the file with what stands under each; JSON takes no library.

    ``name`` is what to call the file, ``keys`` what its texts are. Raises :class:`InvalidRequestError` with the path
    and with what is wrong.
    """
    what = f"{name} {path!r}"
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InvalidRequestError(f"{what} cannot be read: {reason}", remedy=remedy) from None
    content = _parse(text, what, remedy)
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise InvalidRequestError(f"{what} is not a mapping of {keys}", remedy=remedy)
    return content


def _parse(text: str, what: str, remedy: str) -> t.Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        import yaml  # noqa: PLC0415 - slow to load for all that bring no such file
    except ImportError:
        raise MissingLibraryError(
            f"{what} is not JSON, and the Python library PyYAML, which reads YAML, is not installed",
            remedy="Install it: python -m pip install PyYAML; or write the file in JSON",
        ) from None
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidRequestError(f"{what} is neither YAML nor JSON: {error}", remedy=remedy) from None
