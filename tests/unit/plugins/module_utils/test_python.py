# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An old Python is told as such, before it meets what it cannot read."""

from __future__ import annotations

import ast
import inspect
import json
import sys
from pathlib import Path

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils import _python

MODULES = sorted((Path(__file__).parents[4] / "plugins" / "modules").glob("kesc_*.py"))
OLDEST = (3, 7)
"""The oldest Python for modules of ansible-core 2.17."""


def test_this_one_is_fine() -> None:
    assert _python.python_problem() == ""
    _python.require_python()


def test_an_older_one_ends_the_module_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit) as ended:
        _python.require_python()
    assert ended.value.code == 1
    result = json.loads(capsys.readouterr().out)
    assert result["failed"] is True
    assert "needs Python 3.11 or newer, and " in result["msg"]
    assert "is Python 3.10" in result["msg"]


def test_the_check_itself_can_be_read_by_every_python() -> None:
    ast.parse(inspect.getsource(_python), feature_version=OLDEST)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_checks_before_it_loads_anything_of_the_collection(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"), feature_version=OLDEST)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and "fleetops" in str(node.module)]
    calls = [node for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    assert str(imports[0].module).endswith("module_utils._python")
    assert ast.unparse(calls[0]) == "require_python()"
    assert imports[0].lineno < calls[0].lineno < imports[1].lineno
