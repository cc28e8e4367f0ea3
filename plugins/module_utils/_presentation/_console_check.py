# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A look at the console as plain values without any text of its pages, and a draft of labels with such texts."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

from .._errors import quotable
from .._license._license import format_date
from .._operations._console_findings import is_needed, step_of
from .._operations._server_findings import verdict
from .._providers.console._survey import STEPS, WIZARD, Label
from ._server_check import FORMAT, finding_dict

if t.TYPE_CHECKING:
    import datetime as dt

    from .._operations._server_findings import Finding
    from .._providers.console._labels import LabelSet
    from .._providers.console._survey import ConsoleSurvey

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_DRAFT_HEAD = """\
# A draft for the option console_labels. The labels below were found on the console's pages.
# Complete it: take the mark of a comment away and write what the console shows.
# Do not attach it to an issue as it is: its comments quote the pages, and may name customers.
"""
NOT_CHECKED = (
    "the wizard behind Enter activation code: its windows, its comparison, and what it calls upgrade and downgrade",
    "the right to replace a license: replace that of one workspace first",
    "more than one workspace",
)


def console_check_dict(
    survey: ConsoleSurvey, *, findings: t.Sequence[Finding], settings: t.Mapping[str, t.Any], now: dt.datetime
) -> dict[str, t.Any]:
    """The whole of kesc-check.json, for the console."""
    said = survey.language or ""
    return {
        "format": FORMAT,
        "checked": format_date(now),
        "provider": "console",
        "verdict": verdict(findings).value,
        "findings": [finding_dict(finding) for finding in findings],
        "settings": {**settings, "language_of_the_pages": said if _LANGUAGE.fullmatch(said) else None},
        "stage": survey.step,
        "failure": dataclasses.asdict(survey.failure) if survey.failure else None,
        "license_read": survey.readable,
        "known_labels_by_language": dict(survey.languages),
        "labels": [
            {"id": message_id, "step": step_of(message_id), "needed": is_needed(message_id), "state": state.value}
            for message_id, state in survey.labels.items()
        ],
        "not_checked": list(NOT_CHECKED),
    }


def labels_draft(survey: ConsoleSurvey, labels: LabelSet) -> str:
    """A file of labels that can be loaded as it is, with the missing ones to be completed."""
    found = [each for each, state in survey.labels.items() if state is Label.FOUND]
    lines = [_DRAFT_HEAD, *(f"{json.dumps(each)}: {_quoted(labels.get(each) or '')}" for each in found)]
    if not found:
        lines.append("{}")
    for step in (*STEPS, WIZARD):
        missing = [each for each, state in survey.labels.items() if state is not Label.FOUND and step_of(each) == step]
        if missing:
            lines += ["", f"# Not found, or not looked at, at the step {step}:"]
            lines += [f"# {json.dumps(each)}: {_quoted(labels.get(each) or '')}" for each in missing]
            shown = survey.texts.get(step, ())
            lines += [f"# On the page are: {', '.join(map(_quoted, shown))}"] if shown else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """As YAML and JSON quote it, on one line."""
    return json.dumps(quotable(text), ensure_ascii=False)
