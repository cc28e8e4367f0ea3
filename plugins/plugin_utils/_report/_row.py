# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The row of one tenant in the report."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import encodable
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _outcomes

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._outcomes import Result

LICENSE_FIELDS = ("license_id", "name", "licensing_model", "limit", "in_use", "expires")
"""What a row holds of a license."""

Row: t.TypeAlias = "dict[str, t.Any]"

_PREFIX = "license_rotation_"
_LEFT_AS_IT_WAS = (_outcomes.WOULD_REPLACE, _outcomes.WOULD_TRY, _outcomes.TOO_EARLY, *_outcomes.UNFINISHED)
_CUT_OFF = "The task was ended ({}) after the new license had been applied and before that was confirmed."
_CUT_OFF_REMEDY = (
    "Start the same rotation again: it reads the licenses of the tenant first, and applies nothing a second time."
)


def row_of(
    host: str,
    result: Result | None,
    *,
    tenant: str = "",
    left_out: str = "",
    stopped: str = "",
    applying: Result | None = None,
) -> Row:
    """The row of a host with this result of kesc_license or kesc_license_info, ``None`` where there is none.

    ``tenant`` is the name that its variables give it, ``left_out`` the one of :data:`_outcomes.LEFT_OUT` for which no
    result was wanted, ``stopped`` says why the run did not reach other hosts. ``applying`` is what the journal has of a
    license that was applied and not confirmed: it counts where ansible-core ended the task and threw its result away.
    """
    values: Result = result or {}
    outcome = _outcomes.outcome_of(result)
    if outcome == _outcomes.NOT_REACHED and left_out:
        outcome = left_out
    error = values.get("error") or {}
    message, remedy = _message(outcome, values, stopped)
    if applying and not error and outcome in (_outcomes.FAILED, _outcomes.NOT_REACHED):
        message, remedy = _CUT_OFF.format(message.rstrip(".") or "it left no result"), _CUT_OFF_REMEDY
        outcome, values = _outcomes.FAILED, {**applying, "after": None, "verified": False, "devices": None}
    before, after = values.get("before"), values.get("after")
    if outcome == _outcomes.AUDITED:
        before = after = _active(values)
    tenant = values.get("tenant") or error.get("tenant") or tenant or host
    row = {
        "host": host,
        "tenant": tenant,
        "outcome": outcome,
        "transition": values.get("transition"),
        "verified": values.get("verified"),
        "partial_code": values.get("partial_code"),
        "before": license_terms(before),
        "after": license_terms(after),
        "features_gained": list(values.get("features_gained", [])),
        "features_lost": list(values.get("features_lost", [])),
        "guards": [guard["name"] for guard in values.get("guards", []) if guard["tripped"]],
        "message": _without(message, tenant=tenant, remedy=remedy),
        "remedy": _sentence(remedy),
        "left_in_store": list(values.get("left_in_store") or []),
        "waiting": [device["name"] for device in (values.get("devices") or {}).get("waiting", [])],
        "warnings": [str(warning) for warning in values.get("warnings", [])],
        "recorded": None,
    }
    return {name: _encodable(value) for name, value in row.items()}


def license_terms(license: t.Mapping[str, t.Any] | None) -> dict[str, t.Any] | None:
    """What a row holds of a license; what is not known of it is ``None``."""
    return {field: license.get(field) for field in LICENSE_FIELDS} if license else None


def in_force(row: Row) -> dict[str, t.Any] | None:
    """The license that a tenant has after the run, as far as it is known."""
    license = row["before"] if row["outcome"] in _LEFT_AS_IT_WAS else row["after"]
    return t.cast("dict[str, t.Any] | None", license)


def has_result(row: Row) -> bool:
    """Whether somebody looked at the tenant."""
    return row["outcome"] not in _outcomes.WITHOUT_RESULT


def _message(outcome: str, values: Result, stopped: str) -> tuple[str, str]:
    """Why a tenant was not replaced as asked, and what to do about it."""
    if outcome == _outcomes.NOT_REACHED:
        return stopped, ""
    if outcome not in _outcomes.UNFINISHED:
        return "", ""
    error, message = values.get("error") or {}, str(values.get("msg", ""))
    tripped = [guard for guard in values.get("guards", []) if guard["tripped"] and guard.get("finding")]
    if outcome != _outcomes.HELD_BACK or not tripped:
        return message, str(error.get("remedy") or "")
    findings = "; ".join(f"{guard['name']}: {guard['finding']}" for guard in tripped)
    allowing = [f"{_PREFIX}{guard['allowed_by']}: true" for guard in tripped if guard.get("allowed_by")]
    # What remains after the failure stands between its cause and its remedy, which names no guard.
    aftermath = message.partition(str(error.get("cause") or message))[2].lstrip(" .")
    aftermath = aftermath.removesuffix(_sentence(str(error.get("remedy") or ""))).rstrip()
    remedy = f"To allow it, set {' and '.join(allowing)}" if allowing else "Correct the order"
    return f"{findings}. {aftermath}".rstrip(" .") + ".", remedy


def _without(message: str, *, tenant: str, remedy: str) -> str:
    """The message without what stands beside it in the report: the name of the tenant and the remedy."""
    message = message.removesuffix(_sentence(remedy)).rstrip()
    for words in (f" for tenant {tenant!r}", f" of tenant {tenant!r}"):
        message = message.replace(words, "", 1)
    return message


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def _active(values: Result) -> Result | None:
    licenses = values.get("licenses", [])
    return next((license for license in licenses if license["position"] == "active"), None)


def _encodable(value: t.Any) -> t.Any:
    """The value with texts that every form of the report can hold."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    if isinstance(value, dict):
        return {name: _encodable(each) for name, each in value.items()}
    return value
