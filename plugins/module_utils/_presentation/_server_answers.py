# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What a server answered to the questions that the documentation leaves open: a line for each, for people."""

from __future__ import annotations

import collections
import typing as t

from .._license._license import Position
from .._operations._server_check import Stage
from .._operations._server_findings import lists_of
from .._providers._survey import BODY_VISIBLE, Failure

if t.TYPE_CHECKING:
    from .._operations._server_check import ServerCheck
    from .._providers._survey import ListSurvey, ShapeSurvey

_NOT_TOLD = "not told: there was nothing to ask it of"

NOT_CHECKED = (
    "the right to modify licenses: replace the license of one tenant first (license_rotation_canary)",
    "what the server answers to a wrong password: trying could block the account",
    "how long a session lives without a call",
    "how the domain of a Windows account is encoded, beyond what the options say",
    "whether a code that is stored already can be added again, and which error refuses an expired or used-up code",
    "what removing a license means for the devices that use it",
    "which of two automatically deployed licenses a device takes",
)
"""What a check that changes nothing cannot find out."""


def answers_of(check: ServerCheck) -> dict[str, str]:
    """The answers by their questions, in the order of a sign-in and a reading."""
    lists = lists_of(check)
    return {
        "Version of the server": _version(check),
        "Status of a call without signing in": f"HTTP {check.contact.status}" if check.contact else _NOT_TOLD,
        "The server's clock": _clock(check),
        "Signing in to a session (Session.StartSession)": _session(check),
        "Signing in a connection (/login)": _login(check),
        "Signing in to a tenant by its unique name": _unique_names(check),
        "Right to read": _readable(check),
        "Right to modify licenses": "unknown, for no documented call that only reads tells it",
        "Right ExportLicense": _bodies(check),
        "KLLIC_USED_BY_ADM_SRV": _used_by_server(lists),
        "Which license is in force": _in_force(lists),
        "lKeyCount": _counts(lists),
        "Size of a piece": _pieces(lists),
        "bEOF": _end_flags(lists),
        "A result that was given back": _released(lists),
        "Attributes of another type": _unreadable(lists),
        "VServers2.GetVServerStatistic": _statistic(check),
        "LicenseKeys.AcquireKeyUsageStatistics": _shape([survey.usage for survey in check.surveys]),
        "ExtTenant.GetExternalTenantId": _counted(
            [survey.external_id for survey in check.surveys if survey.external_id is not None]
        ),
        "KLHST_WKS_PTYPE": _platforms(check),
    }


def _version(check: ServerCheck) -> str:
    """What the references say of the versions that have a thing: KSCAPI/15.4/a00123.html and 16/a00569.html."""
    signs = []
    if any(key.used_by_server is not None for listed in lists_of(check) for key in listed.keys):
        signs.append("13.1 or later (KLLIC_USED_BY_ADM_SRV)")
    if any(survey.usage and not survey.usage.failure for survey in check.surveys):
        signs.append("later than 15.1 (AcquireKeyUsageStatistics)")
    told = "no documented call tells it; the collection is written for 13 to 16"
    return f"{told}; signs of {', '.join(signs)}" if signs else told


def _clock(check: ServerCheck) -> str:
    if check.contact is None or check.contact.clock_difference is None:
        return "not told: the answer has no Date"
    return f"{check.contact.clock_difference:+.0f} seconds from this machine's"


def _session(check: ServerCheck) -> str:
    if check.here is not None:
        return "works"
    return str(check.failure) if check.stage is Stage.SIGN_IN else "not tried"


def _readable(check: ServerCheck) -> str:
    read = sum(survey.listed is not None for survey in check.surveys)
    return f"in {read} of {len(check.surveys)} license stores" if check.surveys else _NOT_TOLD


def _login(check: ServerCheck) -> str:
    if not check.login_tried:
        return "not tried"
    return "works" if check.login is None else str(check.login)


def _unique_names(check: ServerCheck) -> str:
    outcomes = [survey.failure or "works" for tenant, survey in check.surveyed if check.shares_its_name(tenant)]
    return _counted(outcomes) if outcomes else "not tried: it is needed only where tenants share a name"


def _used_by_server(lists: t.Sequence[ListSurvey]) -> str:
    """Each value, how many licenses have it, and of how many of them devices use it now."""
    keys = [key for listed in lists for key in listed.keys]
    if not keys:
        return _NOT_TOLD
    values = collections.Counter(key.used_by_server for key in keys)
    if set(values) == {None}:
        return f"missing from all {len(keys)} licenses"
    in_use = collections.Counter(key.used_by_server for key in keys if key.license.in_use)
    told = sorted((value, count) for value, count in values.items() if value is not None)
    parts = [f"{value}: {count} licenses, {in_use[value]} of them used by devices" for value, count in told]
    return "; ".join([*parts, *([f"missing from {values[None]}"] if values[None] else [])])


