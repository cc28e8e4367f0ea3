# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of a test run: the one list of what is checked, how, in which lane, and what may still be missing."""

from __future__ import annotations

from dataclasses import dataclass

PYTEST = ("python", "-m", "pytest", "-p", "no:cacheprovider")
# The playbook tests that compare what carries a task out, and those of what either is given in its own way.
THROUGH_MODULES = ("tests/playbooks/test_action_and_module.py", "tests/playbooks/test_connection_settings.py")
INTEGRATION = ("ansible-test", "integration", "--color=no", "--venv", "--python={python}")
# Twice if need be: where its temporary folder's name happens to end with an underscore, as one of 37 does,
# antsibull-docs 2.28 takes that name in the links that it writes for a reference.
LINT_DOCS = "antsibull-docs lint-collection-docs --plugin-docs ."
# The integration target that runs others again: it takes longer than all of them.
TARGET_THROUGH_MODULES = "through_modules"


@dataclass(frozen=True, kw_only=True)
class Step:
    """Commands that are run one after another in the tree of each of the tracks, until one fails.

    The step is about folder and works in cwd, both within the tree. A command may contain the placeholders of
    Track.placeholders, in braces. A step that needs a browser waits for Chromium and finds it in KESC_BROWSER_PATH;
    one that needs Java waits for that.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    tracks: tuple[str, ...] = ("newest-static",)
    folder: str = "plugins"
    cwd: str = "."
    minutes: float = 15
    browser: bool = False
    java: bool = False

    @property
    def programs(self) -> tuple[str, ...]:
        """What the step needs of the system."""
        return (*(("chromium",) if self.browser else ()), *(("java",) if self.java else ()))


STEPS = (
    # What needs no running program: the newest ansible-core, a tree of its own.
    Step(
        name="sanity",
        tracks=("newest-static", "oldest"),
        # These two are no part of the collection; the lab has checks of its own.
        commands=(
            ("ansible-test", "sanity", "--color=no", "--python={python}", "--exclude=lab/", "--exclude=benchmarks/"),
        ),
    ),
    Step(
        name="ruff",
        folder="tests/tools",
        commands=(("ruff", "check", "."), ("ruff", "format", "--check", "--diff", ".")),
    ),
    Step(
        name="mypy-plugins",
        folder="plugins/module_utils",
        commands=(("mypy", "-p", "ansible_collections.fleetops.kesc.plugins"), ("mypy", "extensions/eda")),
    ),
    Step(name="mypy-lab", folder="lab", cwd="lab", commands=(("mypy",),)),
    Step(
        name="mypy-tools",
        folder="tests/tools",
        commands=(
            ("mypy", "tests/tools", "demo"),
            ("env", "MYPYPATH=benchmarks:../../..", "mypy", "benchmarks"),
            ("env", "MYPYPATH=tests/campaign", "mypy", "tests/campaign"),
        ),
    ),
    Step(name="yamllint", folder=".", commands=(("yamllint", "--strict", "."),)),
    Step(name="reuse", folder="LICENSES", commands=(("reuse", "lint"),)),
    Step(name="changelog", folder="changelogs", commands=(("antsibull-changelog", "lint"),)),
    Step(name="docs", commands=(("sh", "-c", f"{LINT_DOCS} || {LINT_DOCS}"),)),
    Step(name="generated", folder="roles", commands=(("python", "tests/tools/role_options.py", "--check"),)),
    Step(
        name="ansible-lint", folder=".", commands=(("ansible-lint", "--offline", "--strict", "--profile=production"),)
    ),
    Step(
        name="archive",
        folder="meta",
        tracks=("newest-console",),
        commands=(("python", "tests/tools/check_archive.py", "{tree}", "{folder}/archive"),),
    ),
    # What runs programs, the lab among them.
    Step(name="tools", folder="tests/tools", tracks=("newest",), commands=((*PYTEST, "tests/tools"),)),
    Step(name="pytest", folder="tests/unit/plugins", tracks=("newest",), commands=((*PYTEST, "tests/unit"),)),
    Step(
        name="units",
        folder="tests/unit/plugins",
        # On the newest ansible-core the step pytest runs the same tests, in a fifth of the time.
        tracks=("oldest",),
        commands=(("ansible-test", "units", "--color=no", "--venv", "--python={python}"),),
    ),
    Step(name="lab", folder="lab/tests", cwd="lab", tracks=("newest",), commands=(PYTEST,), browser=True),
    Step(
        name="integration",
        folder="tests/integration/targets",
        tracks=("newest", "oldest"),
        commands=((*INTEGRATION, f"--exclude={TARGET_THROUGH_MODULES}"),),
    ),
    Step(name="eda", folder="tests/eda", tracks=("newest",), commands=((*PYTEST, "tests/eda"),), java=True),
    # Browsers, which are waited for as much as they compute: in a tree of its own, three tests at a time.
    Step(
        name="console",
        folder="tests/console",
        tracks=("newest-console",),
        commands=((*PYTEST, "-n", "3", "--dist", "loadgroup", "tests/console"),),
        browser=True,
    ),
    Step(
        name="molecule",
        folder="extensions/molecule",
        tracks=("newest-console",),
        commands=(("molecule", "test", "--all"),),
        browser=True,
    ),
    # The two longest: in a tree of their own, beside the others.
    Step(
        name="playbooks",
        folder="tests/playbooks",
        tracks=("newest-playbooks",),
        commands=((*PYTEST, "tests/playbooks"),),
        minutes=20,
        browser=True,
    ),
    # Rotations under faults and kills: they wait as much as they compute.
    Step(
        name="campaign",
        folder="tests/campaign",
        tracks=("newest-console",),
        commands=((*PYTEST, "tests/campaign"),),
    ),
    # Again through the modules, on the oldest ansible-core.
    Step(
        name="modules",
        folder="tests/playbooks",
        tracks=("oldest",),
        commands=((*PYTEST, "--through=module", *THROUGH_MODULES), (*INTEGRATION, TARGET_THROUGH_MODULES)),
    ),
    Step(name="demo", folder="demo", tracks=("newest-playbooks",), commands=(("python", "demo/run.py"),), browser=True),
)
