# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What pre-commit runs is what make test runs."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
PACKAGES = {"ruff-pre-commit": "ruff", "yamllint": "yamllint", "reuse-tool": "reuse"}


def test_pre_commit_has_the_versions_of_the_checks() -> None:
    pins = dict(
        re.findall(r"^([a-z-]+)==([0-9.]+)", (ROOT / "requirements/checks.txt").read_text("utf-8"), re.MULTILINE)
    )
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    revisions = {repo["repo"].rpartition("/")[2]: repo["rev"] for repo in config["repos"]}
    assert revisions == {name: f"v{pins[package]}" for name, package in PACKAGES.items()}