def _in_force(lists: t.Sequence[ListSurvey]) -> str:
    full = [{key.license.position for key in listed.keys} for listed in lists if listed.keys]
    told = sum(Position.ACTIVE in positions for positions in full)
    open_ = sum(Position.UNKNOWN in positions for positions in full)
    if not full:
        return _NOT_TOLD
    return f"told in {told} of {len(full)} license stores that hold any, open in {open_}"


def _counts(lists: t.Sequence[ListSurvey]) -> str:
    if not lists:
        return _NOT_TOLD
    right = sum(sum(listed.pieces) == listed.announced for listed in lists)
    more = sum(bool(listed.beyond) for listed in lists)
    return f"right in {right} of {len(lists)} lists, too small in {more}"


def _pieces(lists: t.Sequence[ListSurvey]) -> str:
    full = [listed for listed in lists if listed.pieces]
    if not full:
        return _NOT_TOLD
    largest = max(max(listed.pieces) for listed in full)
    if any(piece < listed.asked_at_a_time for listed in full for piece in listed.pieces[:-1]):
        return f"at most {largest}, fewer than asked although more remained"
    return "as many as asked, or what remained"


def _end_flags(lists: t.Sequence[ListSurvey]) -> str:
    last = {listed.end_flags[-1] for listed in lists if listed.end_flags}
    earlier = {flag for listed in lists for flag in listed.end_flags[:-1]}
    if not last:
        return _NOT_TOLD
    parts = [f"{_words(last)} with the last piece"]
    return "; ".join([*parts, *([f"{_words(earlier)} with those before"] if earlier else [])])


def _words(flags: set[bool | None]) -> str:
    return " or ".join({True: "true", False: "false", None: "missing"}[flag] for flag in sorted(flags, key=str))


def _released(lists: t.Sequence[ListSurvey]) -> str:
    return _counted([listed.after_release or "still answered" for listed in lists if listed.pieces])


def _bodies(check: ServerCheck) -> str:
    bodies = [survey.body for survey in check.surveys if survey.body is not None]
    visible = sum(body == BODY_VISIBLE for body in bodies)
    hidden = [body for body in bodies if body != BODY_VISIBLE]
    if not bodies:
        return _NOT_TOLD
    told = f"in {visible} of {len(bodies)} license stores that hold any"
    return f"{told}; else {_counted(hidden)}" if hidden else told


def _unreadable(lists: t.Sequence[ListSurvey]) -> str:
    names = sorted({name for listed in lists for name in listed.unreadable})
    return ", ".join(names) or "none"


def _statistic(check: ServerCheck) -> str:
    surveys = [survey for survey in check.surveys if survey.statistic is not None]
    told = [
        (survey.statistic.licenses, frozenset(key.license.license_id for key in survey.listed.keys))
        for survey in surveys
        if survey.listed is not None and survey.statistic is not None and survey.statistic.licenses is not None
    ]
    answered = _shape([survey.statistic for survey in surveys])
    if not told:
        return f"{answered}; lists no licenses" if answered == "answers" else answered
    same = sum(statistic == own for statistic, own in told)
    return f"{answered}; lists the tenant's own licenses in {same} of {len(told)} cases"


def _shape(surveys: t.Sequence[ShapeSurvey | None]) -> str:
    return _counted([survey.failure or "answers" for survey in surveys if survey is not None], alone=True)


def _platforms(check: ServerCheck) -> str:
    counts: collections.Counter[tuple[int | None, str]] = collections.Counter()
    for survey in check.surveys:
        counts.update(survey.devices.platforms if survey.devices else {})
    failures = [survey.devices.failure for survey in check.surveys if survey.devices and survey.devices.failure]
    told = [
        f"{'missing' if number is None else number}: {platform} ({count})"
        for (number, platform), count in sorted(counts.items(), key=str)
    ]
    return ", ".join([*told, *([_counted(failures)] if failures else [])]) or _NOT_TOLD


def _counted(outcomes: t.Sequence[str | Failure], *, alone: bool = False) -> str:
    """Each outcome with how often it came, most frequent first; without the count where there is one only."""
    counts = collections.Counter(map(str, outcomes))
    if alone and len(counts) == 1:
        return next(iter(counts))
    return ", ".join(f"{outcome} ({count})" for outcome, count in counts.most_common()) or _NOT_TOLD
