# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks as nox sessions: the one list of what is checked, how, and with which ansible-core."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nox

sys.path.insert(0, str(Path(__file__).parent / "tests" / "tools"))

from checks import costs, environments, installed, lanes, programs, requirements
from checks.paths import ROOT, WORK
from checks.workplaces import Workplace

if TYPE_CHECKING:
    from checks.lanes import Lane

nox.options.envdir = str(environments.FOLDER)
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"

# A test that hangs is ended by this, not one that is slow: on a busy machine some take many minutes.
PYTEST = ("python", "-m", "pytest", "-p", "no:cacheprovider", "--timeout=3600", "--durations=10", "--durations-min=1")
INTEGRATION = ("ansible-test", "integration", "--color=no", "--venv", "--python={python}")
# Only what is packed, and the integration targets and scenarios: the rest is no part of the collection.
ELSEWHERE = (
    "benchmarks",
    "demo",
    "lab",
    *(f"tests/{name}" for name in ("campaign", "console", "eda", "playbooks", "tools")),
)
SANITY = ("ansible-test", "sanity", "--color=no", "--python={python}", *(f"--exclude={name}/" for name in ELSEWHERE))
# The integration target that runs others again: it takes longer than all of them.
TARGET_THROUGH_MODULES = "through_modules"
WITHOUT_MODULES = f"--exclude={TARGET_THROUGH_MODULES}"
# The playbook tests that compare what carries a task out, and those of what either is given in its own way.
THROUGH_MODULES = ("tests/playbooks/test_action_and_module.py", "tests/playbooks/test_connection_settings.py")
# Twice if need be: where its temporary folder's name happens to end with an underscore, as one of 37 does,
# antsibull-docs 2.28 takes that name in the links that it writes for a reference.
LINT_DOCS = "antsibull-docs lint-collection-docs --plugin-docs ."

NEWEST, OLDEST = lanes.newest(), lanes.oldest()


def environment(lane: Lane) -> None:
    """Make a session that makes the environment of a lane."""

    def make(session: nox.Session) -> None:
        with costs.recorded(session.name):
            environments.install(session, lane)

    make.__doc__ = f"ansible-core {lane.core} on Python {lane.minor}, and what the checks need"
    nox.session(name=lane.name, python=str(lane.python))(make)


def check(
    name: str, about: str, *commands: tuple[str, ...], lane: Lane = NEWEST, cwd: str = ".", needs: str = ""
) -> None:
    """Make a session of commands that run one after another, until one fails, in a copy of the working tree.

    A command may contain the placeholders of ``Workplace.run``; the last one gets the arguments that nox gets
    after ``--``. ``needs`` is the session that provides a program.
    """

    def run(session: nox.Session) -> None:
        workplace = Workplace(session.name, lane)
        *others, last = commands
        more = programs.browser_variables() if needs == "chromium" else {}
        with costs.recorded(session.name):
            workplace.make()
            for command in [*others, (*last, *session.posargs)]:
                workplace.run(session, command, cwd=cwd, more=more)

    run.__doc__ = about
    requires = [lane.name, needs] if needs else [lane.name]
    nox.session(name=name, venv_backend="none", requires=requires, tags=[lane.name])(run)


environment(NEWEST)
environment(OLDEST)


@nox.session(venv_backend="none")
def chromium(session: nox.Session) -> None:
    """A Chromium, installed where there is none."""
    programs.provide(session, programs.find_browser, package="chromium")


@nox.session(venv_backend="none")
def java(session: nox.Session) -> None:
    """A Java that is new enough, installed where there is none."""
    programs.provide(session, programs.find_java, package="default-jre-headless")


