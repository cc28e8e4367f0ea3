# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can be read after a run, and the secrets that are found in it."""

from __future__ import annotations

import base64
import json
import typing as t
from pathlib import Path

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import text_of

if t.TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab


class Trace(t.NamedTuple):
    """Everything that can be read after a run, by where it was read."""

    run: Run
    texts: dict[str, str]
    secrets: AbstractSet[str]


def trace(run: Run, lab: RunningLab, secrets: AbstractSet[str]) -> Trace:
    texts = {
        "terminal": run.output,
        "audit log of the lab": Path(lab.ready["audit_log"]).read_text(encoding="utf-8"),
    }
    for file in run.written_files():
        texts[str(file.relative_to(run.folder))] = text_of(file)
    return Trace(run, texts, secrets)


def found(trace: Trace) -> list[tuple[str, str]]:
    """Where a secret was read, and how it was written there."""
    return [
        (where, form)
        for where, text in trace.texts.items()
        for secret in trace.secrets
        for form in spellings(secret)
        if form in text
    ]


def spellings(secret: str) -> set[str]:
    """Every way in which a secret could be written somewhere."""
    forms = {secret, secret.lower(), secret.replace("-", ""), secret.replace("-", "").lower()}
    in_json = {json.dumps(form)[1:-1] for form in forms}
    return forms | in_json | {base64.b64encode(form.encode()).decode() for form in forms}
