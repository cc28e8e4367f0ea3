# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must not be read anywhere after a run, whatever became of it: secrets, and the collection's own defects."""

from __future__ import annotations

import base64
import json
import re
import typing as t

from violations import Violation

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from observed import FinishedRun
    from violations import Violations

_DEFECTS = ("Traceback (most recent call last)", "A defect of fleetops.kesc", "Unexpected Exception")
_CONTEXT = 300
# The lab makes session ids of 24 random bytes: 32 characters of base64, which nothing else looks like.
_SESSION_ID = re.compile(r"(?<![\w/+=-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*[0-9])[\w-]{32}(?![\w/+=-])", re.ASCII)


def check_texts(run: FinishedRun, secrets: Iterable[str]) -> Violations:
    """Nothing of the kind stands in any text of the run."""
    forms = [form for secret in secrets for form in spellings(secret)]
    for where, text in run.texts.items():
        for form in forms:
            if form in text:
                yield Violation("secret", "", f"no secret in {where}", f"one that begins with {form[:3]}...")
        if _SESSION_ID.search(text):
            yield Violation("session_id", "", f"no session id in {where}", "something that looks like one")
        for words in _DEFECTS:
            place = text.find(words)
            if place >= 0:
                yield Violation("traceback", "", f"no {words!r} in {where}", text[place : place + _CONTEXT])


def spellings(secret: str) -> set[str]:
    """Every way in which a secret could be written somewhere."""
    plain = secret.replace("-", "")
    forms = {secret, secret.lower(), plain, plain.lower(), secret.lower().replace("-", " ")}
    in_json = {json.dumps(form)[1:-1] for form in forms}
    return forms | in_json | {base64.b64encode(form.encode()).decode() for form in forms}
