# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The README's quick start, run as it is printed."""

from __future__ import annotations

import os
import re
import subprocess
import typing as t
from pathlib import Path

import pytest
import yaml

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

README = Path(__file__).parents[2] / "README.md"
DEMO_FLEET = Path(os.environ.get("KESC_LAB_FLEETS", README.parent / "lab" / "fleets")) / "demo.yml"

# Where the README's practice server listens, and where it leaves its certificate.
ADDRESS, CERTIFICATE = "https://127.0.0.1:13299", "$PWD/rehearsal/ca.pem"


class _Demo(t.NamedTuple):
    document: dict[str, t.Any]


@pytest.fixture(scope="module")
def lab(start_lab: Callable[..., RunningLab]) -> RunningLab:
    return start_lab(_Demo(yaml.safe_load(DEMO_FLEET.read_text(encoding="utf-8"))))


def test_the_quick_start_rotates_the_tenants_that_it_names(lab: RunningLab, tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    for block in _blocks(text, "yaml"):
        name = block.partition("\n")[0].removeprefix("# ")
        (tmp_path / name).write_text(block, encoding="utf-8")
    script = "set -e\n" + "\n".join(_blocks(text, "bash"))
    assert ADDRESS in script
    assert CERTIFICATE in script
    script = script.replace(ADDRESS, lab.url).replace(CERTIFICATE, lab.ca_file)

    environment = {name: value for name, value in os.environ.items() if not name.startswith("KESC_")}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert lab.active_serial("Alder Dental") == "2A10-000101-DE300001"
    assert lab.active_serial("Elm Bakery") == "2A10-000105-DE300005"
    assert lab.active_serial("Birch Legal") == "2A10-000102-DE300002"
    assert (tmp_path / "license-rotation-report" / "report.md").is_file()


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
