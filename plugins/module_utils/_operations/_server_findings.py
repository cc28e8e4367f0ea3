# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What follows from a check of a server: whether the collection works with it, and what to do next.

No sentence holds anything that the server said: it may name a customer.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
import typing as t

from .._license._license import Position
from .._providers._survey import BODY_VISIBLE
from ._server_check import TOGETHER, Stage

if t.TYPE_CHECKING:
    import datetime as dt

    from .._license._editions import Catalog
    from .._providers._survey import ListSurvey
    from ._server_check import ServerCheck

CERTIFICATE_DAYS = 30
"""A certificate that ends sooner is worth a warning."""
CLOCK_SECONDS = 60
"""So much do clocks differ before dates of licenses and codes of authenticators may be misjudged."""
USUAL_CONCURRENCY = 16
"""The default of the option concurrency."""
_ALLOWED_SLOWDOWN = ((1.5, USUAL_CONCURRENCY), (2.5, 8))
_CAREFUL_CONCURRENCY = 4
_UNNOTICED_SECONDS = 0.02
"""Below this, what a call takes says more of this machine than of the server."""


class Verdict(enum.Enum):
    READY = "ready"
    WARNINGS = "ready_with_warnings"
    NOT_READY = "not_ready"


@dataclasses.dataclass(frozen=True)
class Finding:
    """``stops`` says that the collection does not work as things are; else it works, with what is said in mind."""

    subject: str
    text: str
    remedy: str
    stops: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Trust:
    """How the server is trusted, as the options say; ``pin`` is the fingerprint that it must have, in hex."""

    checked: bool
    pin: str | None
    reusable_credentials: bool

    def pin_matches(self, check: ServerCheck) -> bool | None:
        """``None`` where there is none, or no certificate."""
        if self.pin is None or check.certificate is None:
            return None
        return self.pin == check.certificate.fingerprint


def verdict(findings: t.Sequence[Finding]) -> Verdict:
    """Not ready where anything stops."""
    if any(finding.stops for finding in findings):
        return Verdict.NOT_READY
    return Verdict.WARNINGS if findings else Verdict.READY


def findings_of(check: ServerCheck, *, trust: Trust, catalog: Catalog, now: dt.datetime) -> list[Finding]:
    """Whatever is not as it should be, what stops first."""
    found = [
        *_failures(check),
        *_certificate(check, trust, now),
        *_clock(check),
        *_sign_in(trust),
        *_tenants(check),
        *_rights(check),
        *_licenses(check),
        *_names(check, catalog),
        *_load(check),
    ]
    return sorted(found, key=lambda finding: not finding.stops)


def sensible_concurrency(check: ServerCheck) -> int:
    """As many tenants at a time as a server takes that was read :data:`TOGETHER` at a time.

    Kaspersky documents no load limit: what counts is how much longer a call takes than alone, and whether any had to be
    repeated.
    """
    if any(survey.repeated for survey in check.surveys):
        return _CAREFUL_CONCURRENCY
    if check.alone is None or check.together is None:
        return USUAL_CONCURRENCY
    slowdown = check.together / max(check.alone, _UNNOTICED_SECONDS)
    return next((number for most, number in _ALLOWED_SLOWDOWN if slowdown <= most), _CAREFUL_CONCURRENCY)


def unknown_license_names(check: ServerCheck, catalog: Catalog) -> list[str]:
    """The license names that the catalog does not know."""
    names = {each.license.name for listed in lists_of(check) for each in listed.keys if each.license.name}
    return sorted(name for name in names if not catalog.edition_of(name).known)


def lists_of(check: ServerCheck) -> list[ListSurvey]:
    """The lists of licenses that could be read."""
    return [survey.listed for survey in check.surveys if survey.listed is not None]


_STOPPED: t.Mapping[str, tuple[str, str]] = {
    "unreachable": (
        "The server cannot be reached.",
        "Check server_url (the default port is 13299), the network, the firewall and proxy.",
    ),
    "certificate_refused": (
        "The server's certificate is not trusted.",
        "Set ca_path to the certificate that signed it, or pin the server's own with server_fingerprint. For the "
        "fingerprint see what the task returns, and compare it with the one that the server's administrator reads.",
    ),
    "authentication_failed": (
        "The server does not let the account in.",
        "Check username, password and internal_user. An account that only exists on a virtual server needs its name: "
        "set tenant. Do not try often: the server may block the account.",
    ),
    "second_factor_required": (
        "The server asks for a second factor, or refused the one given.",
        "Set totp to the code that the authenticator shows now, or use an account without a second factor.",
    ),
    "access_denied": ("The account lacks the right to read.", "Give the account the right to read on this server."),
    "tenant_not_found": ("The account sees no tenant of the given name or id.", "Correct tenant or tenant_id."),
    "tenant_ambiguous": ("Several tenants have the given name.", "Set tenant_id."),
    "unavailable": ("The server is busy, starting or in maintenance.", "Run the check again later."),
    "unexpected_answer": (
        "What answers does not speak the KSC Open API as it is documented.",
        "Check server_url: it must be an Administration Server, not its Web Console and no proxy's page. If it is one, "
        "please report this check.",
    ),
    "answer_late": ("The server did not answer in time.", "Raise timeout and run the check again."),
    "answer_lost": ("The connection broke before an answer was there.", "Check the network and run the check again."),
}