# From the longest to the shortest: the short ones fill the gaps that the long ones leave.
check(
    "playbooks",
    "tests/playbooks: the playbooks and the role against the practice server; tasks run in the worker",
    (*PYTEST, "tests/playbooks"),
    needs="chromium",
)
# pylint takes as long as all other tests, and reads the same files in a newer version.
check(
    "sanity-oldest",
    "ansible-test sanity, with no ignore list, without pylint",
    (*SANITY, "--skip-test=pylint"),
    lane=OLDEST,
)
check("sanity", "ansible-test sanity, with no ignore list", SANITY)
check(
    "console",
    "tests/console: the provider console in a real Chromium",
    (*PYTEST, "-n", "3", "--dist", "loadgroup", "tests/console"),
    needs="chromium",
)
check(
    "modules-oldest",
    "with tasks as modules: the playbook tests that compare the two ways and those of connection settings, and the "
    "integration targets of whatever has an action (the target through_modules)",
    (*PYTEST, "--through=module", *THROUGH_MODULES),
    (*INTEGRATION, TARGET_THROUGH_MODULES),
    lane=OLDEST,
)
check("molecule", "every scenario in extensions/molecule", ("molecule", "test", "--all"), needs="chromium")
check(
    "archive",
    "builds the collection, checks what is in the archive, installs it, reads its documentation, checks its playbooks' "
    "syntax, galaxy-importer, ansible-builder",
    ("python", "tests/tools/check_archive.py", "{tree}", "{folder}/archive"),
)
check("integration", "the integration targets; tasks run in the worker", (*INTEGRATION, WITHOUT_MODULES))
check(
    "integration-oldest",
    "the integration targets; tasks run in the worker",
    (*INTEGRATION, WITHOUT_MODULES),
    lane=OLDEST,
)
check(
    "units-oldest",
    "tests/unit with Ansible's loader and only what tests/unit/requirements.txt names",
    ("ansible-test", "units", "--color=no", "--venv", "--python={python}"),
    lane=OLDEST,
)
check("lab", "the tests of the practice server", PYTEST, cwd="lab", needs="chromium")
check(
    "ansible-lint",
    "ansible-lint with the profile production",
    ("ansible-lint", "--offline", "--strict", "--profile=production"),
)
check("demo", "the demonstration", ("python", "demo/run.py"), needs="chromium")
check(
    "campaign",
    "tests/campaign: the tests of the campaign's invariants and of its parts",
    # A whole round is left out until issue 14 is resolved: it finds violations that are still open.
    (*PYTEST, "tests/campaign", "--ignore=tests/campaign/test_round.py"),
)
check("eda", "the event source and its rulebook in a real ansible-rulebook", (*PYTEST, "tests/eda"), needs="java")
check("pytest", "tests/unit, where each warning is an error", (*PYTEST, "tests/unit"))
check("docs", "antsibull-docs", ("sh", "-c", f"{LINT_DOCS} || {LINT_DOCS}"))
check("tools", "the tests of tests/tools", (*PYTEST, "tests/tools"))
check(
    "mypy",
    "mypy --strict on the plugins, the lab, the checks, the demonstration, the benchmark and the campaign",
    ("mypy", "-p", "ansible_collections.fleetops.kesc.plugins"),
    ("mypy", "extensions/eda"),
    ("sh", "-c", "cd lab && mypy"),
    # nox, which is in a folder of its own, is looked at and not judged.
    ("env", "MYPYPATH={nox}:tests/tools", "mypy", "--follow-imports=silent", "noxfile.py", "tests/tools", "demo"),
    ("env", "MYPYPATH=benchmarks:../../..", "mypy", "benchmarks"),
    ("env", "MYPYPATH=tests/campaign", "mypy", "tests/campaign"),
)
check("reuse", "the license of each file", ("reuse", "lint"))
check("changelog", "antsibull-changelog", ("antsibull-changelog", "lint"))
check("yamllint", "yamllint", ("yamllint", "--strict", "."))
check(
    "generated",
    "whether the files of the role that tests/tools/role_options.py writes are up to date",
    ("python", "tests/tools/role_options.py", "--check"),
)
check("ruff", "ruff check, ruff format", ("ruff", "check", "."), ("ruff", "format", "--check", "--diff", "."))


def program(name: str, about: str, path: str) -> None:
    """Make a session, which is no check, of a program that runs with the collection as its users have it."""

    def run(session: nox.Session) -> None:
        installed.run(session, ROOT / path, lane=NEWEST, folder=WORK / name)

    run.__doc__ = about
    nox.session(name=f"make-{name}", python=str(NEWEST.python), default=False)(run)


program("demo", "the demonstration", "demo/run.py")
program("bench", "the benchmark; arguments after -- are its own", "benchmarks/run.py")
program("campaign", "rotations under faults and kills; arguments after -- are its own", "tests/campaign/campaign.py")


@nox.session(name="make-lock", python=str(NEWEST.python), default=False)
def lock(session: nox.Session) -> None:
    """Pin the newest versions of everything that the checks and the lab need, for all supported Pythons."""
    session.install("uv")
    requirements.pin(session)
