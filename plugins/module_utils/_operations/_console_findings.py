# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What follows from a look at the console's pages. No sentence holds a text of the pages: it may name a customer."""

from __future__ import annotations

import typing as t

from .._providers.console._labels import ELEMENTS, OPTIONAL, OUTCOMES
from .._providers.console._license_parser import SHOWN
from .._providers.console._survey import HUB, STEPS, WIZARD, Label
from ._server_findings import Finding

if t.TYPE_CHECKING:
    from .._providers.console._survey import ConsoleSurvey

_NEEDED_ON_PAGES = ("Information panel", "License", "Enter activation code", *SHOWN)
"""Without these, no license can be reached or read; a workspace's own link may stand for Management Console."""
_NEEDED = tuple(each for each in (*ELEMENTS, *OUTCOMES) if each not in OPTIONAL)
"""Without these, no license can be replaced."""
_DRAFT = "Complete the draft that was written, and give it as console_labels"

_STOPPED: t.Mapping[str, tuple[str, str]] = {
    "authentication_failed": (
        "The console asks to sign in: the saved sign-in has run out.",
        "Sign in again with kesc_console_login.",
    ),
    "missing_library": (
        "A library or the browser is missing where the task runs.",
        "Install playwright, babel and a Chromium there, see the guide on the console.",
    ),
    "invalid_request": ("The saved sign-in cannot be used.", "Make one with kesc_console_login."),
    "unreachable": ("The console cannot be reached.", "Check server_url, the network and the firewall."),
    "certificate_refused": ("The console's certificate is not trusted.", "Set ca_path or server_fingerprint."),
    "tenant_not_found": ("The list has no such workspace.", "Correct tenant or tenant_id."),
    "tenant_ambiguous": ("Several workspaces have the given name.", "Set tenant_id."),
    "label_not_found": (
        "Nothing that leads on has a name that is known.",
        f"Compare console_language with the language of the console. {_DRAFT}, or set tenant.",
    ),
}


def console_findings(survey: ConsoleSurvey, *, language: str) -> list[Finding]:
    """Whatever is not as it should be, what stops first."""
    found = [*_failure(survey), *_labels(survey), *_license(survey), *_language(survey, language), *_state(survey)]
    return sorted(found, key=lambda finding: not finding.stops)


def _failure(survey: ConsoleSurvey) -> t.Iterator[Finding]:
    if survey.failure is None:
        return
    text, remedy = _STOPPED.get(
        survey.failure.error_code, ("The console did not answer as expected.", "Run the check again, then report it.")
    )
    yield Finding("console", f"It came no further than {survey.step}. {text}", remedy, stops=True)


def _labels(survey: ConsoleSurvey) -> t.Iterator[Finding]:
    missing = [each for each in _NEEDED_ON_PAGES if survey.labels[each] is Label.NOT_FOUND]
    if missing:
        yield Finding("labels", f"The pages do not show the labels of {_listed(missing)}.", f"{_DRAFT}.", stops=True)
    unknown = [each for each in _NEEDED if survey.labels[each] is Label.UNKNOWN]
    if unknown:
        yield Finding(
            "labels",
            f"What the console calls {_listed(unknown)} is not known in its language.",
            f"{_DRAFT}, or set console_language to a language whose labels are known.",
            stops=True,
        )


def _license(survey: ConsoleSurvey) -> t.Iterator[Finding]:
    if survey.readable is False and all(survey.labels[each] is Label.FOUND for each in SHOWN):
        yield Finding(
            "license",
            "The license on the tab cannot be read, though its labels are there: its date or number has another form.",
            "Compare console_language with the language of the console, and please report this check.",
            stops=True,
        )
    elif survey.readable is False:
        yield Finding(
            "license",
            "The tab License shows no license, or not with the labels that are known.",
            "Look at the tab: if it shows one, complete the draft of labels.",
        )


def _language(survey: ConsoleSurvey, language: str) -> t.Iterator[Finding]:
    said = survey.language
    if said and said.partition("-")[0].casefold() != language.partition("-")[0].partition("_")[0].casefold():
        yield Finding(
            "language", "The console's pages are in another language than console_language.", "Set console_language."
        )


def _state(survey: ConsoleSurvey) -> t.Iterator[Finding]:
    if survey.others_read_the_state:
        yield Finding("console_state", "Others can read the saved sign-in.", "Set its mode to 0600.")


def is_needed(message_id: str) -> bool:
    """Whether nothing works where the pages do not show the label."""
    return message_id in _NEEDED_ON_PAGES or (message_id in _NEEDED and message_id not in STEPS[HUB])


def step_of(message_id: str) -> str:
    """Where a label is looked for."""
    return next((step for step, ids in STEPS.items() if message_id in ids), WIZARD)


def _listed(message_ids: t.Sequence[str]) -> str:
    return ", ".join(f"'{each}'" for each in message_ids)
