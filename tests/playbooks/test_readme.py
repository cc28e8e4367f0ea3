# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The README's examples, run as they are printed; only the person who signs in to the console is a script."""

from __future__ import annotations

import json
import os
import re
import subprocess
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.fleetops.kesc.tests.console.signed_in import signed_in

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

README = Path(__file__).parents[2] / "README.md"
DEMO_FLEET = Path(os.environ.get("KESC_LAB_FLEETS", README.parent / "lab" / "fleets")) / "demo.yml"

# Where the README's practice server listens, where it leaves its certificate, and where the sign-in is saved.
ADDRESS, CERTIFICATE, STATE = "https://127.0.0.1:13299", "$PWD/rehearsal/ca.pem", "$PWD/console-state.json"


class _Demo(t.NamedTuple):
    document: dict[str, t.Any]


@pytest.fixture(scope="module")
def lab(start_lab: Callable[..., RunningLab]) -> RunningLab:
    return start_lab(_Demo(yaml.safe_load(DEMO_FLEET.read_text(encoding="utf-8"))))


def test_the_examples_rotate_the_tenants_that_they_name(lab: RunningLab, tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    for printed in (ADDRESS, CERTIFICATE, STATE):
        assert printed in text
    text = text.replace(ADDRESS, lab.url).replace(CERTIFICATE, lab.ca_file)
    # kesc_console_login keeps a sign-in that is still good: here the one that its window would have brought.
    signed_in(lab, tmp_path / Path(STATE).name)
    for block in _blocks(text, "yaml"):
        name = block.partition("\n")[0].removeprefix("# ")
        (tmp_path / name).write_text(block, encoding="utf-8")
    script = "set -e\n" + "\n".join(_blocks(text, "bash"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KESC_")}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert lab.active_serial("Alder Dental") == "2A10-000101-DE300001"
    assert lab.active_serial("Elm Bakery") == "2A10-000105-DE300005"
    assert lab.active_serial("Birch Legal") == "2A10-000102-DE300002"
    assert lab.active_serial("Kapok Freight") == "2A10-000111-DE300011"
    report = json.loads((tmp_path / "license-rotation-report" / "report.json").read_text(encoding="utf-8"))
    assert {row["host"]: row["outcome"] for row in report["tenants"]} == {
        "alder-dental": "unchanged",
        "elm-bakery": "unchanged",
        "kapok-freight": "replaced",
    }
    assert (tmp_path / "license-rotation-worklist" / "worklist.html").is_file()


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
