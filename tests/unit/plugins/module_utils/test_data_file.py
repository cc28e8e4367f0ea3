# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files with data that an operator writes."""

from __future__ import annotations

import sys
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._data_file import read_mapping
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError, MissingLibraryError

if t.TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.yml"


def read(file: Path) -> dict[str, t.Any]:
    return read_mapping(str(file), name="the editions file", keys="license names", remedy="Write it anew")


@pytest.mark.parametrize("name", ["data.yml", "data.json", "data"])
@pytest.mark.parametrize(
    "text", ['{"a": [1, true]}', "a: [1, true]", "a:\n  - 1\n  - yes\n"], ids=["JSON", "flow style", "YAML"]
)
def test_the_content_tells_the_format_whatever_the_file_is_called(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read(tmp_path / name) == {"a": [1, True]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"a: [1", "is neither YAML nor JSON", id="broken"),
        pytest.param(b"- 1", "is not a mapping", id="a list"),
        pytest.param(b"", "is not a mapping", id="nothing"),
        pytest.param(b"1: a", "is not a mapping of license names", id="a number as a key"),
        pytest.param(b"a: \xff", "cannot be read: it is not UTF-8", id="another encoding"),
        pytest.param(b"a: !!python/object:os.system {}", "is neither YAML nor JSON", id="a tag"),
    ],
)
def test_what_is_wrong_is_told_with_the_path_and_a_remedy(file: Path, content: bytes, sentence: str) -> None:
    file.write_bytes(content)
    with pytest.raises(InvalidRequestError, match=sentence) as refused:
        read(file)
    assert f"the editions file {str(file)!r}" in refused.value.cause
    assert refused.value.remedy == "Write it anew"


def test_a_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(InvalidRequestError, match="cannot be read: No such file"):
        read(file)


def test_json_needs_no_library(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    file.write_text('{"a": 1}', encoding="utf-8")
    assert read(file) == {"a": 1}
    file.write_text("a: 1", encoding="utf-8")
    with pytest.raises(MissingLibraryError, match="PyYAML"):
        read(file)