def _failures(check: ServerCheck) -> t.Iterator[Finding]:
    if check.failure is not None:
        code = check.failure.error_code
        text, remedy = _STOPPED.get(
            code,
            ("The server refused a call.", "Please report this check: the collection does not know this refusal."),
        )
        detail = f" It said {check.failure}." if check.failure.status or check.failure.refusal else ""
        yield Finding(check.stage.name.lower(), f"It could not {check.stage.value}. {text}{detail}", remedy, stops=True)
        return
    surveys = check.surveys
    failures = collections.Counter(str(survey.failure) for survey in surveys if survey.failure)
    if failures:
        listed = ", ".join(f"{reason} ({count})" for reason, count in failures.most_common())
        failed = sum(failures.values())
        yield Finding(
            "read",
            f"{failed} of {len(surveys)} license stores (of the server and of tenants) could not be read: {listed}.",
            "Give the account the right to sign in to each virtual server and to read there. After two refused "
            "sign-ins no other tenant is tried, so that the server does not block the account.",
            stops=failed == len(surveys),
        )


def _certificate(check: ServerCheck, trust: Trust, now: dt.datetime) -> t.Iterator[Finding]:
    if not trust.checked and not trust.pin:
        yield Finding(
            "certificate",
            "The server's certificate is not checked: anybody on the way can read the activation codes.",
            "Set ca_path or server_fingerprint, and leave validate_certs alone.",
        )
    expires = check.certificate.expires if check.certificate else None
    if expires is not None and (expires - now).days < CERTIFICATE_DAYS:
        days = (expires - now).days
        when = f"ends in {days} days" if days >= 0 else f"ended {-days} days ago"
        yield Finding(
            "certificate",
            f"The server's certificate {when}.",
            "Renew it, and update ca_path or server_fingerprint along with it.",
        )


def _clock(check: ServerCheck) -> t.Iterator[Finding]:
    difference = check.contact.clock_difference if check.contact else None
    if difference is not None and abs(difference) >= CLOCK_SECONDS:
        yield Finding(
            "clock",
            f"The server's clock and this machine's differ by {abs(difference):.0f} seconds.",
            "Have both set by NTP: what a license's end means depends on it.",
        )


def _sign_in(trust: Trust) -> t.Iterator[Finding]:
    if not trust.reusable_credentials:
        yield Finding(
            "sign_in",
            "A one-time token or second factor signs in once, so no tenant was signed in to, and a rotation of several "
            "tenants cannot sign in to them either.",
            "Use an account without a second factor that has only the rights it needs.",
        )


def _tenants(check: ServerCheck) -> t.Iterator[Finding]:
    shared = sum(check.shares_its_name(each.tenant) for each in check.tenants)
    if shared:
        yield Finding(
            "tenants", f"{shared} tenants share their name with another one.", "Set tenant_id for those, not tenant."
        )
    if check.stage is Stage.DONE and not check.tenants and not any(listed.keys for listed in lists_of(check)):
        yield Finding(
            "tenants",
            "The account sees no virtual server, and no license on the server itself.",
            "If there should be some, give the account rights on them.",
        )


def _rights(check: ServerCheck) -> t.Iterator[Finding]:
    bodies = [survey.body for survey in check.surveys if survey.body is not None]
    hidden = [body for body in bodies if body != BODY_VISIBLE]
    if hidden:
        how = ", ".join(sorted({str(body) for body in hidden}))
        yield Finding(
            "export_license",
            f"What a license was stored as cannot be read in {len(hidden)} of {len(bodies)} license stores ({how}).",
            "Give the account the right ExportLicense. Without it, a code that is in place is recognized only by "
            "asking the activation servers, and the number of activations is finite.",
        )


def _licenses(check: ServerCheck) -> t.Iterator[Finding]:
    lists = lists_of(check)
    unplaced = [listed for listed in lists if any(key.license.position is Position.UNKNOWN for key in listed.keys)]
    if unplaced:
        yield Finding(
            "positions",
            f"In {len(unplaced)} license stores the server does not tell which license is in force.",
            "Set license_id for those tenants, so that the right license is replaced.",
        )
    guessed = sum(listed.told_by_value for listed in lists)
    if guessed:
        yield Finding(
            "positions",
            f"In {guessed} license stores only the value 1 of KLLIC_USED_BY_ADM_SRV told which license is in force, "
            "and what its values mean is not documented.",
            "Compare with the server's own console there, and please report whether it is right.",
        )
    unreadable = sorted({name for listed in lists for name in listed.unreadable})
    if unreadable:
        yield Finding(
            "values",
            f"Values of {', '.join(unreadable)} cannot be read and count as unknown.",
            "Please report this check: it has the types in which they came.",
        )
    miscounted = sum(1 for listed in lists if listed.keys and (listed.announced < 1 or listed.beyond))
    if miscounted:
        yield Finding(
            "count",
            f"{miscounted} license stores held more licenses than the server had announced.",
            "Please report this check: some licenses may not have been read.",
        )


def _names(check: ServerCheck, catalog: Catalog) -> t.Iterator[Finding]:
    unknown = unknown_license_names(check, catalog)
    if unknown:
        yield Finding(
            "license_names",
            f"The catalog does not know {len(unknown)} license names, so it cannot tell upgrade from downgrade there.",
            "Have the playbook fleetops.kesc.editions draft a file for editions_file, complete it, and please report "
            "the names.",
        )


def _load(check: ServerCheck) -> t.Iterator[Finding]:
    repeated = sum(survey.repeated for survey in check.surveys)
    if repeated:
        yield Finding(
            "load",
            f"{repeated} calls had to be repeated, while at most {TOGETHER} tenants were read at a time.",
            f"Set concurrency to {_CAREFUL_CONCURRENCY} or less, and run at another time of day.",
        )
