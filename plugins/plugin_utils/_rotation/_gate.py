# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Between two batches: what to say of the tenants of one, and whether the next one may begin."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import row_of

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._outcomes import Result

LONGEST_LINE = 200

_MOST_LINES = 20
_MOST_NAMES = 5
_CUT = " ..."


class Decision(t.NamedTuple):
    """Why no further batch may begin, empty where one may; lines to show; the tenants that were not replaced."""

    why: str
    lines: list[str]
    failed: list[str]
    held_back: list[str]


def decide(results: t.Mapping[str, Result | None], *, is_canary: bool, max_fail_percentage: int) -> Decision:
    """What follows from the results of a batch, by host.

    A tenant that a guard held back has not failed. Of a canary, none may fail.
    """
    failed = [host for host, result in results.items() if _outcomes.outcome_of(result) == _outcomes.FAILED]
    held_back = [host for host, result in results.items() if _outcomes.outcome_of(result) == _outcomes.HELD_BACK]
    told = [line_of(host, result) for host in (*held_back, *failed) if (result := results[host])]
    more = len(told) - _MOST_LINES
    lines = [*told[:_MOST_LINES], *([f"and {more} more: see the report"] if more > 0 else [])]
    limit = 0 if is_canary else max_fail_percentage
    if len(failed) * 100 <= len(results) * limit:
        return Decision("", lines, failed, held_back)
    of_what = "the canary" if is_canary else f"a batch, more than {limit} %,"
    why = f"{len(failed)} of {len(results)} tenants of {of_what} failed ({_some(failed)}): no further batch was begun."
    passing = [host for host in failed if (results[host] or {}).get("error", {}).get("passing")]
    if passing:
        why += f" What failed passes by itself for {_some(passing)}: start the same command again."
    return Decision(why, lines, failed, held_back)


def line_of(host: str, result: Result) -> str:
    """What a terminal shows of a tenant that failed or was held back: which, the guard or the cause, what to do next.

    Where that is too long, what is left of the cause is enough to find it in the report; what to do next stays.
    """
    row = row_of(host, result)
    cause = (result.get("error") or {}).get("cause") if row["outcome"] == _outcomes.FAILED else None
    text = _one_line(cause or row["message"] or "see the report")
    head = f"{_outcomes.OUTCOMES[row['outcome']].label}: {host}: "
    tail = f". {_one_line(row['remedy'])}." if row["remedy"] else "."
    room = max(LONGEST_LINE - len(head) - len(tail), LONGEST_LINE // 4)
    if len(text) > room:
        text, tail = text[: room - len(_CUT)].rstrip() + _CUT, tail.removeprefix(".")
    return f"{head}{text}{tail}"[:LONGEST_LINE]


def _one_line(text: str) -> str:
    return " ".join(str(text).split()).rstrip(".")


def _some(hosts: t.Sequence[str]) -> str:
    more = len(hosts) - _MOST_NAMES
    return ", ".join(hosts[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
