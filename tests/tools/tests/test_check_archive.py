# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

from check_archive import LEFT_BEHIND, find_documented, find_packed, find_playbooks, leave_behind

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_packed_of_the_working_tree() -> None:
    packed = [
        "CHANGELOG.md",
        "extensions/eda/plugins/event_source/license_expiry.py",
        "plugins/modules/kesc_license.py",
        "roles/license_rotation/tasks/main.yml",
        "tests/config.yml",
        "tests/unit/plugins/module_utils/_license/test_guards.py",
    ]
    others = [
        ".ci/run",
        "CONTRIBUTING.md",
        "changelogs/fragments/12-checks.yml",
        "extensions/molecule/default/molecule.yml",
        "lab/src/kesc_lab/cli.py",
        "tests/tools/run.py",
    ]
    assert find_packed([*others, *packed]) == packed


def test_what_people_leave_is_made_in_each_place(tmp_path: Path) -> None:
    leave_behind(tmp_path)
    for where in (".", "playbooks"):
        assert {name for name in LEFT_BEHIND if (tmp_path / where / name).is_file()} == set(LEFT_BEHIND)


def test_what_the_installed_collection_is_asked_for() -> None:
    names = [
        "playbooks/_report.yml",
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
