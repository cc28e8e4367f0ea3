# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from check_archive import find_documented, find_playbooks, find_unwanted


@pytest.mark.parametrize(
    "name",
    [
        "lab/src/kesc_lab/cli.py",
        ".ci/run",
        "Makefile",
        "requirements/tests.txt",
        "tests/tools/run.py",
        "tests/output/junit/x.xml",
        "tests/sanity/ignore-2.19.txt",
        "extensions/molecule/default/molecule.yml",
        "plugins/modules/__pycache__/kesc_license.cpython-313.pyc",
        "plugins/.hidden",
        "docs/server.pem",
    ],
)
def test_unwanted_in_the_archive(name: str) -> None:
    assert list(find_unwanted([name])) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "MANIFEST.json",
        "plugins/modules/kesc_license.py",
        "roles/license_rotation/tasks/main.yml",
        "extensions/eda/plugins/event_source/license_expiry.py",
        "tests/config.yml",
        "tests/unit/plugins/module_utils/_license/test_guards.py",
    ],
)
def test_wanted_in_the_archive(name: str) -> None:
    assert not list(find_unwanted([name]))


def test_what_the_installed_collection_is_asked_for() -> None:
    names = [
        "playbooks/audit.yml",
        "playbooks/tasks/inner.yml",
        "plugins/filter/terms.py",
        "plugins/filter/terms_of.yml",
        "plugins/inventory/kesc_tenants.py",
        "plugins/module_utils/_license/_guards.py",
        "plugins/modules/kesc_license.py",
        "roles/license_rotation/meta/argument_specs.yml",
    ]
    assert list(find_documented(names)) == [
        ("filter", "terms_of"),
        ("inventory", "kesc_tenants"),
        ("module", "kesc_license"),
        ("role", "license_rotation"),
    ]
    assert list(find_playbooks(names)) == ["audit"]
