# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_server_check over the console, from options to a report and a draft of labels."""

from __future__ import annotations

import typing as t

from .._operations._console_findings import console_findings
from .._presentation._console_check import console_check_dict, labels_draft
from .._providers.console._survey import survey

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._errors import KescError
    from .._options._params import Params
    from .._providers.console._connection import ConsoleConnection

_DRAFT = "console-labels.yml"


def over_console(
    params: Params, connection: ConsoleConnection, clock: Clock
) -> tuple[dict[str, t.Any], KescError | None, dict[str, str]]:
    """The report, the words of what it ended with, and further files by name."""
    seen = survey(connection)
    language = params["console_language"]
    findings = console_findings(seen, language=language)
    settings = {
        "console_language": language,
        "timeout": params["timeout"],
        **{
            name: "given" if params[name] else "not given"
            for name in ("tenant", "console_labels", "server_url", "proxy")
        },
    }
    report = console_check_dict(seen, findings=findings, settings=settings, now=clock.now())
    return report, seen.error, {_DRAFT: labels_draft(seen, connection.labels)}
