# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""A check of a server as plain values that may be attached to an issue: no secret and no name of a customer.

Tenants are numbered, serial numbers are cut short, and no host, account or text of the server's is there but the names
of licenses.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._license._license import format_date
from .._operations._server_findings import lists_of, sensible_concurrency, unknown_license_names, verdict
from .._providers._survey import Failure
from ._server_answers import NOT_CHECKED, answers_of

if t.TYPE_CHECKING:
    import datetime as dt

    from .._license._editions import Catalog
    from .._operations._server_check import ServerCheck
    from .._operations._server_findings import Finding, Trust
    from .._providers._survey import ListSurvey, SurveyedKey, TenantSurvey

FORMAT = 1
_SHOWN_OF_A_SERIAL = 4
_SHORTEST_SERIAL = 12
_SHORTEST_NAME = 3
_HIDDEN_NAME = "(a name that holds the name of a tenant)"


def finding_dict(finding: Finding) -> dict[str, t.Any]:
    """A finding as results and files show it."""
    return {
        "severity": "error" if finding.stops else "warning",
        "subject": finding.subject,
        "text": finding.text,
        "remedy": finding.remedy,
    }


def server_check_dict(
    check: ServerCheck,
    *,
    findings: t.Sequence[Finding],
    trust: Trust,
    settings: t.Mapping[str, t.Any],
    catalog: Catalog,
    now: dt.datetime,
) -> dict[str, t.Any]:
    """The whole of kesc-check.json, for the Open API."""
    lists = lists_of(check)
    return {
        "format": FORMAT,
        "checked": format_date(now),
        "provider": "openapi",
        "verdict": verdict(findings).value,
        "findings": [finding_dict(finding) for finding in findings],
        "settings": dict(settings),
        "stage": check.stage.name.lower(),
        "failure": _failure(check.failure),
        "certificate": _certificate(check, trust, now),
        "tenants": {"seen": len(check.tenants), "checked": len(check.surveyed)},
        "answers": answers_of(check),
        "not_checked": list(NOT_CHECKED),
        "load": _load(check),
        "unknown_license_names": [_license_name(name, check) for name in unknown_license_names(check, catalog)],
        "license_attributes": _types(lists),
        "shapes": {
            "VServers2.GetVServerStatistic": _shapes(survey.statistic for survey in check.surveys),
            "LicenseKeys.AcquireKeyUsageStatistics": _shapes(survey.usage for survey in check.surveys),
        },
        "stores": [
            *([_store("server", check.here)] if check.here else []),
            *(_store(f"tenant {number}", survey) for number, (_tenant, survey) in enumerate(check.surveyed, start=1)),
        ],
    }


def _certificate(check: ServerCheck, trust: Trust, now: dt.datetime) -> dict[str, t.Any] | None:
    """Without the fingerprint, which would tell the server."""
    if check.certificate is None:
        return None
    expires = check.certificate.expires
    return {
        "issuer": check.certificate.issuer,
        "days_left": None if expires is None else (expires - now).days,
        "matches_server_fingerprint": trust.pin_matches(check),
    }


def _load(check: ServerCheck) -> dict[str, t.Any]:
    def milliseconds(seconds: float | None) -> int | None:
        return None if seconds is None else round(seconds * 1000)

    return {
        "milliseconds_of_a_call": milliseconds(check.seconds_of_a_call),
        "milliseconds_of_a_call_alone": milliseconds(check.alone),
        "milliseconds_of_a_call_together": milliseconds(check.together),
        "repeated_calls": sum(survey.repeated for survey in check.surveys),
        "concurrency": sensible_concurrency(check),
    }


def _store(name: str, survey: TenantSurvey) -> dict[str, t.Any]:
    listed = survey.listed
    return {
        "store": name,
        "failure": _failure(survey.failure),
        "body": survey.body if isinstance(survey.body, str) else _failure(survey.body),
        "announced": listed.announced if listed else None,
        "pieces": list(listed.pieces) if listed else [],
        "end_flags": list(listed.end_flags) if listed else [],
        "licenses": [_license(key) for key in listed.keys] if listed else [],
    }


def _license(key: SurveyedKey) -> dict[str, t.Any]:
    license = key.license
    return {
        "license": _short(license.license_id),
        "type": license.license_type,
        "position": license.position.value,
        "used_by_server": key.used_by_server,
        "automatic_deployment": license.automatic_deployment,
        "in_use": license.in_use,
        "waiting": license.waiting,
        "end_told": not license.end_untold,
    }


def _short(serial: str) -> str:
    return f"...{serial[-_SHOWN_OF_A_SERIAL:]}" if len(serial) >= _SHORTEST_SERIAL else "..."


def _license_name(name: str, check: ServerCheck) -> str:
    """A license's name, unless somebody put a tenant's into it."""
    tenants = {each.tenant.name.casefold() for each in check.tenants if len(each.tenant.name) >= _SHORTEST_NAME}
    return _HIDDEN_NAME if any(tenant in name.casefold() for tenant in tenants) else name


def _types(lists: t.Sequence[ListSurvey]) -> dict[str, list[str]]:
    types: dict[str, set[str]] = {}
    for listed in lists:
        for name, kinds in listed.attributes.items():
            types.setdefault(name, set()).update(kinds)
    return {name: sorted(kinds) for name, kinds in sorted(types.items())}


def _shapes(surveys: t.Iterable[t.Any]) -> list[str]:
    return sorted({line for survey in surveys if survey is not None for line in survey.shape})


def _failure(failure: str | Failure | None) -> dict[str, t.Any] | None:
    return dataclasses.asdict(failure) if isinstance(failure, Failure) else None
