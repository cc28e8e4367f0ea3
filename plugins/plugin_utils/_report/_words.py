# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What the forms of the report say alike."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import has_result

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._row import Row

_NOTHING = "none"
_NOT_KNOWN = "?"
_BY_HAND_REMEDY = "Work through the work list, then record the outcome with the playbook fleetops.kesc.worklist."


LEFT_IN_STORE = "left_in_store"
_LEFTOVER = _outcomes.OutcomeText("left in the store", "A run added a license that nothing uses.", True)
_LEFTOVER_REMEDY = (
    "Rotate the tenant again: the license is used if the code is still ordered, and removed if a guard refused it."
)
_ORDER = (*_outcomes.UNFINISHED, _outcomes.ON_WORK_LIST, LEFT_IN_STORE)


class ToDo(t.NamedTuple):
    """Tenants that need attention, for the same reason; ``message`` and ``remedy`` may be empty.

    ``reason`` is an outcome, or :data:`LEFT_IN_STORE`, whatever the outcome is.
    """

    reason: str
    message: str
    remedy: str
    rows: list[Row]

    @property
    def words(self) -> _outcomes.OutcomeText:
        """The reason in words."""
        return _LEFTOVER if self.reason == LEFT_IN_STORE else _outcomes.OUTCOMES[self.reason]


def left_to_do(report: Report) -> list[ToDo]:
    """What needs attention, the most informative reasons first; what several tenants share is told once."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in report["tenants"]:
        if _outcomes.OUTCOMES[row["outcome"]].needs_attention:
            remedy = _BY_HAND_REMEDY if row["outcome"] == _outcomes.ON_WORK_LIST else row["remedy"]
            groups.setdefault((row["outcome"], row["message"], remedy), []).append(row)
        if row["left_in_store"]:
            left = f"license {', '.join(row['left_in_store'])}"
            groups.setdefault((LEFT_IN_STORE, left, _LEFTOVER_REMEDY), []).append(row)
    return [ToDo(*key, rows) for key, rows in sorted(groups.items(), key=lambda item: _ORDER.index(item[0][0]))]


def counts_of(report: Report) -> list[tuple[str, int]]:
    """The outcomes that occur, in words, with the number of their tenants."""
    return [
        (_outcomes.OUTCOMES[name].label, count)
        for name, count in report["summary"].items()
        if name in _outcomes.OUTCOMES
    ]


def unverified(report: Report) -> str:
    """A sentence on replacements that were not verified, and how to have that done; empty where there are none."""
    tries = report["summary"].get(_outcomes.WOULD_TRY, 0)
    if not tries:
        return ""
    planned = tries + report["summary"].get(_outcomes.WOULD_REPLACE, 0)
    return (
        f"Not verified: {tries} of {planned} replacements. The activation servers were not asked what the codes stand "
        "for, so a guard may still hold a tenant back. To have each code verified now, set "
        "license_rotation_check_mode_verification: staged"
    )


def seats(report: Report) -> list[str]:
    """A sentence on the seats of all licenses of each licensing model."""
    return [
        f"{total['in_use']:,} of {total['limit']:,} {_seats_of(total['licensing_model'])} in use "
        f"({total['tenants']:,} of {len(report['tenants']):,} tenants, those whose limit and use are known)"
        for total in report["seats"]
    ]


def since(report: Report) -> tuple[str, list[str]]:
    """What the earlier report was, and a line for each change since; an empty text where there was none."""
    changes = report["since"]
    if not changes:
        return "", []
    at = str(changes["at"] or "").replace("T", " ").removesuffix("Z")
    earlier = f"the report of {at} UTC ({changes['kind']})" if at else "the report before"
    lines = [
        f"{each['tenant']}: {_label(each['before'])} \u2192 {_label(each['after'])}" for each in changes["outcomes"]
    ]
    lines += [
        f"{each['tenant']}: the license {each['before']} was replaced by {each['after']} between the two runs"
        for each in changes["licenses"]
    ]
    return earlier, lines


def sides(row: Row, field: str) -> tuple[str, ...]:
    """One value where both sides agree, else before and after, as the console shows them; ``?`` is not known."""
    before, after = (_short((row[side] or {}).get(field)) for side in ("before", "after"))
    # A failure seldom tells what was found before it.
    is_unknown = row["recorded"] or not has_result(row) or row["outcome"] in _outcomes.UNFINISHED
    if is_unknown and before == _NOTHING:
        before = _NOT_KNOWN
    if row["outcome"] == _outcomes.FAILED:
        return (before,)
    if (row["verified"] is False or is_unknown) and after == _NOTHING:
        after = _NOT_KNOWN
    return (after,) if before == after else (before, after)


def change(row: Row, field: str) -> str:
    """The same as one text."""
    return " \u2192 ".join(sides(row, field))


def recorded(row: Row) -> str:
    """What a person recorded of a tenant, in one line."""
    record = row["recorded"]
    if not record:
        return ""
    known = [record["at"], record["by"] and f"by {record['by']}", record["note"] and f"note: {record['note']}"]
    return ", ".join([record["outcome"], *filter(None, known)])


def _label(outcome: str) -> str:
    return _outcomes.OUTCOMES[outcome].label if outcome in _outcomes.OUTCOMES else outcome


def _seats_of(licensing_model: str | None) -> str:
    return f"{licensing_model} seats are" if licensing_model else "seats are"


def _short(value: object) -> str:
    text = _NOTHING if value is None else str(value)
    return text[:10] if text.endswith("Z") and text[10:11] == "T" else text
