# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Plain values and readable text from what an operation found: results and diffs.

Both are built here from the same values, hold no codes, and keep one shape whatever the result.
"""

from __future__ import annotations

import json
import re
import typing as t

from .._license._comparison import FIELDS
from .._license._license import format_date
from ._license import license_dict

if t.TYPE_CHECKING:
    import datetime as dt

    from .._errors import KescError
    from .._license._comparison import Comparison
    from .._license._edition import Edition
    from .._license._editions import Catalog
    from .._license._guards import Guard
    from .._license._license import License
    from .._operations._device_report import DeviceReport
    from .._operations._result import OperationResult

MAIN_SERVER = "main server"
_PLAIN = re.compile(r"[A-Za-z][\w .()+/-]*[\w)+]|\d{4}-\d\d-\d\dT[\d:]{8}Z")
_YAML_WORDS = frozenset({"yes", "no", "true", "false", "on", "off", "null"})
_NOT_VERIFIED = "# not known: the code was not verified in this run\n"
_FORECAST = "# what the order sheet expects: the code was not verified in this run\n"


def result_values(
    result: OperationResult, *, tenant: str, partial_code: str | None, catalog: Catalog, now: dt.datetime
) -> dict[str, t.Any]:
    """The return values of kesc_license, ``requests`` apart."""
    comparison = result.comparison
    return {
        "changed": result.changed,
        "applied": result.applied,
        "tenant": tenant,
        "partial_code": partial_code,
        "transition": comparison.transition.value,
        "verified": result.verified,
        "before": license_dict(result.before, catalog=catalog, now=now),
        "after": license_dict(result.after, catalog=catalog, now=now),
        "comparison": _comparison_dict(comparison),
        "features_gained": list(comparison.gained),
        "features_lost": list(comparison.lost),
        "features_undetermined": list(comparison.undetermined),
        "features_known": comparison.features_known,
        "guards": [_guard_dict(guard) for guard in result.guards],
        "devices": _devices_dict(result.devices),
        "diff": _diff(result, tenant=tenant, partial_code=partial_code, catalog=catalog),
    }


def failure_values(
    error: KescError,
    *,
    before: License | None,
    tenant: str,
    partial_code: str | None,
    catalog: Catalog,
    now: dt.datetime,
) -> dict[str, t.Any]:
    """What kesc_license returns of an operation that failed without a result; ``before`` is what it found."""
    return {
        "changed": error.changed,
        "tenant": tenant,
        "partial_code": partial_code,
        "before": license_dict(before, catalog=catalog, now=now),
    }


def _comparison_dict(comparison: Comparison) -> dict[str, dict[str, t.Any]]:
    rows = {}
    for field in FIELDS:
        before, after = (
            _field(license, field) if license else None for license in (comparison.before, comparison.after)
        )
        rows[field] = {"before": before, "after": after, "changed": before != after}
    return rows


def _field(license: License, field: str) -> t.Any:
    if field == "expires":
        return format_date(license.expires)
    return license.model if field == "licensing_model" else getattr(license, field) or None


def _guard_dict(guard: Guard) -> dict[str, t.Any]:
    return {
        "name": guard.name,
        "tripped": guard.tripped,
        "before": guard.before,
        "after": guard.after,
        "allowed_by": guard.allowed_by,
        "finding": guard.finding or None,
    }


def _devices_dict(report: DeviceReport) -> dict[str, t.Any]:
    return {
        "total": report.total,
        "by_platform": report.by_platform,
        "waiting": [
            {"name": waiting.device.name, "platform": waiting.device.platform, "expires": format_date(waiting.expires)}
            for waiting in report.waiting
        ],
    }


def _diff(result: OperationResult, *, tenant: str, partial_code: str | None, catalog: Catalog) -> dict[str, str]:
    """The console's comparison window as text; the same for a verified check-mode run and the real one."""
    after = _license_text(result.after, catalog)
    if result.changed and not result.verified:
        after = (_FORECAST if result.after else _NOT_VERIFIED) + after
    code = f", code ending {partial_code}" if partial_code else ""
    return {
        "before_header": f"{tenant or MAIN_SERVER}: license in use",
        "after_header": f"{tenant or MAIN_SERVER}: new license{code}",
        "before": _license_text(result.before, catalog),
        "after": after,
    }


def _license_text(license: License | None, catalog: Catalog) -> str:
    if license is None:
        return ""
    edition = catalog.edition_of(license.name)
    rows = {
        "license_name": license.name,
        "edition": edition.name,
        "licensing_model": license.model,
        "license_limit": license.limit,
        "license_expiration_date": "never" if license.never_expires else format_date(license.expires),
        "license_id": license.license_id or None,
        "license_type": license.license_type,
        "position": license.position.value,
    }
    if license.subscription_state:
        rows["subscription_state"] = license.subscription_state
    lines = [f"{name}: {_scalar(value)}" for name, value in rows.items()]
    if edition.known and not edition.verified:
        lines[1] += "  # features not verified"
    return "\n".join([*lines, *_feature_lines(edition)]) + "\n"


def _feature_lines(edition: Edition) -> list[str]:
    heading = "features" if edition.complete else "features_known"
    if not edition.features:
        return [f"{heading}: []"]
    lines = [f"{heading}:"]
    for feature in edition.features:
        said = edition.statements[feature]
        lines.append(f"  - {_scalar(feature)}" + (f"  # {said.kind.value}" if said.doubtful else ""))
    return lines


def _scalar(value: object) -> str:
    """A YAML scalar: a text without special characters plain, any other double-quoted."""
    if value is None:
        return "unknown"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _YAML_WORDS:
        return value
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)
